"""Articles that stand in an issue are accepted, or published with it."""

from django.db import migrations, models


def bring_placed_articles_to_their_stage(apps, schema_editor):
    placed = apps.get_model("issues", "Article").objects.using(schema_editor.connection.alias).filter(
        section__isnull=False
    )
    placed.filter(section__issue__stage="published").update(stage="published")
    placed.exclude(stage__in=["accepted", "published"]).update(stage="accepted")


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0003_sign_off_chain'),
    ]

    operations = [
        migrations.RunPython(bring_placed_articles_to_their_stage, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('section__isnull', True), ('stage__in', ['accepted', 'published']), _connector='OR'), name='article_placed_when_accepted', violation_error_message='只有“采用”的稿件才能编入一期，请先采用它。'),
        ),
    ]
