"""The versions of an article or an issue: which there are, what differs between two, going back to one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import is_desk, is_office
from issues.models import Action, Article, ArticleStage, AuditEntry, Contributor, Credit, Issue, Stage
from issues.models.versions import Version, VersionQuerySet, keep_what_belongs, mark, one_version
from issues.workflow.differences import Piece, differences, readable_text
from issues.workflow.permissions import is_visible
from issues.workflow.steps import WorkflowRefused, lock, version_of
from issues.workflow.transitions import ARTICLE_STEPS, ISSUE_STEPS

RESTORE = "restore"
# What a version says it was made by, beside the steps of the tables.
_OTHER_STEPS = {"place": "编入", "remove": "移出", RESTORE: "恢复"}
_FORMAT_ONLY = "文字没有改动，只改了格式、图片或链接。"


@dataclass(frozen=True)
class Compared:
    """One part of two versions, such as the title; `note` tells of what is no text."""

    label: str
    pieces: tuple[Piece, ...]
    note: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.note) or any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class Listed:
    """A version in the list: what it was made by, and how many characters came and went since the one before it."""

    version: Version
    who: str
    step: str
    inserted: int
    deleted: int
    other: tuple[str, ...]  # what else changed, by name
    is_first: bool


def versions_of(obj: Article | Issue, user: User) -> VersionQuerySet:
    """Those that `user` may see, newest first."""
    return type(obj).versions.filter(id=obj.pk).visible_to(user).newest_first()


def find_version(obj: Article | Issue, key: object, user: User) -> Version | None:
    text = str(key)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return None
    return versions_of(obj, user).filter(pk=text).first()


def step_label(version: Version) -> str:
    tables = ARTICLE_STEPS if version.instance_type is Article else ISSUE_STEPS
    if version.step in tables:
        return tables[version.step].label
    return _OTHER_STEPS.get(version.step, "")


def list_versions(versions: Sequence[Version], older: Version | None, user: User) -> list[Listed]:
    """`versions`, newest first, each compared with the next; the last of them with `older`, where there is one."""
    listed = []
    for version, before in zip(versions, [*versions[1:], older][: len(versions)], strict=True):
        parts = compare(before, version, user)
        listed.append(
            Listed(
                version,
                who_made(version, user),
                step_label(version) if _may_know_step(version, user) else "",
                _count(parts, "inserted"),
                _count(parts, "deleted"),
                _other_changes(version, parts),
                before is None,
            )
        )
    return listed


def _other_changes(version: Version, parts: list[Compared]) -> tuple[str, ...]:
    """What changed beside the text; a step that is named says by itself that it moves an article or an issue."""
    said = {"状态", "编入"} if version.step and version.step != RESTORE else set()
    return tuple(part.label for part in parts if part.changed and part.label not in _COUNTED | said)


def _count(parts: list[Compared], kind: str) -> int:
    """The characters of `kind` in what people write; a line end is none."""
    pieces = (piece for part in parts if part.label in _COUNTED for piece in part.pieces)
    return sum(len(piece.text.replace("\n", "")) for piece in pieces if piece.kind == kind)


def who_made(version: Version, user: User) -> str:
    """By name among those who work together; to others the office is one."""
    if is_office(user):
        return version.who
    maker = version.history_user
    if maker is not None and maker.pk == user.pk:
        return "本人"
    if maker is not None and maker.organisation_id and maker.organisation_id == user.organisation_id:
        return str(maker)
    return "编辑部"


def _may_know_step(version: Version, user: User) -> bool:
    return is_office(user) or version.step not in {"place", "remove"}


# ---- comparing ----


def compare(old: Version | None, new: Version, user: User) -> list[Compared]:
    """Every part of the two that `user` may see, in the order in which a bulletin has them."""
    parts = _ARTICLE_PARTS if new.instance_type is Article else _ISSUE_PARTS
    compared = []
    for part in parts:
        if part.office and not is_office(user):
            continue
        before, after = (part.read(version) if version else "" for version in (old, new))
        note = ""
        if part.raw and old is not None and before == after:
            note = _FORMAT_ONLY if part.raw(old) != part.raw(new) else ""
        compared.append(Compared(part.label, _differences(part, before, after), note))
    return compared


def _differences(part: "_Part", before: str, after: str) -> tuple[Piece, ...]:
    if not part.as_a_whole:
        return differences(before, after)
    if before == after:
        return (Piece("same", after),) if after else ()
    told = (Piece("deleted", before), Piece("inserted", after))
    return tuple(piece for piece in told if piece.text)


@dataclass(frozen=True)
class _Part:
    label: str
    read: Callable[[Version], str]
    raw: Callable[[Version], str] | None = None
    office: bool = False
    as_a_whole: bool = False  # a stage or a number: nobody reads half of it


def byline(version: Version) -> str:
    """A line for each credit."""
    return "\n".join(
        " ".join(filter(None, (credit["organisation"], credit["name"]))) for credit in version.credits
    )


def _source(version: Version) -> str:
    return f"《{version.source}》{version.source_detail}" if version.source else ""


_COUNTED = {"标题", "正文", "编者按"}
_ARTICLE_PARTS = (
    _Part("标题", lambda version: version.title),
    _Part("正文", lambda version: readable_text(version.body), raw=lambda version: version.body),
    _Part("署名", byline),
    _Part("转载来源", _source),
    _Part("状态", lambda version: ArticleStage(version.stage).label, as_a_whole=True),
    _Part("编入", lambda version: version.placed, office=True, as_a_whole=True),
)
_ISSUE_PARTS = (
    _Part(
        "期号",
        lambda version: (
            f"{version.year}年{'增刊' if version.kind == 'supplement' else ''}第{version.number}期"
            + (f"（总第{version.total_number}期）" if version.total_number else "")
        ),
        as_a_whole=True,
    ),
    _Part(
        "日期",
        lambda version: (
            f"{version.date.year}年{version.date.month}月{version.date.day}日" if version.date else ""
        ),
        as_a_whole=True,
    ),
    _Part("状态", lambda version: Stage(version.stage).label, as_a_whole=True),
    _Part(
        "编者按",
        lambda version: readable_text(version.editors_note),
        raw=lambda version: version.editors_note,
    ),
    _Part("栏目", lambda version: "\n".join(name or "（无栏目名）" for name in version.sections)),
    _Part("密级或标志", lambda version: version.notice),
    _Part("编号", lambda version: version.document_code),
    _Part(
        "落款人员",
        lambda version: "\n".join(f"{line['role']}：{line['name']}" for line in version.staff),
    ),
    _Part("印数", lambda version: f"{version.copies}份" if version.copies else "", as_a_whole=True),
    _Part("补拟说明", lambda version: version.assumed_note),
    _Part("退回意见", lambda version: version.returned_note),
    _Part("更正说明", lambda version: version.correction_note),
)


# ---- going back ----

# What goes back; stage, place and number are the workflow's.
_RESTORED = {
    Article: ("title", "body", "source", "source_detail"),
    Issue: (
        *("date", "editors_note", "notice", "document_code", "copies", "staff"),
        *("masthead_assumed", "assumed_note"),
    ),
}


def reason_against_editing(obj: Article | Issue, user: User | None) -> str:
    """Why `user` may not change what `obj` says now, in Chinese; empty where he may."""
    if not is_visible(obj, user):
        return "没有这篇稿件，或您无权查看。" if isinstance(obj, Article) else "没有这一期，或您无权查看。"
    issue = obj if isinstance(obj, Issue) else (obj.section and obj.section.issue)
    if issue is not None and issue.is_locked:
        place = "本期" if isinstance(obj, Issue) else f"所在的{issue}"
        return f"{place}现在是“{issue.get_stage_display()}”，内容不能再改；确要改动，须先重新打开或更正。"
    if user is None or is_desk(user):
        return ""
    if isinstance(obj, Article) and obj.author_id == user.pk:
        if obj.stage in ArticleStage.WITH_AUTHOR:
            return ""
        return f"稿件现在是“{obj.get_stage_display()}”，作者只能修改草稿和退改的稿件。"
    return "您没有修改的权限，须由作者或编辑修改。" if isinstance(obj, Article) else "您没有修改的权限。"


def restore_version(
    obj: Article | Issue, key: object, by: User, *, expected_version: str | None = None
) -> Version:
    """Let `obj` say again what it said in the version `key`; this makes a new version. WorkflowRefused."""
    with transaction.atomic():
        locked = _hold(obj)
        reason = reason_against_editing(locked, by)
        if not reason and expected_version is not None and expected_version != version_of(locked):
            reason = "您打开这一页之后，内容又有改动，还没有恢复。请看过最新内容再决定。"
        version = find_version(locked, key, by)
        if not reason and version is None:
            reason = "没有这个版本，或您无权查看。"
        if not reason and not _differs(locked, version):
            reason = "现在的内容与这个版本相同，不用恢复。"
        if reason:
            raise WorkflowRefused(reason)
        for name in _RESTORED[type(locked)]:
            setattr(locked, name, getattr(version, name))
        when = timezone.localtime(version.history_date).strftime("%Y-%m-%d %H:%M")
        with one_version():
            mark(locked, by, RESTORE, f"恢复到 {when} 的版本")
            locked.save()
            if isinstance(locked, Article):
                _restore_credits(locked, version)
        AuditEntry.objects.record(Action.RESTORE, locked, by, version=version.pk, of=when)
    return version


def is_restorable(obj: Article | Issue, version: Version) -> bool:
    """False where nothing would change."""
    return _differs(obj, version)


def _differs(obj: Article | Issue, version: Version) -> bool:
    if any(getattr(obj, name) != getattr(version, name) for name in _RESTORED[type(obj)]):
        return True
    if isinstance(obj, Issue):
        return False
    now = list(obj.credits.order_by("position").values_list("contributor", flat=True))
    return now != [pk for pk, _ in _contributors(version)]


def _contributors(version: Version) -> Iterator[tuple[int, int]]:
    """Keys and positions of those credited in the version who are still there."""
    keys = [credit["contributor"] for credit in version.credits]
    there = set(Contributor.objects.filter(pk__in=keys).values_list("pk", flat=True))
    yield from ((key, n) for n, key in enumerate((key for key in keys if key in there), start=1))


def _restore_credits(article: Article, version: Version) -> None:
    wanted = list(_contributors(version))
    article.credits.all().delete()
    Credit.objects.bulk_create(Credit(article=article, contributor_id=key, position=n) for key, n in wanted)
    keep_what_belongs(article)


def _hold(obj: Article | Issue) -> Article | Issue:
    """The row as it stands now, after its issue: nobody signs that off meanwhile."""
    if isinstance(obj, Issue):
        return lock(obj)
    held = set(
        Issue.objects.select_for_update(of=("self",))
        .filter(pk__in=Issue.objects.filter(sections__articles=obj).values("pk"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    locked = lock(obj)
    if locked.section is not None and locked.section.issue_id not in held:
        raise WorkflowRefused("稿件刚被别人移动，请刷新页面后再试。")
    return locked
