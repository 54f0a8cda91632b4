"""Articles kept, merged, split and dropped by a person."""

from issues.ingest.confirmed import ConfirmedArticle, Fate, sections_of
from issues.ingest.manuscript import CreditLine, ManuscriptArticle, ManuscriptSection

CREDIT = CreditLine("曲靖市总工会", ("杨冲美",))


def one(title: str, *paragraphs: str, section: str = "要闻", **fields: object) -> ConfirmedArticle:
    return ConfirmedArticle(section, title, list(paragraphs), **fields)


def test_neighbours_of_one_name_are_one_section() -> None:
    found = sections_of([one("一", "甲"), one("二", "乙"), one("三", "丙", section=""), one("四", "丁")])
    assert [(section.name, [article.title for article in section.articles]) for section in found] == [
        ("要闻", ["一", "二"]),
        (None, ["三"]),
        ("要闻", ["四"]),
    ]


def test_dropped_articles_are_gone_and_the_rest_as_it_was() -> None:
    kept = one("二", "乙", credits=[CREDIT], source="工人日报", source_detail="第3版", line=7)
    assert sections_of([one("一", "甲", fate=Fate.DROP), kept]) == [
        ManuscriptSection(
            "要闻",
            [ManuscriptArticle("二", ["乙"], [CREDIT], "工人日报", "第3版", 7)],
        )
    ]
    assert sections_of([one("一", fate=Fate.DROP)]) == []


def test_merged_article_is_text_of_the_one_above() -> None:
    merged = one("其实是小标题", "乙", fate=Fate.MERGE, credits=[CREDIT], section="别的")
    nameless = one("", "丙", fate=Fate.MERGE)
    found = sections_of([one("一", "甲"), merged, nameless])[0].articles[0]
    assert (found.paragraphs, found.credits) == (["甲", "其实是小标题", "乙", "丙"], [CREDIT])
    assert len(sections_of([one("一", "甲", fate=Fate.MERGE)])) == 1, "nothing above: it stays"


def test_a_marked_paragraph_parts_an_article() -> None:
    parted = one("一", "甲（昆明市总工会 张三）", "# 二", "乙", "＃三", "丙", credits=[CREDIT])
    found = sections_of([parted])[0].articles
    assert [(article.title, article.paragraphs, article.credits) for article in found] == [
        ("一", ["甲"], [CreditLine("昆明市总工会", ("张三",))]),
        ("二", ["乙"], []),
        ("三", ["丙"], [CREDIT]),
    ]
