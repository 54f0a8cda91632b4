"""What each step tells whom. The rows are written with the step, so that a step undone has told nobody.

E-mails are handed to the worker after commit; where that is missed, the clock finds them waiting.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, Issue, MailState, Notice, NoticeKind, NoticeMail, SignOff, Stage
from issues.workflow.audience import people_of, signers_due, who_see
from issues.workflow.authorship import writers_of
from issues.workflow.moments import describe_moment
from issues.workflow.preferences import ways_for
from issues.workflow.queue import SEND, queue
from issues.workflow.transitions import Transition

if TYPE_CHECKING:
    from issues.workflow.steps import Taken

# An e-mail that still waits after so long is handed to the worker again.
GRACE = timedelta(minutes=2)
# What is settled as soon as anybody takes the next step.
_CALLS = {NoticeKind.SUBMITTED, NoticeKind.TO_SIGN, NoticeKind.SENT_BACK, NoticeKind.OVERDUE}


def tell(taken: "Taken", transition: Transition, by: User | None, note: str) -> None:
    """Tell those concerned that `by` has taken the step; who took it knows."""
    _settle(taken.row)
    teller = _TELLERS.get((type(taken.row), transition.action))
    if teller is not None:
        teller(taken, by, note.strip())
    if taken.timed is not None and transition.action != "publish":
        at, setter = taken.timed
        if setter != by:
            what = f"{by or '命令行'}已{transition.label}，{describe_moment(at)}的定时发布随之取消。"
            write(NoticeKind.TIMING_FAILED, [setter], f"{taken.row}的定时发布已取消", what, about=taken.row)


def tell_timing_failed(issue: Issue, setter: User, reason: str) -> None:
    """Tell the editors, and who set the time."""
    people = [setter, *people_of(Role.EDITOR, Role.ADMINISTRATOR)]
    write(
        NoticeKind.TIMING_FAILED,
        people,
        f"{issue}没有按时发布",
        f"{reason}\n请打开这一期，处理后重新设定时间，或立即发布。",
        about=issue,
    )


def write(
    kind: NoticeKind,
    people: Iterable[User],
    title: str,
    text: str = "",
    *,
    about: Article | Issue | None = None,
    link: str = "",
) -> None:
    """One notice for each of `people` who may see `about`, in the ways each of them chose.

    Who wants an e-mail and has no address finds it in the desk all the same.
    """
    if about is not None:
        people = who_see(about, people)
    people = list(people)
    ways = ways_for(people, kind)
    notices = [
        Notice(
            recipient=person,
            kind=kind,
            title=title[:400],
            text=text,
            article=about if isinstance(about, Article) else None,
            issue=about if isinstance(about, Issue) else None,
            link=link,
            in_desk=ways[person.pk].in_desk or not person.email,
        )
        for person in people
        if ways[person.pk].in_desk or ways[person.pk].by_mail
    ]
    Notice.objects.bulk_create(notices)
    mails = NoticeMail.objects.bulk_create(
        NoticeMail(notice=notice, queue_at=timezone.now() + GRACE)
        for notice in notices
        if ways[notice.recipient_id].by_mail and notice.recipient.email
    )
    if mails:
        transaction.on_commit(partial(queue, SEND, [mail.pk for mail in mails]), robust=True)


def quoted(title: str) -> str:
    """A title between 《》; those inside it become 〈〉."""
    return f"《{title.translate({ord('《'): '〈', ord('》'): '〉'}) or '（无标题）'}》"


def readers_address(issue: Issue) -> str:
    return f"/{issue.publication.slug}/{issue.year}/{issue.path_number}/"


# ---- each step ----


def _submitted(taken: "Taken", by: User | None, note: str) -> None:
    article: Article = taken.row
    sender = str(article.organisation or article.author or "编辑部")
    editors = [person for person in people_of(Role.EDITOR) if person != by]
    title = f"{sender}提交了稿件{quoted(article.title)}"
    write(NoticeKind.SUBMITTED, editors, title, _said("附言", note), about=article)


def _to_author(kind: NoticeKind, ending: str, note_label: str) -> Callable[["Taken", User | None, str], None]:
    def teller(taken: "Taken", by: User | None, note: str) -> None:
        article: Article = taken.row
        if article.author is not None and article.author != by:
            title = f"您的稿件{quoted(article.title)}{ending}"
            write(kind, [article.author], title, _said(note_label, note), about=article)

    return teller


def _call_signers(taken: "Taken", by: User | None, note: str) -> None:
    issue: Issue = taken.row
    step, people = signers_due(issue)
    if step is not None and issue.stage == Stage.REVIEW:
        text = "请打开这一期，通读全文，逐项检查后审签。"
        people = [person for person in people if person != by]
        write(NoticeKind.TO_SIGN, people, f"{issue}等候您{step.label}", text, about=issue)


def _sent_back(taken: "Taken", by: User | None, note: str) -> None:
    issue: Issue = taken.row
    editors = [person for person in people_of(Role.EDITOR) if person != by]
    write(NoticeKind.SENT_BACK, editors, f"{issue}已退回修改", _said("退回意见", note), about=issue)


def _published(taken: "Taken", by: User | None, note: str) -> None:
    """Nobody is told of old issues that the command line signed: they are taken in by the hundred."""
    issue: Issue = taken.row
    edition = issue.editions.order_by("-version").only("pk", "frozen_by").first()
    if edition.frozen_by_id is None:
        return
    at_its_time = taken.timed is not None and taken.timed[0] <= timezone.now()
    people = [person for person in _who_made(issue) if person != by]
    if at_its_time:
        people.append(taken.timed[1])
    title = f"{issue}已按时发布" if at_its_time else f"{issue}已发布"
    address = readers_address(issue)
    write(NoticeKind.PUBLISHED, people, title, "读者已经可以看到。", about=issue, link=address)
    _printed(taken, address)


def _printed(taken: "Taken", address: str) -> None:
    """Who wrote any of the articles that readers have now for the first time; one notice for each person."""
    issue: Issue = taken.row
    places = _places(issue)
    for person, articles in _carried_by_writer(taken):
        if len(articles) == 1:
            title = f"您的稿件{quoted(articles[0].title)}已在{issue}刊出"
            link, text = f"{address}{places[articles[0].merged_into_id or articles[0].pk]}/", ""
        else:
            title, link = f"您的{len(articles)}篇稿件已在{issue}刊出", address
            text = "\n".join(quoted(article.title) for article in articles)
        write(NoticeKind.PRINTED, [person], title, text, link=link)


def _withdrawn(taken: "Taken", by: User | None, note: str) -> None:
    """Who wrote any of the articles that readers had, the editors, and who signed; one notice for each person."""
    issue: Issue = taken.row
    writers = _carried_by_writer(taken)
    for person, articles in writers:
        if person == by:
            continue
        one = len(articles) == 1
        what = f"您的稿件{quoted(articles[0].title)}" if one else f"您的{len(articles)}篇稿件"
        lines = [] if one else [quoted(article.title) for article in articles]
        text = "\n".join([*lines, _said("撤回的原因", note), "稿件仍然保存着，可以另行刊发。"])
        address = readers_address(issue)
        write(NoticeKind.WITHDRAWN, [person], f"刊有{what}的{issue}已撤回", text.strip(), link=address)
    told = {by, *(person for person, _ in writers)}
    others = [person for person in _who_made(issue) if person not in told]
    follows = "读者在原来的网址只看到撤回说明。要改好再发布，须由签发人或管理员“重新打开”。"
    text = f"{_said('撤回的原因', note)}\n{follows}"
    write(NoticeKind.WITHDRAWN, others, f"{issue}已撤回", text, about=issue)


def _who_made(issue: Issue) -> list[User]:
    """The editors, and who signed what readers got of the issue."""
    rounds = SignOff.objects.valid().filter(issue=issue, edition__isnull=False).values("round")
    signed = User.objects.filter(sign_offs__issue=issue, sign_offs__round__in=rounds).distinct()
    return [*people_of(Role.EDITOR), *signed]


def _carried_by_writer(taken: "Taken") -> list[tuple[User, list[Article]]]:
    """The articles that the step took along, as they are printed, for each person in use who wrote any of them."""
    carried = {article.pk: article for article, _ in taken.carried}
    found: dict[int, tuple[User, list[Article]]] = {}
    for pk, people in writers_of(Article.objects.filter(pk__in=carried)).items():
        for person in people:
            if person.is_active:
                found.setdefault(person.pk, (person, []))[1].append(carried[pk])
    # Who wrote an original is told of it and not once more of the article it went into.
    told, places = [], _places(taken.row)
    for person, written in found.values():
        wholes = {article.merged_into_id for article in written}
        articles = [article for article in written if article.pk not in wholes]
        told.append((person, sorted(articles, key=lambda one: places[one.merged_into_id or one.pk])))
    return told


def _places(issue: Issue) -> dict[int, int]:
    """The number of each article as it is printed, by its key."""
    rows = Article.objects.filter(section__issue=issue).order_by("section__position", "position")
    return {pk: n for n, pk in enumerate(rows.values_list("pk", flat=True), start=1)}


_TELLERS: dict[tuple[type, str], Callable[["Taken", User | None, str], None]] = {
    (Article, "submit"): _submitted,
    (Article, "return"): _to_author(NoticeKind.RETURNED, "请修改后再提交", "退改意见"),
    (Article, "decline"): _to_author(NoticeKind.DECLINED, "未予采用", "理由"),
    (Article, "accept"): _to_author(NoticeKind.ACCEPTED, "已被采用", "附言"),
    (Issue, "submit"): _call_signers,
    (Issue, "sign_first"): _call_signers,
    (Issue, "sign_second"): _call_signers,
    (Issue, "send_back"): _sent_back,
    (Issue, "publish"): _published,
    (Issue, "withdraw"): _withdrawn,
}


def _said(label: str, note: str) -> str:
    return f"{label}：{note}" if note else ""


def _settle(obj: Article | Issue) -> None:
    """Calls to do what is done now need no reading, and their e-mails no sending."""
    about = Q(article=obj) if isinstance(obj, Article) else Q(issue=obj)
    calls = Notice.objects.filter(about, kind__in=_CALLS)
    NoticeMail.objects.filter(notice__in=calls, state=MailState.WAITING).update(
        state=MailState.DROPPED, reason="事情已经办理"
    )
    calls.mark_read()
