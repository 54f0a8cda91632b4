"""The assembly page by HTTP: who sees and moves what, what is refused, what is kept."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import Role
from issues.models import Article, DistributionList, Issue, Recipient, Stage
from issues.workflow.actions import sign_issue
from issues.workflow.arranging import STALE, rename_section, version_of_arrangement
from issues.workflow.details import recipients_of, write_details
from tests.factories import make_issue, make_publication
from tests.issues.workflow.helpers import bring, correct, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> Issue:
    return make_issue(sections=("甲", "乙"), articles=2)


@pytest.fixture
def pooled(db) -> Article:
    return make_pooled("稿库")


def make_pooled(title: str, **fields: object) -> Article:
    return Article.objects.create(**{"title": title, "body": "<p>正 文。</p>", "stage": "accepted", **fields})


def url(issue: Issue, step: str = "", part: str = "") -> str:
    if part:
        return reverse("admin:issues_issue_assemble_write", args=[issue.pk, part])
    if step == "undo":
        return reverse("admin:issues_issue_assemble_undo", args=[issue.pk])
    if step:
        return reverse("admin:issues_issue_assemble_step", args=[issue.pk, step])
    return reverse("admin:issues_issue_assemble", args=[issue.pk])


def board(issue: Issue) -> list[tuple[str, list[str]]]:
    return [
        (section.name, [article.title for article in section.articles.order_by("position")])
        for section in issue.sections.order_by("position")
    ]


def titles(page: str) -> list[str]:
    return re.findall(r'data-article="\d+" data-title="([^"]*)"', page)


def pk(issue: Issue, name: str) -> int:
    return issue.sections.get(name=name).pk


def post(client, issue: Issue, step: str, **data: object):
    data.setdefault("version", version_of_arrangement(issue))
    return client.post(url(issue, step), data, headers={"Accept": "application/json"})


def test_pool_and_sections_are_shown_in_their_order(client, editor, issue):
    unit = Organisation.objects.create(name="昆明市总工会")
    made = [
        make_pooled("新", organisation=unit),
        make_pooled("旧", publication=issue.publication),
        make_pooled("别刊", publication=make_publication("other", name="别的刊物")),
        make_pooled("没采用", stage="review", author=editor),
    ]
    Article.objects.filter(pk=made[1].pk).update(created_at=timezone.now() - datetime.timedelta(days=3))
    client.force_login(editor)
    page = client.get(url(issue)).content.decode()
    assert titles(page) == ["旧", "新", "第1栏第1篇", "第1栏第2篇", "第2栏第1篇", "第2栏第2篇"]
    for words in ("昆明市总工会", "3字", "来稿3天", "今天来稿", "未定刊物", "曲靖市总工会 作者1"):
        assert words in page
    everywhere = client.get(url(issue) + "?scope=all").content.decode()
    assert titles(everywhere)[:3] == ["旧", "新", "别刊"]
    assert "投给别的刊物" in everywhere
    for words, found in [("昆明", ["新"]), ("旧", ["旧"]), ("昆明 旧", []), ("别刊", [])]:
        assert titles(client.get(url(issue), {"q": words}).content.decode())[:-4] == found, words


def test_a_large_pool_is_read_page_by_page(client, editor, issue):
    for n in range(65):
        make_pooled(f"稿{n:02}")
    client.force_login(editor)
    pages = [titles(client.get(url(issue), {"page": n}).content.decode())[:-4] for n in ("1", "2", "3", "x")]
    assert [len(page) for page in pages] == [30, 30, 5, 30]
    assert sorted(pages[0] + pages[1] + pages[2]) == [f"稿{n:02}" for n in range(65)]


def test_each_step_is_taken_without_script_and_the_page_shown_again(client, editor, issue, pooled):
    client.force_login(editor)
    steps = [
        ("article", {"article": pooled.pk, "to": f"{pk(issue, '乙')}:1"}),
        ("section", {"section": pk(issue, "乙"), "position": 1}),
        ("rename", {"section": pk(issue, "甲"), "name": "经验"}),
        ("add", {"name": "特稿"}),
        ("remove", {"section": pk(issue, "乙"), "empty": "1"}),
    ]
    for step, data in steps:
        sent = {**data, "version": version_of_arrangement(issue)}
        response = client.post(url(issue, step) + "?q=稿", sent)
        assert response.status_code == 302
        assert response["Location"] == url(issue) + "?q=%E7%A8%BF"
    assert board(issue) == [("经验", ["第1栏第1篇", "第1栏第2篇"]), ("特稿", [])]
    page = client.get(url(issue)).content.decode()
    assert "已删去【乙】，3篇稿件移回稿库。" in page
    assert "/undo/" in page
    client.post(url(issue, "undo"), {"version": version_of_arrangement(issue)})
    assert board(issue)[0] == ("乙", ["稿库", "第2栏第1篇", "第2栏第2篇"])


def test_asked_for_json_a_step_answers_with_what_it_said_and_the_new_board(client, editor, issue, pooled):
    client.force_login(editor)
    answer = post(client, issue, "article", article=pooled.pk, to=f"{pk(issue, '甲')}:").json()
    assert (answer["ok"], answer["said"]) == (True, "已把“稿库”放在【甲】第3篇。")
    assert titles(answer["board"]) == ["第1栏第1篇", "第1栏第2篇", "稿库", "第2栏第1篇", "第2栏第2篇"]
    assert version_of_arrangement(issue) in answer["board"]
    answer = post(client, issue, "undo").json()
    assert answer["said"] == "已撤销。已把“稿库”移回稿库。"
    assert titles(answer["board"])[0] == "稿库"


def test_a_page_that_is_out_of_date_changes_nothing_and_shows_what_is(client, editor, issue, pooled):
    client.force_login(editor)
    seen = version_of_arrangement(issue)
    rename_section(issue, editor, section=pk(issue, "甲"), name="改过")
    before = everything()
    answer = post(client, issue, "article", article=pooled.pk, to=f"{pk(issue, '乙')}:1", version=seen).json()
    assert (answer["ok"], answer["said"]) == (False, STALE)
    assert "改过" in answer["board"]
    assert everything() == before


def test_only_the_last_step_is_undone_and_only_while_nothing_came_after(
    client, editor, administrator, issue, pooled
):
    client.force_login(editor)
    post(client, issue, "article", article=pooled.pk, to=f"{pk(issue, '甲')}:1")
    rename_section(issue, administrator, section=pk(issue, "乙"), name="改过")
    assert "/undo/" not in client.get(url(issue)).content.decode()
    answer = post(client, issue, "undo").json()
    assert (answer["ok"], answer["said"]) == (False, "没有可以撤销的一步，或编排已另有改动。")
    assert board(issue)[0][1][0] == "稿库"


@pytest.mark.parametrize("data", [{}, {"article": "x"}, {"to": "1:2:3"}, {"to": "9" * 30 + ":1"}])
def test_what_no_form_of_the_page_sends_is_not_found(client, editor, issue, pooled, data):
    client.force_login(editor)
    for step in ("article", "section", "rename", "remove", "nothing"):
        sent = {"article": pooled.pk, "to": "pool", **data} if data else {}
        assert client.post(url(issue, step), sent).status_code == 404


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN])
def test_a_signed_issue_is_shown_and_not_moved(client, editor, issue, pooled, stage):
    bring(issue, stage)
    client.force_login(editor)
    page = client.get(url(issue)).content.decode()
    assert "不能再编排。确要改动，请先把它重新打开或更正。" in page
    assert "第1栏第1篇" in page
    assert "data-step" not in page
    assert "data-typed" not in page
    before = everything()
    answer = post(client, issue, "article", article=pooled.pk, to=f"{pk(issue, '甲')}:1").json()
    assert answer["ok"] is False
    for part, data in _PARTS_SENT.items():
        client.post(url(issue, part=part), data)
    assert everything() == before


_PARTS_SENT = {
    "note": {"note-editors_note": "<p>新</p>"},
    "details": {"details-copies": "7", "details-staff": ""},
    "recipients": {"recipients-send": "新单位"},
}


def test_who_may_see_and_who_may_move(client, issue, pooled, request, make_user):
    for who, sees, moves in [
        ("editor", 200, True),
        ("administrator", 200, True),
        ("superuser", 200, True),
        ("approver", 200, False),
        ("correspondent", 403, None),
    ]:
        is_fixture = who != "correspondent"  # whose unit this issue has made already
        client.force_login(request.getfixturevalue(who) if is_fixture else make_user(who, Role.CORRESPONDENT))
        page = client.get(url(issue))
        assert page.status_code == sees, who
        before = everything()
        answer = post(client, issue, "article", article=pooled.pk, to=f"{pk(issue, '甲')}:1")
        assert answer.status_code == sees, who
        if moves:
            assert answer.json()["ok"] is True
            post(client, issue, "undo")
            continue
        assert everything() == before, who
        if sees == 200:
            assert "data-step" not in page.content.decode()
            assert answer.json()["said"] == "您没有编排的权限，须由编辑、管理员编排。"
        for part, data in _PARTS_SENT.items():
            assert client.post(url(issue, part=part), data).status_code == sees
        assert everything() == before, who
    client.force_login(make_user("nobody", is_staff=True))
    assert client.get(url(issue)).status_code == 403
    client.logout()
    assert client.get(url(issue)).status_code == 302


def test_steps_need_the_token_of_the_page(editor, issue, pooled):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(url(issue, "add"), {"name": "特稿"}).status_code == 403
    assert board(issue)[-1][0] == "乙"


def test_by_get_a_step_only_shows_the_page(client, editor, issue):
    client.force_login(editor)
    for address in (url(issue, "add"), url(issue, "undo"), url(issue, part="note")):
        assert client.get(address).status_code == 302
    assert board(issue)[-1][0] == "乙"


def test_what_is_printed_around_is_stored(client, editor, issue):
    client.force_login(editor)
    page = client.get(url(issue))
    forms = page.context["forms"]
    sent = {
        "details-version": forms["details"].initial["version"],
        "details-date": "2021-03-01",
        "details-copies": "120",
        "details-staff": "责任编辑：张三\n签发：李四",
    }
    response = client.post(url(issue, part="details"), sent)
    assert response["Location"] == url(issue) + "#details"
    client.post(
        url(issue, part="note"),
        {"note-version": forms["note"].initial["version"], "note-editors_note": "<p>编者按。</p>"},
    )
    client.post(
        url(issue, part="recipients"),
        {
            "recipients-version": forms["recipients"].initial["version"],
            "recipients-report": "省委\n省政府",
            "recipients-extra_send": "某厂工会",
        },
    )
    issue.refresh_from_db()
    assert (issue.date, issue.copies) == (datetime.date(2021, 3, 1), 120)
    assert issue.staff == [{"role": "责任编辑", "name": "张三"}, {"role": "签发", "name": "李四"}]
    assert issue.editors_note == "<p>编者按。</p>"
    assert {key: names for key, names in recipients_of(issue).items() if names} == {
        ("report", False): ["省委", "省政府"],
        ("send", True): ["某厂工会"],
    }


def test_a_list_of_the_publication_is_copied_and_no_other(client, editor, issue):
    mine = DistributionList.objects.create(publication=issue.publication, name="常用")
    Recipient.objects.create(distribution_list=mine, kind="issue", position=1, name="各县区总工会")
    other = DistributionList.objects.create(publication=make_publication("other"), name="别刊的")
    client.force_login(editor)
    version = client.get(url(issue)).context["forms"]["list"].initial["version"]
    refused = client.post(url(issue, part="list"), {"list-source": other.pk, "list-version": version})
    assert "请选本刊物的常用发送范围。" in refused.content.decode()
    client.post(url(issue, part="list"), {"list-source": mine.pk, "list-version": version})
    assert {key: names for key, names in recipients_of(issue).items() if names} == {
        ("issue", False): ["各县区总工会"]
    }


def test_what_was_typed_stays_beside_what_another_stored(client, editor, administrator, issue):
    client.force_login(editor)
    seen = client.get(url(issue)).context["forms"]["note"].initial["version"]
    write_details(issue, administrator, {"editors_note": "<p>别人写的。</p>"})
    sent = {"note-version": seen, "note-editors_note": "<p>我写的。</p>"}
    page = client.post(url(issue, part="note"), sent)
    assert "另有人改过这一部分，没有保存" in page.content.decode()
    assert "别人写的。" in page.content.decode()
    form = page.context["forms"]["note"]
    assert form["editors_note"].value() == "<p>我写的。</p>"
    assert Issue.objects.get().editors_note == "<p>别人写的。</p>"
    client.post(url(issue, part="note"), {**sent, "note-version": form["version"].value()})
    assert Issue.objects.get().editors_note == "<p>我写的。</p>"


def test_what_is_filled_in_wrong_is_kept_and_named(client, editor, issue):
    client.force_login(editor)
    page = client.post(
        url(issue, part="details"),
        {"details-date": "0001-01-01", "details-copies": "0", "details-staff": "张三"},
    ).content.decode()
    assert "年份须在 1949 至 2200 之间，请核对。" in page
    assert "看不出职责和姓名" in page
    assert Issue.objects.get().copies is None


def test_the_checklist_leads_to_where_each_point_is_mended(client, editor, issue):
    Issue.objects.update(date=None)
    Article.objects.filter(title="第1栏第1篇").update(body="")
    client.force_login(editor)
    page = client.get(url(issue))
    points = {point.label: point for point in page.context["board"].points}
    assert (points["日期"].word, points["印数"].word, points["稿件"].word) == ("须补上", "请核对", "妥当")
    article = Article.objects.get(title="第1栏第1篇")
    there = reverse("admin:issues_article_change", args=[article.pk]) + "#id_body"
    assert points["标题和正文"].problems == (("稿件“第1栏第1篇”没有正文，请补上或移出本期。", there, True),)
    assert points["日期"].problems[0][1:] == ("#id_details-date", False)
    html = page.content.decode()
    assert 'id="id_details-date"' in html
    assert 'id="id_details-copies"' in html


def test_the_page_is_reached_from_list_page_sidebar_and_home(client, editor, approver, issue):
    client.force_login(editor)
    for address in (
        reverse("admin:issues_issue_changelist"),
        reverse("admin:issues_issue_change", args=[issue.pk]),
        reverse("admin:index"),
    ):
        assert url(issue) in client.get(address).content.decode(), address
    anywhere = reverse("admin:issues_issue_assemble_any")
    assert anywhere in client.get(reverse("admin:index")).content.decode()
    assert client.get(anywhere)["Location"] == url(issue)
    make_issue(number=9)
    assert client.get(anywhere)["Location"].endswith("?stage__in=draft,review")
    Issue.objects.update(stage="withdrawn")
    assert "没有编辑中的期" in client.get(anywhere, follow=True).content.decode()


def test_the_page_costs_the_same_with_a_thousand_in_the_pool(
    client, editor, issue, settings, django_assert_num_queries, django_assert_max_num_queries
):
    settings.IDLE_MINUTES = 0  # on a slow machine the session would be written in between

    def fill(count: int) -> None:
        Article.objects.bulk_create(
            Article(title=f"稿{n}", body="<p>正文。</p>", stage="accepted") for n in range(count)
        )

    client.force_login(editor)
    fill(10)
    client.get(url(issue))
    with django_assert_max_num_queries(45) as first:
        client.get(url(issue))
    fill(990)
    for section in issue.sections.all():
        for n in range(3, 9):
            Article.objects.create(title="更多", stage="accepted", section=section, position=n)
    with django_assert_num_queries(len(first)):
        client.get(url(issue))


def test_the_note_of_a_correction_is_rewritten_on_the_page(client, editor, make_user, issue):
    client.force_login(editor)
    assert 'id="correction"' not in client.get(url(issue)).content.decode()
    correct(issue)
    page = client.get(url(issue)).content.decode()
    assert 'id="correction"' in page
    client.post(url(issue, part="correction"), {"correction-note": "第1篇日期有误。"})
    assert Issue.objects.get().correction_note == "第1篇日期有误。"
    refused = client.post(url(issue, part="correction"), {"correction-note": " "})
    assert "更正须写明原因。" in refused.content.decode()
    client.force_login(make_user("correspondent", Role.CORRESPONDENT))
    assert client.post(url(issue, part="correction"), {"correction-note": "坏"}).status_code == 403
    sign_issue(issue)
    client.force_login(editor)
    refused = client.post(url(issue, part="correction"), {"correction-note": "晚了"})
    assert "本期没有在更正，或已签发，不能改更正说明。" in refused.content.decode()
    assert Issue.objects.get().correction_note == "第1篇日期有误。"
