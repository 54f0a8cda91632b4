"""Hostile HTML, saved through the editor's form and opened wherever it shows: nothing runs, nothing is fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.models import User
from issues.models import Article, ArticleStage, Issue, Stage
from issues.workflow.actions import publish_issue, sign_issue
from tests.browser.desk import open_desk, session_of
from tests.factories import make_issue
from tests.hostile import hostile_inputs
from tests.issues.admin.desk import desk_url, form_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What is stored of so many inputs stands in one article.
BATCH = 25
WITNESS = "window.pwned = () => { console.error('PWNED'); window.top.hasRun = true; };"
# Of all that shows: no handler, no style, no address but those of readers' links and of our own pictures.
LOOK = """() => {
    const roots = [document.querySelector('main, #content-main, body'),
        ...[...document.querySelectorAll('.cke_wysiwyg_frame')].map(frame => frame.contentDocument.body)];
    const articles = roots.flatMap(root => root.matches('.cke_editable') ? [root]
        : [...root.querySelectorAll('article, .readonly, .conflict-text')]);
    const bad = [];
    for (const element of articles.flatMap(one => [...one.querySelectorAll('*')])) {
        if (['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'FORM', 'STYLE', 'LINK', 'META', 'BASE'].includes(element.tagName))
            bad.push(element.outerHTML.slice(0, 200));
        for (const {name, value} of element.attributes) {
            if (/^on|^x-|^@|^data-cke-pa-/.test(name) || (name === 'href' && /^\\s*(?!https?:|mailto:|#|\\/)/i.test(value)))
                bad.push(`${name}=${value}`);
        }
    }
    return {articles: articles.length, bad, ran: Boolean(window.hasRun)};
}"""


@dataclass
class Saved:
    issue: Issue
    changes: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def saved(live_server, client: Client, editor: User, approver: User) -> Saved:
    """Every input saved by itself through the form; then, as it is stored, in articles of an issue, by the form again."""
    client.force_login(editor)
    blank = form_data(client.get(desk_url(Article, "add"))) | {"_continue": "1"}
    inputs = []
    for n, html in enumerate(hostile_inputs()):
        answer = client.post(
            desk_url(Article, "add"), blank | {"title": f"第{n}号 {html[:80]}", "body": html}
        )
        assert answer.status_code == 302, html
        inputs.append(html.replace("\x00", ""))  # which no form lets in
    stored = list(Article.objects.order_by("pk").values_list("body", flat=True))
    assert len(stored) == len(inputs) >= 120
    issue = make_issue(articles=0)
    section = issue.sections.get()
    found = Saved(issue)
    for at in range(0, len(stored), BATCH):
        article = Article.objects.create(
            title=f"第{at}号起 {inputs[at][:60]}",
            section=section,
            position=at + 1,
            stage=ArticleStage.ACCEPTED,
        )
        url = desk_url(article, "change")
        body = f"<p>第{at}号起。</p>" + "".join(stored[at : at + BATCH])
        assert client.post(url, form_data(client.get(url)) | {"body": body}).status_code == 302
        found.changes.append(url)
    Issue.objects.filter(pk=issue.pk).update(editors_note=inputs[0] + "<p>按语</p>")
    found.sessions = {user.username: session_of(user) for user in (editor, approver)}
    return found


@pytest.fixture
def published(live_server, saved: Saved) -> Saved:
    Article.objects.filter(section=None).delete()
    saved.issue.refresh_from_db()
    assert saved.issue.stage == Stage.DRAFT
    sign_issue(saved.issue)
    publish_issue(saved.issue)
    return saved


class Watch:
    """A page that tells whatever happens on it."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.seen: list[str] = []
        page.add_init_script(WITNESS)
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda said: "PWNED" in said.text and self.seen.append(said.text))
        page.on("request", lambda request: self._note(request.url))
        page.on("popup", lambda popup: self.seen.append(f"popup {popup.url}"))

    def _note(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:", "about:")):
            self.seen.append(url)

    def look(self, path: str, wait_for_editor: bool = False) -> dict:
        self.page.goto(self.home + path)
        if wait_for_editor:
            self.page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
        self.page.mouse.move(400, 400)
        found = self.page.evaluate(LOOK)
        assert self.page.url.split("#")[0] == self.home + path
        return found


@pytest.fixture
def home(live_server) -> Iterator[str]:
    yield live_server.url


def test_nothing_runs_at_the_desk_nor_in_the_preview(
    saved: Saved, home: str, live_server, browser: Browser
) -> None:
    writer = Watch(open_desk(browser, live_server, saved.sessions["editor"]), home)
    reader = Watch(open_desk(browser, live_server, saved.sessions["approver"]), home)
    for url in saved.changes:
        for watch, edits in ((writer, True), (reader, False)):
            found = watch.look(url, wait_for_editor=edits)
            assert found.pop("articles") >= 1
            assert found == {"bad": [], "ran": False}, url
    preview = writer.look(f"/admin/issues/issue/{saved.issue.pk}/preview/")
    assert preview == {"articles": len(saved.changes), "bad": [], "ran": False}
    for n in range(1, len(saved.changes) + 1):
        assert writer.look(f"/admin/issues/issue/{saved.issue.pk}/preview/{n}/")["bad"] == []
    writer.look("/admin/issues/article/")
    assert writer.seen == reader.seen == []


def test_nothing_runs_on_the_public_pages(published: Saved, home: str, browser: Browser) -> None:
    watch = Watch(browser.new_page(), home)
    found = watch.look("/changai/2021/3/")
    assert found == {"articles": len(published.changes), "bad": [], "ran": False}
    for n in range(1, len(published.changes) + 1):
        assert watch.look(f"/changai/2021/3/{n}/") == {"articles": 1, "bad": [], "ran": False}
    assert watch.seen == []
