"""The QR code over the 版记, read back from the page as a telephone would: dark or light, module by module."""

import pypdfium2
import pytest

from issues.models import Form
from issues.typesetting.address import is_reachable, page_address
from issues.typesetting.forms import typeset
from issues.typesetting.pdf import render_pdf
from issues.typesetting.qr import CAPTION, modules
from issues.typesetting.style import PageStyle
from tests.issues.typesetting.printed import make_content, measured, no_pictures, words
from tests.issues.typesetting.tagged import read_tags

ADDRESS = "https://gonghui.example.org.cn/gonghui/2021/3/"
SIDE, WHITE = 20.0, 3.0  # mm


def drawn(pdf: bytes, right: float, bottom: float) -> list[list[bool]]:
    """The square that ends at `right` and `bottom` mm of the last page, sampled in the middle of each module."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[len(document) - 1].render(scale=8).to_pil().convert("L")
    mm = picture.height / 297
    count = len(modules(ADDRESS))
    step = SIDE / count

    def is_dark(x: int, y: int) -> bool:
        place = (right - SIDE + (x + 0.5) * step, bottom - SIDE + (y + 0.5) * step)
        return picture.getpixel(tuple(round(mm * it) for it in place)) < 128

    return [[is_dark(x, y) for x in range(count)] for y in range(count)]


def test_code_over_the_foot_is_the_address_of_the_page() -> None:
    pdf = render_pdf(make_content(), PageStyle(qr_code=True), no_pictures, ADDRESS)
    page = measured(pdf)[-1]
    rule = min(top for _, _, top, stroke in page.rules if stroke == pytest.approx(0.35, abs=0.01))
    assert drawn(pdf, 184 - 14 * 25.4 / 72, rule - WHITE) == modules(ADDRESS)
    assert CAPTION in page.text
    assert page.text.index(CAPTION) < page.text.index("报：")


def test_code_is_read_out_as_its_address() -> None:
    pdf = render_pdf(make_content(), PageStyle(qr_code=True), no_pictures, ADDRESS)
    assert read_tags(pdf).alternatives == [f"二维码，内容是网址 {ADDRESS}"]


def test_the_foot_is_not_alone_with_its_code() -> None:
    for count in range(15, 24):
        content = make_content(words(*["工" * 26] * count))
        *_, last = measured(render_pdf(content, PageStyle(qr_code=True), no_pictures, ADDRESS))
        assert not last.text.startswith(CAPTION), count


@pytest.mark.parametrize(
    ("site", "reachable"),
    [
        ("https://gonghui.example.org.cn", True),
        ("http://10.1.2.3", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://localhost:8000", False),
        ("", False),
    ],
)
def test_address_is_one_that_others_can_reach(settings: object, site: str, reachable: bool) -> None:
    settings.SITE_URL = site
    address = page_address(make_content())
    assert (address, is_reachable(address)) == (f"{site}/gonghui/2021/3/", reachable)


@pytest.mark.parametrize(("chosen", "site"), [(True, ""), (False, "https://gonghui.example.org.cn")])
def test_no_code_without_an_address_or_where_the_publication_wants_none(
    settings: object, chosen: bool, site: str
) -> None:
    settings.SITE_URL = site
    pdf = typeset(make_content(), PageStyle(qr_code=chosen), Form.PDF)
    assert CAPTION not in read_tags(pdf).words


def test_code_is_printed_where_the_site_has_an_address(settings: object) -> None:
    settings.SITE_URL = "https://gonghui.example.org.cn"
    tree = read_tags(typeset(make_content(), PageStyle(qr_code=True), Form.PDF))
    assert tree.words.count(CAPTION) == 1
    assert tree.alternatives == [f"二维码，内容是网址 {ADDRESS}"]
