"""Generated issues in all their forms: the same words in the same order, no overfull line, no 版记 on a page alone.

Run: uv run python bench/forms.py [--issues 200] [--office]
Page, PDF, Word file and text are read back from what was made. With --office LibreOffice prints each Word file too,
and the pages are counted: as many as the PDF has, give or take one. What was measured stands in bench/forms/figures.txt.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

import django  # noqa: E402 - the path above comes first

django.setup()

from tests.issues.typesetting.office import find_soffice, print_docx  # noqa: E402
from tests.issues.typesetting.printed import measured  # noqa: E402
from tests.issues.typesetting.trial import try_issue  # noqa: E402
from tests.issues.typesetting.words import closing_stands_alone  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--office", action="store_true", help="let LibreOffice print the Word files")
    given = parser.parse_args()
    program = find_soffice() if given.office else None
    if given.office and program is None:
        parser.error("no soffice on this machine: apt-get install libreoffice-writer-nogui")
    wrong = articles = pages = 0
    apart: dict[int, int] = {}
    begun = time.perf_counter()
    for seed in range(given.first, given.first + given.issues):
        trial = try_issue(seed)
        articles += len(trial.issue.content.articles)
        pages += trial.pages
        if program is not None:
            with tempfile.TemporaryDirectory() as folder:
                pages_of_word = measured(print_docx(program, trial.docx, Path(folder)).read_bytes())
            printed = len(pages_of_word)
            apart[printed - trial.pages] = apart.get(printed - trial.pages, 0) + 1
            if abs(printed - trial.pages) > 1:
                trial.faults.append(f"LibreOffice prints {printed} pages, the PDF has {trial.pages}")
            if closing_stands_alone(trial.issue.content, pages_of_word):
                trial.faults.append("printed by LibreOffice the 版记 stands alone on its page")
        if trial.faults:
            wrong += 1
            print(f"issue {seed}: {'; '.join(trial.faults)}", flush=True)
    seconds = time.perf_counter() - begun
    print(
        f"{given.issues} issues, {articles} articles, {pages} pages of PDF in {seconds:.0f} s: {wrong} with faults"
    )
    for difference, count in sorted(apart.items()):
        print(f"  {count} printed by LibreOffice with {difference:+d} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
