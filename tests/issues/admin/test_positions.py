"""Rows with a position: a new one goes last, two may swap, duplicates are named in the form."""

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from issues.models import (
    Article,
    Contributor,
    Credit,
    DistributionList,
    Issue,
    Publication,
    Recipient,
    Section,
    StandingSection,
)
from tests.issues.admin.desk import desk_url, form_data


@pytest.fixture
def send(client: Client, administrator: User) -> Callable[..., HttpResponse]:
    """send(row, prefix, {0: {…}, "new": {…}}): change inline rows by index, or add them, and save."""

    def send_it(row: Model, prefix: str, *changes: tuple[int | str, dict]) -> HttpResponse:
        client.force_login(administrator)
        data = form_data(client.get(desk_url(row, "change")))
        total = int(data[f"{prefix}-INITIAL_FORMS"])
        for index, values in changes:
            if index == "new":
                index, total = total, total + 1
            data |= {f"{prefix}-{index}-{name}": value for name, value in values.items()}
        data[f"{prefix}-TOTAL_FORMS"] = total
        return client.post(desk_url(row, "change"), data)

    return send_it


def saved(response: HttpResponse) -> bool:
    if response.status_code == 302:
        return True
    assert response.status_code == 200
    return False


def inline_errors(response: HttpResponse) -> list[dict]:
    inline, *_ = response.context["inline_admin_formsets"]
    return [form.errors for form in inline.formset.forms]


def formset_errors(response: HttpResponse) -> list[str]:
    """Of the page's first inline; an article has its photos besides."""
    inline, *_ = response.context["inline_admin_formsets"]
    return list(inline.formset.non_form_errors())


def order(issue: Issue) -> list[tuple[str, int]]:
    return list(issue.sections.order_by("position").values_list("name", "position"))


@pytest.fixture
def three(issue: Issue) -> Issue:
    for position, name in enumerate("甲乙丙", 1):
        Section.objects.create(issue=issue, name=name, position=position)
    return issue


def test_new_rows_without_position_go_last_in_their_order(send: Callable, three: Issue) -> None:
    assert saved(send(three, "sections", ("new", {"name": "丁"}), ("new", {"name": "戊"})))
    assert order(three) == [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 4), ("戊", 5)]


def test_first_row_without_position_gets_one(send: Callable, issue: Issue) -> None:
    assert saved(send(issue, "sections", ("new", {"name": "甲"})))
    assert order(issue) == [("甲", 1)]


def test_rows_swap(send: Callable, three: Issue) -> None:
    assert saved(send(three, "sections", (0, {"position": 3}), (2, {"position": 1})))
    assert order(three) == [("丙", 1), ("乙", 2), ("甲", 3)]


def test_rows_rotate(send: Callable, three: Issue) -> None:
    assert saved(send(three, "sections", (0, {"position": 2}), (1, {"position": 3}), (2, {"position": 1})))
    assert order(three) == [("丙", 1), ("甲", 2), ("乙", 3)]


def test_a_cleared_position_moves_a_row_last(send: Callable, three: Issue) -> None:
    assert saved(send(three, "sections", (0, {"position": ""})))
    assert order(three) == [("乙", 2), ("丙", 3), ("甲", 4)]


def test_a_row_takes_the_place_of_a_deleted_one(send: Callable, three: Issue) -> None:
    assert saved(send(three, "sections", (0, {"position": 2}), (1, {"DELETE": "on"})))
    assert order(three) == [("甲", 2), ("丙", 3)]


def test_a_new_row_takes_the_place_of_a_moved_one(send: Callable, three: Issue) -> None:
    assert saved(send(three, "sections", (0, {"position": 9}), ("new", {"name": "丁", "position": 1})))
    assert order(three) == [("丁", 1), ("乙", 2), ("丙", 3), ("甲", 9)]


def test_duplicate_positions_are_named(send: Callable, three: Issue) -> None:
    response = send(three, "sections", (2, {"position": 1}), ("new", {"name": "丁", "position": 2}))
    assert not saved(response)
    assert inline_errors(response) == [
        {},
        {},
        {"position": ["顺序 1 重复了，请另填一个，或留空排到最后。"]},
        {"position": ["顺序 2 重复了，请另填一个，或留空排到最后。"]},
    ]
    assert order(three) == [("甲", 1), ("乙", 2), ("丙", 3)]


@pytest.mark.parametrize("position", ["0", "-1", "一", "99999999999999999999", "1.5"])
def test_impossible_positions_are_named(send: Callable, three: Issue, position: str) -> None:
    response = send(three, "sections", (0, {"position": position}))
    assert not saved(response)
    assert [list(errors) for errors in inline_errors(response)] == [["position"], [], []]


def test_a_row_added_by_someone_else_meanwhile_is_respected(
    client: Client, editor: User, three: Issue
) -> None:
    client.force_login(editor)
    data = form_data(client.get(desk_url(three, "change")))
    Section.objects.create(issue=three, name="旁人", position=4)
    wanted = {"sections-TOTAL_FORMS": 4, "sections-3-name": "丁", "sections-3-issue": three.pk}
    response = client.post(desk_url(three, "change"), data | wanted | {"sections-3-position": 4})
    assert inline_errors(response)[3] == {"position": ["顺序 4 重复了，请另填一个，或留空排到最后。"]}
    assert saved(client.post(desk_url(three, "change"), data | wanted))
    assert order(three)[3:] == [("旁人", 4), ("丁", 5)]


def test_recipients_are_numbered_within_their_kind(
    send: Callable, distribution_list: DistributionList
) -> None:
    assert saved(
        send(
            distribution_list,
            "recipients",
            ("new", {"kind": "send", "name": "省人社厅"}),
            ("new", {"kind": "report", "name": "省政府办公厅"}),
            ("new", {"kind": "send", "name": "省工信厅"}),
            ("new", {"kind": "issue", "name": "各州市总工会", "position": 1}),
        )
    )
    rows = Recipient.objects.in_printed_order().values_list("kind", "position", "name")
    assert list(rows) == [
        ("report", 1, "省委办公厅"),
        ("report", 2, "省政府办公厅"),
        ("send", 1, "省人社厅"),
        ("send", 2, "省工信厅"),
        ("issue", 1, "各州市总工会"),
    ]
    # A change of kind is a move too.
    assert not saved(send(distribution_list, "recipients", (0, {"kind": "send"})))
    assert saved(send(distribution_list, "recipients", (0, {"kind": "send", "position": ""})))
    assert Recipient.objects.get(name="省委办公厅").position == 3


def test_a_long_distribution_list_is_one_form(send: Callable, distribution_list: DistributionList) -> None:
    many = [("new", {"kind": "issue", "name": f"单位{n}"}) for n in range(300)]
    assert saved(send(distribution_list, "recipients", *many))
    assert saved(send(distribution_list, "recipients", (300, {"name": "改名单位"})))
    assert distribution_list.recipients.count() == 301


def test_a_list_is_found_by_a_recipient_with_its_full_count(
    client: Client, editor: User, distribution_list: DistributionList
) -> None:
    distribution_list.recipients.create(kind="send", position=1, name="省人社厅")
    DistributionList.objects.create(publication=distribution_list.publication, name="空")
    client.force_login(editor)

    def counts(query: str) -> dict[str, int]:
        found = client.get(desk_url(DistributionList, "changelist"), {"q": query}).context["cl"].result_list
        return {row.name: row.recipient_count for row in found}

    assert counts("人社") == {"常用": 2}
    assert counts("") == {"常用": 2, "空": 0}


def test_credits_and_standing_sections_are_numbered(
    send: Callable, article: Article, contributor: Contributor, publication: Publication
) -> None:
    other = Contributor.objects.create(name="李四")
    assert saved(
        send(article, "credits", ("new", {"contributor": contributor.pk}), ("new", {"contributor": other.pk}))
    )
    assert list(Credit.objects.values_list("contributor", "position").order_by("position")) == [
        (contributor.pk, 1),
        (other.pk, 2),
    ]
    doubled = send(article, "credits", ("new", {"contributor": other.pk}))
    assert not saved(doubled)
    assert formset_errors(doubled) == ["这位供稿人已经署名。"]
    assert inline_errors(doubled)[2] == {"__all__": ["这一行与上面的某一行重复，请改动或删去其中一行。"]}
    assert saved(
        send(publication, "standing_sections", ("new", {"name": "重点推荐"}), ("new", {"name": "简讯速览"}))
    )
    same_name = send(publication, "standing_sections", ("new", {"name": "重点推荐"}))
    assert not saved(same_name)
    assert formset_errors(same_name) == ["这个刊物已有同名栏目。"]
    assert StandingSection.objects.count() == 2


def test_articles_of_a_section_are_put_in_order(send: Callable, section: Section) -> None:
    for position, title in enumerate("甲乙丙", 1):
        Article.objects.create(title=title, section=section, position=position, stage="accepted")
    assert saved(send(section, "articles", (0, {"position": 3}), (2, {"position": 1})))
    assert list(section.articles.order_by("position").values_list("title", flat=True)) == ["丙", "乙", "甲"]
    response = send(section, "articles", (0, {"position": 2}))
    assert inline_errors(response) == [
        {},
        {"position": ["顺序 2 重复了，请另填一个，或留空排到最后。"]},
        {},
    ]


def test_a_section_with_articles_is_not_deleted(send: Callable, article: Article) -> None:
    response = send(article.section.issue, "sections", (0, {"DELETE": "on"}))
    assert not saved(response)
    assert formset_errors(response) == [
        f"删除 栏目 {article.section} 将需要删除以下受保护的相关对象: 稿件 临沧市推进改革"
    ]


def test_two_who_save_at_one_moment_get_words_not_a_crash(
    client: Client, editor: User, three: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's row arrives after the form was checked: the database refuses ours."""
    client.force_login(editor)
    data = form_data(client.get(desk_url(three, "change"))) | {
        "sections-TOTAL_FORMS": 4,
        "sections-3-name": "丁",
        "sections-3-position": 4,
        "sections-3-issue": three.pk,
    }
    save = Section.save

    def save_after_someone_else(self: Section, *args: object, **kwargs: object) -> None:
        Section.objects.bulk_create([Section(issue=three, name="旁人", position=4)])
        save(self, *args, **kwargs)

    monkeypatch.setattr(Section, "save", save_after_someone_else)
    response = client.post(desk_url(three, "change"), data, follow=True)
    assert response.redirect_chain == [(desk_url(three, "change"), 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "没有保存：填写的内容与已存的冲突，可能刚才另有人改动。"
        "下面是最新内容，请核对后重新填写、保存；如要对调两行，请改“顺序”。"
    ]
    assert order(three) == [("甲", 1), ("乙", 2), ("丙", 3)]
