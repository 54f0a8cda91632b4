"""The sanitiser, and the field that lets nothing past it."""

import time

import pytest
from ckeditor.fields import RichTextFormField
from ckeditor.widgets import CKEditorWidget
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import modelform_factory
from django.urls import Resolver404, resolve
from hypothesis import given
from hypothesis import strategies as st

from issues.admin.pictures import upload_picture
from issues.models import Article, Issue, RichBodyField, sanitise
from issues.models.richtext import MAX_TAGS

HOSTILE = '<p onclick="steal()">正<script>steal()</script>文</p><a href="javascript:steal()">链</a>'
HARMLESS = "<p>正文</p><a>链</a>"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>一段，含<strong>粗</strong><em>斜</em><u>线</u><s>删</s>H<sub>2</sub>O与m<sup>2</sup>。</p>",
        "<h3>一、标题</h3><p>段<br>行</p><ul><li>甲</li></ul><ol><li>乙</li></ol><blockquote><p>引</p></blockquote><hr>",
        '<table><caption>表</caption><thead><tr><th colspan="2">头</th></tr></thead>'
        '<tbody><tr><td rowspan="12">甲</td><td>乙</td></tr></tbody></table>',
        '<figure><img src="/media/2021/a.jpg" alt="会场"><figcaption>会场</figcaption></figure>',
        '<p><img src="a.jpg" alt=""><a href="https://www.acftu.org/x?a=1&amp;b=2">全总</a>'
        '<a href="mailto:a@example.org">信</a></p>',
    ],
)
def test_sanitise_keeps_what_a_bulletin_needs(html: str) -> None:
    assert sanitise(html) == html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (HOSTILE, HARMLESS),
        ("<script>x</script><style>p{}</style>文", "文"),
        ("<svg><script>x</script></svg>文<math><mi></mi></math>", "文"),
        ('<iframe src="https://evil.example">x</iframe><object data="x">y</object><embed src="x">', ""),
        ('<form action="/x"><input name="a"><button>按</button></form>', "按"),
        ('<p class="MsoNormal" style="color:red" id="a" data-x="1" dir="rtl">文</p>', "<p>文</p>"),
        ("<!--[if gte mso 9]><xml><w:X>Normal</w:X></xml><![endif]-->文<o:p></o:p>", "文"),
        ("<xml><w:WordDocument>Normal 0 false</w:WordDocument></xml>文", "文"),
        ("<h1>大</h1><h2 id=a>中</h2><h3>小</h3><H6>微</H6>", "<h3>大</h3><h3>中</h3><h3>小</h3><h5>微</h5>"),
        (
            "<p>　　缩进</p><p>&nbsp; <b>　粗</b></p><h3> 一、</h3>",
            "<p>缩进</p><p><b>粗</b></p><h3>一、</h3>",
        ),
        ('<p><img src="file:///C:/x.jpg" alt="a>b">图</p><img src="https://evil.example/x">', "<p>图</p>"),
        ('<img src="/media/a.jpg" alt="<img>">', '<img src="/media/a.jpg" alt="&lt;img&gt;">'),
        ('<a href=" https://example.org/ " target="_blank">链</a>', '<a href="https://example.org/">链</a>'),
        ('<td colspan="2">游离</td>', "游离"),
        ("未闭合<b>粗<p>段", "未闭合<b>粗<p>段</p></b>"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("空\x00字节", "空字节"),
        ("孤\ud800代理", "孤?代理"),
        ("<p>产\u200b改&shy;工&#8203;作\u2060会\ufeff议</p>", "<p>产改工作会议</p>"),
        ('<img src="&#8203;//evil.example/x.png"><img src="/media/.&shy;./x.png">图', "图"),
        ('<img src="\u200bhttps://evil.example/x.png"><img src="/media/\ufeff../a.png">图', "图"),
        ('<a href="java&#8203;script:alert(1)">链</a><a href="&shy;https://?">链</a>', "<a>链</a><a>链</a>"),
        ('<a href="https://example.org/\u200b">链</a>', '<a href="https://example.org/">链</a>'),
    ],
)
def test_sanitise_drops_the_rest(html: str, clean: str) -> None:
    assert sanitise(html) == clean


@given(
    st.text(alphabet=st.sampled_from("<>/\"'=&;:! abpimgsrchefonxtd\t\x00文") | st.characters(), max_size=200)
)
def test_sanitise_again_changes_nothing(html: str) -> None:
    once = sanitise(html)
    assert sanitise(once) == once
    once.encode("utf-8")


@pytest.mark.parametrize(
    "unit", ["<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<a href=", "<!--", "<", "&#"]
)
def test_sanitise_is_quick_on_deep_and_broken_html(unit: str) -> None:
    started = time.process_time()
    sanitise(unit * (10_000 // unit.count("<") if "<" in unit else 10_000))
    sanitise(unit * 100_000)
    assert time.process_time() - started < 5


def test_sanitise_keeps_only_the_words_of_a_wreck() -> None:
    assert sanitise("<i>字</i><script>" * MAX_TAGS) == "字" * MAX_TAGS
    with pytest.raises(ValidationError):
        Article._meta.get_field("body").clean("<i>" * (MAX_TAGS + 1), None)


def stored_body(article: Article) -> str:
    """Past every Python class: what the table holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM issues_article WHERE id = %s", [article.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_body_is_sanitised_by_save_and_create() -> None:
    article = Article.objects.create(title="一", body=HOSTILE)
    assert (article.body, stored_body(article)) == (HARMLESS, HARMLESS)
    article.body = HOSTILE + "又"
    article.save(update_fields=["body"])
    assert (article.body, stored_body(article)) == (HARMLESS + "又", HARMLESS + "又")


@pytest.mark.django_db
def test_body_is_sanitised_by_update() -> None:
    article = Article.objects.create(title="一")
    Article.objects.update(body=HOSTILE)
    assert stored_body(article) == HARMLESS


@pytest.mark.django_db
def test_body_is_sanitised_by_bulk_create_and_bulk_update() -> None:
    articles = Article.objects.bulk_create(Article(title=str(n), body=HOSTILE) for n in range(3))
    assert [stored_body(article) for article in articles] == [HARMLESS] * 3
    for article in articles:
        article.body = HOSTILE + "又"
    Article.objects.bulk_update(articles, ["body"])
    assert [stored_body(article) for article in articles] == [HARMLESS + "又"] * 3


@pytest.mark.django_db
def test_body_is_sanitised_by_get_or_create_and_update_or_create() -> None:
    article, _ = Article.objects.get_or_create(title="一", defaults={"body": HOSTILE})
    assert stored_body(article) == HARMLESS
    Article.objects.update_or_create(title="一", defaults={"body": HOSTILE + "又"})
    assert stored_body(article) == HARMLESS + "又"


def test_editors_note_is_sanitised_too(issue: Issue) -> None:
    issue.editors_note = HOSTILE
    issue.save()
    assert Issue.objects.get().editors_note == HARMLESS


def test_body_field_is_edited_in_ckeditor() -> None:
    form = modelform_factory(Article, fields=["body"])()
    assert isinstance(form.fields["body"], RichTextFormField)
    assert isinstance(form.fields["body"].widget, CKEditorWidget)
    assert 'data-type="ckeditortype"' in str(form["body"])
    assert isinstance(Article._meta.get_field("body"), RichBodyField)


@pytest.mark.parametrize("path", ["/ckeditor/upload/", "/ckeditor/upload/&responseType=json"])
def test_uploads_come_to_our_own_view_alone(path: str) -> None:
    assert "ckeditor_uploader" not in settings.INSTALLED_APPS
    assert resolve(path).func is upload_picture
    with pytest.raises(Resolver404):
        resolve("/ckeditor/browse/")


def test_policy_allows_no_tag_that_runs_or_embeds() -> None:
    dangerous = (
        "script style iframe object embed svg math form input button link meta base template video audio"
    )
    assert [tag for tag in dangerous.split() if sanitise(f"<{tag} src=x href=x>") != ""] == []
