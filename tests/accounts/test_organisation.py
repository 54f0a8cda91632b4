"""The tree of organisations."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from accounts.models import Level, Organisation


@pytest.fixture
def tree(db: None) -> dict[str, Organisation]:
    """Province › two prefectures › one county › one enterprise."""
    province = Organisation.objects.create(name="云南省总工会", level=Level.PROVINCE)
    qujing = Organisation.objects.create(name="曲靖市总工会", level=Level.PREFECTURE, parent=province)
    baoshan = Organisation.objects.create(name="保山市总工会", level=Level.PREFECTURE, parent=province)
    county = Organisation.objects.create(name="宣威市总工会", level=Level.COUNTY, parent=qujing)
    works = Organisation.objects.create(name="宣威火腿厂工会", level=Level.ENTERPRISE, parent=county)
    return {"province": province, "qujing": qujing, "baoshan": baoshan, "county": county, "works": works}


def test_within_is_the_organisation_and_all_below_one_query_for_each_depth(
    tree: dict[str, Organisation], django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(4):  # below the prefecture, the county, the works; then the rows
        found = set(Organisation.objects.within(tree["qujing"]))
        assert len(found) == 3
    assert found == {tree["qujing"], tree["county"], tree["works"]}
    assert set(Organisation.objects.within(tree["province"])) == set(tree.values())
    assert list(Organisation.objects.within(tree["works"])) == [tree["works"]]


def test_within_narrows_a_queryset(tree: dict[str, Organisation]) -> None:
    counties = Organisation.objects.filter(level=Level.COUNTY)
    assert list(counties.within(tree["province"])) == [tree["county"]]


def test_within_ends_even_in_a_cycle(tree: dict[str, Organisation]) -> None:
    Organisation.objects.filter(pk=tree["province"].pk).update(parent=tree["county"])
    assert set(Organisation.objects.within(tree["county"])) == set(tree.values())


def test_clean_refuses_a_parent_below(tree: dict[str, Organisation]) -> None:
    tree["province"].parent = tree["county"]
    with pytest.raises(ValidationError) as refused:
        tree["province"].full_clean()
    assert refused.value.message_dict == {
        "parent": ["“宣威市总工会”就在“云南省总工会”之下，不能作它的上级。请另选。"]
    }


def test_clean_accepts_another_branch_and_no_parent(tree: dict[str, Organisation]) -> None:
    tree["county"].parent = tree["baoshan"]
    tree["county"].full_clean()
    tree["county"].parent = None
    tree["county"].full_clean()


def test_database_refuses_an_organisation_as_its_own_parent(tree: dict[str, Organisation]) -> None:
    with pytest.raises(IntegrityError):
        Organisation.objects.filter(pk=tree["works"].pk).update(parent=tree["works"])


def test_database_refuses_a_name_twice(organisation: Organisation) -> None:
    with pytest.raises(IntegrityError):
        Organisation.objects.create(name=organisation.name)


def test_an_organisation_with_others_below_is_not_deleted(tree: dict[str, Organisation]) -> None:
    with pytest.raises(ProtectedError):
        tree["county"].delete()
