"""The sample: the text layer of a real nine-page bulletin, recovered completely."""

from pathlib import Path

import pytest

from issues.ingest.manuscript import Manuscript
from issues.ingest.readers import read_lines
from issues.ingest.structure import recover

SAMPLE = Path(__file__).parents[3] / "seeds" / "chanye-gongren-jianbao.txt"

TITLES = [
    "临沧市将新时期产业工人队伍建设改革向纵深推进",
    "保山市召开新时期产业工人队伍建设改革工作协调领导小组会议",
    "曲靖市切实做好新时期产业工人队伍建设改革示范点检查验收工作",
    "普洱市第二届劳动模范和先进工作者表彰大会隆重召开",
    "曲靖市打造立得起叫得响传得开的“珠源工匠”品牌",
    "省交投集团工会举办产业工人技能等级认定培训班",
    "楚雄市召开产业工人队伍建设改革推进会议",
    "黑龙江吹响高素质劳动大军的集结号",
]


@pytest.fixture(scope="module")
def sample() -> Manuscript:
    return recover(read_lines(SAMPLE))


def test_sample_has_three_sections_in_order(sample: Manuscript) -> None:
    assert [(s.name, len(s.articles)) for s in sample.sections] == [
        ("重点推荐", 3),
        ("简讯速览", 4),
        ("他山之石", 1),
    ]


def test_sample_titles_are_exact(sample: Manuscript) -> None:
    assert [article.title for article in sample.articles] == TITLES


def test_sample_has_22_paragraphs_and_loses_no_character(sample: Manuscript) -> None:
    assert [len(article.paragraphs) for article in sample.articles] == [2, 5, 2, 4, 2, 2, 2, 3]
    raw = "".join("".join(read_lines(SAMPLE)).split())
    assert len(raw) == 4754
    kept = "".join(
        "".join([f"【{section.name}】", *(_printed(article) for article in section.articles)])
        for section in sample.sections
    )
    report, send = "，".join(sample.distribution.report), "，".join(sample.distribution.send)
    assert "".join(kept.split()) + f"{report}。送：{send}。" == raw


def _printed(article) -> str:
    byline = "".join(filter(None, [article.organisation, *article.contributors]))
    source = f"《{article.source}》{article.source_detail}" if article.source else ""
    end = f"（{byline or source}）" if byline or source else ""
    return (article.title or "") + "".join(article.paragraphs) + end


def test_sample_bylines_and_source(sample: Manuscript) -> None:
    assert [(a.organisation, a.contributors, a.source) for a in sample.articles] == [
        (None, [], None),
        (None, [], None),
        ("曲靖市总工会", ["杨冲美"], None),
        ("普洱市总工会", ["尹晓"], None),
        ("曲靖市总工会", ["杨正兰"], None),
        ("省交投集团", ["施桂云"], None),
        ("楚雄州总工会", ["陈家喜"], None),
        (None, [], "工人日报"),
    ]
    assert sample.articles[-1].source_detail == "——推进产业工人队伍建设改革进行时"


def test_sample_footer_keeps_what_is_left_and_says_so(sample: Manuscript) -> None:
    assert sample.distribution.report == ["队伍建设改革协调小组办公室", "全国总工会办公厅", "省委深改办"]
    assert sample.distribution.send == ["各州市、省级产业系统公司", "各成员单位"]
    assert sample.distribution.issue == []
    lost = [doubt for doubt in sample.doubts if doubt.code == "missing-report-label"]
    assert [doubt.line for doubt in lost] == [370]
    assert "未作补全" in lost[0].message


def test_sample_invents_no_masthead(sample: Manuscript) -> None:
    head = (sample.publication, sample.number, sample.total_number, sample.year, sample.date, sample.issuer)
    assert head == (None,) * 6
    assert "missing-masthead" in {doubt.code for doubt in sample.doubts}


def test_sample_says_which_titles_were_parted_on_a_guess(sample: Manuscript) -> None:
    assumed = [doubt.line for doubt in sample.doubts if doubt.code == "assumed-title"]
    assert assumed == [3, 45, 111, 145, 263]


def test_sample_text_layer_spaces_are_removed(sample: Manuscript) -> None:
    text = "".join(p for article in sample.articles for p in article.paragraphs)
    assert "12月14日至19日" in text
    assert " " not in text
