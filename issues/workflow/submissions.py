"""What people do to an article on its way to an issue; each step is checked, written and logged by `steps`."""

from accounts.models import User
from issues.models import Article, RemarkKind
from issues.workflow.notes import store_remark
from issues.workflow.steps import WorkflowRefused, taking
from issues.workflow.transitions import ARTICLE_STEPS

__all__ = ["WorkflowRefused", "move_article"]

_KINDS = {"return": RemarkKind.RETURN, "decline": RemarkKind.DECLINE}


def move_article(
    article: Article,
    action: str,
    by: User | None = None,
    note: str = "",
    *,
    quote: str = "",
    expected_version: str | None = None,
) -> None:
    """Take the step named `action` in ARTICLE_TRANSITIONS; `note` enters the article's thread."""
    with taking(article, ARTICLE_STEPS[action], by, note, expected_version) as taken:
        if note.strip():
            store_remark(taken.row, _KINDS.get(action), note, by, quote)
