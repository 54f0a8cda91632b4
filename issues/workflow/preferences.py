"""Which notices there are for whom, what is usual, and what each person chose instead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.roles import OFFICE, Role
from issues.models import NoticeChoice, NoticeKind

WRITERS = frozenset({Role.CORRESPONDENT, Role.EDITOR, Role.ADMINISTRATOR})
EDITORS = frozenset({Role.EDITOR})
SIGNERS = frozenset({Role.EDITOR, Role.APPROVER})


@dataclass(frozen=True)
class Way:
    """How somebody is told of one kind."""

    in_desk: bool
    by_mail: bool


@dataclass(frozen=True)
class Offer:
    """Who may get a kind at all, when it comes, and the usual way."""

    roles: frozenset[Role]
    when: str
    usual: Way


BOTH, DESK_ALONE = Way(in_desk=True, by_mail=True), Way(in_desk=True, by_mail=False)

OFFERS: dict[NoticeKind, Offer] = {
    NoticeKind.RETURNED: Offer(WRITERS, "编辑请我修改稿件", BOTH),
    NoticeKind.DECLINED: Offer(WRITERS, "我的稿件没有采用", BOTH),
    NoticeKind.ACCEPTED: Offer(WRITERS, "我的稿件已经采用", BOTH),
    NoticeKind.PRINTED: Offer(WRITERS, "我的稿件在简报上刊出", BOTH),
    NoticeKind.WITHDRAWN: Offer(WRITERS | OFFICE, "有一期被撤回（刊有我的稿件，或由我经手）", BOTH),
    NoticeKind.SUBMITTED: Offer(EDITORS, "有人提交了稿件", DESK_ALONE),
    NoticeKind.TO_SIGN: Offer(SIGNERS, "有一期等我审签", BOTH),
    NoticeKind.SENT_BACK: Offer(EDITORS, "有一期被退回修改", BOTH),
    NoticeKind.OVERDUE: Offer(SIGNERS, "稿件或审签等候太久", BOTH),
    NoticeKind.PUBLISHED: Offer(OFFICE, "有一期发布了", DESK_ALONE),
    NoticeKind.TIMING_FAILED: Offer(OFFICE, "定时发布没有成功或被取消", BOTH),
}


def offered_to(user: User) -> list[NoticeKind]:
    """The kinds that may come to `user`; a superuser without a role has what an administrator has."""
    roles = user.roles or (frozenset({Role.ADMINISTRATOR}) if user.is_superuser else frozenset())
    return [kind for kind, offer in OFFERS.items() if not offer.roles.isdisjoint(roles)]


def ways_of(user: User) -> dict[NoticeKind, Way]:
    """For each kind that is offered to `user`, the way he is told."""
    chosen = {row.kind: Way(row.in_desk, row.by_mail) for row in NoticeChoice.objects.filter(user=user)}
    return {kind: chosen.get(kind, OFFERS[kind].usual) for kind in offered_to(user)}


def ways_for(users: Collection[User], kind: NoticeKind) -> dict[int, Way]:
    """How each of `users` (by id) is told of `kind`; one query."""
    rows = NoticeChoice.objects.filter(user__in=users, kind=kind)
    chosen = {row.user_id: Way(row.in_desk, row.by_mail) for row in rows}
    return {user.pk: chosen.get(user.pk, OFFERS[kind].usual) for user in users}


def choose(user: User, ways: Mapping[NoticeKind, Way]) -> None:
    """Keep what `user` chose; kinds that are not offered to him are left out, others stay as they were."""
    with transaction.atomic():
        for kind in offered_to(user):
            if kind in ways:
                way = ways[kind]
                NoticeChoice.objects.update_or_create(
                    user=user, kind=kind, defaults={"in_desk": way.in_desk, "by_mail": way.by_mail}
                )
