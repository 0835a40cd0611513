"""Measures the search of an archive that benchmarks/archive.py filled, and near-duplicate recognition.

    python benchmarks/archive.py --articles 100000 --folder /tmp/archive-100k
    python benchmarks/search.py --folder /tmp/archive-100k
    python benchmarks/search.py --duplicates

Queries are parts of the archive's own texts and words of the dictionary, from the commonest to rare ones,
one to eight characters; then combinations of words. Times are CPU milliseconds of this process on a warm file
(the clock's beside them once: on a machine that does other things as well they are longer). Exactness is
compared with looking through the folded text of every article. Needs jieba's dictionary (pip install jieba).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import formulaic
import formulaic_chinese
from synthetic import article, body, edited, words

from newsarchive.archive.database import open_for_writing
from newsarchive.archive.duplicates import Duplicates
from newsarchive.archive.index_rows import index_rows, read_indexed
from newsarchive.archive.index_tables import IndexTables
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Article, Outcome, OutcomeKind, Page
from newsarchive.text.artefacts import spellings
from newsarchive.text.folding import fold
from newsarchive.text.near_duplicates import plain, sketch

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.archive.reader import Reader

RUN = re.compile("[\u4e00-\u9fff]+")
BOILERPLATE = (
    "本文仅代表作者个人观点，不代表本站立场。转载请注明出处，欢迎关注我们的公众号获取更多资讯。\n"
    "免责声明：市场有风险，投资需谨慎，本文不构成任何投资建议，据此操作风险自担。"
)


def queries(source: random.Random, articles: int, each: int) -> list[str]:
    """Parts of texts of every length, and dictionary words by their rank."""
    found: list[str] = []
    for length in range(1, 9):
        while len(found) < each * length:
            runs = [
                run for run in RUN.findall(article(source.randrange(articles)).body) if len(run) >= length
            ]
            run = source.choice(runs)
            start = source.randrange(len(run) - length + 1)
            found.append(run[start : start + length])
    vocabulary, sums = words()
    counts = [b - a for a, b in zip([0, *sums], sums, strict=False)]
    ranked = [
        word for _, word in sorted(zip(counts, vocabulary, strict=True), reverse=True) if len(word) >= 2
    ]
    found += [ranked[int(rank)] for rank in (0, 1, 2, 5, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4)]
    return [*found, "RTX4090", "GPU", "2024年", "人工智能 -发展"]


def combinations(source: random.Random, each: int) -> dict[str, list[str]]:
    """Words of the dictionary put together as people do, from common to rare ones."""
    vocabulary, sums = words()
    counts = [b - a for a, b in zip([0, *sums], sums, strict=False)]
    ranked = [w for _, w in sorted(zip(counts, vocabulary, strict=True), reverse=True) if len(w) >= 2]

    def word() -> str:
        return ranked[int(10 ** source.uniform(0, 4.3))]

    kinds = {
        "two words": lambda: f"{word()} {word()}",
        "three words": lambda: f"{word()} {word()} {word()}",
        "word and character": lambda: f"{word()} {source.choice(word())}",
        "one word without another": lambda: f"{word()} -{word()}",
        "headline": lambda: f"title:{word()}",
        "writer and word": lambda: f"author:记者{source.randrange(400)} {word()}",
        "two words in one": lambda: word() + word(),
    }
    return {kind: [make() for _ in range(each)] for kind, make in kinds.items()}


def timed(call: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Milliseconds of the faster of two calls: the first may read cold pages."""
    times = []
    for _ in range(2):
        begun = clock()
        call()
        times.append(1000 * (clock() - begun))
    return min(times)


def percentiles(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    ordered = sorted(times)
    return {
        "median": round(median(ordered), 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "max": round(ordered[-1], 2),
    }


def measure_times(reader: Reader, asked: list[str]) -> None:
    """Newest 20, relevance 20 and count for every query."""
    newest = [timed(lambda q=query: reader.search(q)) for query in asked]  # type: ignore[misc]
    relevance = [timed(lambda q=query: reader.search(q, sort="relevance")) for query in asked]  # type: ignore[misc]
    counts = [timed(lambda q=query: reader.count(q)) for query in asked]  # type: ignore[misc]
    slowest = sorted(zip(relevance, asked, strict=True), reverse=True)[:3]
    wall = [timed(lambda q=query: reader.search(q), time.perf_counter) for query in asked]  # type: ignore[misc]
    print(
        json.dumps(
            {"queries": len(asked), "newest_20_ms": percentiles(newest), "by_the_clock": percentiles(wall)}
        )
    )
    print(
        json.dumps(
            {"relevance_20_ms": percentiles(relevance), "slowest": [q for _, q in slowest]},
            ensure_ascii=False,
        )
    )
    print(json.dumps({"count_ms": percentiles(counts)}))
    slow = sorted(zip(newest, asked, strict=True), reverse=True)[:5]
    print(json.dumps({"slowest_newest": [(q, round(t, 2)) for t, q in slow]}, ensure_ascii=False))


def measure_combinations(reader: Reader, each: int) -> None:
    """Newest 20 and relevance 20 of each kind of query."""
    for kind, asked in combinations(random.Random(9), each).items():
        newest = [timed(lambda q=query: reader.search(q)) for query in asked]  # type: ignore[misc]
        best = [timed(lambda q=query: reader.search(q, sort="relevance")) for query in asked]  # type: ignore[misc]
        figures = {"newest_20_ms": percentiles(newest), "relevance_20_ms": percentiles(best)}
        print(json.dumps({"kind": kind} | figures))


def measure_exactness(folder: Path, reader: Reader, asked: list[str], limit: int) -> None:
    """Compare with looking through ``limit`` articles: every query's hits among them, none other."""
    with sqlite3.connect(folder / "archive.db") as connection:
        rows = connection.execute(
            "SELECT a.id, t.title || char(10) || t.body FROM articles a JOIN article_revisions t"
            " ON t.article_id = a.id AND t.revision = a.revision WHERE a.id <= ?",
            (limit,),
        )
        texts = [(number, fold(text)) for number, text in rows]
    missed = wrong = right = 0
    for query in asked:
        forms = spellings(fold(query))
        truth = {number for number, text in texts if any(form in text for form in forms)}
        found = {hit.id for hit in reader.search(f'"{query}"', limit=1 << 30) if hit.id <= limit}
        right += len(truth & found)
        missed += len(truth - found)
        wrong += len(found - truth)
    print(
        json.dumps({"recall": right / (right + missed), "precision": right / (right + wrong), "hits": right})
    )


def measure_index(folder: Path) -> None:
    """Bytes of the index against those of the text; articles indexed a CPU second in a crawl's batches."""
    with sqlite3.connect(folder / "archive.db", isolation_level=None) as connection:
        text = connection.execute(
            "SELECT sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM article_revisions"
        ).fetchone()[0]
        sizes = {
            table: sum(
                connection.execute(
                    f"SELECT coalesce(sum(length(block)), 0) FROM {table}_data"  # noqa: S608 - names below
                ).fetchone()
            )
            for table in ("search_index", "search_characters")
        }
        entries = [read_indexed(connection, number) for number in range(1, 2_001)]
    print(
        json.dumps(
            {name: round(size / text, 3) for name, size in sizes.items()}
            | {"index_by_text": round(sum(sizes.values()) / text, 3)}
        )
    )
    with tempfile.TemporaryDirectory() as name:
        with Writer.open(Path(name), site=SiteSpec("portal")):
            pass
        with sqlite3.connect(Path(name) / "archive.db", isolation_level=None) as connection:
            begun = time.process_time()
            tables = IndexTables(connection)
            for start in range(0, len(entries), 400):
                connection.execute("BEGIN")
                tables.change([], [index_rows(entry) for entry in entries[start : start + 400]])
                connection.execute("COMMIT")
                tables.committed()
            tables.close()
            spent = time.process_time() - begun
    begun = time.process_time()
    for number in range(300):
        article(number)
    pace = (time.process_time() - begun) / 300
    print(json.dumps({"indexed_per_cpu_second": round(len(entries) / spent), "pace": round(1000 * pace, 3)}))


def unrelated_texts(source: random.Random, originals: list[str]) -> dict[str, list[str]]:
    """Texts no two of which tell the same: short ones, with boilerplate, and written by formula."""
    short = [body(source, source.choice((40, 60, 90))) for _ in originals]
    quotes = [
        f"快讯：上证指数今日收盘报{source.randint(2800, 3600)}.{source.randint(10, 99)}点，"
        f"涨跌幅{source.randint(0, 3)}.{source.randint(10, 99)}%，成交额{source.randint(3000, 9999)}亿元。"
        for _ in range(100)
    ]
    return {
        "text": originals,
        "short": short,
        "boilerplate": [text + "\n" + BOILERPLATE for text in short[: len(originals) // 2]],
        "quote": quotes,
        "formula": formulaic.stories(source, 60),
        "chinese formula": formulaic_chinese.stories(source, 60),
    }


def measure_duplicates(originals: int) -> None:
    """Copies with 5 and 20 % of the characters edited, in both scripts, and texts that are no copies."""
    from opencc_pyo3 import OpenCC

    source = random.Random(11)
    texts = [body(source, source.choice((150, 400, 1000, 1500, 3000))) for _ in range(originals)]
    kinds = unrelated_texts(source, texts)
    named = [(kind, text) for kind, group in kinds.items() for text in group]
    traditional = OpenCC("s2t")
    copies: dict[str, dict[int, int]] = {}
    with tempfile.TemporaryDirectory() as name, Writer.open(Path(name), site=SiteSpec("portal")) as writer:
        for number, (_, text) in enumerate(named, 1):
            store(writer, number, text)
        made = len(named)
        for share in (5, 20):
            for script in ("Hans", "Hant"):
                pairs = copies.setdefault(f"{share} % edited, {script}", {})
                for number, text in enumerate(texts, 1):
                    made += 1
                    pairs[made] = number
                    copy = edited(source, text, share / 100)
                    store(writer, made, traditional.convert(copy, False) if script == "Hant" else copy)
        writer.commit()
        with sqlite3.connect(Path(name) / "archive.db") as connection:
            found = dict(
                connection.execute("SELECT id, duplicate_of FROM articles WHERE duplicate_of NOT NULL")
            )
    report_duplicates(copies, found, [kind for kind, _ in named])


def report_duplicates(copies: dict[str, dict[int, int]], found: dict[int, int], kinds: list[str]) -> None:
    """Print recall of each kind of copy, and precision."""
    for kind, pairs in copies.items():
        recall = sum(found.get(copy) == original for copy, original in pairs.items()) / len(pairs)
        print(json.dumps({"copies": kind, "recall": round(recall, 4)}))
    truth = {copy: original for pairs in copies.values() for copy, original in pairs.items()}
    wrong = [copy for copy, original in found.items() if truth.get(copy) != original]
    counts = Counter("copy" if n > len(kinds) else kinds[n - 1] for n in wrong)
    print(json.dumps({"wrong": counts}))
    precision = (len(found) - len(wrong)) / len(found)
    print(json.dumps({"named_duplicates": len(found), "precision": round(precision, 4)}))


def measure_duplicate_cost(folder: Path) -> None:
    """CPU milliseconds to judge a new article against the whole archive; nothing is kept."""
    connection = open_for_writing(folder)
    judge = Duplicates(connection)
    last = connection.execute("SELECT max(id) FROM articles").fetchone()[0]
    bodies = connection.execute(
        "SELECT body FROM article_revisions WHERE article_id > ? AND revision = 0", (last - 500,)
    ).fetchall()
    connection.execute("BEGIN IMMEDIATE")
    times = []
    for (text,) in bodies:
        fresh = article(random.randrange(1 << 40), len(text)).body
        begun = time.process_time()
        judge.added(last, sketch(plain(fresh)), 1)
        times.append(1000 * (time.process_time() - begun))
    connection.execute("ROLLBACK")
    connection.close()
    print(json.dumps({"articles": last, "duplicate_ms": percentiles(times)}))


def store(writer: Writer, number: int, text: str) -> None:
    """Store one text as an article of its own address."""
    url = f"https://portal.example/{number}.html"
    made = replace(Article(url=url, title=f"第{number}篇"), body=text)
    page = Page(url, b"", fetched_at=datetime(2025, 1, 1, tzinfo=UTC))
    writer.record(page, Outcome(OutcomeKind.ARTICLE, url, "article", made))
    writer.commit_if_due()


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--each", type=int, default=25, help="queries of each length")
    parser.add_argument("--looked-through", type=int, default=3_000, help="articles compared by looking")
    parser.add_argument("--duplicates", action="store_true")
    options = parser.parse_args()
    if options.duplicates:
        measure_duplicates(1_000)
    if options.folder:
        with open_archive(options.folder) as reader:
            articles = reader.stats().articles
            asked = queries(random.Random(3), articles, options.each)
            print(json.dumps({"articles": articles}))
            measure_times(reader, asked)
            measure_combinations(reader, 2 * options.each)
            measure_exactness(options.folder, reader, asked[: 8 * options.each : 4], options.looked_through)
        measure_index(options.folder)
        measure_duplicate_cost(options.folder)


if __name__ == "__main__":
    main()
