"""What readers get who cannot get the page: not found, withdrawn, forbidden, broken."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.test import Client
from django.urls import include, path

from issues.models import Issue
from issues.workflow.actions import reopen_issue, withdraw_issue
from tests.factories import make_issue, publish
from tests.pages import links, parse, text, texts

pytestmark = pytest.mark.django_db


def said(response: HttpResponse) -> tuple[int, str, list[str]]:
    page = parse(response)
    return response.status_code, text(page.find(".//h1")), texts(page, ".//main//p")


@pytest.mark.parametrize(
    "address",
    [
        "/nope/",
        "/changai/2021/4/",
        "/changai/2021/03/",
        "/changai/2021/s3/",
        "/changai/0021/3/",
        "/changai/99999/3/",
        "/changai/2021/99999999999999999999/",
        "/changai/2021/3/9/",
        "/%00/",
        "/刊物/2021/3/",
        "/changai/2021/9/issue.pdf",
        "/changai/2021/3/issue.odt",
    ],
)
def test_what_is_not_there_is_not_found_with_a_way_on(client, address):
    publish(make_issue())
    response = client.get(address)
    assert said(response) == (
        404,
        "没有找到这个页面",
        [
            "404",
            "地址可能抄错了，或者这一期还没有发布。",
            "请核对地址中的年份和期号，或到首页从各期目录中查找。",
        ],
    )
    assert links(parse(response), ".//main//a") == [("到首页", "/")]
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["/changai/2021/3/", "/changai/2021/3/1/", "/changai/2021/3/99/"])
def test_a_withdrawn_issue_is_gone_and_says_why(client, address):
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, "第1篇<b>数据</b>有误。\n更正后重发。")
    response = client.get(address)
    status, heading, paragraphs = said(response)
    assert (status, heading, response["Cache-Control"]) == (410, "本期已撤回", "no-cache")
    assert paragraphs[1].startswith("《产业工人队伍建设改革工作简报》2021年第3期已于20")
    page = parse(response)
    assert texts(page, ".//dd") == ["第1篇<b>数据</b>有误。更正后重发。"]
    assert links(page, ".//main//a") == [("本刊其他各期", "/changai/"), ("回到首页", "/")]
    assert "第一段" not in text(page)


def test_a_withdrawn_issue_that_came_back_under_another_number_is_still_gone_from_the_first(client):
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, "期号有误。")
    reopen_issue(issue)
    Issue.objects.update(number=4)
    publish(issue)
    assert client.get("/changai/2021/4/").status_code == 200
    response = client.get("/changai/2021/3/")
    assert (response.status_code, texts(parse(response), ".//dd")) == (410, ["期号有误。"])


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("posted")


urlpatterns = [
    path("forbidden", forbidden),
    path("suspicious", suspicious),
    path("broken", broken),
    path("form", form),
    path("", include("issues.public.urls")),
]


@pytest.mark.urls(__name__)
def test_forbidden_suspicious_and_broken_have_pages_of_our_own(client):
    client.raise_request_exception = False
    assert [said(client.get(address))[:2] for address in ("/forbidden", "/suspicious", "/broken")] == [
        (403, "您不能打开这个页面"),
        (400, "这个请求无法处理"),
        (500, "服务器出了故障"),
    ]


@pytest.mark.urls(__name__)
def test_a_form_that_fails_the_csrf_check_has_a_page_of_our_own():
    assert said(Client(enforce_csrf_checks=True).post("/form"))[:2] == (403, "这次提交没有通过核验")


def test_pages_are_only_read(client):
    publish(make_issue())
    for address in ("/", "/changai/", "/changai/2021/3/", "/changai/2021/3/1/", "/healthz", "/robots.txt"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def test_an_address_without_its_last_slash_is_led_to_the_page(client):
    publish(make_issue())
    response = client.get("/changai/2021/3")
    assert (response.status_code, response["Location"]) == (301, "/changai/2021/3/")


def test_robots_are_kept_from_the_desk_alone(client):
    response = client.get("/robots.txt")
    assert (response["Content-Type"], response.content) == (
        "text/plain; charset=utf-8",
        b"User-agent: *\nDisallow: /admin/\nDisallow: /accounts/\nDisallow: /search/\n"
        b"Sitemap: http://127.0.0.1:8000/sitemap.xml\n",
    )


def test_a_browser_that_asks_for_an_icon_is_led_to_it(client):
    assert client.get("/favicon.ico")["Location"] == static("favicon.svg")
    assert client.get(static("favicon.svg")).status_code == 200


def test_healthz_tells_whether_the_database_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok"})
    assert "no-store" in response["Cache-Control"]

    def unreachable(*_arguments: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(unreachable):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "error", "database": "unreachable"})
