"""An article as a person reads it: headline, byline, wrapped body with its pictures, other editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from newsarchive.cli.printing import clean, one_line, out
from newsarchive.cli.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

# Longer lines tire the eye; 76 cells are 38 Chinese characters.
TEXT_WIDTH = 76


def print_article(record: Mapping[str, Any]) -> None:
    """Print an article record (archived, or just extracted: what is missing is left out)."""
    console = out()
    width = min(console.width, TEXT_WIDTH)
    for line in wrap(one_line(record["title"] or "(no title)"), width):
        console.print(Text(line, "bold"))
    for line in wrap(byline(record), width):
        console.print(Text(line, "cyan"))
    if record["url"]:
        console.print(Text(one_line(record["url"]), "dim"), soft_wrap=True)
    for remark in _remarks(record):
        console.print(Text(one_line(remark), "yellow"), soft_wrap=True)
    _print_body(console, record, width)
    _print_footer(console, record)


def byline(record: Mapping[str, Any]) -> str:
    """Date, section and the people and outlets credited, as one line."""
    people = "、" if str(record["language"]).startswith(("zh", "ja")) else ", "
    parts = (
        shown_date(record["published"]),
        record["category"],
        people.join(record["authors"]),
        record["source"] and f"source: {record['source']}",
        record["editor"] and f"editor: {record['editor']}",
    )
    return one_line(" · ".join(part for part in parts if part))


def shown_date(published: str | None) -> str:
    """The publication date as a person writes it: a day, or a day and the minute."""
    return (published or "")[:16].replace("T", " ")


def _remarks(record: Mapping[str, Any]) -> Iterator[str]:
    if record.get("status") == "gone":
        yield f"No longer on the site; last seen {record['last_seen'][:10]}."
    if record.get("revision"):
        yield f"Revision {record['revision']}, changed {record['last_changed'][:10]}."
    if record.get("duplicate_of"):
        yield f"Repeats {record['duplicate_of']}"


def _print_body(console: Console, record: Mapping[str, Any], width: int) -> None:
    indent = "　　" if str(record["language"]).startswith("zh") else ""
    pictures = list(record["images"])
    for index, paragraph in enumerate(str(record["body"]).split("\n")):
        while pictures and pictures[0]["position"] <= index:
            _print_picture(console, pictures.pop(0), width)
        console.print()
        for line in wrap(clean(paragraph), width, indent):
            console.print(Text(line))
    for picture in pictures:
        _print_picture(console, picture, width)


def _print_picture(console: Console, picture: Mapping[str, Any], width: int) -> None:
    words = " · ".join(one_line(part) for part in (picture["caption"], picture["credit"]) if part)
    console.print()
    for line in wrap(f"[picture] {words}".strip(), width):
        console.print(Text(line, "italic green"))
    console.print(Text(one_line(picture["url"]), "dim"), soft_wrap=True)


def _print_footer(console: Console, record: Mapping[str, Any]) -> None:
    lines = []
    if record["tags"]:
        lines.append("Tags: " + ", ".join(record["tags"]))
    lines.extend(f"{tag}: {url}" for tag, url in record["variants"].items())
    if lines:
        console.print()
    for line in lines:
        console.print(Text(one_line(line), "dim"), soft_wrap=True)
