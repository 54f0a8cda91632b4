"""Measures the readers' search on 100,000 articles: what the index costs, how fast it answers, what it misses.

    uv run python bench/search.py                       (SQLite)
    DATABASE_URL=postgres://… uv run python bench/search.py
    uv run python bench/search.py --articles 10000      (a smaller shelf)

Makes a database of its own and drops it. Each question is asked as a page of twenty with marked passages; p50 and
p99 are over many askings. What is found is held against a plain look at every text.
"""

import argparse
import datetime
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator

import django

ISSUE_SIZE = 20
RARE_NAME, RARE_TIMES = "禇淯堃", 7
# As it stands in a bulletin: nearly everywhere, often, seldom.
QUESTIONS = (
    ("frequent word", "工会"),
    ("common word", "竞赛"),
    ("rare name", RARE_NAME),
    ("phrase", "产业工人队伍建设改革"),
    ("two words", "劳模 竞赛"),
    ("frequent character", "工"),
    ("rare character", "淯"),
    ("nothing", "足球联赛"),
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
            cursor.execute(
                "SELECT pg_relation_size('search_entry_grams') + pg_total_relation_size('issues_searchentry')"
            )
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'issues_search%' OR name LIKE 'search_entry%'"
            )
        return cursor.fetchone()[0]


def ask(question: str, times: int) -> tuple[float, float, object]:
    from issues.search.query import search

    took = []
    for _ in range(times):
        start = time.perf_counter()
        found = search(question)
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=100)[98], found


def compare(question: str, texts: list[tuple[int, str, str]]) -> tuple[int, int, int]:
    """(found, missed, false) against a plain look; of what is cut, within the newest."""
    from issues.search.grams import read_question
    from issues.search.query import MOST, Filters, _keys

    terms = read_question(question)
    got = set(_keys(terms, Filters(), title_only=False))
    wanted = [key for key, title, body in texts if all(t.text in title or t.text in body for t in terms)]
    newest = set(sorted(wanted, reverse=True)[:MOST])
    return len(got), len(newest - got), len(got - set(wanted))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")
    django.setup()
    from django.db import connection

    from issues.models import Edition, SearchEntry
    from issues.search.index import rebuild

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        batch = []
        for edition in make_editions(options.articles):
            batch.append(edition)
            if len(batch) == 100:
                Edition.objects.bulk_create(batch)
                batch = []
        Edition.objects.bulk_create(batch)
        total = Edition.objects.count()
        start = time.perf_counter()
        count = rebuild(lambda done: print(f"\r{done}/{total} issues", end="", file=sys.stderr))
        built = time.perf_counter() - start
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE issues_searchentry")
        characters = sum(len(row[0]) for row in SearchEntry.objects.values_list("text").iterator())
        print(f"\n{connection.vendor}: {count:,} articles, {characters:,} characters")
        print(
            f"build {built:.1f} s ({count / built:,.0f} articles a second), rows and index {size_of_index() / 1e6:,.0f} MB"
        )
        texts = [
            (key, title, f"{body}\n{byline}")
            for key, title, body, byline in SearchEntry.objects.values_list(
                "pk", "title", "text", "byline"
            ).iterator()
        ]
        print(f"{'question':20} {'found':>8} {'p50 ms':>8} {'p99 ms':>8} {'missed':>7} {'false':>6}")
        for label, question in QUESTIONS:
            median, last, found = ask(question, options.times)
            _, missed, false = compare(question, texts)
            shown = f"{found.count}+" if found.is_cut else str(found.count)
            print(f"{label:20} {shown:>8} {median:8.1f} {last:8.1f} {missed:7} {false:6}")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
