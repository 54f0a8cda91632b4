"""An issue's page: its numbers, what it starts with, the lines of its footer."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from issues.admin.fields import StaffField
from issues.models import Issue, Publication
from tests.issues.admin.desk import desk_url, form_data


@pytest.fixture
def add(client: Client, editor: User) -> Callable[..., HttpResponse]:
    """add(year=…, number=…): fill in the form for a new issue and save it."""

    def add_it(**values: object) -> HttpResponse:
        client.force_login(editor)
        data = form_data(client.get(desk_url(Issue, "add")))
        return client.post(desk_url(Issue, "add"), data | values, follow=True)

    return add_it


def messages(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]][:-1]  # before Django's own


def test_the_form_proposes_the_next_numbers(client: Client, editor: User, issue: Issue) -> None:
    client.force_login(editor)
    Issue.objects.update(year=2026)
    initial = client.get(desk_url(Issue, "add") + "?year=2026").context["adminform"].form.initial
    assert (initial["number"], initial["total_number"]) == (4, 46)
    other = Publication.objects.create(name="工作简报", slug="gongzuo")
    form = client.get(desk_url(Issue, "add")).context["adminform"].form
    assert "number" not in form.initial
    form = client.get(desk_url(Issue, "add") + f"?publication={other.pk}&year=2020").context["adminform"].form
    assert (form.initial["number"], form.initial["total_number"]) == (1, 1)
    for query in (
        "?publication=x",
        "?publication=999999",
        "?year=x",
        f"?publication={other.pk}&kind=x&year=-1",
        f"?publication={other.pk}&kind=%00",
        f"?publication={other.pk}&year={'9' * 5000}",
        f"?publication={'9' * 5000}",
        f"?publication={other.pk}&year=²",
    ):
        assert client.get(desk_url(Issue, "add") + query).status_code == 200


def test_a_number_left_blank_is_the_next(add: Callable, issue: Issue, editor: User) -> None:
    add(publication=issue.publication.pk, year=2021, number="", total_number="")
    made = Issue.objects.get(number=4)
    assert (made.total_number, made.created_by, made.stage) == (46, editor, "draft")


def test_a_blank_total_number_beside_a_number_stays_blank(add: Callable, issue: Issue) -> None:
    add(publication=issue.publication.pk, year=2021, number=4, total_number="")
    assert Issue.objects.get(number=4).total_number is None


def test_a_supplement_is_counted_apart(add: Callable, issue: Issue) -> None:
    add(publication=issue.publication.pk, kind="supplement", year=2021, number="", total_number="")
    made = Issue.objects.get(kind="supplement")
    assert (made.number, made.total_number) == (1, None)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"number": 3}, {"__all__": ["这个刊物本年度已有这一期，请核对年份、种类和期号。"]}),
        ({"number": 0}, {"number": ["确保该值大于或等于1。"]}),
        (
            {"kind": "supplement", "number": 1, "total_number": 9},
            {"__all__": ["增刊不计入总期数，请清空总期号。"]},
        ),
        ({"year": 1900, "number": 1}, None),
        ({"number": 10**30}, None),
        ({"number": "三"}, None),
        ({"publication": ""}, None),
    ],
)
def test_mistakes_are_named_in_the_form(
    add: Callable, issue: Issue, values: dict, errors: dict | None
) -> None:
    response = add(**{"publication": issue.publication.pk, "year": 2021, "total_number": "", **values})
    assert response.status_code == 200
    found = response.context["adminform"].form.errors
    if errors is None:
        assert found
    else:
        assert found == errors
    assert Issue.objects.count() == 1


def test_gaps_and_duplicates_are_told_after_saving(add: Callable, issue: Issue) -> None:
    response = add(publication=issue.publication.pk, year=2021, number=5, total_number=45)
    assert messages(response) == [
        "请核对期号：2021年缺第4期。",
        "请核对期号：总第45期重复：2021年第3期、2021年第5期。",
    ]


def test_the_publication_page_names_gaps(client: Client, administrator: User, issue: Issue) -> None:
    client.force_login(administrator)
    url = desk_url(issue.publication, "change")
    assert "没有缺号、重号。" in client.get(url).content.decode()
    Issue.objects.create(publication=issue.publication, year=2021, number=5)
    assert "2021年缺第4期。" in client.get(url).content.decode()
    assert "保存后，在这里检查" in client.get(desk_url(Publication, "add")).content.decode()


def test_a_new_issue_starts_with_standing_sections_and_the_default_list(
    add: Callable, publication: Publication
) -> None:
    for position, name in enumerate(["重点推荐", "简讯速览"], 1):
        publication.standing_sections.create(name=name, position=position)
    standing = publication.distribution_lists.create(name="常用", is_default=True)
    standing.recipients.create(kind="report", position=1, name="省委")
    add(year=2021, number=1)
    made = Issue.objects.get()
    assert list(made.sections.values_list("name", flat=True)) == ["重点推荐", "简讯速览"]
    assert [recipient.name for recipient in made.distribution_list.recipients.all()] == ["省委"]


def test_sections_typed_with_a_new_issue_are_kept(add: Callable, publication: Publication) -> None:
    publication.standing_sections.create(name="重点推荐", position=1)
    add(year=2021, number=1, **{"sections-TOTAL_FORMS": 1, "sections-0-name": "专刊"})
    assert list(Issue.objects.get().sections.values_list("name", "position")) == [("专刊", 1)]


def test_staff_is_edited_as_lines(client: Client, editor: User, issue: Issue) -> None:
    client.force_login(editor)
    url = desk_url(issue, "change")
    data = form_data(client.get(url)) | {"staff": "责任编辑：张三\n\n 审核: 李四 \r\n签发：王五：主席"}
    assert client.post(url, data).status_code == 302
    staff = [
        {"role": "责任编辑", "name": "张三"},
        {"role": "审核", "name": "李四"},
        {"role": "签发", "name": "王五：主席"},
    ]
    assert Issue.objects.get().staff == staff
    shown = client.get(url).context["adminform"].form["staff"].value()
    assert StaffField().clean(shown) == staff
    refused = client.post(url, data | {"staff": "责任编辑：张三\n李四"})
    assert refused.context["adminform"].form.errors == {
        "staff": ["第 2 行“李四”看不出职责和姓名，请写成“责任编辑：张三”。"]
    }
    # What was typed stands again in the form.
    assert refused.context["adminform"].form["staff"].value() == "责任编辑：张三\n李四"


@pytest.mark.parametrize(
    ("initial", "text", "changed"),
    [
        ([], "", False),
        (None, "", False),
        ([{"role": "审核", "name": "李四"}], "审核：李四\n", False),
        ([{"role": "审核", "name": "李四"}], "审核：王五", True),
        ([], "看不懂", True),
    ],
)
def test_staff_field_tells_a_change(initial: list | None, text: str, changed: bool) -> None:
    assert StaffField().has_changed(initial, text) is changed
