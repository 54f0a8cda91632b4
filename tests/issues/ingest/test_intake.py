"""Manuscript -> rows: all of a bulletin or nothing, found or made units and people, doubts said aloud."""

import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from issues.ingest.errors import IngestRefused
from issues.ingest.intake import Intake, Placement, take_in
from issues.ingest.manuscript import Manuscript
from issues.ingest.readers import read_lines
from issues.ingest.structure import recover
from issues.models import Article, ArticleStage, Contributor, Credit, Issue, Kind, Publication, Recipient

SEEDS = Path(__file__).parents[3] / "seeds"
HEAD = ["工会工作简报", "第3期（总第45期）", "市总工会办公室编　　2021年2月5日", ""]
BODY = ["市总工会召开推进会", "　　3月5日，市总工会召开会议，部署今年任务。（曲靖市总工会 杨冲美）"]
FOOT = ["", "报送：省总工会。", "抄送：市直各单位。", "本期增发：市人社局。", "（共印120份）"]


def bulletin(*lines: str) -> Manuscript:
    return recover(lines)


def take(manuscript: Manuscript, **placement: object) -> Intake:
    return take_in(manuscript, Placement(**{"publication": "jianbao", **placement}), original_name="原件.txt")


@pytest.mark.django_db
def test_take_in_opens_a_publication_and_writes_everything() -> None:
    taken = take(bulletin(*HEAD, *BODY, *FOOT))
    publication = Publication.objects.get()
    assert (publication.name, publication.slug, publication.issuer) == (
        "工会工作简报",
        "jianbao",
        "市总工会办公室",
    )
    assert (publication.report_label, publication.send_label) == ("报送", "抄送")
    issue = Issue.objects.get()
    assert issue == taken.issue
    assert (issue.kind, issue.year, issue.number, issue.total_number) == (Kind.REGULAR, 2021, 3, 45)
    assert (issue.date, issue.copies, issue.stage) == (datetime.date(2021, 2, 5), 120, "draft")
    article = Article.objects.get()
    assert (article.title, article.body) == (
        "市总工会召开推进会",
        "<p>3月5日，市总工会召开会议，部署今年任务。</p>",
    )
    assert (article.stage, article.position, article.original_name) == (ArticleStage.ACCEPTED, 1, "原件.txt")
    assert (article.section.name, article.section.position) == ("", 1)
    assert article.organisation == Organisation.objects.get(name="曲靖市总工会")
    assert [str(credit) for credit in article.credits.all()] == ["曲靖市总工会 杨冲美"]
    recipients = Recipient.objects.in_printed_order().values_list("kind", "position", "name", "extra")
    assert list(recipients) == [
        ("report", 1, "省总工会", False),
        ("send", 1, "市直各单位", False),
        ("issue", 1, "市人社局", True),
    ]
    assert "new-organisation" in {doubt.code for doubt in taken.doubts}


@pytest.mark.django_db
def test_take_in_escapes_what_looks_like_markup() -> None:
    take(
        bulletin(
            *HEAD, BODY[0], "　　会上<script>alert(1)</script>介绍了A&B公司的<b>做法</b>，与会人员作了交流。"
        )
    )
    assert Article.objects.get().body == (
        "<p>会上&lt;script&gt;alert(1)&lt;/script&gt;介绍了A&amp;B公司的&lt;b&gt;做法&lt;/b&gt;，与会人员作了交流。</p>"
    )


@pytest.mark.django_db
def test_take_in_finds_units_by_full_and_short_name_and_people_again() -> None:
    unit = Organisation.objects.create(name="曲靖市总工会", short_name="曲靖工会")
    person = Contributor.objects.create(name="杨冲美", organisation=unit)
    second = ["县总工会慰问职工", "　　3月6日，县总工会走访慰问困难职工。（曲靖工会 杨冲美）"]
    taken = take(bulletin(*HEAD, *BODY, *second))
    assert Organisation.objects.count() == Contributor.objects.count() == 1
    assert [credit.contributor for credit in Credit.objects.all()] == [person, person]
    assert "new-organisation" not in {doubt.code for doubt in taken.doubts}


@pytest.mark.django_db
def test_take_in_credits_joint_units_and_a_unit_alone() -> None:
    second = ["县总工会慰问职工", "　　3月6日，县总工会走访慰问困难职工。（宣威市总工会供稿）"]
    joint = BODY[1].replace("杨冲美", "杨冲美、陆良县总工会 李四")
    take(bulletin(*HEAD, BODY[0], joint, *second))
    printed = [
        [str(credit) for credit in article.credits.all()] for article in Article.objects.order_by("position")
    ]
    assert printed == [["曲靖市总工会 杨冲美", "陆良县总工会 李四"], ["宣威市总工会"]]


@pytest.mark.django_db
def test_take_in_finds_the_publication_by_the_name_of_the_masthead(publication: Publication) -> None:
    taken = take_in(bulletin(publication.name, *HEAD[1:], *BODY), Placement())
    assert taken.issue.publication == publication
    assert "issuer-differs" in {doubt.code for doubt in taken.doubts}


@pytest.mark.django_db
def test_take_in_proposes_a_missing_number_and_says_so(publication: Publication) -> None:
    Issue.objects.create(publication=publication, year=2021, number=7, total_number=90)
    taken = take_in(bulletin(publication.name, "2021年2月5日", "", *BODY), Placement())
    assert (taken.issue.number, taken.issue.total_number) == (8, 91)
    assert "proposed-number" in {doubt.code for doubt in taken.doubts}


@pytest.mark.django_db
def test_take_in_proposes_a_number_for_a_supplement_without_one(publication: Publication) -> None:
    Issue.objects.create(publication=publication, kind=Kind.SUPPLEMENT, year=2021, number=1)
    taken = take_in(bulletin(publication.name, "增刊", "2021年2月5日", "", *BODY), Placement())
    assert (taken.issue.kind, taken.issue.number, taken.issue.total_number) == (Kind.SUPPLEMENT, 2, None)


@pytest.mark.django_db
def test_take_in_lets_the_person_say_what_the_file_does_not(publication: Publication) -> None:
    placement = Placement("changai", 2021, 3, 45, datetime.date(2021, 2, 5), "报头为补拟。")
    issue = take_in(recover(read_lines(SEEDS / "chanye-gongren-jianbao.txt")), placement).issue
    assert (issue.year, issue.number, issue.total_number) == (2021, 3, 45)
    assert (issue.masthead_assumed, issue.assumed_note) == (True, "报头为补拟。")
    assert [section.name for section in issue.sections.all()] == ["重点推荐", "简讯速览", "他山之石"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "placement", "message"),
    [
        (["报：省总工会。"], {}, "没有认出任何稿件"),
        (BODY, {"publication": None}, "没有认出刊名"),
        (BODY, {}, "文件里也没有刊名"),
        ([HEAD[0], "第3期", "", *BODY], {}, "没有认出年份"),
        ([*HEAD, *BODY], {"publication": None}, "还没有名为“工会工作简报”的刊物"),
        ([*HEAD, *BODY], {"publication": "admin"}, "网站自身的地址"),
        ([*HEAD, *BODY], {"publication": "不是 网址"}, "只能是英文字母"),
        ([*HEAD, *BODY], {"year": 1900}, "年份：确保该值大于或等于1949"),
        ([*HEAD, *BODY, "报：" + "长" * 300 + "。"], {}, "认出的收件单位有300个字，超过200个字"),
    ],
)
def test_take_in_refuses_and_writes_nothing(lines: list[str], placement: dict, message: str) -> None:
    with pytest.raises(IngestRefused, match=message):
        take(bulletin(*lines), **placement)
    for model in (Publication, Issue, Article, Organisation, Contributor, Recipient):
        assert not model.objects.exists()


@pytest.mark.django_db
def test_take_in_refuses_an_issue_that_is_there_already() -> None:
    take(bulletin(*HEAD, *BODY))
    with pytest.raises(IngestRefused, match="这个刊物本年度已有这一期"):
        take(bulletin(*HEAD, *BODY))
    assert Issue.objects.count() == Article.objects.count() == 1


@pytest.mark.django_db
def test_take_in_costs_the_same_number_of_queries_however_many_articles() -> None:
    counts = []
    for number, articles in ((1, 1), (2, 3), (3, 40)):
        lines = [HEAD[0], f"第{number}期", HEAD[2], ""]
        for n in range(articles):
            lines += [
                f"■第{number}季{n}号班组创建经验",
                f"　　班组里的好做法一条条写下来。（曲靖市总工会{n}分会 杨冲美）",
            ]
        manuscript = bulletin(*lines)
        assert len(manuscript.articles) == articles
        with CaptureQueriesContext(
            connection,
        ) as queries:
            take(manuscript)
        counts.append(len(queries))
    assert counts[1] == counts[2] <= counts[0]


@pytest.mark.django_db
def test_take_in_refuses_a_numberless_file_the_second_time(publication: Publication) -> None:
    manuscript = bulletin(publication.name, "2021年2月5日", "", *BODY)
    take_in(manuscript, Placement(), original_name="原件.txt")
    with pytest.raises(IngestRefused, match="以前已经导入（.*2021年第1期）"):
        take_in(manuscript, Placement(), original_name="原件.txt")
    assert take_in(manuscript, Placement(number=2), original_name="原件.txt").issue.number == 2


@pytest.mark.django_db
def test_take_in_names_what_the_person_overrides() -> None:
    taken = take(bulletin(*HEAD, *BODY), year=2022, number=9)
    assert (taken.issue.year, taken.issue.number) == (2022, 9)
    assert [doubt.message for doubt in taken.doubts if doubt.code == "overridden"] == [
        "年份：文件里是2021，按指定的2022导入，请核对。",
        "期号：文件里是3，按指定的9导入，请核对。",
    ]


@pytest.mark.django_db
def test_take_in_reports_a_new_unit_where_it_first_stands() -> None:
    second = ["县总工会慰问职工", "　　3月6日，县总工会走访困难职工。（曲靖市总工会 杨冲美）"]
    taken = take(bulletin(*HEAD, *BODY, *second))
    assert [doubt.line for doubt in taken.doubts if doubt.code == "new-organisation"] == [5]
