"""Which pages a browser is asked for: those that come out empty and show signs of scripts, within bounds."""

from __future__ import annotations

import pytest

from newsarchive.crawl.rendering.choice import (
    GIVE_UP_AFTER,
    GIVE_UP_SITE_AFTER,
    STRAIGHT_AFTER,
    Experience,
    has_helped,
    is_html,
    seems_empty,
)
from newsarchive.crawl.rendering.chromium import find_chromium, missing
from newsarchive.crawl.rendering.renderer import as_rendered
from newsarchive.model import Article, Link, LinkRole, Outcome, OutcomeKind, Page

URL = "https://news.example/a/1.html"
HTML = (("Content-Type", "text/html"),)
SHELL = b"<!doctype html><html><body><div id=app></div><script src=/app.js></script></body></html>"
NOSCRIPT = (
    b"<html><body><noscript>You need to enable JavaScript to run this app.</noscript>"
    b"<script src=/a.js></script></body></html>"
)
EMPTY_LIST = (
    b"<html><body><h1>News</h1><ul class='news-list'></ul><script src=/list.js></script></body></html>"
)
PLAIN = b"<html><body><h1>About us</h1><p>We write.</p><script src=/stat.js></script></body></html>"
CONFIG = b"<html><body><ul class=list></ul><script>var config = {a: 1}</script></body></html>"

ARTICLE = Outcome(OutcomeKind.ARTICLE, URL, "article", article=Article(title="t", body="b"))
LISTING = Outcome(OutcomeKind.LISTING, URL, "listing")
FULL = Outcome(OutcomeKind.LISTING, URL, "listing", links=(Link(URL, LinkRole.ARTICLE),))


def page(body: bytes, status: int = 200, headers: tuple[tuple[str, str], ...] = HTML) -> Page:
    return Page(URL, body, status, headers)


def other(reason: str) -> Outcome:
    return Outcome(OutcomeKind.OTHER, URL, reason)


@pytest.mark.parametrize(
    ("body", "outcome", "section"),
    [
        (SHELL, other("needs-javascript"), False),
        (SHELL, other("no-text"), False),
        (NOSCRIPT, other("not-an-article"), False),
        (SHELL, LISTING, True),
        (EMPTY_LIST, LISTING, True),
        (EMPTY_LIST, other("not-an-article"), True),
    ],
)
def test_an_empty_page_of_scripts_needs_a_browser(body: bytes, outcome: Outcome, section: bool) -> None:
    assert seems_empty(outcome, page(body), section=section)


@pytest.mark.parametrize(
    ("body", "outcome", "section"),
    [
        (SHELL, ARTICLE, False),
        (SHELL, FULL, True),
        (PLAIN, other("not-an-article"), False),
        (PLAIN, LISTING, True),
        (CONFIG, LISTING, True),
        (SHELL, Outcome(OutcomeKind.GONE, URL, "soft-404"), True),
        (SHELL, other("login-wall"), True),
        (SHELL, Outcome(OutcomeKind.FAILED, URL, "http-500"), True),
    ],
)
def test_other_pages_need_none(body: bytes, outcome: Outcome, section: bool) -> None:
    assert not seems_empty(outcome, page(body), section=section)


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (page(SHELL), True),
        (page(SHELL, headers=()), True),
        (page(SHELL, status=404), False),
        (page(b""), False),
        (page(SHELL, headers=(("content-type", "application/pdf"),)), False),
        (page(b"<?xml version='1.0'?><rss></rss>", headers=(("content-type", "text/xml"),)), False),
        (page(b'{"a": 1}'), False),
    ],
)
def test_only_whole_pages_of_html_are_rendered(candidate: Page, expected: bool) -> None:
    assert is_html(candidate) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, ARTICLE, True),
        (LISTING, FULL, True),
        (FULL, FULL, False),
        (other("needs-javascript"), other("needs-javascript"), False),
    ],
)
def test_rendering_helps_if_it_brings_an_article_or_more_of_a_list(
    before: Outcome | None, after: Outcome, expected: bool
) -> None:
    assert has_helped(before, after) is expected


def news(number: int) -> str:
    return f"https://news.example/a/{number}.html"


def test_after_some_pages_of_a_pattern_the_next_go_straight() -> None:
    experience = Experience()
    for number in range(STRAIGHT_AFTER):
        assert not experience.goes_straight(news(100 + number))
        experience.note(news(number), helped=True)
    assert experience.goes_straight(news(99))
    assert not experience.goes_straight("https://news.example/b/list")


def test_a_pattern_rendered_in_vain_is_left_alone() -> None:
    experience = Experience()
    for number in range(GIVE_UP_AFTER):
        assert not experience.is_hopeless(news(number))
        experience.note(news(number), helped=False)
    assert experience.is_hopeless(news(99))
    assert not experience.is_hopeless("https://news.example/b/list")


def test_a_site_rendered_in_vain_is_left_alone() -> None:
    experience = Experience()
    for letter in "abcdefghijklm"[:GIVE_UP_SITE_AFTER]:
        experience.note(f"https://news.example/{letter}/1.html", helped=False)
    assert experience.is_hopeless("https://news.example/z/1.html")


def test_one_page_that_was_helped_keeps_a_site_hopeful() -> None:
    experience = Experience()
    experience.note(news(1), helped=True)
    for letter in "bcdefghijklm"[:GIVE_UP_SITE_AFTER]:
        experience.note(f"https://news.example/{letter}/1.html", helped=False)
    assert not experience.is_hopeless("https://news.example/z/1.html")


def test_a_rendered_page_carries_no_validators_of_the_bytes_that_were_sent() -> None:
    headers = (*HTML, ("ETag", '"1"'), ("Last-Modified", "x"), ("Content-Encoding", "gzip"), ("Server", "s"))
    rendered = as_rendered(page(SHELL, headers=headers), "<html>长\ud800</html>", URL)
    assert rendered.headers == (
        ("Server", "s"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Newsarchive-Rendered", "1"),
    )
    assert rendered.body == "<!DOCTYPE html><html>长?</html>".encode()
    assert rendered.requested_url == ""


def test_a_page_that_led_elsewhere_remembers_what_was_asked() -> None:
    rendered = as_rendered(page(SHELL), "<html></html>", "https://news.example/a/2.html")
    assert (rendered.url, rendered.requested_url) == ("https://news.example/a/2.html", URL)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setenv("PATH", "/no/such/folder")
    assert find_chromium() is None
    assert "apt install chromium" in missing()
    monkeypatch.setenv("CHROME", "/no/such/browser")
    assert "'/no/such/browser'" in missing()
