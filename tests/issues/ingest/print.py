"""PDFs for tests: printed lines set at their places, as a word processor leaves them in a text layer."""

import io
from collections.abc import Iterable

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from issues.ingest.structure.lines import SPACES, indent_of

WIDTH, HEIGHT = 595.3, 841.9
LEFT, TOP, BOTTOM = 79.4, 105.0, 40.0
SIZE, PITCH = 16.0, 28.95
FONT = "STSong-Light"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def new_canvas(password: str = "") -> tuple[Canvas, io.BytesIO]:
    file = io.BytesIO()
    canvas = Canvas(
        file, pagesize=(WIDTH, HEIGHT), encrypt=StandardEncryption(password) if password else None
    )
    canvas.setFont(FONT, SIZE)
    return canvas, file


def print_lines(lines: Iterable[str], password: str = "") -> bytes:
    """Each line at its indent; an empty one leaves a gap, a form feed begins a page."""
    canvas, file = new_canvas(password)
    y, began = HEIGHT - TOP, False
    for line in lines:
        if (line.startswith("\f") and began) or y < BOTTOM:
            canvas.showPage()
            canvas.setFont(FONT, SIZE)
            y, began = HEIGHT - TOP, False
        line = line.lstrip("\f")
        if line.strip():
            canvas.drawString(LEFT + indent_of(line) * SIZE, y, line.strip(SPACES))
            began = True
        y -= PITCH
    canvas.save()
    return file.getvalue()
