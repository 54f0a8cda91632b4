"""Seconds to read the sample at 1, 10, 100 and 1,000 times its size, and how far that is from linear.

Run: uv run python bench/ingest.py [--largest 1000]
Each size is read several times and the fastest run counts: what slows a run down is the machine, not the reader.
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from issues.ingest.readers.text import read_text  # noqa: E402
from issues.ingest.structure import recover  # noqa: E402

SAMPLE = ROOT / "seeds" / "chanye-gongren-jianbao.txt"
LIMIT = 0.05  # seconds for the sample itself


def seconds(data: bytes, runs: int) -> tuple[float, int]:
    """(seconds of the fastest of `runs` readings, articles found)."""
    best = float("inf")
    articles = 0
    for _ in range(runs):
        begin = time.perf_counter()
        manuscript = recover(read_text(data))
        best = min(best, time.perf_counter() - begin)
        articles = len(manuscript.articles)
    return best, articles


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=1000, metavar="TIMES")
    largest = parser.parse_args().largest
    sample = SAMPLE.read_bytes()
    seconds(sample, 3)  # warm up
    print(f"{'times':>6} {'KB':>8} {'articles':>9} {'seconds':>9} {'per sample':>11} {'against 1x':>11}")
    base = 0.0
    for times in (1, 10, 100, 1000):
        if times > largest:
            break
        data = sample * times
        taken, articles = seconds(data, 9 if times == 1 else 3 if times < 1000 else 1)
        base = base or taken
        each = taken / times
        print(
            f"{times:>6} {len(data) / 1024:>8.0f} {articles:>9} {taken:>9.4f} {each:>11.5f} {each / base:>11.2f}"
        )
    print(f"the sample: {base * 1000:.1f} ms, {base / LIMIT:.2f} of the limit of {LIMIT * 1000:.0f} ms")
    return 0 if base <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
