"""A whole issue as the data of its print: masthead, contents, articles, and the 版记 at the end."""

from collections.abc import Callable
from datetime import date as Date

from issues.edition.content import Article, EditionContent, Image, Section
from issues.typesetting.flow import Flow, Span, paragraph
from issues.typesetting.lines import break_lines, char_width
from issues.typesetting.style import (
    BODY_SIZE,
    MM,
    PICTURE_HEIGHT,
    PICTURE_USUAL_WIDTH,
    PICTURE_WIDTH,
    RED,
    RED_RULE,
    SMALL_SIZE,
    TITLE_RUN_SCALE,
    TITLE_SIZE,
    TYPE_WIDTH,
    PageStyle,
)

# Between a run-in title and its text.
_SEPARATOR = " "
_CONTENTS_INDENT = 1.5  # with the mark in it
_CONTENTS_LEADER = 3  # characters kept free for the leader and the page number
_CONTENTS_LAST = 4  # characters at least in the last line of a long one
_FOOT_INSET = 1
# What a title's line end does not cut where it can be helped.
_TERMS = (
    *("产业工人", "总工会", "工会", "职工", "劳模", "劳动", "工匠", "精神", "队伍", "建设", "改革", "工作"),
    *("会议", "推进", "召开", "表彰", "大会", "培训", "活动", "竞赛", "技能", "先进", "全国", "全省", "全市"),
)
FOOT_MEASURE = TYPE_WIDTH * MM / SMALL_SIZE - 2 * _FOOT_INSET


def sheet(content: EditionContent, style: PageStyle, picture: Callable[[Image], str | None]) -> dict:
    """What the template sets, all of it strings, numbers, lists and dictionaries."""
    flow = Flow(picture)
    sections = _sections(content, flow, style)
    lead, word = content.name_parts
    day = content.date or Date(content.year, 1, 1)  # an archive's file must have one
    return {
        "pitch": style.pitch,
        "red": RED,
        "red_rule": RED_RULE,
        "picture": [PICTURE_WIDTH, PICTURE_HEIGHT, PICTURE_USUAL_WIDTH],
        "new_pages": style.sections_on_new_pages,
        "meta": {
            "title": f"{content.publication} {content.year_label}",
            "author": content.issuer,
            "date": [day.year, day.month, day.day],
            "keywords": [section.name for section in content.sections if section.name],
        },
        "masthead": {
            "notice": content.notice,
            "code": f"编号：{content.document_code}" if content.document_code else "",
            "lead": lead,
            "word": word,
            "number": content.full_label,
            "issuer": content.issuer,
            "date": content.date_label,
        },
        "notes": _notes(content, flow),
        "contents": [_contents(section) for section in content.sections],
        "sections": sections,
        "ends": _mark_last(sections),
        "foot": _foot(content),
    }


def _sections(content: EditionContent, flow: Flow, style: PageStyle) -> list[dict]:
    return [
        {
            "name": f"【{section.name}】" if section.name else "",
            "articles": [
                _article(article, flow, style, depth=3 if section.name else 2, leads=at == 0)
                for article in section.articles
            ],
        }
        for at, section in enumerate(content.sections)
    ]


def _mark_last(sections: list[dict]) -> bool:
    """Mark the item that the text ends with; False where there is none."""
    items = [item for section in sections for article in section["articles"] for item in article["body"]]
    if items:
        items[-1]["last"] = True
    return bool(items)


def _notes(content: EditionContent, flow: Flow) -> list[dict]:
    """What stands between the masthead and the contents."""
    items = []
    if content.assumed_note:
        small = TYPE_WIDTH * MM / SMALL_SIZE
        items.append(
            paragraph([Span(content.assumed_note, "kai")], measure=small, indent=2, size="small")
            | {"gap": True}
        )
    if content.correction_note:
        for at, line in enumerate(filter(None, map(str.strip, content.correction_note.split("\n")))):
            spans = [Span("更正说明：", "hei")] if at == 0 else []
            items.append(paragraph([*spans, Span(line, "kai")]) | {"gap": at == 0})
    if content.editors_note:
        note = flow.run_on(content.editors_note, depth=1, use="kai", lead=[Span("编者按：", "hei")])
        items += [note[0] | {"gap": True}, *note[1:]]
    return items


def _contents(section: Section) -> dict:
    return {
        "name": f"【{section.name}】" if section.name else "",
        "entries": [
            {
                "n": article.n,
                "title": _contents_title(article.title),
            }
            for article in section.articles
        ],
    }


def _contents_title(text: str) -> dict:
    measure = TYPE_WIDTH * MM / SMALL_SIZE - _CONTENTS_INDENT - _CONTENTS_LEADER
    for shorter in range(_CONTENTS_LAST + 1):
        last = break_lines(text, measure=measure - shorter, indent=0)[-1]
        if last.start == 0 or last.width >= _CONTENTS_LAST:
            measure -= shorter
            break
    return paragraph([Span(text)], measure=measure, indent=0, size="contents")


def _article(article: Article, flow: Flow, style: PageStyle, *, depth: int, leads: bool) -> dict:
    """`leads`: it stands in the first section, whose run-in titles are a little larger."""
    if style.run_in_titles:
        scale = TITLE_RUN_SCALE if leads else 1.0
        title = [
            Span(article.title, "hei", scale=scale, heading=True, spaced=True),
            Span(_SEPARATOR, spaced=True),
        ]
        return {"n": article.n, "level": depth, "title": [], "body": _body(article, flow, depth, title)}
    main, subtitle = article.title_parts
    lines = [_title(main, TITLE_SIZE, "title", "title")]
    if subtitle:
        lines.append(_title(subtitle, BODY_SIZE, "kai", "body"))
    return {"n": article.n, "level": depth, "title": lines, "body": _body(article, flow, depth, [])}


def _body(article: Article, flow: Flow, depth: int, title: list[Span]) -> list[dict]:
    text = flow.run_on(article.text, depth=depth, lead=title, trail=article.byline)
    return [*text, *flow.blocks(article.photos, depth=depth)]


def _title(text: str, size: float, use: str, name: str) -> dict:
    """A centred title; when it needs more lines than one, they are about equally long and cut no usual term."""
    widest = int(TYPE_WIDTH * MM / size)
    needed = len(break_lines(text, measure=widest, indent=0))
    measures = []
    for measure in range(widest, 5, -1):
        lines = break_lines(text, measure=measure, indent=0)
        if len(lines) != needed:
            break
        measures.append((any(_cuts_term(text, line.end) for line in lines[:-1]), measure))
    measure = min(measures)[1] if needed > 1 else widest
    return paragraph([Span(text, use)], measure=measure, indent=0, size=name)


def _cuts_term(text: str, at: int) -> bool:
    around = text[max(at - 4, 0) : at + 4]
    inside = at - max(at - 4, 0)
    return any(
        found < inside < found + len(term) for term in _TERMS for found in (around.find(term),) if found >= 0
    )


def _foot(content: EditionContent) -> dict | None:
    if not content.has_closing:
        return None
    groups = []
    for group in content.recipients:
        label = f"{group.label}："
        measure = FOOT_MEASURE - sum(map(char_width, label))
        text = "，".join(group.names) + "。"
        groups.append(
            {
                "label": label,
                "names": paragraph([Span(text)], measure=measure, indent=0, size="foot"),
            }
        )
    return {
        "groups": groups,
        "staff": [f"{line.role}：{line.name}" for line in content.staff],
        "issuer": content.issuer,
        "printed": content.printed_label,
        "copies": f"（共印{content.copies}份）" if content.copies else "",
    }
