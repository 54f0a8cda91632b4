"""Measures the readers' search on 100,000 articles: what the index costs, how fast it answers, what it misses.

    uv run python bench/search.py                       (SQLite)
    DATABASE_URL=postgres://… uv run python bench/search.py
    uv run python bench/search.py --articles 10000      (a smaller shelf)
    uv run python bench/search.py --keep NAME           (filled once, asked again as often as wanted)

Makes a database of its own (on SQLite a file) and drops it; with --keep it stays, as the file or the database NAME,
and where it is there already only the questions are measured. Each question is asked as a page of twenty with marked
passages and the ways to narrow it; p50 and p99 are over many askings. What is found is held against a plain look at
every text, which --no-look leaves out. bench/search/figures.txt has what was measured.
"""

import argparse
import datetime
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

ISSUE_SIZE = 20
RARE_NAME, RARE_TIMES = "禇淯堃", 7
# Each stands in one half of the articles, never both in one.
HALVES = ("上半年总结", "下半年总结")
FREQUENT, RARE = 50, 10  # milliseconds that p50 may take
# How it stands in a bulletin: nearly everywhere, often, seldom. What narrows it, and the most p50 may be.
QUESTIONS = (
    ("frequent word", "工会", {}, FREQUENT),
    ("common word", "竞赛", {}, FREQUENT),
    ("rare name", RARE_NAME, {}, RARE),
    ("phrase", "产业工人队伍建设改革", {}, FREQUENT),
    ("two words", "劳模 竞赛", {}, FREQUENT),
    ("two never together", " ".join(HALVES), {}, FREQUENT),
    ("frequent character", "工", {}, FREQUENT),
    ("rare character", "淯", {}, RARE),
    ("nothing", "足球联赛", {}, RARE),
    ("frequent, old year", "工会", {"year": 2001}, FREQUENT),
    ("frequent, section", "工会", {"section": "重点推荐"}, FREQUENT),
    ("frequent, unit", "工会", {"unit": "曲靖市总工会"}, FREQUENT),
    ("frequent, unit none has", "工会", {"unit": "某市总工会"}, FREQUENT),
    ("frequent, year and unit", "工会", {"year": 2001, "unit": "曲靖市总工会"}, FREQUENT),
    ("rare name, year", RARE_NAME, {"year": 2001}, RARE),
)
PIECES = [
    "推进产业工人队伍建设改革",
    "开展劳动和技能竞赛",
    "选树劳模和工匠人才",
    "组织职工疗休养",
    "走访慰问困难职工",
    "签订集体合同",
    "建设职工之家",
    "维护职工合法权益",
    "举办职业技能培训班",
    "召开工作推进会",
    "传达学习会议精神",
    "部署下一阶段任务",
    "成立创新工作室",
    "开展送清凉活动",
    "发放防暑降温用品",
    "完善职代会制度",
    "加强基层组织建设",
    "推动企业建会入会",
    "服务新就业形态劳动者",
    "健全激励机制",
    "畅通成长通道",
    "落实待遇保障",
    "弘扬劳动精神",
    "讲好工匠故事",
    "开展普法宣传",
    "建设户外劳动者服务站点",
]
PLACES = [
    "曲靖市",
    "保山市",
    "临沧市",
    "楚雄州",
    "大理州",
    "玉溪市",
    "昭通市",
    "普洱市",
    "丽江市",
    "红河州",
    "文山州",
    "德宏州",
    "怒江州",
    "迪庆州",
]
NAMES = ["杨建国", "李秀兰", "王文辉", "张丽萍", "罗兴贵", "马志强", "赵晓燕", "陈思远", "段晓峰", "和润生"]


def make_text(dice: random.Random, paragraphs: int) -> str:
    return "\n".join(
        f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日，"
        + "，".join(
            f"{dice.choice(PLACES)}{'总工会' if dice.random() < 0.2 else ''}{dice.choice(PIECES)}"
            for _ in range(12)
        )
        + f"，参加职工{dice.randint(20, 9000)}人。"
        for _ in range(paragraphs)
    )


def make_editions(count: int) -> Iterator[object]:
    from issues.edition.content import (
        Article,
        Credit,
        EditionContent,
        Paragraph,
        Run,
        Section,
        sha256,
        to_json,
    )
    from issues.models import Edition, Issue, Publication

    dice = random.Random(20210205)  # noqa: S311 - made-up texts, the same each time
    publication = Publication.objects.create(name="工作简报", slug="bench")
    day = datetime.date(2000, 1, 1)
    rare = set(dice.sample(range(count), RARE_TIMES))
    made = 0
    for number in range(1, -(-count // ISSUE_SIZE) + 1):
        day += datetime.timedelta(days=1 + number % 2)
        articles = []
        for n in range(1, min(ISSUE_SIZE, count - made) + 1):
            paragraphs = make_text(dice, dice.randint(1, 4)).split("\n")
            paragraphs[0] += f"这是{HALVES[made % 2]}。"
            if made in rare:
                paragraphs[-1] += f"带头人{RARE_NAME}作了发言。"
            made += 1
            articles.append(
                Article(
                    n=n,
                    title=f"{dice.choice(PLACES)}{dice.choice(PIECES)}",
                    blocks=tuple(Paragraph((Run(text),)) for text in paragraphs),
                    credits=(Credit(f"{dice.choice(PLACES)}总工会", (dice.choice(NAMES),)),),
                )
            )
        sections = (Section("重点推荐", tuple(articles[:3])), Section("简讯速览", tuple(articles[3:])))
        issue = Issue.objects.create(publication=publication, year=day.year, number=number, date=day)
        content = EditionContent("工作简报", "bench", "", "regular", day.year, number, sections, date=day)
        text = to_json(content)
        now = django.utils.timezone.now()
        yield Edition(
            issue=issue, version=1, slug="bench", year=day.year, kind="regular", number=number, date=day,
            content=text, sha256=sha256(text), frozen_at=now, published_at=now, is_current=True,
        )  # fmt: skip


def size_of_index() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('issues_searchentry')")
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'issues_search%' OR name LIKE 'search_entry%'"
            )
        return cursor.fetchone()[0]


def ask(question: str, narrowed: dict[str, object], times: int) -> tuple[float, float, float, object]:
    """p50, p99 and the processor's time of an asking in this process, in milliseconds; what was found."""
    from issues.search.query import Filters, search

    took = []
    cpu = time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        found = search(question, Filters(**narrowed))
        took.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / times
    return statistics.median(took), statistics.quantiles(took, n=100)[98], cpu, found


def look() -> list[list[int]]:
    """The keys of what a plain look at every text finds for each question, the newest first."""
    from issues.models import SearchEntry
    from issues.search.grams import fold, read_question

    asked = [(read_question(question), narrowed) for _, question, narrowed, _ in QUESTIONS]
    wanted: list[list[int]] = [[] for _ in asked]
    for entry in SearchEntry.objects.order_by("-pk").iterator(chunk_size=500):
        texts = fold(entry.title).text, fold(entry.body).text
        for keys, (terms, narrowed) in zip(wanted, asked, strict=True):
            if (
                narrowed.get("year", entry.year) == entry.year
                and narrowed.get("section", entry.section) == entry.section
                and f"\n{narrowed.get('unit', '')}" in entry.units
                and all(any(term.text in text for text in texts) for term in terms)
            ):
                keys.append(entry.pk)
    return wanted


def compare(question: str, narrowed: dict[str, object], wanted: list[int]) -> tuple[int, int]:
    """(missed, false) against a plain look; of what is cut, within the newest."""
    from issues.search.grams import read_question
    from issues.search.query import MOST, Filters, find_keys

    got, _ = find_keys(read_question(question), Filters(**narrowed))
    return len(set(wanted[:MOST]) - set(got)), len(set(got) - set(wanted))


def fill(count: int) -> tuple[int, float]:
    """Editions, then the index from them: how many articles it has, and the seconds it took."""
    from issues.models import Edition
    from issues.search.index import rebuild

    batch = []
    for edition in make_editions(count):
        batch.append(edition)
        if len(batch) == 100:
            Edition.objects.bulk_create(batch)
            batch = []
    Edition.objects.bulk_create(batch)
    total = Edition.objects.count()
    start = time.perf_counter()
    indexed = rebuild(lambda done: print(f"\r{done}/{total} issues", end="", file=sys.stderr))
    return indexed, time.perf_counter() - start


def fill_and_tell(articles: int) -> None:
    from django.db import connection

    count, built = fill(articles)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE issues_searchentry" if connection.vendor == "postgresql" else "ANALYZE"
        )
    print(
        f"\nbuild {built:.1f} s ({count / built:,.0f} articles a second), at most {memory:,.0f} MB of memory"
    )


def measure(times: int, is_looked: bool) -> None:
    from django.db import connection
    from django.db.models import Count, Sum
    from django.db.models.functions import Length

    from issues.models import SearchEntry

    shelf = SearchEntry.objects.aggregate(articles=Count("pk"), characters=Sum(Length("text")))
    print(f"{connection.vendor}: {shelf['articles']:,} articles, {shelf['characters']:,} characters")
    print(f"rows and index {size_of_index() / 1e6:,.0f} MB")
    wanted = look() if is_looked else [None] * len(QUESTIONS)
    print(
        f"{'question':24} {'found':>8} {'p50 ms':>8} {'p99 ms':>8} {'cpu ms':>8} {'aim':>5} {'missed':>7} {'false':>6}"
    )
    for (label, question, narrowed, aim), keys in zip(QUESTIONS, wanted, strict=True):
        median, last, cpu, found = ask(question, narrowed, times)
        missed, false = ("-", "-") if keys is None else compare(question, narrowed, keys)
        shown = f"{found.count}+" if found.is_cut else str(found.count)
        verdict = "" if median <= aim else "  above the aim"
        print(
            f"{label:24} {shown:>8} {median:8.1f} {last:8.1f} {cpu:8.1f} {aim:5} {missed:>7} {false:>6}{verdict}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--keep", metavar="NAME", help="the file or database to fill, and to use again")
    parser.add_argument("--no-look", action="store_true", help="only the times, not what is missed or false")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")
    django.setup()
    from django.db import connection

    from issues.models import SearchEntry

    is_kept = options.keep is not None
    with tempfile.TemporaryDirectory() as folder:
        if is_kept:
            connection.settings_dict["TEST"]["NAME"] = options.keep
        elif connection.vendor == "sqlite":
            # On the disk, as it is in an office; Django's own choice is the memory.
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=is_kept)
        try:
            if not SearchEntry.objects.exists():
                fill_and_tell(options.articles)
            measure(options.times, not options.no_look)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0, keepdb=is_kept)


if __name__ == "__main__":
    main()
