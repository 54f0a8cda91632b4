"""Measures the search of a site that stands alone at 2,000 articles, and holds it against the server's.

    uv run python bench/static_search.py

Each question is asked of both: the same hits in the same order on the first page, the same count. What a browser
fetches is told as it lies and compressed; the time of a question is that of the whole page in a real Chromium.
bench/search/figures.txt has what was measured.
"""

import argparse
import gzip
import os
import shutil
import statistics
import sys
import tempfile
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import django
from search import HALVES, RARE_NAME, fill

# Frequent and rare words, names, phrases, single characters, digits, Latin, marks, several words; then narrowed ones.
QUESTIONS = (
    "工会", "总工会", "职工", "竞赛", "劳模", "工匠", "曲靖", "秀兰", "李秀兰", "杨建国", "段晓峰", RARE_NAME, RARE_NAME[1:],
    "产业工人队伍建设改革", "推进产业工人", "开展劳动和技能竞赛", "新就业形态劳动者", "曲靖市总工会", "建设职工之家",
    "工", "淯", "月", "足", "6月28日", "12月", "2021", "人。", "足球联赛", "劳模 竞赛", "工会 送清凉 普法", "职工 足球",
    " ".join(HALVES), HALVES[0], "《竞赛》", "ＡＢＣ", "，。", '"工会" OR', "工会*", "\\%_", "会工",
)  # fmt: skip
NARROWED = (
    {"q": "工会", "year": 2000},
    {"q": "竞赛", "section": "重点推荐"},
    {"q": "职工", "unit": "曲靖市总工会"},
    {"q": "产业工人队伍建设改革", "year": 2000, "unit": "丽江市总工会"},
    {"q": "工", "page": 3},
)
ASK = """([address]) => {
  const start = performance.now();
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  const hits = [...document.querySelectorAll(".search-hits h2 a")].map((link) => link.getAttribute("href"));
  return [hits, document.title, performance.now() - start];
}"""


class Files(SimpleHTTPRequestHandler):
    """Without a line for each request."""

    def log_message(self, *args: object) -> None:
        pass


def ask_server(asked: dict[str, object]) -> tuple[list[str], str]:
    from django.test import Client
    from lxml import html

    page = html.fromstring(Client().get("/search/", asked).content)
    return page.xpath('//ol[@class="search-hits"]//h2/a/@href'), page.findtext(".//title")


def compare(address: str) -> None:
    from playwright.sync_api import sync_playwright

    asked_all = [*({"q": question} for question in QUESTIONS), *NARROWED]
    wanted = [ask_server(asked) for asked in asked_all]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page()
        start = time.perf_counter()
        page.goto(f"{address}/search/?q=工会")
        page.locator(".search-hits > li").first.wait_for(timeout=120_000)
        print(f"first question, with all texts fetched: {(time.perf_counter() - start) * 1000:.0f} ms")
        took, differing, found = [], [], 0
        for asked, (hits, title) in zip(asked_all, wanted, strict=True):
            got, said, milliseconds = page.evaluate(ASK, [f"?{urlencode(asked)}"])
            took.append(milliseconds)
            found += bool(hits)
            if (got, said.split(" - ")[0]) != (hits, title.split(" - ")[0]):
                differing.append((asked, said, title, len(got), len(hits)))
        chromium.close()
    print(f"{len(asked_all)} questions, {found} of them with hits: {len(differing)} answered differently")
    for one in differing:
        print("   ", one)
    print(f"a question then: p50 {statistics.median(took):.0f} ms, at most {max(took):.0f} ms")


def write_site(folder: Path) -> None:
    from django.contrib.staticfiles import finders
    from django.template.loader import render_to_string

    from issues.public.assets import asset_names, hashed_name
    from issues.search.portable import search_files

    start = time.perf_counter()
    files = dict(search_files())
    took = time.perf_counter() - start
    sizes = sum(map(len, files.values())), sum(len(gzip.compress(body, 9)) for body in files.values())
    print(
        f"{len(files)} files of the search in {took:.1f} s: {sizes[0] / 1e6:.2f} MB, gz {sizes[1] / 1e6:.2f} MB"
    )
    files["search/index.html"] = render_to_string("public/search_static.html").encode()
    for name in asset_names():
        files[f"static/{hashed_name(name)}"] = Path(finders.find(name)).read_bytes()
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=2_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")
    # Playwright keeps a loop in this thread, asleep.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{fill(options.articles)[0]:,} articles")
            print(file=sys.stderr)
            write_site(Path(folder))
            with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=folder)) as server:
                Thread(target=server.serve_forever, daemon=True).start()
                compare(f"http://127.0.0.1:{server.server_port}")
                server.shutdown()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
