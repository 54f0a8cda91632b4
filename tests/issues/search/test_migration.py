"""Going over from the index that kept places of characters: what was public stays found."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from issues.models import SearchEntry
from issues.search.index import rebuild
from issues.search.query import search
from issues.workflow.actions import withdraw_issue
from tests.factories import make_article, make_issue, publish

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = ("issues", "0022_shelf_marks")


def migrate(*targets: tuple[str, str]) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
    return MigrationExecutor(connection)


def found(question: str) -> list[str]:
    return [hit.entry.title for hit in search(question).hits]


def stored() -> list[tuple]:
    """The index itself: on SQLite which text has which token, on PostgreSQL every text's tokens."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT id, grams::text FROM issues_searchentry ORDER BY id")
        else:
            cursor.execute(
                "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, issues_searchgrams, instance)"
            )
            cursor.execute("SELECT doc, term FROM temp.words ORDER BY doc, term")
        rows = cursor.fetchall()
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE temp.words")
    return rows


def test_what_was_indexed_before_is_found_after():
    rebuild()  # what earlier tests committed stays in SQLite's index: flushing empties models' tables alone
    issue = make_issue(articles=0)
    make_article(issue.sections.get(), 1, title="产改ＡＩ", body="<p>全市推进产业工人队伍建设改革。</p>")
    publish(issue)
    rows = list(SearchEntry.objects.values())
    grams = stored()
    try:
        executor = migrate(BEFORE)
        before = executor.loader.project_state([BEFORE]).apps.get_model("issues", "SearchEntry")
        assert not before.objects.exists()
        names = {field.attname for field in before._meta.fields}
        before.objects.bulk_create(
            before(**{name: value for name, value in row.items() if name in names}) for row in rows
        )
    finally:
        migrate()
    assert list(SearchEntry.objects.values()) == rows
    assert stored() == grams
    questions = ("产改", "产业工人队伍", "ai", "改", "工业")
    assert [found(question) for question in questions] == [["产改ＡＩ"]] * 4 + [[]]
    withdraw_issue(issue, "内容有误。")
    assert found("产改") == []
