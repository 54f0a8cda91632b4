"""What is printed around the articles of an issue: date, 编者按, 落款人员, 印数, and to whom it goes.

Like a change of the order, a change is refused where the page that sent it is out of date.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from issues.models import Action, AuditEntry, DistributionList, Issue, Recipient, RecipientKind
from issues.models.opening import copy_recipients
from issues.workflow.arranging import arranging
from issues.workflow.steps import WorkflowRefused

# What may be written here; all else of an issue has its place on the issue's own page.
FIELDS = ("date", "editors_note", "staff", "copies")
MAX_RECIPIENTS = 500
_STALE = (
    "您打开这一页之后，另有人改过这一部分，没有保存。您填写的还在下面，另一份也列在旁边，请核对后再保存。"
)

# By kind and 本期增发: the names in their order.
Recipients = dict[tuple[str, bool], list[str]]


def version_of_details(issue: Issue, names: Sequence[str]) -> str:
    """What a form of the fields `names` hands back; it differs once one of them says something else."""
    return _hash([getattr(issue, name) for name in names])


def write_details(
    issue: Issue, by: User | None, values: Mapping[str, object], expected_version: str | None = None
) -> tuple[str, ...]:
    """Store `values` of FIELDS; answers with the names of those that say something new. WorkflowRefused."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"not written here: {unknown}")
    with arranging(issue, by) as locked:
        if expected_version is not None and expected_version != version_of_details(locked, list(values)):
            raise WorkflowRefused(_STALE)
        before = {name: getattr(locked, name) for name in values}
        for name, value in values.items():
            setattr(locked, name, value)
        try:
            locked.clean_fields(exclude=[f.name for f in Issue._meta.fields if f.name not in values])
        except ValidationError as error:
            raise WorkflowRefused("；".join(error.messages)) from error
        changed = [name for name in values if getattr(locked, name) != before[name]]
        if changed:
            locked.save(update_fields=[*changed, "updated_at"])
            labels = "、".join(Issue._meta.get_field(name).verbose_name for name in changed)
            AuditEntry.objects.record(Action.ARRANGE, locked, by, what=f"改{labels}")
    return tuple(changed)


def recipients_of(issue: Issue) -> Recipients:
    """The issue's own list. One query."""
    found: Recipients = {(kind, extra): [] for kind in RecipientKind.values for extra in (False, True)}
    rows = Recipient.objects.filter(distribution_list__issue=issue).order_by("position")
    for kind, extra, name in rows.values_list("kind", "extra", "name"):
        found[kind, extra].append(name)
    return found


def version_of_recipients(issue: Issue) -> str:
    return _hash(sorted((kind, extra, names) for (kind, extra), names in recipients_of(issue).items()))


def write_recipients(
    issue: Issue, by: User | None, recipients: Recipients, expected_version: str | None = None
) -> bool:
    """Make `recipients` those of this issue alone; False where they are so already. WorkflowRefused."""
    wanted: Recipients = {}
    for kind, extra in recipients_of(issue):
        wanted[kind, extra] = _names(recipients.get((kind, extra), []))
    for kind in RecipientKind:
        _refuse_doubles(kind.label, wanted[kind, False] + wanted[kind, True])
    with arranging(issue, by) as locked:
        if expected_version is not None and expected_version != version_of_recipients(locked):
            raise WorkflowRefused(_STALE)
        if recipients_of(locked) == wanted:
            return False
        _store(locked, wanted)
        AuditEntry.objects.record(Action.ARRANGE, locked, by, what="改本期发送范围")
    return True


def choose_list(
    issue: Issue, by: User | None, source: DistributionList, expected_version: str | None = None
) -> None:
    """Copy a list of the publication into the issue, in place of what it has; 本期增发 is kept. WorkflowRefused."""
    with arranging(issue, by) as locked:
        if expected_version is not None and expected_version != version_of_recipients(locked):
            raise WorkflowRefused(_STALE)
        if source.issue_id is not None or source.publication_id != locked.publication_id:
            raise WorkflowRefused("请选本刊物的常用发送范围。")
        kept = {key: names for key, names in recipients_of(locked).items() if key[1]}
        own = _own_list(locked)
        own.recipients.all().delete()
        copy_recipients(source, own)
        chosen = recipients_of(locked)
        for (kind, extra), names in kept.items():
            others = chosen[kind, False] + chosen[kind, True]
            chosen[kind, extra] += [name for name in names if name not in others]
        _store(locked, chosen)
        AuditEntry.objects.record(Action.ARRANGE, locked, by, what=f"发送范围照“{source.name}”")


def _own_list(issue: Issue) -> DistributionList:
    return DistributionList.objects.get_or_create(
        issue=issue,
        defaults={"publication": issue.publication, "name": f"{issue.year}年{issue.label}"},
    )[0]


def _store(issue: Issue, recipients: Recipients) -> None:
    own = _own_list(issue)
    own.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(distribution_list=own, kind=kind, position=n, name=name, extra=extra)
        for kind in RecipientKind.values
        for n, (name, extra) in enumerate(
            [(name, extra) for extra in (False, True) for name in recipients[kind, extra]], start=1
        )
    )


def _names(lines: Sequence[str]) -> list[str]:
    """Without the marks that are printed between them."""
    names = [line.strip(" \t\u3000\xa0，,；;。") for line in lines]
    names = [name for name in names if name]
    longest = Recipient._meta.get_field("name").max_length
    for name in names:
        if len(name) > longest:
            raise WorkflowRefused(f"收件单位每行一个，最多{longest}个字；“{name[:20]}…”太长了。")
    if len(names) > MAX_RECIPIENTS:
        raise WorkflowRefused(f"一类收件单位最多{MAX_RECIPIENTS}个。")
    return names


def _refuse_doubles(label: str, names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise WorkflowRefused(f"“{label}”中“{name}”写了两次，请删去一个。")
        seen.add(name)


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
