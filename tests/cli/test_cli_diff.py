"""`newsarchive diff` on a page of the bundled portal that its publisher edited."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.demo import build_portal
from newsarchive.model import Page
from newsarchive.process import process
from newsarchive.profile import GENERIC

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

BASE = "http://portal.example"
AT = datetime(2024, 5, 1, 8, tzinfo=UTC)


PARAGRAPH = "市水务局昨天说，老城区的三座泵站已经全部修好，周末之前会把水压恢复到原来的水平，居民不必再储水。"
EDITED = PARAGRAPH.replace("三座", "两座").replace("周末之前", "下个月底")
OTHERS = [
    f"第{number}处积水点在{street}路口，排水口被落叶堵住，工人用了{number + 2}个小时清理，夜里又去看了一次。"
    for number, street in enumerate(("解放", "人民", "东风", "长江"), 1)
]
PARAGRAPHS = "".join(f"<p>{line}</p>\n" for line in (PARAGRAPH, *OTHERS))
HTML = (
    "<!doctype html><html lang=zh><head><meta charset=utf-8><title>老城区泵站全部修好</title></head><body>\n"
    "<article><h1>老城区泵站全部修好</h1><p class=meta>2024-05-01 09:30 来源：城市报</p>\n"
    f"<div class=content>\n{PARAGRAPHS}</div></article></body></html>\n"
)
PAGE = Page(f"{BASE}/news/2024/05/01/4711.html", HTML.encode(), fetched_at=AT)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as it was on four days: edited on the second, only a comment and an error after that."""
    folder = tmp_path_factory.mktemp("edited")
    edited = PAGE.body.replace(PARAGRAPH.encode(), EDITED.encode())
    with Writer.open(folder, site=SiteSpec("portal", home=f"{BASE}/")) as writer:
        for day, body in enumerate((PAGE.body, edited, edited + b"<!-- \x1b[31m -->")):
            page = replace(PAGE, body=body, fetched_at=AT + timedelta(days=day))
            writer.record(page, process(page, GENERIC))
        other = replace(
            PAGE, url=f"{PAGE.url}?print=1", body=PAGE.body.replace(b"<h1>", b"<h1>\xe5\x8d\xb0 ")
        )
        outcome = process(replace(other, url=PAGE.url), GENERIC)
        writer.record(replace(other, fetched_at=AT + timedelta(hours=60)), outcome)
        writer.keep(replace(PAGE, body=b"busy", status=503, fetched_at=AT + timedelta(days=3)))
        listing = Page(f"{BASE}/", build_portal(articles=12).respond("/", BASE).body)
        for days in range(2):
            writer.record(replace(listing, fetched_at=AT + timedelta(days=days)), process(listing, GENERIC))
        writer.finish("finished")
    return folder


def test_the_last_two_that_differ_are_compared_by_words(newsarchive: Newsarchive, archive: Path) -> None:
    out = newsarchive("diff", "1", archive=archive).stdout
    assert "capture 1 of 2024-05-01T08:00:00Z → 3 of 2024-05-03T08:00:00Z" in out
    assert "老城区的[-三-]{+两+}座泵站" in out
    assert "[-周末之前-]{+下个月底+}" in out
    assert len(out.splitlines()) == 3


def test_moments_choose_the_captures(newsarchive: Newsarchive, archive: Path) -> None:
    out = newsarchive("diff", PAGE.url, "--from", "2024-05-01", "--to", "2024-05-02", archive=archive).stdout
    assert "capture 1 of 2024-05-01T08:00:00Z → 2 of 2024-05-02T08:00:00Z" in out


def test_as_data(newsarchive: Newsarchive, archive: Path) -> None:
    record = json.loads(newsarchive("diff", "1", "--json", archive=archive).stdout)
    assert (record["from"]["capture"], record["to"]["capture"]) == (1, 3)
    assert list(record["fields"]) == ["body"]
    assert EDITED in record["fields"]["body"][1]


def test_bytes_are_compared_by_lines(newsarchive: Newsarchive, archive: Path) -> None:
    out = newsarchive("diff", "1", "--raw", archive=archive).stdout
    assert "\n--- " in "\n" + out
    assert "+" in {line[:1] for line in out.splitlines()}
    assert "\x1b" not in out
    assert "\n+<!-- [31m -->\n" in out


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["1", "--from", "2024-05-03", "--to", "2024-05-01"], 1, "is later than 2024-05-01"),
        (["1", "--to", "2024-05-01"], 2, "no earlier capture"),
        (["1", "--raw", "--json"], 1, "--raw is for reading"),
        ([f"{BASE}/"], 1, "is no article but listing"),
    ],
)
def test_what_cannot_be_compared_is_told(
    newsarchive: Newsarchive, archive: Path, arguments: list[str], status: int, told: str
) -> None:
    done = newsarchive("diff", *arguments, archive=archive)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
