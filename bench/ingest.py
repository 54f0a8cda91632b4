"""Seconds to read the sample at 1, 10, 100 and 1,000 times its size, and how far that is from linear.

Run: uv run python bench/ingest.py [--largest 1000] [--hostile]
With --hostile also texts made to be slow, each at four and at eight thousand lines: twice the text may take
about twice the time, not four times.
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


HEAD = ["工会简报", "第3期", "某市总工会　2021年2月5日"]
HOSTILE = {
    "one title again and again": lambda n: ["关于开展劳动竞赛的情况", "近日召开会议，研究部署工作。"] * n,
    "contents of n titles": lambda n: (
        ["本期要目", *(f"※ 第{i}号单位开展竞赛" for i in range(n))]
        + [line for i in range(n) for line in (f"第{i}号单位开展竞赛", "近日召开会议，研究部署工作。")]
    ),
    "contents of one title": lambda n: [
        "本期要目",
        *["※ 开展竞赛活动"] * n,
        *["开展竞赛活动", "近日召开会议。"] * n,
    ],
    "leaders": lambda n: ["本期要目", *["标题一二三四五" + "." * 250 + "3"] * (n // 20), "正文。"],
    "one endless line": lambda n: ["近日召开会议研究" * n * 4],
    "one endless blank": lambda n: ["近" + " " * n * 10 + "日。"] * 3,
    "parentheses": lambda n: ["会议。" + "（张三）" * n],
    "footer of n lines": lambda n: ["标题一二三四五", "会议。", *["报：省总工会，某单位，"] * n],
    "footer of n recipients": lambda n: [
        "标题一二三四五",
        "会议。",
        "报：" + "，".join(f"第{i}号" for i in range(n * 4)),
    ],
    "pages": lambda n: ["近日召开会议，研究部署", "— 3 —", "\f工会简报 第3期"] * n,
    "numbers": lambda n: ["第三" * n * 5 + "期", "2021年2月5日" * n],
}


def hostile() -> None:
    print(f"\n{'hostile text':<28} {'n lines':>9} {'2n lines':>9} {'ratio':>6}")
    for name, make in HOSTILE.items():
        taken = []
        for n in (4000, 8000):
            begin = time.perf_counter()
            recover([*HEAD, *make(n)])
            taken.append(time.perf_counter() - begin)
        print(f"{name:<28} {taken[0]:>9.3f} {taken[1]:>9.3f} {taken[1] / taken[0]:>6.1f}")


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
    parser.add_argument("--hostile", action="store_true", help="also time texts made to be slow")
    arguments = parser.parse_args()
    largest = arguments.largest
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
    if arguments.hostile:
        hostile()
    return 0 if base <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
