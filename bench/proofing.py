"""How well and how fast texts are proofread: recall per kind, precision, false alarms, milliseconds.

Run: uv run python bench/proofing.py [--misses] [--no-speed] [--largest 1000000]
The passages of bench/proofing/ were written before the rules, those of the held-out set, the third and the fourth after
them and apart from them; what each of these showed at first sight is in its -first.txt. A slip counts as found where an error or a warning
overlaps it or touches it; any other error or warning is a false alarm. Seconds are the processor's: what else the
machine does then slows nothing down.
"""

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

import django  # noqa: E402

django.setup()

from issues.proofing import Finding, Severity, proofread  # noqa: E402
from issues.proofing.house import Confusable, Expression, House, Leader, Sensitive, shipped  # noqa: E402

FOLDER = ROOT / "bench" / "proofing"
LIMIT = 0.150  # seconds for an issue of 12,000 characters
SETS = {
    "own": ("slips.txt", "clean.txt"),
    "held-out": ("heldout-slips.txt", "heldout-clean.txt"),
    "third": ("third-slips.txt", "third-clean.txt"),
    "fourth": ("fourth-slips.txt", "fourth-clean.txt"),
}
HOUSE_ENTRIES = 2_000
CHARACTERS = "工会职产业队伍建设改革委员总市县区省全面推进服务保障权益组织活动竞赛培训技能素质提升高增强思想政治学习贯彻落实精神"
_SLIP = re.compile("⟦([^⟦⟧→]*)→([^⟦⟧]*)⟧")


class Slip(NamedTuple):
    start: int
    end: int
    right: str


class Case(NamedTuple):
    kind: str
    text: str
    slips: list[Slip]


def cases(name: str) -> Iterator[Case]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, _, marked = line.partition("\t")
        text, slips, at = "", [], 0
        marked = marked.replace("⏎", "\n")
        for found in _SLIP.finditer(marked):
            text += marked[at : found.start()]
            slips.append(Slip(len(text), len(text) + len(found[1]), found[2]))
            text += found[1]
            at = found.end()
        yield Case(kind, text + marked[at:], slips)


def counts(finding: Finding) -> bool:
    return finding.severity != Severity.INFO


def meets(finding: Finding, slip: Slip) -> bool:
    if slip.start == slip.end:
        return finding.start - 40 <= slip.start <= finding.end + 40
    return finding.start <= slip.end and finding.end >= slip.start


def quality(show_misses: bool, slips_file: str, clean_file: str) -> None:
    slips, found, fixed = Counter(), Counter(), Counter()
    alarms = right = 0
    for case in cases(slips_file):
        findings = [finding for finding in proofread(case.text) if counts(finding)]
        met = set()
        for slip in case.slips:
            slips[case.kind] += 1
            hits = [finding for finding in findings if meets(finding, slip)]
            met.update(map(id, hits))
            found[case.kind] += bool(hits)
            fixed[case.kind] += any(
                case.text[: hit.start] + (hit.suggestion or "") + case.text[hit.end :]
                == case.text[: slip.start] + slip.right + case.text[slip.end :]
                for hit in hits
                if hit.suggestion is not None
            )
            if show_misses and not hits:
                print(f"missed  {case.kind:<14} “{case.text[slip.start : slip.end]}” in {case.text!r}")
        right += len(met)
        for finding in findings:
            if id(finding) not in met:
                alarms += 1
                if show_misses:
                    print(f"alarm   {case.kind:<14} {finding.rule} “{finding.text}” in {case.text!r}")
    clean_alarms = characters = clean = 0
    for case in cases(clean_file):
        clean += 1
        characters += len(case.text)
        for finding in filter(counts, proofread(case.text)):
            clean_alarms += 1
            if show_misses:
                print(f"alarm   clean/{case.kind:<8} {finding.rule} “{finding.text}” in {case.text!r}")
    print(f"{'kind':<16} {'slips':>6} {'found':>6} {'recall':>7} {'right fix':>10}")
    for kind in slips:
        share = found[kind] / slips[kind]
        print(f"{kind:<16} {slips[kind]:>6} {found[kind]:>6} {share:>7.0%} {fixed[kind]:>10}")
    total, hit = sum(slips.values()), sum(found.values())
    print(f"{'all':<16} {total:>6} {hit:>6} {hit / total:>7.1%} {sum(fixed.values()):>10}")
    everything = right + alarms + clean_alarms
    print(f"precision over errors and warnings: {right / everything:.1%} ({alarms + clean_alarms} false)")
    print(
        f"false alarms in clean text: {clean_alarms} in {clean} passages, {characters} characters: "
        f"{clean_alarms / characters * 1000:.2f} per 1,000 (target 0.5)"
    )


def speed(largest: int) -> bool:
    passages = [case.text for name in ("clean.txt", "slips.txt") for case in cases(name)]
    whole = "\n".join(passages)
    proofread(whole)  # warm up: words are loaded once
    base = _sizes(whole, largest, shipped(), "the shipped tables")
    full = _sizes(whole, largest, _full_house(), f"{HOUSE_ENTRIES:,} entries of the house beside them")
    for each, name in ((base, "the shipped tables"), (full, "the house's as well")):
        print(
            f"12,000 characters with {name}: {each * 1000:.0f} ms, "
            f"{each / LIMIT:.2f} of the limit of {LIMIT * 1000:.0f} ms"
        )
    return max(base, full) <= LIMIT


def _full_house() -> House:
    """Invented entries of the characters that official prose is made of; the same every time."""
    chance = random.Random(20260102)  # noqa: S311 - no secret

    def word(size: int) -> str:
        return "".join(chance.choices(CHARACTERS, k=size))

    each, base = HOUSE_ENTRIES // 4, shipped()
    return replace(
        base,
        expressions=(*base.expressions, *(Expression(word(8), (word(6), word(7))) for _ in range(each))),
        confusables=(
            *base.confusables,
            *(Confusable(word(2), word(2), after=(word(2), word(2))) for _ in range(each)),
        ),
        sensitive=(*base.sensitive, *(Sensitive(word(3), word(3), "") for _ in range(each))),
        leaders=(*base.leaders, *(Leader(word(3), (word(6),)) for _ in range(each))),
    )


def _sizes(whole: str, largest: int, house: House, name: str) -> float:
    """Seconds for 12,000 characters, by texts that grow."""
    base = 0.0
    print(f"\nwith {name}")
    print(f"{'characters':>11} {'seconds':>9} {'per 12,000':>11} {'against first':>14}")
    for size in (12_000, 120_000, 1_000_000):
        if size > largest:
            break
        text = (whole * (size // len(whole) + 1))[:size]
        best = min(_seconds(text, house) for _ in range(7 if size < 100_000 else 2))
        each = best / size * 12_000
        base = base or each
        print(f"{size:>11,} {best:>9.3f} {each * 1000:>9.0f}ms {each / base:>14.2f}")
    return base


def _seconds(text: str, house: House) -> float:
    begin = time.process_time()
    proofread(text, house)
    return time.process_time() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="show what was missed and what was false")
    parser.add_argument("--set", choices=[*SETS, "both"], default="both", help="which passages")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--largest", type=int, default=1_000_000, metavar="CHARACTERS")
    arguments = parser.parse_args()
    for name, files in SETS.items():
        if arguments.set in (name, "both"):
            print(f"{name} ({' and '.join(files)})")
            quality(arguments.misses, *files)
            print()
    return 0 if arguments.no_speed or speed(arguments.largest) else 1


if __name__ == "__main__":
    raise SystemExit(main())
