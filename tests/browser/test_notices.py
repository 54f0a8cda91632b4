"""Notices and publishing at a set time in a real browser: the bell, the list, the choice, the dialog with a time."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, Heartbeat, NoticeKind
from issues.workflow.actions import sign_in_turn
from issues.workflow.moments import describe_moment
from issues.workflow.notices import write
from tests.browser.desk import open_desk, session_of
from tests.factories import make_issue
from tests.issues.admin.desk import desk_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(make_user) -> str:
    """The session of a correspondent with two unread notices."""
    author = make_user("author", Role.CORRESPONDENT, email="author@example.org")
    article = Article.objects.create(title="推进改革", author=author, stage="returned")
    write(NoticeKind.ACCEPTED, [author], "您的稿件《产改一年》已被采用")
    write(
        NoticeKind.RETURNED,
        [author],
        "您的稿件《推进改革》请修改后再提交",
        "退改意见：请补充。",
        about=article,
    )
    return session_of(author)


@pytest.fixture
def signed(editor: User, second: User, approver: User) -> str:
    """The address of a signed issue, while a worker runs."""
    issue = make_issue()
    sign_in_turn(issue, [editor, second, approver])
    Heartbeat.objects.beat()
    return desk_url(issue, "change")


@pytest.fixture
def session(editor: User) -> str:
    return session_of(editor)


def test_a_correspondent_reads_his_notices_on_a_phone(told: str, live_server, browser: Browser) -> None:
    page = open_desk(browser, live_server, told, width=390)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="我的通知，2 条未读").click()
    expect(page.get_by_role("heading", name="我的通知")).to_be_visible()
    page.get_by_role("link", name="您的稿件《推进改革》请修改后再提交").click()
    page.wait_for_url(re.compile("/admin/issues/article/"))
    page.get_by_role("link", name="我的通知，1 条未读").click()
    page.get_by_role("button", name="标为已读：您的稿件《产改一年》已被采用").click()
    expect(page.get_by_text("没有未读的通知")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("link", name="选择通知哪些事、怎样通知").click()
    mail = page.get_by_label("我的稿件已经采用：邮件")
    expect(mail).to_be_checked()
    mail.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存，以后按您选的方式通知。")).to_be_visible()
    expect(page.get_by_label("我的稿件已经采用：邮件")).not_to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_an_editor_sets_changes_and_cancels_the_time_of_publication(
    signed: str, session: str, live_server, browser: Browser
) -> None:
    at = (timezone.localtime() + datetime.timedelta(days=1)).replace(hour=9, minute=0)
    page = open_desk(browser, live_server, session)
    page.goto(live_server.url + signed)
    for moment in (at, at + datetime.timedelta(hours=5)):
        page.get_by_role("button", name=re.compile("^(定时发布|更改发布时间)$")).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("发布时间（北京时间，必填）").fill(f"{moment:%Y-%m-%dT%H:%M}")
        dialog.get_by_role("button", name="确认").click()
        expect(page.get_by_text(f"将于{describe_moment(moment)}发布（editor设定）")).to_be_visible()
    page.get_by_role("button", name="取消定时发布").click()
    page.get_by_role("dialog").get_by_role("button", name="确认取消定时发布").click()
    expect(page.get_by_text("已取消定时发布")).to_be_visible()
    expect(page.get_by_role("button", name="定时发布", exact=True)).to_be_enabled()


def test_the_dialog_takes_no_time_that_has_passed(
    signed: str, session: str, live_server, browser: Browser
) -> None:
    page = open_desk(browser, live_server, session)
    page.goto(live_server.url + signed)
    page.get_by_role("button", name="定时发布", exact=True).click()
    field = page.get_by_label("发布时间（北京时间，必填）")
    field.fill("2021-02-05T09:00")
    page.get_by_role("button", name="确认定时发布").click()
    assert field.evaluate("field => field.validity.rangeUnderflow") is True
    expect(page.get_by_role("dialog")).to_be_visible()
