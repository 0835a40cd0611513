"""Makes Chinese articles with real word frequencies (jieba's dictionary), the same for the same seed."""

from __future__ import annotations

import random
from bisect import bisect
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.model import Article, Image, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.archive.writer import Writer

# News prose: a comma or stop about every nine characters, a paragraph every 120 or so.
PAUSES = "，，，，，。。、；：“”？！"
ASCII = ("AI", "GPU", "5G", "2024", "RTX4090", "iPhone15", "CEO", "Q3", "30%", "OpenAI", "GPT-4", "IPO")


@cache
def words() -> tuple[list[str], list[int]]:
    """The words of jieba's dictionary and the running sums of their frequencies."""
    import jieba

    path = Path(jieba.__file__).with_name("dict.txt")
    pairs = [line.split(" ")[:2] for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [pair for pair in pairs if pair[0].isalpha()]
    return [pair[0] for pair in pairs], list(accumulate(int(pair[1]) for pair in pairs))


def pick(source: random.Random, count: int) -> list[str]:
    """Words at random, by their frequencies."""
    vocabulary, sums = words()
    return source.choices(vocabulary, cum_weights=sums, k=count)


def clauses(source: random.Random, length: int) -> list[str]:
    """Clauses of about ``length`` characters in all, without punctuation."""
    picked = iter(pick(source, length // 2 + 40))
    out: list[str] = []
    size = 0
    while size < length:
        parts = [next(picked, "的") for _ in range(source.randint(3, 8))]
        if source.random() < 0.04:
            parts.insert(source.randrange(len(parts)), source.choice(ASCII))
        out.append("".join(parts))
        size += len(out[-1]) + 1
    return out


def body(source: random.Random, length: int) -> str:
    """An article's text of about ``length`` characters."""
    pieces: list[str] = []
    since_break = 0
    for piece in clauses(source, length):
        since_break += len(piece)
        if since_break > 120:
            pieces.append(piece + "。\n")
            since_break = 0
        else:
            pieces.append(piece + source.choice(PAUSES))
    return "".join(pieces).rstrip("\n，、；：“”") + "。"


def title(source: random.Random) -> str:
    """A headline."""
    return "，".join(clauses(source, 22))


def article(number: int, length: int = 1500, *, days: int = 3650, body_text: str = "") -> Article:
    """The article of that number, always the same; published within ``days`` days, in no order."""
    source = random.Random(number)
    seconds = source.randrange(days * 86_400)
    published = (
        datetime(2015, 1, 1, tzinfo=timezone(timedelta(hours=8))) + timedelta(seconds=seconds)
    ).isoformat()
    return Article(
        url=f"https://portal.example/news/{number}.html",
        title=title(source),
        published=published,
        published_raw=published[:16].replace("T", " "),
        authors=(f"记者{source.randrange(400)}",),
        source="本报",
        category=f"栏目{source.randrange(14)}",
        breadcrumb=("首页", f"栏目{source.randrange(14)}"),
        tags=tuple(pick(source, 3)),
        language="zh-Hans",
        body=body_text or body(source, length),
        images=tuple(
            Image(f"https://portal.example/img/{number}-{i}.jpg", None, "视觉中国", 3 * i)
            for i in range(source.randrange(4))
        ),
        provenance={"title": "generic:h1", "body": "generic:density", "published": "jsonld"},
    )


def store(writer: Writer, numbers: Iterable[int], fetched_at: datetime) -> None:
    """Store articles as a crawl does: page, article and queue in batches."""
    for number in numbers:
        made = article(number)
        page = Page(made.url, made.url.encode(), fetched_at=fetched_at)
        writer.record(page, Outcome(OutcomeKind.ARTICLE, made.url, "article", made))
        writer.commit_if_due()
    writer.commit()


def edited(source: random.Random, text: str, share: float) -> str:
    """``text`` with a share of its characters replaced, left out or doubled by others, each at random."""
    vocabulary, sums = words()
    out: list[str] = []
    for character in text:
        if character == "\n" or source.random() >= share:
            out.append(character)
            continue
        kind = source.randrange(3)
        other = source.choice(vocabulary[bisect(sums, source.random() * sums[-1])])
        out.append({0: other, 1: "", 2: character + other}[kind])
    return "".join(out)
