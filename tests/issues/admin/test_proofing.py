"""Proofreading at the desk over HTTP: findings for what is typed, verdicts, the page of an issue, the counts."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, ArticleStage, Issue, Stage, Verdict
from issues.proofing.verdicts import dismiss, judge_issue, judge_parts
from tests.factories import make_article, make_issue, make_publication
from tests.issues.admin.words import english_on

pytestmark = pytest.mark.django_db

SLIP = "会议要求布署明年工作。"


@pytest.fixture
def article(correspondent: User) -> Article:
    return Article.objects.create(
        title="推进改革", body=f"<p>{SLIP}</p>", author=correspondent, organisation=correspondent.organisation
    )


@pytest.fixture
def send(client: Client) -> Callable[..., tuple[int, dict]]:
    def sent(user: User, what: str, article: Article | None, body: object) -> tuple[int, dict]:
        client.force_login(user)
        name = f"admin:issues_article_{what}" + ("" if article else "_new")
        url = reverse(name, args=[article.pk] if article else [])
        text = body if isinstance(body, str) else json.dumps(body)
        answer = client.post(
            url, text, content_type="application/json", headers={"X-Requested-With": "XMLHttpRequest"}
        )
        return answer.status_code, answer.json()

    return sent


def place(text: str = SLIP) -> dict[str, str]:
    return judge_parts({"body": text}, None)[0].place.to_dict()


def test_what_is_typed_is_proofread_in_every_part(send, article: Article, correspondent: User) -> None:
    parts = {
        "title": "推进会召开。",
        "body": f"😀{SLIP}",
        "source": "",
        "source_detail": "２０２１年1月5日",
        "caption-2": "职工们认真布署工作",
    }
    status, said = send(correspondent, "proofread", article, {"parts": parts})
    found = [(one["part"], one["start"], one["text"], one["suggestion"]) for one in said["findings"]]
    assert (status, found) == (
        200,
        [
            ("title", 5, "。", ""),
            ("body", 5, "布署", "部署"),
            ("source_detail", 0, "２０２１", "2021"),
            ("caption-2", 5, "布署", "部署"),
        ],
    )
    first = said["findings"][1]
    assert (first["word"], first["label"], first["neutral"]) == ("差错", "易混词", False)
    assert said["findings"][2]["neutral"] is True


def test_a_new_article_is_proofread_too(send, correspondent: User) -> None:
    status, said = send(correspondent, "proofread", None, {"parts": {"body": SLIP}})
    assert (status, [one["text"] for one in said["findings"]]) == (200, ["布署"])


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        {},
        {"parts": []},
        {"parts": {"body": 5}},
        {"parts": {"password": "x"}},
        {"parts": {f"caption-{n}": "x" for n in range(1, 400)}},
    ],
)
def test_what_is_no_text_is_refused(send, article: Article, correspondent: User, body: object) -> None:
    assert send(correspondent, "proofread", article, body) == (
        400,
        {"message": "没有认出要校对的内容。请刷新页面后再试。"},
    )


@pytest.mark.parametrize("length", [100_001, 3_000_000])
def test_a_text_that_is_too_long_is_refused(send, article: Article, correspondent: User, length: int) -> None:
    status, said = send(correspondent, "proofread", article, {"parts": {"body": "工" * length}})
    assert (status, said["message"][:9]) == (413, "文字超过10万字，")


def test_hostile_characters_change_no_place(send, article: Article, correspondent: User) -> None:
    text = f"\x00\ud800\u202e{SLIP}"
    status, said = send(correspondent, "proofread", article, {"parts": {"body": text}})
    assert (status, [one["start"] for one in said["findings"]]) == (200, [7])
    found = said["findings"][0]["place"]
    assert (
        send(correspondent, "verdict", article, {"action": "dismiss", "place": found, "reason": "name"})[0]
        == 200
    )


def test_a_passage_is_dismissed_and_taken_back(send, article: Article, correspondent: User) -> None:
    sent = {"action": "dismiss", "place": place(), "reason": "other", "note": "领导原话"}
    status, said = send(correspondent, "verdict", article, sent)
    verdict = Verdict.objects.get()
    assert (status, said["verdict"]["pk"], said["verdict"]["why"]) == (200, verdict.pk, "其他：领导原话")
    _, said = send(correspondent, "proofread", article, {"parts": {"body": SLIP}})
    assert said["findings"][0]["verdict"]["pk"] == verdict.pk
    assert send(correspondent, "verdict", article, {"action": "take_back", "verdict": verdict.pk}) == (
        200,
        {},
    )
    _, said = send(correspondent, "proofread", article, {"parts": {"body": SLIP}})
    assert said["findings"][0]["verdict"] is None


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "dismiss", "place": {}, "reason": "name"},
        {"action": "dismiss", "reason": "name"},
        {"action": "take_back", "verdict": "1"},
        {"action": "take_back", "verdict": True},
        {"action": "take_back", "verdict": 10**30},
        {"action": "accept", "taken": [{"key": "x", "place": {}}]},
        {"action": "accept", "taken": "x"},
        {"action": "sign"},
        {},
    ],
)
def test_a_verdict_that_is_none_is_refused(
    send, article: Article, correspondent: User, sent: dict[str, object]
) -> None:
    status, said = send(correspondent, "verdict", article, sent)
    assert (status, bool(said["message"]), Verdict.objects.count()) == (400, True, 0)


def test_nobody_decides_on_another_units_article_nor_reads_it(
    send, article: Article, make_user: Callable[..., User], approver: User
) -> None:
    stranger = make_user("stranger", Role.CORRESPONDENT)
    sent = {"action": "dismiss", "place": place(), "reason": "name"}
    assert send(stranger, "proofread", article, {"parts": {"body": SLIP}})[0] == 404
    assert send(stranger, "verdict", article, sent)[0] == 404
    Article.objects.update(stage=ArticleStage.REVIEW)
    assert send(approver, "proofread", article, {"parts": {"body": SLIP}})[0] == 200
    assert send(approver, "verdict", article, sent)[0] == 403
    assert not Verdict.objects.exists()


def test_a_page_that_is_out_of_date_decides_nothing(send, article: Article, editor: User) -> None:
    issue = make_issue(articles=0)
    Article.objects.update(stage=ArticleStage.ACCEPTED, section=issue.sections.get(), position=1)
    Issue.objects.update(stage=Stage.SIGNED)
    status, said = send(editor, "verdict", article, {"action": "dismiss", "place": place(), "reason": "name"})
    assert (status, said["message"][:8]) == (403, "本期已经签发，校")
    assert send(editor, "verdict", article, {"action": "accept", "taken": []})[0] == 403


def test_a_verdict_needs_the_token_of_its_form(article: Article, correspondent: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(correspondent)
    for name in ("proofread", "verdict"):
        url = reverse(f"admin:issues_article_{name}", args=[article.pk])
        assert client.post(url, "{}", content_type="application/json").status_code == 403
        assert client.get(url).status_code == 405


def test_fixes_of_a_page_are_counted_once(send, article: Article, correspondent: User) -> None:
    taken = {"action": "accept", "taken": [{"key": str(uuid4()), "place": place()}]}
    assert send(correspondent, "verdict", article, taken) == (200, {})
    assert send(correspondent, "verdict", article, taken) == (200, {})
    assert Verdict.objects.count() == 1


# ---- the page of an issue ----


@pytest.fixture
def issue(db: None) -> Issue:
    made = make_issue(articles=0)
    make_article(made.sections.get(), 1, title="第一篇", body=f"<p>{SLIP}</p>")
    make_article(made.sections.get(), 2, title="第二篇", body="<p>没有差错。</p>")
    make_article(
        made.sections.get(),
        3,
        title="第三篇",
        body="<p>张建萍主席主持，张剑萍主席作总结。<b>营造良好氛围。。</b></p>",
    )
    return made


def page_of(client: Client, user: User, issue: Issue, sent: dict | None = None) -> str:
    client.force_login(user)
    url = reverse("admin:issues_issue_proofing", args=[issue.pk])
    answer = client.get(url) if sent is None else client.post(url, sent, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_findings_of_an_issue_stand_by_article_with_their_places(
    client: Client, issue: Issue, editor: User
) -> None:
    html = page_of(client, editor, issue)
    first, third = Article.objects.get(title="第一篇"), Article.objects.get(title="第三篇")
    found = judge_parts({"body": SLIP}, first)[0].place.fingerprint
    assert f'/admin/issues/article/{first.pk}/change/#finding={found}"' in html
    assert f'id="article-{third.pk}"' in html
    assert "第二篇" not in html
    assert "姓名前后不一" in html
    assert english_on(html, {"editor", "changai"}) == []


def test_an_editor_waives_on_the_page_of_the_issue(client: Client, issue: Issue, editor: User) -> None:
    article = Article.objects.get(title="第一篇")
    found = judge_parts({"body": SLIP}, article)[0].place.fingerprint
    sent = {"place": f"article-{article.pk}:{found}", "reason": "quotation"}
    assert "已放行：“布署”（引文原样）" in page_of(client, editor, issue, sent)
    verdict = Verdict.objects.get()
    assert (verdict.waives, verdict.by) == (True, editor)
    assert "已恢复：“布署”" in page_of(client, editor, issue, {"take_back": str(verdict.pk)})
    assert "这一处刚才有改动" in page_of(client, editor, issue, {"take_back": str(verdict.pk)})
    Article.objects.update(body="<p>改过了。</p>")
    assert "这一处刚才有改动" in page_of(client, editor, issue, sent)


def test_an_approver_reads_the_findings_and_decides_nothing(
    client: Client, issue: Issue, approver: User
) -> None:
    article = Article.objects.get(title="第一篇")
    found = judge_parts({"body": SLIP}, article)[0].place.fingerprint
    assert "确认放行" not in page_of(client, approver, issue)
    sent = {"place": f"article-{article.pk}:{found}", "reason": "quotation"}
    assert "校对意见由编辑处理" in page_of(client, approver, issue, sent)
    assert not Verdict.objects.exists()


def test_the_checklist_leads_to_the_findings(client: Client, issue: Issue, editor: User) -> None:
    client.force_login(editor)
    html = client.get(reverse("admin:issues_issue_assemble", args=[issue.pk])).content.decode()
    article = Article.objects.get(title="第一篇")
    assert f'href="/admin/issues/issue/{issue.pk}/proofing/#article-{article.pk}"' in html


# ---- the counts ----


def test_the_counts_show_a_noisy_rule(
    client: Client, editor: User, correspondent: User, administrator: User
) -> None:
    for n in range(5):
        article = Article.objects.create(title=f"第{n}篇", author=correspondent)
        dismiss(article, judge_parts({"body": SLIP}, None)[0].place, "mistaken", "", correspondent)
    client.force_login(editor)
    html = client.get(reverse("proofing:counts")).content.decode()
    assert "误报多" in html
    assert "共采纳 0 处，不改 5 处" in html
    assert english_on(html, {"editor"}) == []
    assert "去停用" not in html
    publication = make_publication()
    client.force_login(administrator)
    html = client.get(reverse("proofing:counts")).content.decode()
    assert f'href="/admin/issues/publication/{publication.pk}/rules/#confusable"' in html


def test_the_counts_tell_what_waits_in_issues_in_preparation(
    client: Client, editor: User, issue: Issue
) -> None:
    waiting = sum(one.settled is None for _, each in judge_issue(issue) for one in each)
    assert waiting > 0
    client.force_login(editor)
    html = client.get(reverse("proofing:counts")).content.decode()
    assert f"共采纳 0 处，不改 0 处，待处理 {waiting} 处" in html
    assert english_on(html, {"editor"}) == []
    Issue.objects.filter(pk=issue.pk).update(stage=Stage.PUBLISHED)
    assert "还没有处理过校对意见" in client.get(reverse("proofing:counts")).content.decode()


def test_the_counts_are_asked_for_by_days(client: Client, editor: User) -> None:
    client.force_login(editor)

    def shown(**query: str) -> str:
        return client.get(reverse("proofing:counts"), query).content.decode()

    assert "还没有处理过校对意见" in shown(since="2026-01-01", until="2026-01-31")
    assert "日期颠倒了" in shown(since="2026-02-01", until="2026-01-31")
    assert "请填写像 2026-11-05 这样的日期" in shown(since="x")
