"""Which blocks the contents (本期要目) name: with them, most of the body's headings are certain."""

from collections import Counter

from issues.ingest.manuscript import Manuscript
from issues.ingest.structure.contents import Contents, strip_marks
from issues.ingest.structure.items import Item, after_notes
from issues.ingest.structure.lines import SPACES, key_of
from issues.ingest.structure.titles import SUBTITLE


def tag_known(items: list[Item], contents: Contents, manuscript: Manuscript) -> bool:
    """Tag what the contents name; True when enough was found to trust that nothing else is a title."""
    wanted = Counter(contents.titles)
    wanted_sections = {key_of(name) for name in contents.sections}
    by_head: dict[str, list[str]] = {}
    for key in wanted:
        for length in (2, 3, 4):  # a broken title's first line may be very short
            by_head.setdefault(key[:length], []).append(key)
    found: set[str] = set()
    for index, item in enumerate(items):
        key = key_of(strip_marks(item.text))
        if item.kind == "section":
            wanted.pop(key, None)  # the contents list bare section names among the titles
        if item.kind in {"section", "note", "byline"}:
            continue
        if key in wanted_sections and item.look.heading:
            item.kind = "section"
            continue
        for title in sorted(by_head.get(key[:4], ()), key=len, reverse=True):
            if key == title:
                item.kind, item.known = "title", True
                found.add(title)
                break
            if key.startswith(title) and (
                len(title) >= 6 or item.text[len(title) : len(title) + 1] in SPACES
            ):
                subtitled = SUBTITLE.match(key[len(title) :])
                item.kind, item.known = ("title" if item.look.heading and subtitled else "run-in"), True
                item.title_key = title
                found.add(title)
                break
            if title.startswith(key) and item.look.heading and _tag_parts(items, index, key, title):
                found.add(title)
                break
    for title in wanted:
        if title not in found:
            manuscript.doubt(
                "contents-mismatch",
                contents.lines[title],
                f"目录里的“{title}”在正文中没有找到对应的标题，请核对。",
            )
    _tag_sections_in_contents(items)
    return len(found) >= 0.6 * len(wanted) and bool(found)


def _tag_parts(items: list[Item], index: int, key: str, title: str) -> bool:
    """A known title over two or three blocks."""
    whole = key
    for step in (1, 2):
        if index + step >= len(items):
            return False
        whole += key_of(items[index + step].text)
        if whole == title:
            items[index].kind, items[index].known = "title", True
            for more in range(1, step + 1):
                items[index + more].kind = "more-title"
            return True
        if not title.startswith(whole):
            return False
    return False


def _tag_sections_in_contents(items: list[Item]) -> None:
    """Bare section names stand in the contents among the titles: in the body a title follows them at once."""
    if any(item.kind == "section" for item in items):
        return
    for index, item in enumerate(items):
        following = after_notes(items, index)
        if item.kind == "title" and item.known and item.look.length <= 10 and following and following.known:
            item.kind = "section"
