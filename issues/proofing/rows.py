"""Proofread rows: an article's title and body, an issue's articles together, with the tables an office keeps."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from issues.models import Article, Credit, Issue, sanitise
from issues.proofing.finding import Finding, Severity
from issues.proofing.house import House, shipped
from issues.proofing.passage import Passage
from issues.proofing.proofread import placed, proofread_text
from issues.proofing.richtext import readable
from issues.proofing.rule import PRACTICE, Hit, Rule
from issues.proofing.rules import BY_NAME, RULES


def _of_rows_alone(passage: Passage, house: House) -> Iterator[Hit]:
    """A text has no credits."""
    return iter(())


BYLINE_UNIT = Rule(
    "byline-unit",
    "署名单位",
    PRACTICE,
    _of_rows_alone,
    about="署名的单位不在单位名录和单位别称表里，可能写错了名称。名录里没有归类的单位不算。",
    example="稿件署名“曲靖总工会　张三”，而名录里是“曲靖市总工会”",
    severities=(Severity.WARNING,),
)
# Every rule that a publication may do without.
ALL_RULES = (*RULES, BYLINE_UNIT)

# Rules about a whole text that mean nothing in a title, a source or a caption.
_NOT_IN_LINES = ("title-stop", "stray-space", "distribution-line", "contents-title")
# The most of one article that is looked at: what is longer is no article.
MAX_PARTS = 300
_PART = re.compile("title|body|source|source_detail|editors_note|caption-[1-9][0-9]{0,2}")


def is_part(name: str) -> bool:
    """Whether an article or an issue has a text of this name: caption-2 is that of its second photo."""
    return _PART.fullmatch(name) is not None


def parts_of(article: Article) -> dict[str, str]:
    """The texts of an article that are printed, by the name of their part, as a reader sees them."""
    parts = {
        "title": article.title,
        "body": readable(article.body).text,
        "source": article.source,
        "source_detail": article.source_detail,
    }
    photos = sorted(article.photos.all(), key=lambda photo: photo.position or 0) if article.pk else ()
    parts |= {f"caption-{n}": photo.caption for n, photo in enumerate(photos, start=1)}
    return {name: text for name, text in parts.items() if text}


def proofread_parts(
    parts: Mapping[str, str],
    house: House | None = None,
    switched_off: Collection[str] = (),
    article: int | None = None,
) -> list[Finding]:
    """Findings for texts that need not be stored; a part that is no running text is read as one line."""
    house = house or shipped()
    found: list[Finding] = []
    for name, text in parts.items():
        if name in ("body", "editors_note"):
            # A body has no title of its own.
            here = proofread_text(text, house, {*switched_off, "title-stop"})
        else:
            here = proofread_text(text, house, {*switched_off, *_NOT_IN_LINES})
        if name == "title" and "title-stop" not in switched_off and text.endswith(("。", "，", "；")):
            end = len(text)
            here.append(
                Finding("title-stop", Severity.ERROR, end - 1, end, text[-1], "", "标题末尾不用标点。")
            )
        found.extend(placed(here, name, article))
    return found


def proofread_article(article: Article, house: House | None, switched_off: Collection[str]) -> list[Finding]:
    return proofread_parts(parts_of(article), house, switched_off, article.pk)


def proofread_issue(issue: Issue, house: House | None, switched_off: Collection[str]) -> list[Finding]:
    """Findings of its 编者按 and its articles in their order; names are compared over the whole issue."""
    articles = list(
        Article.objects.filter(section__issue=issue)
        .order_by("section__position", "position")
        .prefetch_related("photos")
    )
    note = readable(sanitise(issue.editors_note)).text
    found = proofread_parts({"editors_note": note} if note else {}, house, switched_off)
    for article in articles:
        found.extend(proofread_article(article, house, {*switched_off, "name-variant"}))
    if "name-variant" not in switched_off:
        found.extend(_names_over(articles, house or shipped()))
    if BYLINE_UNIT.name not in switched_off:
        found.extend(byline_units(articles, house or shipped()))
    return found


def _names_over(articles: list[Article], house: House) -> Iterator[Finding]:
    texts = [readable(article.body).text for article in articles]
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    for finding in proofread_text("\n".join(texts), house, rules=[BY_NAME["name-variant"]]):
        index = max(place for place, start in enumerate(starts) if start <= finding.start)
        begin = starts[index]
        yield Finding(
            finding.rule,
            finding.severity,
            finding.start - begin,
            finding.end - begin,
            finding.text,
            finding.suggestion,
            finding.message,
            "body",
            articles[index].pk,
        )


def _nearest(name: str, house: House) -> str:
    near = get_close_matches(name, sorted(house.organisations), n=1)
    return f"最接近的是“{near[0]}”，" if near else ""


def byline_units(articles: Collection[Article], house: House) -> Iterator[Finding]:
    """A byline's unit that no organisation of the table has, where there is a table."""
    if not house.organisations:
        return
    credits = Credit.objects.filter(article__in=articles).select_related("contributor__organisation")
    for credit in credits:
        organisation = credit.contributor.organisation
        if organisation is not None and organisation.name not in house.organisations:
            yield Finding(
                BYLINE_UNIT.name,
                Severity.WARNING,
                0,
                0,
                "",
                None,
                f"署名单位“{organisation.name}”不在单位名录中，{_nearest(organisation.name, house)}请核对。",
                "title",
                credit.article_id,
            )
