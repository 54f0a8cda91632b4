"""export_issue: one Edition to one file, in each form."""

import hashlib
import io

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from lxml import html
from PIL import Image

from issues.models import Action, AuditEntry
from issues.workflow.actions import correct_issue, sign_issue, withdraw_issue
from tests.factories import make_issue, publish

pytestmark = pytest.mark.django_db


def export(form: str, output: object, address: str = "changai/2021/3") -> None:
    call_command("export_issue", address, "--format", form, "--output", str(output))


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("txt", "产业工人".encode())]
)
def test_printed_form_is_the_one_that_is_kept(form, begins, tmp_path, capsys):
    edition = publish(make_issue())
    path = tmp_path / f"简报.{form}"
    export(form, path)
    assert path.read_bytes().startswith(begins)
    assert path.read_bytes() == edition.files.get(form=form).read()
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"{edition.issue}（第1版）已写到 {path}\n")


def test_json_is_the_frozen_content_to_the_byte(tmp_path):
    edition = publish(make_issue())
    path = tmp_path / "edition.json"
    export("json", path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == edition.sha256


def test_html_needs_no_other_file(tmp_path, settings):
    issue = make_issue()
    folder = settings.MEDIA_ROOT / "photos" / "2021" / "02"
    folder.mkdir(parents=True)
    Image.new("RGB", (8, 8), "red").save(folder / "a.png")
    body = '<p>见<a href="https://example.cn/">通知</a>。</p><img src="/media/photos/2021/02/a.png" alt="图">'
    article = issue.sections.get().articles.get()
    article.body = body
    article.save()
    publish(issue)
    path = tmp_path / "简报.html"
    export("html", path)
    document = html.fromstring(path.read_text("utf-8"))
    assert [link.get("href") for link in document.iter("a")] == ["#a1", "https://example.cn/"]
    assert [image.get("src")[:22] for image in document.iter("img")] == ["data:image/png;base64,"]
    assert list(document.iter("link")) == []
    assert ".masthead" in document.findtext(".//style")
    assert document.get("lang") == "zh-CN"


def test_supplement_has_its_own_address(tmp_path):
    make_issue()
    publish(make_issue(kind="supplement", number=1))
    export("txt", tmp_path / "a.txt", "changai/2021/s1")
    assert "增刊第1期" in (tmp_path / "a.txt").read_text("utf-8")


def test_signed_issue_can_be_exported_before_readers_have_it(tmp_path):
    issue = make_issue()
    sign_issue(issue)
    export("txt", tmp_path / "a.txt")
    assert "第3期" in (tmp_path / "a.txt").read_text("utf-8")


def test_issue_in_correction_is_exported_as_readers_have_it(tmp_path):
    issue = make_issue()
    publish(issue)
    correct_issue(issue, "更正。")
    issue.distribution_list.recipients.all().delete()
    export("txt", tmp_path / "a.txt")
    assert "报：省委深改办。" in (tmp_path / "a.txt").read_text("utf-8")


def test_draft_and_withdrawn_issue_are_refused_in_one_line(tmp_path):
    issue = make_issue()
    with pytest.raises(CommandError, match="现在是“草稿”，只有已签发或已发布的可以导出。$"):
        export("pdf", tmp_path / "a.pdf")
    publish(issue)
    withdraw_issue(issue, "数字有误")
    with pytest.raises(CommandError, match="现在是“已撤回”，只有已签发或已发布的可以导出。$"):
        export("json", tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_place_that_cannot_be_written_is_named(tmp_path):
    publish(make_issue())
    with pytest.raises(CommandError, match="是一个文件夹，请写上文件名。$"):
        export("txt", tmp_path)
    with pytest.raises(CommandError, match="^写不成“.*”：No such file or directory。$"):
        export("txt", tmp_path / "none" / "a.txt")


def test_text_that_cannot_be_printed_is_named_in_one_line(tmp_path):
    issue = make_issue()
    issue.sections.get().articles.update(title="缺字\ue83a")
    publish(issue)
    with pytest.raises(CommandError, match=r"^产业工人队伍建设改革工作简报 2021年第3期：.*U\+E83A"):
        export("pdf", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_issue_that_is_not_there_is_refused(tmp_path):
    publish(make_issue())
    with pytest.raises(CommandError, match="^没有 changai/2021/9 这一期"):
        export("pdf", tmp_path / "a.pdf", "changai/2021/9")


def test_export_enters_the_log(tmp_path):
    edition = publish(make_issue())
    export("docx", tmp_path / "a.docx")
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.user, entry.object_label) == (Action.EXPORT, None, str(edition))
    assert entry.detail == {"what": "定稿", "format": "docx", "sha256": edition.sha256}
    assert Document(io.BytesIO((tmp_path / "a.docx").read_bytes())).core_properties.language == "zh-CN"
