"""NUL and halves of surrogate pairs reach no column and no question, whatever way they were sent."""

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.requests import StorableForm
from accounts.storable import storable
from issues.models import Article, Publication


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("甲乙", "甲乙"),
        ("甲\0乙\0", "甲乙"),
        ("\ud83d甲", "?甲"),
        ("😀", "😀"),
        (["\0", {"键\0": ["值\0", 3]}], ["", {"键": ["值", 3]}]),
        (None, None),
        (7, 7),
    ],
)
def test_storable_drops_what_no_database_keeps(given: object, kept: object) -> None:
    assert storable(given) == kept


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00&publication=%00&section=%00&unit=%00",
        "/admin/issues/article/?q=%00",
        "/admin/issues/article/?stage__exact=%00",
        "/admin/issues/article/?title__startswith=%00",
        "/admin/issues/article/?%00=1",
        "/admin/issues/contributor/?q=x%00",
        "/admin/accounts/user/?q=%00",
    ],
)
def test_an_address_with_nul_is_no_fault_of_the_server(
    client: Client, administrator: User, address: str
) -> None:
    client.force_login(administrator)
    assert client.get(address, follow=True).status_code in {200, 404}


@pytest.mark.parametrize("path", ["/%00/", "/changai/sections/%00/", "/changai/2021/3%00/", "/admin/%00/"])
def test_a_path_with_nul_leads_nowhere(client: Client, publication: Publication, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_session_of_nul_is_nobodys(client: Client, db: None) -> None:
    client.cookies["sessionid"] = "\0" * 3 + "abcdefghijklmnop"
    assert client.get("/admin/").status_code == 302


def test_a_form_with_nul_is_stored_without_it(client: Client, editor: User, article: Article) -> None:
    client.force_login(editor)
    client.post(f"/admin/issues/article/{article.pk}/thread/", {"text": "请核\0对。", "quote": "正\0文"})
    assert [(one.text, one.quote) for one in article.remarks.all()] == [("请核对。", "正文")]


def test_a_form_without_nul_is_left_as_it_was_sent() -> None:
    request = RequestFactory().post("/", {"名": ["甲", "乙"]})
    sent = request.POST
    StorableForm(lambda _: HttpResponse()).process_view(request, print, (), {})
    assert request.POST is sent


def test_a_form_with_nul_keeps_all_else_and_cannot_be_changed() -> None:
    request: HttpRequest = RequestFactory().post("/", {"名\0": ["甲\0", "乙"], "x": "1"})
    StorableForm(lambda _: HttpResponse()).process_view(request, print, (), {})
    assert QueryDict("名=甲&名=乙&x=1") == request.POST
    with pytest.raises(AttributeError):
        request.POST["x"] = "2"
