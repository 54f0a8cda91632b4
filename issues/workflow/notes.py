"""The thread of notes under an article: what was wrong, what was answered, what is settled."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import is_office
from issues.models import Article, Remark, RemarkKind
from issues.models.remark import RemarkQuerySet
from issues.workflow.steps import WorkflowRefused

MAX_TEXT = 5_000
MAX_QUOTE = 1_000


def thread_of(article: Article, user: User) -> RemarkQuerySet:
    """The article's notes, oldest first, with their authors; none where `user` may not see the article."""
    notes = Remark.objects.visible_to(user).filter(article=article)
    return notes.select_related("author", "resolved_by").order_by("created_at", "pk")


def add_note(article: Article, text: str, by: User, quote: str = "") -> Remark:
    """A remark by the office, on the passage `quote` if any, or a reply by who sent the article. WorkflowRefused."""
    if not Article.objects.visible_to(by).filter(pk=article.pk).exists():
        raise WorkflowRefused("没有这篇稿件，或您无权查看。")
    text, quote = text.strip(), quote.strip()
    if not text:
        raise WorkflowRefused("请写明内容。")
    return store_remark(article, None, text, by, quote)


def resolve_note(remark: Remark, by: User) -> None:
    """Mark it as settled; a second time changes nothing. WorkflowRefused."""
    _mark(remark, by, resolved=True)


def reopen_note(remark: Remark, by: User) -> None:
    _mark(remark, by, resolved=False)


def store_remark(
    article: Article, kind: RemarkKind | None, text: str, by: User | None, quote: str = ""
) -> Remark:
    """Write the row without asking who may: for steps, which have asked. WorkflowRefused for what is too long."""
    if len(text) > MAX_TEXT or len(quote) > MAX_QUOTE:
        raise WorkflowRefused(f"内容请不超过{MAX_TEXT}字，引用的原文请不超过{MAX_QUOTE}字。")
    if kind is None:
        kind = RemarkKind.REMARK if by is None or is_office(by) else RemarkKind.REPLY
    return Remark.objects.create(
        article=article, author=by, kind=kind, text=text.strip(), quote=quote.strip()
    )


def _mark(remark: Remark, by: User, *, resolved: bool) -> None:
    with transaction.atomic():
        locked = Remark.objects.visible_to(by).filter(pk=remark.pk).select_for_update(of=("self",)).first()
        if locked is None:
            raise WorkflowRefused("没有这条意见，或您无权查看。")
        if not is_office(by) and locked.author_id != by.pk:
            raise WorkflowRefused("是否解决由编辑部认定；您改好后请写一条回复。")
        if locked.is_resolved != resolved:
            locked.resolved_at = timezone.now() if resolved else None
            locked.resolved_by = by if resolved else None
            locked.save(update_fields=["resolved_at", "resolved_by"])
        remark.resolved_at, remark.resolved_by = locked.resolved_at, locked.resolved_by
