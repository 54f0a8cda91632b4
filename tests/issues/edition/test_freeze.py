"""The rows of an issue become one immutable edition."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from issues.edition.content import (
    Article,
    Credit,
    EditionContent,
    Image,
    Paragraph,
    RecipientGroup,
    Run,
    Section,
    StaffLine,
    from_json,
    sha256,
)
from issues.edition.freeze import FreezeRefused, build_content, freeze
from issues.models import Article as ArticleRow
from issues.models import DistributionList, Edition, EditionFrozen, Issue, Photo, Publication, Recipient
from issues.models import Section as SectionRow
from tests.factories import DATE, make_article, make_issue, make_publication, make_recipients

pytestmark = pytest.mark.django_db


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(text),)) for text in texts)


@pytest.fixture
def full_issue() -> Issue:
    publication = make_publication(
        notice="内部资料 注意保存", report_label="报送", send_label="抄送", issue_label="下发"
    )
    issue = Issue.objects.create(
        publication=publication,
        year=2021,
        number=3,
        total_number=45,
        date=DATE,
        editors_note="<p>　　编者的话。</p>",
        document_code="0001",
        copies=120,
        staff=[{"role": "责任编辑", "name": "张三"}, {"role": "签发", "name": "李四"}],
        masthead_assumed=True,
    )
    # Rows are written in another order than they are printed in.
    second = SectionRow.objects.create(issue=issue, name="他山之石", position=7)
    SectionRow.objects.create(issue=issue, name="空栏目", position=5)
    first = SectionRow.objects.create(issue=issue, name="重点推荐", position=2)
    make_article(second, 1, title="黑龙江", body="<p>甲</p>", source="工人日报", source_detail="——进行时")
    make_article(first, 9, title="保山", body="<p>乙</p>")
    credits = [("曲靖市总工会", "杨冲美"), ("省交投集团", ""), ("曲靖市总工会", "姜楠"), ("", "张三")]
    make_article(first, 3, title="曲靖", body="<p>丙<b>丁</b></p><p>戊</p>", credits=credits)
    make_recipients(
        issue, send=["各州市", "各成员单位。"], report=["省委"], issue=["各县"], extra_issue=["各乡镇"]
    )
    return issue


def test_freeze_stores_all_of_the_issue_in_its_order(full_issue, approver):
    edition = freeze(full_issue, by=approver, correction_note=" 更正一处。 ")
    content = EditionContent(
        publication="产业工人队伍建设改革工作简报",
        slug="changai",
        issuer="云南省总工会",
        kind="regular",
        year=2021,
        number=3,
        total_number=45,
        date=datetime.date(2021, 2, 5),
        notice="内部资料 注意保存",
        document_code="0001",
        assumed_note="原件报头缺失，本页报头为补拟。",
        editors_note=paragraphs("编者的话。"),
        sections=(
            Section(
                "重点推荐",
                (
                    Article(
                        1,
                        "曲靖",
                        (Paragraph((Run("丙"), Run("丁", bold=True))), *paragraphs("戊")),
                        (
                            Credit("曲靖市总工会", ("杨冲美", "姜楠")),
                            Credit("省交投集团", ()),
                            Credit(None, ("张三",)),
                        ),
                    ),
                    Article(2, "保山", paragraphs("乙")),
                ),
            ),
            Section("他山之石", (Article(3, "黑龙江", paragraphs("甲"), (), "工人日报", "——进行时"),)),
        ),
        recipients=(
            RecipientGroup("report", "报送", ("省委",)),
            RecipientGroup("send", "抄送", ("各州市", "各成员单位")),
            RecipientGroup("issue", "下发", ("各县",)),
            RecipientGroup("issue", "本期增发", ("各乡镇",), extra=True),
        ),
        staff=(StaffLine("责任编辑", "张三"), StaffLine("签发", "李四")),
        copies=120,
        version=1,
        correction_note="更正一处。",
    )
    stored = Edition.objects.get()
    assert from_json(stored.content) == content
    assert (stored.pk, stored.sha256, stored.is_intact) == (edition.pk, sha256(stored.content), True)
    assert (stored.slug, stored.year, stored.kind, stored.number, stored.total_number, stored.date) == (
        "changai",
        2021,
        "regular",
        3,
        45,
        DATE,
    )
    assert (stored.frozen_by, stored.correction_note, stored.is_current) == (approver, "更正一处。", False)


def test_freeze_prints_the_issues_own_notice_note_and_no_hidden_total(full_issue):
    Publication.objects.update(shows_total_number=False)
    Issue.objects.update(notice="秘密", assumed_note="期号为补拟。")
    content = from_json(freeze(full_issue).content)
    assert (content.notice, content.assumed_note, content.total_number) == ("秘密", "期号为补拟。", None)


def test_same_rows_give_the_same_sha256_however_often(full_issue):
    first, second, third = (freeze(full_issue) for _ in range(3))
    assert [edition.version for edition in (first, second, third)] == [1, 2, 3]
    issue = Issue.objects.select_related("publication").get()
    assert build_content(issue) == build_content(issue) == from_json(first.content)
    # Only the version tells them apart.
    assert third.content == first.content.replace('"version":1', '"version":3')


def test_an_edition_stays_when_the_rows_change(full_issue):
    edition = freeze(full_issue)
    before = edition.content
    ArticleRow.objects.update(title="改过", body="<p>改过</p>")
    Publication.objects.update(slug="renamed", name="改名")
    edition.refresh_from_db()
    assert (edition.content, edition.slug, edition.is_intact) == (before, "changai", True)


def test_an_edition_refuses_to_be_changed_or_deleted(full_issue):
    edition = freeze(full_issue)
    edition.content = edition.content.replace("曲靖", "昆明")
    with pytest.raises(EditionFrozen):
        edition.save()
    with pytest.raises(EditionFrozen):
        Edition.objects.update(sha256="0" * 64)
    with pytest.raises(EditionFrozen):
        Edition.objects.all().delete()
    assert Edition.objects.get().is_intact


def test_freeze_refuses_an_issue_that_is_not_ready_and_says_all_that_is_missing():
    issue = Issue.objects.create(publication=make_publication(), year=2021, number=3)
    with pytest.raises(FreezeRefused) as refused:
        freeze(issue)
    assert str(refused.value) == (
        "本期还不能定稿：没有填写日期，请在本期资料中填上签发日期；没有稿件，请先把稿件编入栏目。"
    )
    section = SectionRow.objects.create(issue=issue, name="", position=1)
    make_article(section, 1, title=" ")
    make_article(section, 2, title="空稿", body="<p>&nbsp;</p>")
    Issue.objects.update(date=DATE)
    with pytest.raises(FreezeRefused) as refused:
        freeze(issue)
    assert refused.value.reasons == ("第1篇稿件没有标题，请补上", "稿件“空稿”没有正文，请补上或移出本期")
    assert not Edition.objects.exists()


def test_recipients_are_those_of_the_issues_own_list_alone():
    publication = make_publication()
    default = DistributionList.objects.create(publication=publication, name="常用", is_default=True)
    Recipient.objects.create(distribution_list=default, kind="send", position=1, name="各州市总工会")
    issue = Issue.objects.create(publication=publication, year=2021, number=1)
    assert build_content(issue).recipients == ()
    make_recipients(issue, report=["省委"])
    assert build_content(issue).recipients == (RecipientGroup("report", "报", ("省委",)),)


def test_text_that_no_page_may_hold_is_left_out():
    issue = make_issue()
    ArticleRow.objects.update(title="标\x0b题\ufffe", body="<p>正\x0b文</p>")
    article = build_content(issue).articles[0]
    assert (article.title, article.blocks) == ("标题", paragraphs("正文"))


def test_freeze_costs_the_same_queries_for_one_article_and_for_forty(django_assert_num_queries):
    small, large = make_issue(number=1), make_issue(number=2, sections="甲乙丙", articles=14)
    with CaptureQueriesContext(connection) as queries:
        freeze(small)
    with django_assert_num_queries(len(queries)):
        freeze(large)


def test_frozen_by_may_be_nobody(full_issue):
    assert freeze(full_issue).frozen_by is None
    assert not User.objects.exists()


def test_photos_follow_the_text_of_their_article_in_order():
    issue = make_issue()
    article = ArticleRow.objects.get()
    for position, (name, caption, alt) in enumerate(
        [("b", "会场", "台下坐满"), ("a", "合影", ""), ("c", "", "")], 1
    ):
        Photo.objects.create(
            article=article,
            position=position,
            file=f"photos/{name}.jpg",
            thumbnail=f"photos/{name}-thumb.jpg",
            width=4,
            height=3,
            caption=caption,
            alt=alt,
        )
    frozen = build_content(issue).sections[0].articles[0]
    assert frozen.blocks[-3:] == (
        Image("/media/photos/b.jpg", "台下坐满", "会场"),
        Image("/media/photos/a.jpg", "合影", "合影"),
        Image("/media/photos/c.jpg"),
    )
