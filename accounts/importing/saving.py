"""Carrying out a confirmed import, all of it or nothing, and the passwords of those it made."""

import datetime
from collections.abc import Callable, Sequence

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.events import Event, report
from accounts.importing.columns import KINDS, ORGANISATIONS, USERS, Kind
from accounts.importing.planning import Plan, make_plan
from accounts.importing.rows import Planned, Status
from accounts.importing.sheets import read_tables
from accounts.models import ImportBatch, Organisation, User
from accounts.passwords import give_one_time_password

KEPT_FOR = datetime.timedelta(hours=24)


class ImportChanged(Exception):
    """Since the preview somebody changed what the import touches; it must be looked at again."""


def take_up(uploader: User, name: str, content: bytes) -> ImportBatch:
    """Keep the file for its preview; raises TableRefused."""
    return keep_batch(uploader, name, content, KINDS, ImportBatch.Purpose.ACCOUNTS)


def keep_batch(
    uploader: User, name: str, content: bytes, kinds: Sequence[Kind], purpose: ImportBatch.Purpose
) -> ImportBatch:
    """Keep a file with tables of `kinds`; raises TableRefused. What others left lying a day ago goes."""
    read_tables(name, content, kinds)
    ImportBatch.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return ImportBatch.objects.create(uploader=uploader, name=name[-200:], content=content, purpose=purpose)


def plan_of(batch: ImportBatch) -> Plan:
    return make_plan(read_tables(batch.name, bytes(batch.content)), batch.uploader)


def carry_out(request: HttpRequest, batch: ImportBatch, digest: str) -> Plan:
    """Write what the preview with this `digest` showed; wrong rows are left out.

    Raises ImportChanged, and then nothing is written. A second call changes nothing.
    """

    def save(plan: Plan) -> list[int]:
        _save_organisations(plan)
        return _save_users(plan)

    batch, plan = finish(batch, digest, plan_of, save)
    report(Event.ACCOUNTS_IMPORTED, request, None, {"file": batch.name, **batch.summary})
    return plan


def finish(
    batch: ImportBatch,
    digest: str,
    make_plan: Callable[[ImportBatch], Plan],
    save: Callable[[Plan], list[int]],
) -> tuple[ImportBatch, Plan]:
    """Save the plan with this `digest` once and for all, all of it or nothing; raises ImportChanged.

    `save` gives the keys of what somebody must still fetch something of.
    """
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            plan = make_plan(batch)
            if batch.done_at or plan.digest != digest:
                raise ImportChanged
            batch.awaiting = save(plan)
            batch.done_at = timezone.now()
            batch.summary = {status.value: plan.counts[status] for status in Status}
            batch.save(update_fields=["done_at", "awaiting", "summary"])
    except IntegrityError as error:
        raise ImportChanged from error
    return batch, plan


@transaction.atomic
def take_passwords(request: HttpRequest, batch: ImportBatch) -> list[tuple[User, str]]:
    """One-time passwords for the users this import made, now for the first time; the second call has none.

    Who was given one meanwhile in another way is left out.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    users = User.objects.filter(pk__in=batch.awaiting).select_related("organisation")
    waiting = [user for user in users if not user.has_usable_password()]
    waiting.sort(key=lambda user: (user.organisation.name if user.organisation else "", user.username))
    batch.awaiting = []
    batch.save(update_fields=["awaiting"])
    given = [(user, give_one_time_password(user)) for user in waiting]
    for user, _ in given:
        report(Event.PASSWORD_RESET, request, user, {"first": True})
    return given


def _save_organisations(plan: Plan) -> None:
    """Parents in a second round: they may stand further down in the table."""
    rows = plan.of(ORGANISATIONS, Status.NEW, Status.CHANGED)
    for row in rows:
        values = {name: value for name, value in row.values.items() if name != "parent"}
        if row.status is Status.NEW:
            Organisation.objects.create(**values)
        elif values:
            _save_changes(row.name, values)
    ids = dict(Organisation.objects.values_list("name", "pk"))
    for row in rows:
        if "parent" in row.values:
            _save_changes(row.name, {"parent_id": ids[row.values["parent"]]})


def _save_changes(name: str, values: dict[str, object]) -> None:
    """By save(), which tells those who keep something of an organisation; update() would not."""
    organisation = Organisation.objects.get(name=name)
    for field, value in values.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=list(values))


def _save_users(plan: Plan) -> list[int]:
    """The ids of those who are new; they have no password yet."""
    organisations = dict(Organisation.objects.values_list("name", "pk"))
    groups = {group.name: group for group in Group.objects.all()}
    made = []
    for row in plan.of(USERS, Status.NEW, Status.CHANGED):
        user = _user_of(row)
        for name in ("display_name", "phone", "email", "is_active"):
            if name in row.values:
                setattr(user, name, row.values[name])
        if "organisation" in row.values:
            user.organisation_id = organisations[row.values["organisation"]]
        if "roles" in row.values:
            user.is_staff = True
        user.save()
        if "roles" in row.values:
            user.groups.set(groups[str(role.label)] for role in row.values["roles"])
        if row.status is Status.NEW:
            made.append(user.pk)
    return made


def _user_of(row: Planned) -> User:
    if row.status is Status.NEW:
        user = User(username=row.values["username"], must_change_password=True)
        user.set_unusable_password()
        return user
    return User.objects.select_for_update().get(username__iexact=User.normalize_username(row.name))
