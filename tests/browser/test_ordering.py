"""Rows with a position in a real browser: dragged, moved by key, added, taken away again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from issues.models import Contributor, DistributionList, Issue, Recipient, Section
from tests.browser.desk import open_desk, session_of
from tests.issues.admin.desk import desk_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(editor) -> str:
    return session_of(editor)


@pytest.fixture
def sections_url(issue: Issue) -> str:
    for position, name in enumerate("甲乙丙", 1):
        Section.objects.create(issue=issue, name=name, position=position)
    return desk_url(issue, "change")


@pytest.fixture
def recipients_url(publication) -> str:
    made = DistributionList.objects.create(publication=publication, name="常用")
    for kind, names in {"report": "甲乙", "send": "丙丁"}.items():
        for position, name in enumerate(names, 1):
            Recipient.objects.create(distribution_list=made, kind=kind, position=position, name=name)
    return desk_url(made, "change")


@pytest.fixture
def credits_url(article) -> str:
    for name in ("张三", "李四"):
        Contributor.objects.create(name=name)
    return desk_url(article, "change")


@pytest.fixture
def open_form(session: str, live_server, browser: Browser) -> Iterator:
    def open_it(path: str) -> Page:
        page = open_desk(browser, live_server, session)
        page.goto(live_server.url + path)
        return page

    return open_it


def rows(page: Page) -> Locator:
    return page.locator("table.formset > tbody.form-group:not(.empty-form)")


def typed(page: Page) -> list[tuple[str, str]]:
    """(name, position) of each row, from the top."""
    return [
        (row.locator("[name$='-name']").input_value(), row.locator("[name$='-position']").input_value())
        for row in rows(page).all()
    ]


def save(page: Page) -> None:
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功")).to_be_visible()


def test_rows_are_moved_by_key_and_stay_so(sections_url: str, open_form) -> None:
    page = open_form(sections_url)
    rows(page).nth(2).get_by_role("button", name="上移").focus()
    page.keyboard.press("Enter")
    assert typed(page) == [("甲", "1"), ("丙", "2"), ("乙", "3")]
    expect(rows(page).nth(1).get_by_role("button", name="上移")).to_be_focused()
    rows(page).nth(0).get_by_role("button", name="拖动这一行").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert typed(page) == [("丙", "1"), ("乙", "2"), ("甲", "3")]
    expect(page.locator("#desk-announcer")).to_have_text("已经在最后")
    save(page)
    assert typed(page) == [("丙", "1"), ("乙", "2"), ("甲", "3")]


def test_rows_are_dragged(sections_url: str, open_form) -> None:
    page = open_form(sections_url)
    grip = rows(page).nth(0).locator(".mover-grip")
    # Waits until the page has come to rest and the grip is what the mouse is over.
    grip.hover()
    page.mouse.down()
    expect(rows(page).nth(0)).to_have_class(re.compile("is-dragged"))
    start, last = grip.bounding_box(), rows(page).nth(2).bounding_box()
    page.mouse.move(start["x"] + 10, last["y"] + last["height"] - 5, steps=8)
    page.mouse.up()
    assert typed(page) == [("乙", "1"), ("丙", "2"), ("甲", "3")]
    save(page)
    assert typed(page) == [("乙", "1"), ("丙", "2"), ("甲", "3")]


def test_a_new_row_goes_last_or_where_it_is_moved(sections_url: str, open_form) -> None:
    page = open_form(sections_url)
    for name in ("丁", "戊"):
        page.get_by_text("再加一行栏目").click()
        rows(page).last.locator("[name$='-name']").fill(name)
    rows(page).last.get_by_role("button", name="上移").click()
    save(page)
    assert typed(page) == [("甲", "1"), ("乙", "2"), ("丙", "3"), ("戊", "4"), ("丁", "5")]


def test_taking_a_new_row_away_keeps_what_was_typed_after_it(sections_url: str, open_form) -> None:
    page = open_form(sections_url)
    for name in ("丁", "戊", "己"):
        page.get_by_text("再加一行栏目").click()
        rows(page).last.locator("[name$='-name']").fill(name)
    rows(page).nth(3).locator(".delete-template").click()
    assert [name for name, _ in typed(page)] == ["甲", "乙", "丙", "戊", "己"]
    save(page)
    assert typed(page) == [("甲", "1"), ("乙", "2"), ("丙", "3"), ("戊", "4"), ("己", "5")]


def test_recipients_move_within_their_kind(recipients_url: str, open_form) -> None:
    page = open_form(recipients_url)
    rows(page).nth(2).get_by_role("button", name="上移").click()
    expect(page.locator("#desk-announcer")).to_have_text("已经在最前")
    rows(page).nth(3).get_by_role("button", name="上移").click()
    filled = [("甲", "1"), ("乙", "2"), ("丁", "1"), ("丙", "2")]
    assert typed(page)[:4] == filled
    rows(page).nth(0).locator("[name$='-kind']").select_option("send")
    assert typed(page)[0] == ("甲", "")
    save(page)
    assert typed(page)[:4] == [("乙", "2"), ("丁", "1"), ("丙", "2"), ("甲", "3")]


def test_choices_survive_the_row_before_them(credits_url: str, open_form) -> None:
    """Search boxes go on working in rows that were numbered anew."""
    page = open_form(credits_url)
    page.get_by_text("再加一行署名").click()
    rows(page).nth(0).locator(".delete-template").click()
    rows(page).nth(0).locator(".select2-selection").click()
    page.locator(".select2-results__option", has_text="李四").click()
    page.get_by_text("再加一行署名").click()
    rows(page).nth(1).locator(".select2-selection").click()
    page.locator(".select2-results__option", has_text="张三").click()
    rows(page).nth(1).get_by_role("button", name="上移").click()
    save(page)
    chosen = page.locator("[name^='credits-'][name$='-contributor'] option:checked").all_inner_texts()
    assert [name for name in chosen if name.strip()] == ["张三", "李四"]
