"""What is there before versions are kept becomes the first version of its own."""

from django.db import migrations

_NOT_KEPT = {
    "article": {
        *("position", "original_name", "created_at", "updated_at"),
        *("merged_into", "merged_position"),
    },
    "issue": {"created_by", "created_at", "updated_at", "publish_at", "publish_by"},
}


def _kept(row, skipped):
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name not in skipped
    }


def keep_articles(apps, schema_editor):
    Article, Version = apps.get_model("issues", "Article"), apps.get_model("issues", "ArticleVersion")
    rows = Article.objects.order_by("pk").select_related("section__issue__publication").prefetch_related(
        "credits__contributor__organisation"
    )
    for row in rows.iterator(chunk_size=200):
        credits = [
            {
                "contributor": credit.contributor_id,
                "organisation": credit.contributor.organisation and credit.contributor.organisation.name,
                "name": credit.contributor.name,
            }
            for credit in sorted(row.credits.all(), key=lambda credit: credit.position)
        ]
        placed = ""
        if row.section is not None:
            issue = row.section.issue
            label = f"{'增刊' if issue.kind == 'supplement' else ''}第{issue.number}期"
            placed = f"{issue.publication.name} {issue.year}年{label}"
            placed += f"·{row.section.name}" if row.section.name else ""
        Version.objects.create(
            history_date=row.updated_at,
            history_type="+",
            history_change_reason="开始保存版本时已有的内容",
            who="（以前）",
            credits=credits,
            placed=placed,
            **_kept(row, _NOT_KEPT["article"]),
        )


def keep_issues(apps, schema_editor):
    Issue, Version = apps.get_model("issues", "Issue"), apps.get_model("issues", "IssueVersion")
    for row in Issue.objects.order_by("pk").prefetch_related("sections").iterator(chunk_size=200):
        Version.objects.create(
            history_date=row.updated_at,
            history_type="+",
            history_change_reason="开始保存版本时已有的内容",
            who="（以前）",
            sections=[one.name for one in sorted(row.sections.all(), key=lambda one: one.position)],
            **_kept(row, _NOT_KEPT["issue"]),
        )


class Migration(migrations.Migration):

    dependencies = [("issues", "0014_versions")]

    operations = [
        migrations.RunPython(keep_articles, migrations.RunPython.noop),
        migrations.RunPython(keep_issues, migrations.RunPython.noop),
    ]
