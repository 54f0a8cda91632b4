"""The manuals at the desk: for every role, with every picture they name."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from issues.admin.manual import FOLDER, MANUALS, render_manual

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("correspondent", "correspondent"),
        ("editor", "editor"),
        ("approver", "editor"),
        ("administrator", "editor"),
    ],
)
def test_the_manual_opens_at_the_readers_own_book(client, request, who: str, name: str) -> None:
    client.force_login(request.getfixturevalue(who))
    answer = client.get(reverse("manual:index"))
    assert answer["Location"] == reverse("manual:page", args=[name])
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert [title for _, title, is_open in page.context["manuals"] if is_open] == [MANUALS[name]]


def test_a_manual_is_for_those_who_may_enter_the_desk(client) -> None:
    assert client.get(reverse("manual:page", args=["editor"])).status_code == 302


def test_a_manual_that_is_not_there_is_not_found(client, editor) -> None:
    client.force_login(editor)
    assert client.get(reverse("manual:page", args=["settings"])).status_code == 404


@pytest.mark.parametrize("name", MANUALS)
def test_every_picture_of_a_manual_exists_and_every_picture_is_used(name: str) -> None:
    text = (FOLDER / f"{name}.md").read_text("utf-8")
    named = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", text)
    assert [picture for picture in named if finders.find(f"manual/{picture}") is None] == []
    html, headings = render_manual(text)
    assert html.count("<img") == len(named) == html.count('loading="lazy"')
    assert [title for _, title in headings] == re.findall(r"(?m)^## (.+)$", text)


def test_no_picture_lies_about_unused() -> None:
    texts = "".join((FOLDER / f"{name}.md").read_text("utf-8") for name in MANUALS)
    assert sorted(path.name for path in (FOLDER / "pictures").glob("*.png") if path.name not in texts) == []


def test_markup_in_a_manual_is_text() -> None:
    html, _ = render_manual("# 书\n\n<script>alert(1)</script>\n\n## 章\n")
    assert "<script>" not in html and "&lt;script&gt;" in html
