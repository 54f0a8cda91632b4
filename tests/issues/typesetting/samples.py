"""A small issue with everything a bulletin may hold, for tests that look at one thing of it."""

import datetime
from dataclasses import replace
from itertools import count

from issues.edition.content import (
    Article,
    Block,
    Credit,
    EditionContent,
    Paragraph,
    RecipientGroup,
    Run,
    Section,
    StaffLine,
)


def text(*parts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(part),)) for part in parts)


def article(n: int = 1, title: str = "曲靖市推进产业工人队伍建设改革", **fields: object) -> Article:
    blocks: tuple[Block, ...] = text(
        "12月3日，曲靖市召开推进会议。会议要求抓好落实。", "各县（市、区）要认真学习。"
    )
    values = {"blocks": blocks, "credits": (Credit("曲靖市总工会", ("杨冲美",)),), **fields}
    return Article(n=n, title=title, **values)


def content(*articles: Article, **fields: object) -> EditionContent:
    """An issue of one section, 重点推荐, with `articles`, or with one that is like any other."""
    numbers = count(1)
    placed = tuple(replace(one, n=next(numbers)) for one in articles or (article(),))
    values = {
        "publication": "产业工人队伍建设改革工作简报",
        "slug": "changai",
        "issuer": "云南省总工会办公室",
        "kind": "regular",
        "year": 2021,
        "number": 3,
        "total_number": 45,
        "date": datetime.date(2021, 2, 5),
        "notice": "内部资料　注意保存",
        "sections": (Section("重点推荐", placed),),
        "recipients": (
            RecipientGroup("report", "报", ("省委深改办", "全国总工会办公厅")),
            RecipientGroup("send", "抄送", ("各州市总工会",)),
            RecipientGroup("issue", "本期增发", ("云铝淯鑫公司",), extra=True),
        ),
        "staff": (StaffLine("责任编辑", "李娜"), StaffLine("签发", "王堃")),
        "copies": 120,
        **fields,
    }
    return EditionContent(**values)
