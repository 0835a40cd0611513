"""The rules of robots.txt files in one form, and those that concern one program."""

from __future__ import annotations

import pytest

from newsarchive.monitor.rules import normal_rules, rules_for

TEXT = """\ufeff# Welcome
User-Agent: *
Disallow:  /search   # slow
Disallow: /private/

Sitemap: https://news.example/sitemap-20261126.xml
user-agent: GPTBot
user-agent: newsarchive
DISALLOW: /
Crawl-delay: 5
not a rule
"""


def test_comments_case_and_sitemaps_make_no_difference() -> None:
    assert normal_rules(TEXT.removeprefix("\ufeff")) == (
        "user-agent: *\ndisallow: /search\ndisallow: /private/\n"
        "user-agent: GPTBot\nuser-agent: newsarchive\ndisallow: /\ncrawl-delay: 5"
    )
    assert normal_rules("") == ""
    assert normal_rules(normal_rules(TEXT)) == normal_rules(TEXT)


@pytest.mark.parametrize(
    ("agent", "rules"),
    [
        ("newsarchive", ("disallow: /", "crawl-delay: 5")),
        ("gptbot", ("disallow: /", "crawl-delay: 5")),
        ("other", ("disallow: /search", "disallow: /private/")),
    ],
)
def test_own_groups_come_before_the_general_one(agent: str, rules: tuple[str, ...]) -> None:
    assert rules_for(TEXT.removeprefix("\ufeff"), agent) == rules
