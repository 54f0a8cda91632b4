"""A page that no longer shows how things stand is refused, and nothing is changed by it."""

import pytest

from issues.models import Article, Recipient, Step
from issues.workflow.actions import move_issue, sign_off, submit_issue
from issues.workflow.steps import WorkflowRefused, version_of
from issues.workflow.submissions import move_article
from tests.factories import make_issue
from tests.issues.workflow.helpers import CHECKS, everything

pytestmark = pytest.mark.django_db


def stale(step) -> str:
    before = everything()
    with pytest.raises(WorkflowRefused) as refused:
        step()
    assert everything() == before
    return str(refused.value)


def test_an_article_that_was_changed_meanwhile_is_not_accepted_unread(editor):
    article = Article.objects.create(title="来稿", body="<p>正文。</p>", stage="review")
    shown = version_of(article)
    meanwhile = Article.objects.get()
    meanwhile.body = "<p>改过的正文。</p>"
    meanwhile.save()
    assert stale(lambda: move_article(article, "accept", editor, expected_version=shown)) == (
        "您打开这一页之后，内容又有改动，还没有采用。请刷新页面，看过最新内容再采用。"
    )
    move_article(article, "accept", editor, expected_version=version_of(meanwhile))


def test_an_issue_of_which_anything_was_changed_meanwhile_is_not_signed_unread(editor):
    issue = make_issue(articles=2)
    submit_issue(issue)
    shown = version_of(issue)
    for change in (
        lambda: Article.objects.filter(position=2).update(title="改过的标题"),
        lambda: Article.objects.filter(position=2).update(section=None, position=None),
        lambda: Recipient.objects.filter(kind="report").update(name="省委办公厅"),
    ):
        change()
        assert stale(
            lambda shown=shown: sign_off(issue, Step.FIRST, editor, CHECKS, expected_version=shown)
        ).startswith("您打开这一页之后，内容又有改动，还没有初审。")
        shown = version_of(issue)
    sign_off(issue, Step.FIRST, editor, CHECKS, expected_version=shown)


def test_a_second_click_is_told_how_things_stand_now():
    issue = make_issue()
    shown = version_of(issue)
    move_issue(issue, "submit", None, expected_version=shown)
    assert stale(lambda: move_issue(issue, "submit", None, expected_version=shown)) == (
        "本期现在就是“审核”，不用再次送审。"
    )


def test_a_page_of_an_earlier_round_is_stale():
    issue = make_issue()
    submit_issue(issue)
    shown = version_of(issue)
    move_issue(issue, "send_back", None, "导语太长。")
    submit_issue(issue)
    assert version_of(issue) == shown, "nothing was signed and nothing changed"
