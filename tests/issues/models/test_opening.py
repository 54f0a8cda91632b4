"""A new issue starts with what its publication has standing."""

from collections.abc import Callable

from issues.models import DistributionList, Issue, Publication, Section
from issues.models.opening import copy_from_publication


def copied(issue: Issue) -> tuple:
    sections = list(issue.sections.values_list("name", "position"))
    lists = DistributionList.objects.filter(issue=issue)
    return sections, [
        (made.name, list(made.recipients.in_printed_order().values_list("kind", "position", "name", "extra")))
        for made in lists
    ]


def test_copy_from_publication(publication: Publication, issue: Issue) -> None:
    for position, name in [(5, "简讯速览"), (2, "重点推荐"), (9, "他山之石")]:
        publication.standing_sections.create(name=name, position=position)
    standing = publication.distribution_lists.create(name="常用", is_default=True)
    standing.recipients.create(kind="send", position=1, name="省人社厅", extra=True)
    standing.recipients.create(kind="report", position=4, name="省委")
    publication.distribution_lists.create(name="扩大")
    copy_from_publication(issue)
    expected = (
        [("重点推荐", 1), ("简讯速览", 2), ("他山之石", 3)],
        [("2021年第3期", [("report", 4, "省委", False), ("send", 1, "省人社厅", True)])],
    )
    assert copied(issue) == expected
    copy_from_publication(issue)
    assert copied(issue) == expected


def test_copy_from_publication_leaves_own_sections_and_list(publication: Publication, issue: Issue) -> None:
    publication.standing_sections.create(name="重点推荐", position=1)
    publication.distribution_lists.create(name="常用", is_default=True)
    Section.objects.create(issue=issue, name="专刊", position=1)
    publication.distribution_lists.create(name="本期", issue=issue)
    copy_from_publication(issue)
    assert copied(issue) == ([("专刊", 1)], [("本期", [])])


def test_copy_from_publication_with_nothing_standing(issue: Issue) -> None:
    copy_from_publication(issue)
    assert copied(issue) == ([], [])


def test_copy_from_publication_costs_the_same_for_many(
    publication: Publication, issue: Issue, django_assert_max_num_queries: Callable
) -> None:
    standing = publication.distribution_lists.create(name="常用", is_default=True)
    for position in range(1, 40):
        publication.standing_sections.create(name=f"栏目{position}", position=position)
        standing.recipients.create(kind="issue", position=position, name=f"单位{position}")
    with django_assert_max_num_queries(13):
        copy_from_publication(issue)
    assert issue.sections.count() == 39
