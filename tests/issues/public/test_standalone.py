"""build_site: the whole site as plain files, the second run of it, and where it refuses to write."""

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from lxml import html

from issues.management.commands import build_site
from issues.public import standalone
from issues.public.standalone import MARKER
from issues.search.portable import search_files
from issues.workflow.actions import withdraw_issue
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = pytest.mark.django_db

BASE = "https://gonghui.example.org/jianbao"
NAME = f"photos/2021/02/{'a' * 32}.png"
DRAFT = f"photos/2021/02/{'b' * 32}.png"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def shelf() -> list:
    """Two issues, one of them withdrawn, and one of another publication with a picture in it."""
    first = make_issue(articles=2)
    publish(first)
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    other = make_issue(make_publication("gongyun", name="工运快讯"), number=1)
    make_article(
        other.sections.get(), 2, title="有图", body=f'<p>字。</p><p><img src="/media/{NAME}" alt="会场"></p>'
    )
    publish(other)
    for name in (NAME, DRAFT):
        file = Path(settings.MEDIA_ROOT) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"picture")
    return [first, withdrawn, other]


def build(output: Path, base: str = BASE) -> None:
    call_command("build_site", "--output", str(output), "--base-url", base)


def names(output: Path) -> set[str]:
    return {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}


def test_the_whole_site_is_there_and_nothing_else(output, shelf, capsys):
    build(output)
    found = names(output)
    assert {
        "index.html",
        "404.html",
        "robots.txt",
        "changai/index.html",
        "changai/2021/3/index.html",
        "changai/2021/3/2/index.html",
        "changai/2021/2/index.html",
        *(f"changai/2021/3/issue.{form}" for form in ("pdf", "docx", "txt")),
        f"media/{NAME}",
    } <= found
    assert not any(
        name.startswith("changai/2021/2/")
        for name in found - {"changai/2021/2/index.html", "changai/2021/2/index.html.gz"}
    )
    assert f"media/{DRAFT}" not in found
    assert "数据有误。" in (output / "changai/2021/2/index.html").read_text("utf-8")
    for name in found:
        if name.endswith(".gz"):
            assert (
                gzip.decompress((output / name).read_bytes())
                == (output / name.removesuffix(".gz")).read_bytes()
            )
    error = capsys.readouterr().err
    assert re.search(r"页，每秒 \d+ 页", error)
    assert error.endswith(f"共 {len(found) - 1} 个文件，写入 {len(found) - 1} 个，删去 0 个。\n")


def links(output: Path, file: Path, base: str) -> list[str]:
    """The files that the page's own addresses lead to; raises where one is not below the site."""
    place = urlsplit(base)
    here = f"{place.path}/{file.relative_to(output).as_posix()}"
    tree = html.fromstring(file.read_bytes(), base_url=f"{place.scheme}://{place.netloc}{here}")
    tree.make_links_absolute()
    found = []
    for _, _, link, _ in tree.iterlinks():
        address = urlsplit(link)
        if address.netloc != place.netloc:
            continue
        assert address.path.startswith(f"{place.path}/"), (file, link)
        path = unquote(address.path.removeprefix(f"{place.path}/"))
        found.append(path + "index.html" if path == "" or path.endswith("/") else path)
    return found


@pytest.mark.parametrize("base", [BASE, "http://127.0.0.1:8000"])
def test_every_internal_link_leads_to_a_file(output, shelf, base):
    build(output, base)
    pages = list(output.rglob("*.html"))
    assert len(pages) > 8
    broken = {
        (file.relative_to(output).as_posix(), name)
        for file in pages
        for name in links(output, file, base)
        if not (output / name).is_file()
        # The desk is where the site comes from, and not part of it.
        and not name.startswith("admin/")
    }
    assert broken == set()


def test_every_page_is_valid(output, shelf):
    build(output)
    for file in output.rglob("*.html"):
        html5lib.HTMLParser(strict=True).parse(file.read_text("utf-8"))


def test_a_second_run_touches_what_changed_and_removes_what_is_gone(output, shelf, capsys):
    build(output)
    before = {name: (output / name).stat().st_mtime_ns for name in names(output)}
    inodes = {name: (output / name).stat().st_ino for name in names(output)}
    capsys.readouterr()
    build(output)
    assert {name: (output / name).stat().st_mtime_ns for name in names(output)} == before
    assert "写入 0 个，删去 0 个。" in capsys.readouterr().err
    withdraw_issue(shelf[0], "数字有误。")
    build(output)
    found = names(output)
    assert not any(
        name.startswith("changai/2021/3/")
        for name in found - {"changai/2021/3/index.html", "changai/2021/3/index.html.gz"}
    )
    assert not (output / "changai/2021/3/2").exists()
    assert "数字有误。" in (output / "changai/2021/3/index.html").read_text("utf-8")
    for name in ("gongyun/2021/1/index.html", "robots.txt"):
        assert (output / name).stat().st_ino == inodes[name]


def test_a_folder_that_is_not_its_own_is_left_alone(output, shelf):
    output.mkdir()
    (output / "letter.txt").write_text("private")
    with pytest.raises(CommandError, match="里已有别的文件，不是 build_site 生成的文件夹，没有改动。"):
        build(output)
    assert names(output) == {"letter.txt"}
    with pytest.raises(CommandError, match="letter.txt 是一个文件。请另给一个文件夹。"):
        build(output / "letter.txt")


def test_an_empty_folder_becomes_its_own(output, shelf):
    output.mkdir()
    build(output)
    assert (output / MARKER).is_file()


def test_a_run_that_ends_early_leaves_what_was_there(output, shelf):
    def read() -> dict[str, bytes]:
        return {name: (output / name).read_bytes() for name in names(output)}

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    build(output)
    before = read()
    withdraw_issue(shelf[0], "数字有误。")
    with pytest.raises(KeyboardInterrupt):
        standalone.build(output, BASE, search_files, stop)
    assert read() == before
    (output / ".bulletin-new/changai").mkdir(parents=True)
    (output / ".bulletin-new/changai/index.html").write_text("of a run that was killed")
    build(output)
    assert ".bulletin-new" not in {path.name for path in output.iterdir()}
    assert "数字有误。" in (output / "changai/2021/3/index.html").read_text("utf-8")


def test_ctrl_c_ends_it_with_what_is_left_to_do(output, shelf, monkeypatch, capsys):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_site, "build", stop)
    with pytest.raises(CommandError, match="^已中断，网站没有生成完。请再运行一次同样的命令") as stopped:
        build(output)
    assert stopped.value.returncode == 130
    assert capsys.readouterr().err.endswith("\n")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, shelf):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        CommandError, match="^文件没有写成（.+）。请检查磁盘空间和这个文件夹的权限，再运行一次"
    ):
        build(tmp_path / "file" / "out")


@pytest.mark.parametrize(
    "base",
    [
        "gonghui.example.org",
        "ftp://gonghui.example.org",
        "https:///",
        "https://a.example/?q=1",
        "https://a.example:abc/",
        "https://a.example:99999/",
        "https://[a.example",
        "https://name:word@a.example/",
        "https://a example/",
        "https://a.example/简报/",
        "https://a.example/%E7%AE%80/",
        "https://a.example//b/",
        "https://a.example/../b/",
    ],
)
def test_an_address_that_is_none_is_refused(output, shelf, base):
    with pytest.raises(CommandError, match="不是网站的地址。"):
        build(output, base)
    assert not output.exists()
