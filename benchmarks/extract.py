#!/usr/bin/env python3
"""Score extract() and the peers that are installed on pages with gold records, in one run on one machine.

    python benchmarks/extract.py [--bench ../shared/bench] [--sets zyte fundus zh] [--passes 3]

The bench folder holds score.py (its docstring defines every figure) and a folder for each set. ``x parse`` is
CPU time over lxml.html.document_fromstring on the same bytes in the same process.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html

from newsarchive import extract

if TYPE_CHECKING:
    from collections.abc import Callable

Page = tuple[str, bytes, str]
FIGURES = (
    "f1", "precision", "recall", "empty_bodies", "title_exact", "title_fuzzy", "date_match", "author_f1",
    "credit_recall", "credit_precision", "caption_recall", "source", "editor", "category", "clean",
    "hot_list", "hot_order",
)  # fmt: skip


def ours(html: bytes, url: str) -> dict[str, Any]:
    """This project's record."""
    return extract(html, url).to_dict()


def trafilatura_reader() -> Callable[[bytes, str], dict[str, Any]]:
    """Trafilatura with its metadata."""
    import trafilatura

    def read(html: bytes, url: str) -> dict[str, Any]:
        found = trafilatura.bare_extraction(html, url=url or None, with_metadata=True)
        if found is None:
            return {}
        author = (found.author or "").split("; ")
        return {
            "title": found.title,
            "body": found.text,
            "published": found.date,
            "authors": list(filter(None, author)),
        }

    return read


def readability_reader() -> Callable[[bytes, str], dict[str, Any]]:
    """readability-lxml, its summary as text."""
    from readability import Document

    def read(html: bytes, _url: str) -> dict[str, Any]:
        document = Document(html.decode("utf-8", "replace"))
        summary = lxml.html.document_fromstring(document.summary())
        return {"title": document.short_title(), "body": "\n".join(summary.itertext())}

    return read


def resiliparse_reader() -> Callable[[bytes, str], dict[str, Any]]:
    """Resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(html: bytes, _url: str) -> dict[str, Any]:
        text = bytes_to_str(html, detect_encoding(html))
        return {"body": extract_plain_text(text, main_content=True, alt_texts=False)}

    return read


PEERS = {
    "trafilatura": trafilatura_reader,
    "readability-lxml": readability_reader,
    "resiliparse": resiliparse_reader,
}


def installed() -> dict[str, Callable[[bytes, str], dict[str, Any]]]:
    """This project and the peers that can be imported here."""
    readers: dict[str, Callable[[bytes, str], dict[str, Any]]] = {"newsarchive": ours}
    for name, make in PEERS.items():
        try:
            readers[name] = make()
        except ImportError:
            print(f"{name} is not installed: left out", file=sys.stderr)
    return readers


def spend(function: Callable[[bytes, str], Any], pages: list[Page]) -> tuple[list[Any], float, float]:
    """Results, CPU seconds in all, and the slowest page's."""
    results, times = [], []
    for _, html, url in pages:
        started = time.process_time()
        try:
            results.append(function(html, url))
        except Exception as error:  # noqa: BLE001 - a peer's failure is a figure, not an end
            results.append(error)
        times.append(time.process_time() - started)
    return results, sum(times), max(times)


def floor(html: bytes, _url: str) -> Any:
    """Bare parsing."""
    return lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))


def measure(name: str, reader: Callable[[bytes, str], Any], folder: Path, passes: int, score: Any) -> str:
    """One line of the table."""
    gold = score.read_jsonl(folder / "gold.jsonl")
    pages = [
        (g["id"], gzip.decompress((folder / "pages" / f"{g['id']}.html.gz").read_bytes()), g.get("url") or "")
        for g in gold
    ]
    spend(reader, pages[:5])
    runs = [(spend(floor, pages)[1], spend(reader, pages)) for _ in range(passes)]
    ratio = statistics.median(ours_time / base for base, (_, ours_time, _) in runs)
    results = runs[-1][1][0]
    errors = sum(isinstance(result, Exception) for result in results)
    given = [
        {"id": page[0]} if isinstance(result, Exception) else {**result, "id": page[0]}
        for page, result in zip(pages, results, strict=True)
    ]
    notes = folder / "notes.jsonl"
    summary, _ = score.score(gold, given, score.read_jsonl(notes) if notes.exists() else [])
    values = [summary.get(figure) for figure in FIGURES]
    cells = ["-" if v is None else str(v) if isinstance(v, int) else f"{v:.3f}" for v in values]
    slowest = 1000 * max(run[1][2] for run in runs)
    return f"| {folder.name} | {name} | {' | '.join(cells)} | {errors} | {ratio:.1f} | {slowest:.0f} |"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, default=Path(__file__).parents[2] / "shared" / "bench")
    parser.add_argument("--sets", nargs="+", default=["zyte", "fundus", "zh"])
    parser.add_argument("--passes", type=int, default=3)
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.bench))
    score = importlib.import_module("score")
    print(f"| set | system | {' | '.join(FIGURES)} | errors | x parse | slowest ms |")
    print("|---" * (len(FIGURES) + 5) + "|")
    for name, reader in installed().items():
        for chosen in arguments.sets:
            print(measure(name, reader, arguments.bench / chosen, arguments.passes, score), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
