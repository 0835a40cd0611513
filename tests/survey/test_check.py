"""Known articles read anew: what comes out as archived, what was edited, and what a new layout has lost."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

from newsarchive.archive.records import ArticleRecord
from newsarchive.model import Page
from newsarchive.process import process
from newsarchive.profile import GENERIC, parse_profile
from newsarchive.survey.check import FieldCheck, SiteCheck, Verdict, check_site
from newsarchive.survey.fetcher import Fetcher

sys.path.append(str(Path(__file__).parents[1] / "crawl"))
from loopback import Answer, Ask, Handler, article_html, reply, running

NUMBERS = (500, 501, 502)


def known(url: str) -> list[ArticleRecord]:
    """The articles as a crawl of the unchanged pages would have stored them."""
    return [record(f"{url}/article/{number}.html", article_html(number)) for number in NUMBERS]


def record(url: str, html: str) -> ArticleRecord:
    article = process(Page(url, html.encode()), GENERIC).article
    assert article is not None
    own = {field.name: getattr(article, field.name) for field in fields(article)}
    rest = {"id": 1, "site": "daily", "status": "live", "first_seen": "", "last_seen": "", "last_changed": ""}
    return ArticleRecord(**own, **rest, revision=0, duplicate_of=None)


def check(handler: Handler, profile: str = "") -> SiteCheck:
    with running(handler) as server:
        fetcher = Fetcher(server.url + "/", delay=0)
        return check_site("daily", known(server.url), fetcher, parse_profile(profile, "daily.toml"), 3)


def number_of(ask: Ask) -> int:
    return int("".join(filter(str.isdigit, ask.path)) or 0)


def unchanged(ask: Ask) -> Answer | None:
    return reply(article_html(number_of(ask))) if ask.path.startswith("/article/") else None


def test_an_unchanged_site_reads_as_archived() -> None:
    found = check(unchanged)
    assert (found.is_well, found.read, found.failures) == (True, 3, [])
    assert {name: str(one.verdict) for name, one in found.fields.items()} == dict.fromkeys(
        ("title", "published", "language", "body"), "same"
    )


def test_one_edited_headline_is_no_fault() -> None:
    def handler(ask: Ask) -> Answer | None:
        title = "更正：第二泊位推迟启用" if number_of(ask) == 501 else ""
        return reply(article_html(number_of(ask), title=title)) if number_of(ask) else None

    found = check(handler)
    assert found.is_well
    assert found.fields["title"].verdict is Verdict.EDITED
    assert found.fields["title"].example is not None
    assert found.fields["title"].example[2] == "更正：第二泊位推迟启用"


def test_a_date_that_is_read_elsewhere_is_a_fault_even_on_one_page() -> None:
    def handler(ask: Ask) -> Answer | None:
        html = article_html(number_of(ask)) if number_of(ask) else ""
        # A template whose date has become that of the last change.
        start, end = html.find("<time"), html.find("</time>")
        other = html[:start] + '<time datetime="2024-12-31T08:00:00+08:00">2024-12-31 08:00' + html[end:]
        return reply(other if number_of(ask) == 502 else html) if html else None

    found = check(handler)
    assert not found.is_well
    assert (found.fields["published"].verdict, found.fields["published"].other) == (Verdict.OTHER, 1)


def test_an_empty_field_is_a_fault_even_on_one_page() -> None:
    one = FieldCheck("authors", same=2, lost=1)
    assert one.verdict is Verdict.LOST


def test_a_selector_that_reads_something_else_is_a_fault() -> None:
    found = check(unchanged, '[select]\ntitle = ".meta"')
    assert found.fields["title"].verdict in (Verdict.OTHER, Verdict.LOST)
    assert not found.is_well


def test_removed_articles_are_no_fault_but_pages_that_are_none_are() -> None:
    def handler(ask: Ask) -> Answer | None:
        if number_of(ask) == 500:
            return reply("gone", 410)
        if number_of(ask) == 501:
            return reply("<html><body><form><input type=password></form>请登录</body></html>")
        return unchanged(ask)

    found = check(handler)
    assert (found.gone, found.read, found.is_well) == (1, 1, False)
    assert "no article any more (login-wall)" in found.failures[0][1]


def test_a_site_that_is_away_is_no_good_sign() -> None:
    found = check(lambda ask: reply("down", 500))
    assert not found.is_well
    assert len(found.failures) == 3
