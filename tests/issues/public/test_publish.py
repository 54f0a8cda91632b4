"""Published to files: what lies where after each step, what is touched, and that the database has the last word."""

import gzip
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from issues.models import Edition, Publication, SiteTree
from issues.public import publish as publishing
from issues.public.publish import keep, show, site
from issues.public.rendering import NOT_FOUND
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import (
    WorkflowRefused,
    correct_issue,
    publish_issue,
    reopen_issue,
    sign_issue,
    withdraw_issue,
)
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("publishes_files")]

PLACE = "changai/2021/3"


def current() -> Path:
    return Path(settings.SITE_ROOT) / "current"


def pages(folder: Path | None = None) -> dict[str, bytes]:
    """All that readers can be given, by its place below the site's folder; compressed forms are held against it."""
    found = {}
    root = folder or current()
    for path, _, names in os.walk(root, followlinks=True):
        for name in names:
            file = Path(path) / name
            found[file.relative_to(root).as_posix()] = file.read_bytes()
    for name in [name for name in found if name.endswith(".gz")]:
        assert gzip.decompress(found.pop(name)) == found[name.removesuffix(".gz")], name
    return found


def stamps() -> dict[str, tuple[int, float]]:
    """What would tell a web server that a file is another one."""
    return {name: ((current() / name).stat().st_ino, (current() / name).stat().st_mtime) for name in pages()}


def assert_same_as_views(client) -> None:
    """Each file is what its view says, and the database's tree is shown."""
    assert site().current_name() == SiteTree.objects.get().name
    for name, body in pages().items():
        if name == NOT_FOUND or name.endswith(".disposition"):
            continue
        address = "/" + name.removesuffix("index.html").removesuffix("index.xml").removesuffix("gone.html")
        answer = client.get(address, headers={"host": "127.0.0.1:8000"})
        assert (answer.status_code, answer.content) == (410 if name.endswith("gone.html") else 200, body), (
            address
        )


def left_behind() -> list[str]:
    """What the next change will remove: trees that neither are nor were shown, and what only they have."""
    root = Path(settings.SITE_ROOT)
    row = SiteTree.objects.get()
    kept = {row.name, row.previous}
    used = {
        link.resolve().name
        for name in kept
        for link in (root / "trees" / name).glob("*/*/*")
        if link.is_symlink()
    }
    return [
        *({path.name for path in (root / "trees").iterdir()} - kept),
        *({path.name for path in (root / "objects").iterdir()} - used),
    ]


def test_publishing_writes_the_pages_it_touches(client):
    publish(make_issue(articles=2))
    names = set(pages())
    assert {
        "index.html",
        "changai/index.html",
        f"{PLACE}/index.html",
        f"{PLACE}/1/index.html",
        f"{PLACE}/2/index.html",
    } <= names
    assert_same_as_views(client)


def test_what_is_not_touched_stays_the_same_file(client):
    publish(make_issue(number=1))
    publish(make_issue(make_publication("gongyun", name="工运快讯"), number=1))
    keep()
    before = stamps()
    publish(make_issue(number=2))
    after = stamps()
    touched = {name for name, stamp in after.items() if before.get(name) != stamp}
    assert {"index.html", "changai/index.html", "changai/2021/2/index.html"} <= touched
    assert not any(name.startswith(("gongyun/2021", "changai/2021/1/", "robots")) for name in touched)
    assert_same_as_views(client)


def test_withdrawing_leaves_the_page_that_says_why_and_nothing_else(client):
    issue = make_issue(articles=2)
    keep_forms(publish(issue))
    assert f"{PLACE}/issue.pdf" in pages()
    withdraw_issue(issue, "数据有误。")
    found = pages()
    assert [name for name in found if name.startswith(f"{PLACE}/")] == [f"{PLACE}/gone.html"]
    assert "数据有误。" in found[f"{PLACE}/gone.html"].decode()
    assert_same_as_views(client)


def test_a_corrected_issue_has_its_new_pages_and_no_old_one(client):
    issue = make_issue(articles=2)
    publish(issue)
    correct_issue(issue, "更正第一处。")
    issue.sections.get().articles.last().delete()
    sign_issue(issue)
    before = stamps()
    publish_issue(issue)
    found = pages()
    assert "更正第一处。" in found[f"{PLACE}/index.html"].decode()
    assert f"{PLACE}/2/index.html" not in found
    assert stamps()[f"{PLACE}/index.html"][1] > before[f"{PLACE}/index.html"][1]
    assert_same_as_views(client)


def test_an_issue_that_moved_leaves_its_reason_behind(client):
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, "期号有误。")
    reopen_issue(issue)
    issue.number = 4
    issue.save()
    publish(issue)
    assert {f"{PLACE}/gone.html", "changai/2021/4/index.html"} <= set(pages())
    publish(make_issue(number=3))
    assert f"{PLACE}/index.html" in pages()
    assert f"{PLACE}/gone.html" not in pages()
    assert_same_as_views(client)


def test_printed_forms_come_to_the_files_once_they_are_made(client):
    edition = publish(make_issue())
    assert "KB）" not in pages()[f"{PLACE}/index.html"].decode()
    keep_forms(edition)
    found = pages()
    assert {f"{PLACE}/issue.{form}" for form in ("pdf", "docx", "txt")} <= set(found)
    assert '下载PDF<span class="size">' in found[f"{PLACE}/index.html"].decode()
    assert_same_as_views(client)


def test_a_form_that_a_reader_asks_for_first_comes_to_the_files_too(client):
    publish(make_issue())
    assert client.get(f"/{PLACE}/issue.txt").content == pages()[f"{PLACE}/issue.txt"]


def test_what_is_rolled_back_changes_nothing_and_the_next_change_tidies_up(client):
    publish(make_issue(number=1))
    before = pages()
    second = make_issue(number=2)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        publish(second)
        raise KeyboardInterrupt
    assert pages() == before
    assert len(left_behind()) == 2
    publish(second)
    assert left_behind() == []
    assert_same_as_views(client)


def test_killed_between_the_commit_and_the_switch_the_next_look_heals(client, monkeypatch):
    publish(make_issue(number=1))
    before = pages()
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "show", lambda: None)
        publish(make_issue(number=2))
    assert pages() == before
    show()
    assert "changai/2021/2/index.html" in pages()
    assert_same_as_views(client)


def test_the_database_is_believed_where_it_knows_of_no_files(client):
    publish(make_issue())
    SiteTree.objects.all().delete()
    show()
    assert not current().exists()
    assert keep()
    assert_same_as_views(client)


def test_files_that_were_lost_are_made_again(client, settings, tmp_path):
    publish(make_issue(articles=2))
    keep()
    before = pages()
    settings.SITE_ROOT = tmp_path / "elsewhere"
    show()
    assert not current().exists()
    assert keep()
    assert pages() == before
    assert_same_as_views(client)


def test_a_change_of_code_or_settings_makes_all_anew_bit_by_bit(client):
    first, second = make_issue(number=1), make_issue(number=2)
    publish(first)
    publish(second)
    assert keep()
    with override_settings(SITE_URL="https://gonghui.example.org"):
        publish(make_issue(number=3))
        # Not all at once: publishing waits for no other issue, and what has no file is Django's.
        assert [
            name for name in pages() if name[:15] in {"changai/2021/1/", "changai/2021/2/", f"{PLACE}/"}
        ] == [
            f"{PLACE}/index.html",
            f"{PLACE}/1/index.html",
        ]
        assert not SiteTree.objects.get().is_complete
        told = []
        assert keep(lambda done, total: told.append((done, total)))
        assert told[-1][0] == told[-1][1] > 0
        found = pages()
        assert {f"changai/2021/{n}/index.html" for n in (1, 2, 3)} | {NOT_FOUND} <= set(found)
        assert b"https://gonghui.example.org/changai/2021/1/" in found["changai/2021/1/index.html"]
        names = SiteTree.objects.get().name
        assert keep()
        assert SiteTree.objects.get().name == names


def test_keeping_stops_when_its_time_is_over_and_goes_on_later(client):
    publish(make_issue())
    SiteTree.objects.update(made_by="other")
    assert not keep(seconds=-1)
    assert keep()
    assert_same_as_views(client)


def test_what_the_desk_says_of_a_publication_comes_to_the_files(client):
    publish(make_issue())
    assert keep()
    Publication.objects.update(description="每月一期。")
    assert keep()
    assert "每月一期。" in pages()["changai/index.html"].decode()
    assert_same_as_views(client)


def test_a_page_that_fails_lets_nothing_happen(client, monkeypatch, caplog):
    publish(make_issue(number=1))
    before = pages()
    second = make_issue(number=2)
    sign_issue(second)
    with monkeypatch.context() as patch, pytest.raises(WorkflowRefused) as refused:
        patch.setattr("issues.public.views.read_shelf", lambda entries: 1 / 0)
        publish_issue(second)
    assert str(refused.value) == (
        "网页 /changai/ 没有做成，什么都没有改变。请把这句话和服务器日志交给管理员。"
    )
    assert (pages(), Edition.objects.published().count()) == (before, 1)
    publish_issue(second)
    assert left_behind() == []
    assert_same_as_views(client)


def test_a_disk_that_is_full_lets_nothing_happen(client, monkeypatch):
    publish(make_issue(number=1))
    before = pages()
    second = make_issue(number=2)
    sign_issue(second)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("issues.public.trees.settle", full)
    with pytest.raises(
        WorkflowRefused, match="网页文件没有写成（No space left on device），什么都没有改变。"
    ):
        publish_issue(second)
    assert (pages(), Edition.objects.published().count()) == (before, 1)


def test_trees_are_removed_when_their_readers_are_done(client):
    """The one before this is kept, and the one before that until the next change."""
    issue = make_issue()
    publish(issue)
    for at in range(2, 6):
        correct_issue(issue, f"更正第{at}处。")
        make_article(issue.sections.get(), at)
        sign_issue(issue)
        publish_issue(issue)
        assert len(list((Path(settings.SITE_ROOT) / "trees").iterdir())) == min(at, 3)
        assert len(list((Path(settings.SITE_ROOT) / "objects").iterdir())) == min(at, 3)


def test_publish_site_says_how_far_it_is_and_where_the_files_are(client, capsys):
    publish(make_issue(articles=2))
    SiteTree.objects.all().delete()
    call_command("publish_site")
    error = capsys.readouterr().err
    assert "页，每秒 " in error
    assert error.endswith(f"读者网页已是最新，在 {site().current}。\n")
    assert_same_as_views(client)
    call_command("publish_site")
    assert capsys.readouterr().err == f"读者网页已是最新，在 {site().current}。\n"
