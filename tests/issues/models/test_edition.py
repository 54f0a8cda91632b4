"""An edition: frozen once stored, found by its reader's address."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from issues.models import Edition, EditionFrozen, Issue, Kind

NOON = datetime(2021, 2, 5, 12, tzinfo=UTC)


@pytest.fixture
def make_edition(issue: Issue) -> Callable[..., Edition]:
    def make(version: int = 1, **values: object) -> Edition:
        content = f'{{"version":{version}}}'
        address = {"slug": "changai", "year": 2021, "kind": "regular", "number": 3}
        frozen = {"content": content, "sha256": sha256(content.encode()).hexdigest(), "frozen_at": NOON}
        return Edition.objects.create(**{"issue": issue, "version": version, **address, **frozen, **values})

    return make


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", "{}"),
        ("sha256", "0" * 64),
        ("version", 2),
        ("slug", "other"),
        ("year", 2022),
        ("kind", "supplement"),
        ("number", 4),
        ("date", NOON.date()),
        ("frozen_at", datetime(2022, 1, 1, tzinfo=UTC)),
        ("correction_note", "更正"),
    ],
)
def test_stored_edition_refuses_change(
    make_edition: Callable[..., Edition], field: str, value: object
) -> None:
    edition = make_edition()
    setattr(edition, field, value)
    with pytest.raises(EditionFrozen, match=field):
        edition.save()
    with pytest.raises(EditionFrozen, match=field):
        edition.save(update_fields=[field])
    with pytest.raises(EditionFrozen, match=field):
        Edition.objects.update(**{field: value})
    with pytest.raises(EditionFrozen, match=field), transaction.atomic():
        Edition.objects.bulk_update([edition], [field])
    assert getattr(Edition.objects.get(), field) != value


def test_stored_edition_takes_its_marks(make_edition: Callable[..., Edition]) -> None:
    make_edition()
    edition = Edition.objects.listing().get()
    assert edition.get_deferred_fields() == {"content"}
    edition.is_current, edition.published_at = True, NOON
    edition.save()
    Edition.objects.update(withdrawn_at=NOON, withdrawal_reason="有误")
    stored = Edition.objects.get()
    assert (stored.is_current, stored.published_at, stored.withdrawal_reason) == (True, NOON, "有误")
    assert stored.is_intact


def test_a_new_edition_never_overwrites_a_stored_one(
    make_edition: Callable[..., Edition], issue: Issue
) -> None:
    stored = make_edition()
    same_key = {field.attname: getattr(stored, field.attname) for field in Edition._meta.concrete_fields}
    other = Edition(**same_key | {"content": "{}"})
    with pytest.raises(EditionFrozen, match="不能覆盖"):
        other.save()
    with pytest.raises(EditionFrozen, match="不能覆盖"):
        Edition.objects.bulk_create(
            [other], update_conflicts=True, unique_fields=["id"], update_fields=["content"]
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.bulk_create([other])
    assert Edition.objects.get().is_intact


def test_edition_is_never_deleted(make_edition: Callable[..., Edition], issue: Issue) -> None:
    edition = make_edition()
    with pytest.raises(EditionFrozen):
        edition.delete()
    with pytest.raises(EditionFrozen):
        Edition.objects.filter(version=1).delete()
    with pytest.raises(ProtectedError):
        issue.delete()


def test_is_intact_tells_tampering(make_edition: Callable[..., Edition]) -> None:
    edition = make_edition()
    assert edition.is_intact
    assert not make_edition(2, content='{"version": 2}').is_intact


def test_versions_and_current_editions_are_unique(make_edition: Callable[..., Edition], issue: Issue) -> None:
    make_edition(1, is_current=True)
    other = Issue.objects.create(publication=issue.publication, year=2021, number=4)
    for values in (
        {"version": 1},
        {"version": 2, "is_current": True},
        {"version": 1, "issue": other, "is_current": True},  # another issue at the same address
        {"version": 0},
        {"version": 3, "kind": "special"},
        {"version": 3, "number": 0},
        {"version": 3, "withdrawn_at": NOON},  # withdrawn without a reason
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_edition(**values)
    make_edition(2)
    make_edition(1, issue=other, number=4, is_current=True)


def test_at_finds_the_current_edition_withdrawn_or_not(
    make_edition: Callable[..., Edition], issue: Issue
) -> None:
    make_edition(1)
    current = make_edition(2, is_current=True)
    supplement = Issue.objects.create(
        publication=issue.publication, year=2021, number=3, kind=Kind.SUPPLEMENT
    )
    withdrawn = make_edition(
        1, issue=supplement, kind="supplement", is_current=True, withdrawn_at=NOON, withdrawal_reason="有误"
    )
    assert list(Edition.objects.at("changai", 2021, "3")) == [current]
    assert list(Edition.objects.at("changai", 2021, "s3")) == [withdrawn]
    assert list(Edition.objects.published()) == [current]
    for slug, year, path_number in [
        ("changai", 2021, "03"),
        ("changai", 2021, "x"),
        ("changai", 2022, "3"),
        ("changai", 10**12, "3"),
        ("other", 2021, "3"),
    ]:
        assert not Edition.objects.at(slug, year, path_number).exists()
