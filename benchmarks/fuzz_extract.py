#!/usr/bin/env python3
"""Feed mutated real pages and made-up horrors to extract() and report whatever raises, fails or runs away.

    python benchmarks/fuzz_extract.py ../shared/bench/*/pages --seconds 3600 [--seed 1] [--keep DIR]

Seeds are .html or .html.gz files. A finding is: an exception, a field that failed inside (provenance "error:"),
a page that takes more than 50 times its own bare parse and more than 2 s, or a record that is not plain JSON.
Each finding's page is written to --keep. Exit status 1 when there was one.
"""

# ruff: noqa: E501 - word lists are read whole, not line by line
from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html

from newsarchive import extract

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES_PARSE, MIN_SECONDS = 50, 2.0
MAX_PAGE = 3_000_000
NASTY = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"</html>", b"<body>", b"</body>", b"<p>",
    b"<div>" * 500, b"</div>" * 500, b"<table><tr><td>" * 50, b"<a href='//[::1'>", b"<a href='http://[x]/'>x</a>",
    b"<base href='http://['>", b"<meta charset=utf-7>", b"<meta charset=hex>", b"<meta charset=gb2312>", b"&#0;&#x110000;",
    b"&nbsp;" * 3000, b"(" * 4000, b" " * 20000, "　".encode() * 8000, b"1-" * 5000, b"\xf0\x9f\x98\x80" * 500, b"\xed\xa0\x80",
    b"<script type='application/ld+json'>" + b"[" * 5000, b'<script type="application/ld+json">{"@graph":[{"@type":1}]}</script>',
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":{"a":[1]},"author":[[{}],null,5],"datePublished":1e99}</script>',
    b"<time datetime='99999-99-99T99:99:99+99:99'>", "民國999年13月32日 25:61".encode(), "99999999999999小时前".encode(),
    b"<img src='data:image/png;base64,AAAA'>", b"<img srcset=', ,, 1x, 99999999999999999999w'>", b"<meta property=og:title>",
    b"<html lang='\x01\x02-zz-x-y-z'>", b"<link rel=alternate hreflang='' href=''>", "来源：作者：编辑：".encode() * 200,
    b"<ol class=rank>" + b"<li><a href=/a>x</a>" * 500, b"<select><option>" * 200, b"<frameset><frame>", b"<svg><p>x</svg>",
]  # fmt: skip


def mutate(page: bytes, other: bytes, rng: random.Random) -> bytes:
    """A page with a few random injuries."""
    data = bytearray(page[:MAX_PAGE])
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 20))):
        rng.choice(INJURIES)(data, other, rng)
        del data[MAX_PAGE:]
    return bytes(data)


def _span(data: bytearray, rng: random.Random, most: int = 5000) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(1, most))


def _insert(data: bytearray, _other: bytes, rng: random.Random) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.choice(NASTY)


def _drop(data: bytearray, _other: bytes, rng: random.Random) -> None:
    start, end = _span(data, rng)
    del data[start:end]


def _repeat(data: bytearray, _other: bytes, rng: random.Random) -> None:
    start, end = _span(data, rng, 2000)
    data[start:end] = data[start:end] * rng.choice((2, 3, 10, 100))


def _splice(data: bytearray, other: bytes, rng: random.Random) -> None:
    start, end = _span(data, rng, 20000)
    at = rng.randrange(len(other) + 1)
    data[start:end] = other[at : at + rng.randrange(1, 20000)]


def _flip(data: bytearray, _other: bytes, rng: random.Random) -> None:
    for _ in range(min(len(data), rng.choice((1, 10, 200)))):
        data[rng.randrange(len(data))] = rng.randrange(256)


def _cut(data: bytearray, _other: bytes, rng: random.Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _swap_tag(data: bytearray, _other: bytes, rng: random.Random) -> None:
    old, new = rng.sample(
        (b"<p", b"<div", b"<a ", b"<li", b"<td", b"<h1", b"<span", b"<script", b"<img", b"</"), 2
    )
    data[:] = bytes(data).replace(old, new, rng.choice((1, 5, -1)))


def _reencode(data: bytearray, _other: bytes, rng: random.Random) -> None:
    text = bytes(data).decode("utf-8", "replace")
    data[:] = text.encode(rng.choice(("gb18030", "big5", "utf-16", "cp932", "latin-1", "utf-7")), "replace")


INJURIES: list[Callable[[bytearray, bytes, random.Random], None]] = [
    _insert, _insert, _drop, _repeat, _splice, _flip, _cut, _swap_tag, _reencode,
]  # fmt: skip


def complaint(page: bytes, url: str) -> str:
    """What is wrong with extract() on this page; "" when nothing is."""
    started = time.process_time()
    try:
        record = extract(page, url)
        json.dumps(record.to_dict(), allow_nan=False).encode()
    except Exception:  # noqa: BLE001 - finding these is what this program is for
        return traceback.format_exc()
    spent = time.process_time() - started
    for name, source in record.article.provenance.items():
        if source.startswith("error") or name == "error":
            return f"{name}: {source}"
    if spent > MIN_SECONDS:
        started = time.process_time()
        try:
            lxml.html.document_fromstring(page or b"<p>")
        except Exception:  # noqa: BLE001 - only its time is wanted
            started -= spent
        bare = time.process_time() - started
        if spent > TIMES_PARSE * max(bare, 0.001):
            return f"slow: {spent:.1f} s against {bare:.3f} s of parsing, {len(page)} bytes"
    return ""


def seeds(folders: list[Path]) -> list[bytes]:
    """The pages in the folders, in a fixed order."""
    files = sorted(file for folder in folders for file in folder.rglob("*.htm*"))
    return [gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    pages = seeds(arguments.folders)
    until = time.monotonic() + arguments.seconds
    count, found = 0, set()
    while time.monotonic() < until:
        page = mutate(rng.choice(pages), rng.choice(pages), rng)
        wrong = complaint(page, rng.choice(("", "https://news.example/2024/05/06/a.html", "http://[", "x")))
        count += 1
        last_line = wrong.strip().splitlines()[-1] if wrong else ""
        if wrong and last_line[:60] not in found:
            found.add(last_line[:60])
            print(wrong, flush=True)
            if arguments.keep:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                (arguments.keep / f"{sha256(page).hexdigest()[:12]}.html").write_bytes(page)
    print(f"{count} pages, {len(found)} kinds of findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
