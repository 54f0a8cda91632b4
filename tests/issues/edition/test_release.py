"""An edition becomes the issue's public one, and is taken back."""

import pytest

from issues.edition.freeze import freeze
from issues.edition.release import ReleaseRefused, release, retract
from issues.models import Edition, Issue, Publication
from tests.factories import make_issue, make_publication

pytestmark = pytest.mark.django_db


def test_release_makes_the_newest_edition_the_only_current_one():
    issue = make_issue()
    first, second = freeze(issue), freeze(issue)
    release(first)
    assert list(Edition.objects.published()) == [first]
    release(second)
    assert list(Edition.objects.published()) == [second]
    assert Edition.objects.get(pk=second.pk).published_at is not None


def test_retract_keeps_the_address_and_the_reason():
    edition = release(freeze(make_issue()))
    retract(edition, " 数据有误。 ")
    (stored,) = Edition.objects.at("changai", 2021, "3")
    assert (stored.withdrawal_reason, stored.withdrawn_at is None) == ("数据有误。", False)
    assert not Edition.objects.published().exists()


def test_release_after_a_withdrawal_is_public_again():
    issue = make_issue()
    retract(release(freeze(issue)), "数据有误。")
    second = release(freeze(issue))
    assert list(Edition.objects.published()) == [second]
    assert (second.withdrawn_at, second.withdrawal_reason) == (None, "")


@pytest.mark.parametrize("reason", ["", " 　\n"])
def test_retract_without_a_reason_is_refused(reason):
    edition = release(freeze(make_issue()))
    with pytest.raises(ReleaseRefused, match="撤回须写明原因"):
        retract(edition, reason)
    assert Edition.objects.published().exists()


def test_retract_of_what_is_not_public_is_refused():
    edition = freeze(make_issue())
    with pytest.raises(ReleaseRefused, match="没有公开"):
        retract(edition, "数据有误。")
    retract(release(edition), "数据有误。")
    with pytest.raises(ReleaseRefused, match="没有公开"):
        retract(edition, "再撤一次。")


def move(issue: Issue, number: int) -> Edition:
    Issue.objects.filter(pk=issue.pk).update(number=number)
    return freeze(Issue.objects.get(pk=issue.pk))


def test_a_withdrawn_edition_stays_at_the_address_its_issue_left():
    issue = make_issue()
    first = retract(release(freeze(issue)), "期号有误。")
    second = retract(release(freeze(issue)), "期号仍有误。")
    moved = release(move(issue, 4))
    assert first.pk != second.pk
    assert list(Edition.objects.at("changai", 2021, "3")) == [second]
    assert list(Edition.objects.at("changai", 2021, "4")) == [moved]
    assert list(Edition.objects.published()) == [moved]
    retract(moved, "再次撤回。")
    assert [edition.withdrawal_reason for edition in Edition.objects.at("changai", 2021, "4")] == [
        "再次撤回。"
    ]


def test_another_issue_takes_the_address_that_a_withdrawn_one_left():
    issue = make_issue()
    retract(release(freeze(issue)), "期号有误。")
    release(move(issue, 4))
    other = release(freeze(make_issue()))
    assert list(Edition.objects.at("changai", 2021, "3")) == [other]
    assert Edition.objects.published().count() == 2


def test_a_public_issue_does_not_change_its_address():
    issue = make_issue()
    public = release(freeze(issue))
    with pytest.raises(ReleaseRefused, match="本期已在 /changai/2021/3/ 公开，不能直接改到 /changai/2021/4/"):
        release(move(issue, 4))
    assert list(Edition.objects.published()) == [public]


def test_release_at_an_address_that_another_issue_has_is_refused():
    release(freeze(make_issue()))
    Publication.objects.update(slug="old")
    other = freeze(make_issue(make_publication("changai", name="另一刊")))
    with pytest.raises(ReleaseRefused, match="地址 /changai/2021/3/ 已被另一期占用"):
        release(other)
    assert Edition.objects.published().count() == 1
