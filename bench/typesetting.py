"""Seconds and memory to print the sample as PDF, and what WeasyPrint takes for the same content in the same run.

Run: uv run --extra bench python bench/typesetting.py [--runs 9]
Each run prints another issue of the sample's length, its paragraphs turned by some characters: what a printer remembers
of the one before is of no use to it.
Each printer has a process of its own. The first run, in which fonts are found and read, is shown by itself; of the
warm ones the fastest and the middle one count. Beside the clock's seconds stand the processor's, of all threads
together: on a busy machine they alone tell. Memory is the most that the process ever held, Python and Django
included. Without WeasyPrint (or its Pango) only ours is measured. bench/typesetting/figures.txt has what was measured.
"""

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lines import STYLE, sample

if TYPE_CHECKING:
    from issues.edition.content import Article, EditionContent

SECONDS, MEGABYTES = 0.3, 200
# The same page, type and fonts; WeasyPrint keeps no grid, so its line ends are its own.
STYLESHEET = """
@font-face { font-family: body; src: url(file://SERIF) }
@font-face { font-family: head; src: url(file://SANS) }
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-right { content: "— " counter(page) " —" } }
body { font: 16pt/26.55pt body; text-align: justify }
p { margin: 0; text-indent: 2em }
h1, h2, h3 { font: 16pt/26.55pt head; margin: 0 }
.section { break-before: page }
nav a::after { content: target-counter(attr(href), page) }
"""


def turned(run: int) -> "EditionContent":
    """The sample with every paragraph begun some characters later; what was before comes at its end."""
    from issues.edition.content import Paragraph, Run

    def turn(article: "Article") -> "Article":
        texts = [block.runs[0].text for block in article.blocks]
        at = 7 * run
        return replace(article, blocks=tuple(Paragraph((Run(text[at:] + text[:at]),)) for text in texts))

    content = sample()
    return replace(
        content,
        sections=tuple(
            replace(section, articles=tuple(map(turn, section.articles))) for section in content.sections
        ),
    )


def ours() -> Callable[[int], bytes]:
    from issues.typesetting.pdf import render_pdf

    return lambda run: render_pdf(turned(run), STYLE, lambda src: None)


def theirs() -> Callable[[int], bytes]:
    import pylopdf_fonts_zh_cn as wheel
    from weasyprint import CSS, HTML

    from issues.public.pages import issue_page

    style = STYLESHEET.replace("SERIF", str(wheel.serif_path())).replace("SANS", str(wheel.sans_path()))

    def make(run: int) -> bytes:
        page = re.sub(r"<link\b[^>]*>", "", issue_page(turned(run)))
        return HTML(string=page).write_pdf(stylesheets=[CSS(string=style)])

    return make


PRINTERS = {"typst": ours, "weasyprint": theirs}


def measure(name: str, runs: int) -> dict[str, float]:
    """In a process of its own: seconds cold and warm, and the most memory it held, in MB."""
    make = PRINTERS[name]()
    taken, worked = [], []
    for run in range(runs + 1):
        begin, began_work = time.perf_counter(), time.process_time()
        pdf = make(run)
        taken.append(time.perf_counter() - begin)
        worked.append(time.process_time() - began_work)
    cold, *warm = taken
    return {
        "cold": cold,
        "best": min(warm),
        "middle": statistics.median(warm),
        "processor": statistics.median(worked[1:]),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes": len(pdf),
    }


def measured(name: str, runs: int) -> dict[str, float] | None:
    done = subprocess.run(
        [sys.executable, __file__, "--only", name, "--runs", str(runs)], capture_output=True, text=True
    )
    if done.returncode:
        print(f"{name}: not measured: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--only", choices=PRINTERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(measure(arguments.only, arguments.runs)))
        return 0
    results = {name: found for name in PRINTERS if (found := measured(name, arguments.runs))}
    print(f"{'':<12} {'cold s':>8} {'warm s':>8} {'best s':>8} {'proc. s':>8} {'peak MB':>8} {'PDF KB':>8}")
    for name, it in results.items():
        print(
            f"{name:<12} {it['cold']:>8.2f} {it['middle']:>8.3f} {it['best']:>8.3f}"
            f" {it['processor']:>8.3f} {it['megabytes']:>8.0f} {it['bytes'] / 1024:>8.0f}"
        )
    if len(results) == 2:
        mine, other = results["typst"], results["weasyprint"]
        print(
            f"WeasyPrint takes {other['middle'] / mine['middle']:.1f} times as long,"
            f" {other['processor'] / mine['processor']:.1f} times the processor"
            f" and {other['megabytes'] / mine['megabytes']:.1f} times the memory"
        )
    if "typst" not in results:
        return 1
    mine = results["typst"]
    print(f"wanted: at most {SECONDS} s warm (by clock or processor) and less than {MEGABYTES} MB")
    return 0 if min(mine["best"], mine["processor"]) <= SECONDS and mine["megabytes"] < MEGABYTES else 1


if __name__ == "__main__":
    raise SystemExit(main())
