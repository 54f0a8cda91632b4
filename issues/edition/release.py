"""What readers get: an Edition becomes the issue's public one, or is taken back.

Whatever is made of public editions (the index of the search, the files readers fetch) is told within the same
transaction: settings.EDITION_FOLLOWERS names the functions, each takes the edition, and may refuse. They stand in
rooms further right, which this one does not know.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from issues.models import Edition, FollowerRefused


class ReleaseRefused(Exception):
    """The edition cannot become public, or be taken back; the message says why in Chinese."""


def release(edition: Edition) -> Edition:
    """Make `edition` the issue's current one, in place of an earlier version. Raises ReleaseRefused.

    An issue moves to another address only after it was withdrawn, so that the old one tells its readers.
    """
    with transaction.atomic():
        others = Edition.objects.filter(is_current=True).exclude(pk=edition.pk)
        taken = others.exclude(issue=edition.issue_id).at(edition.slug, edition.year, edition.path_number)
        if taken.exists():
            raise ReleaseRefused(f"地址 {_address(edition)} 已被另一期占用，请核对刊物的网址名和期号。")
        earlier = others.filter(issue=edition.issue_id)
        for public in earlier.published():
            if _address(public) != _address(edition):
                raise ReleaseRefused(
                    f"本期已在 {_address(public)} 公开，不能直接改到 {_address(edition)}。请先撤回，再重新签发、发布。"
                )
        earlier.update(is_current=False)
        edition.is_current = True
        edition.published_at = timezone.now()
        edition.withdrawn_at = None
        edition.withdrawal_reason = ""
        edition.save(update_fields=["is_current", "published_at", "withdrawn_at", "withdrawal_reason"])
        _tell_followers(edition)
    return edition


def _address(edition: Edition) -> str:
    return f"/{edition.slug}/{edition.year}/{edition.path_number}/"


def retract(edition: Edition, reason: str) -> Edition:
    """Take the current edition back; its address stays and tells readers `reason`. Raises ReleaseRefused."""
    reason = reason.strip()
    if not reason:
        raise ReleaseRefused("撤回须写明原因，读者打开原地址时会看到。")
    if not edition.is_current or edition.withdrawn_at is not None:
        raise ReleaseRefused("这份定稿没有公开，不用撤回。")
    with transaction.atomic():
        edition.withdrawn_at = timezone.now()
        edition.withdrawal_reason = reason
        edition.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        _tell_followers(edition)
    return edition


def _tell_followers(edition: Edition) -> None:
    for path in settings.EDITION_FOLLOWERS:
        try:
            import_string(path)(edition)
        except FollowerRefused as refusal:
            raise ReleaseRefused(str(refusal)) from refusal
