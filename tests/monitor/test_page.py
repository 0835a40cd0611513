"""The page of a run: whole by itself, and hostile text of a site stays text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from newsarchive.archive.monitoring.records import AlarmRecord, MeasuredRun
from newsarchive.model import Article, HotEntry, HotList
from newsarchive.monitor.measures import Measures
from newsarchive.monitor.page import run_page


def measured(number: int, text: str, url: str) -> MeasuredRun:
    measures = Measures()
    measures.page(url, "article", text, 0.2)
    measures.article(url, Article(title="t", body="正" * 400, provenance={"title": text}), "recent")
    measures.unreadable(url)
    measures.listing(url, "category", 5, (HotList(text, (HotEntry(1, "t", "u"),)),))
    measures.totals.update(requests=9, bytes=2_000_000, milliseconds=1500)
    at = f"2026-05-0{number}T10:00:00Z"
    told = measures.to_dict()
    outcomes = {f"failed: {text}": 2, "article: article": 1}
    coverage = ({"source": text, "seen": 4, "stored": 2, "gone": 1},)
    return MeasuredRun(
        number, text, "finished", at, at, number, 0, 0, 0, outcomes, "finished", text, told, coverage
    )  # fmt: skip


def page(text: str, url: str, runs: int = 3) -> str:
    history = [measured(number, text, url) for number in range(1, runs + 1)]
    at = history[-1].ended_at
    alarm = AlarmRecord(1, text, "hot", text, at, runs, at, runs, None, None, text, text, url, text, text)
    return run_page(history, [alarm, replace(alarm, message="of another site", site="other")], "1.0")


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&amp;"


def test_hostile_text_stays_text() -> None:
    made = page(HOSTILE, "javascript:alert(1)//" + HOSTILE)
    tree = html.document_fromstring(made)
    assert tree.xpath("//script | //img | //iframe | //link | //a") == []
    assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
    assert HOSTILE in tree.xpath("string(//h1)")
    assert "of another site" not in made


@settings(max_examples=8)
@given(st.text(min_size=1), st.text(min_size=1))
def test_no_text_makes_an_element_of_its_own(text: str, url: str) -> None:
    plain = html.document_fromstring(page("x", "y"))
    tree = html.document_fromstring(page(text, url).encode("utf-8", "replace"))
    shape = [element.tag for element in plain.iter() if isinstance(element.tag, str)]
    assert [element.tag for element in tree.iter() if isinstance(element.tag, str)] == shape


def test_the_page_needs_nothing_from_anywhere() -> None:
    made = page("news.example", "https://news.example/a?b=1&c=2")
    tree = html.document_fromstring(made)
    assert "url(" not in made
    assert "@import" not in made
    assert tree.xpath("//@src") == []
    assert {a.get("href") for a in tree.xpath("//a")} == {"https://news.example/a?b=1&c=2"}
    assert {a.get("rel") for a in tree.xpath("//a")} == {"noreferrer noopener nofollow"}
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_the_page_says_what_the_run_did_and_what_is_usual() -> None:
    text = " ".join(
        html.document_fromstring(page("news.example", "https://news.example/a")).text_content().split()
    )
    for words in ("3new articles", "usually 2", "2.0 MB", "readable as an article", "50 %", "one without it"):
        assert words in text, words


def test_a_first_run_is_shown_without_a_past() -> None:
    made = page("news.example", "https://news.example/a", runs=1)
    assert "usually" not in html.document_fromstring(made).xpath("string(//div[@class='cards'])")
    assert 'class="spark"' not in made
