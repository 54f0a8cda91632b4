"""Reading WordprocessingML by the local names of its tags: the same in the transitional and the strict form."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def name_of(element: etree._Element) -> str:
    """The tag without its namespace; empty for what is no element."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along the path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if name_of(one) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if element is not None:
        yield from (one for one in element if name_of(one) == name)


def within(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Every descendant of that local name."""
    yield from element.iter(f"{{*}}{name}")


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, text in element.attrib.items():
        if _local(key) == name:
            return text
    return None


def relation_id(element: etree._Element, name: str) -> str | None:
    """An attribute that names a relation; others of the same local name are in no namespace or another."""
    for key, text in element.attrib.items():
        if key.endswith(f"relationships}}{name}"):
            return text
    return None


def number(element: etree._Element | None, name: str = "val") -> float | None:
    """A numeric attribute; None where it is missing, no number or absurd."""
    text = value(element, name)
    try:
        found = float(text) if text is not None else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e7 else None


def is_on(element: etree._Element | None) -> bool | None:
    """A switch such as w:b: there and not said to be off; None where it is not there."""
    if element is None:
        return None
    return (value(element) or "1").lower() not in {"0", "false", "off", "none"}
