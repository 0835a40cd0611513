"""A digest is bounded, fair to all rules, and shows archived text as nothing but text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.alerts.digest import write_digest
from newsarchive.archive.alerts.records import Claim, StoredEvent


def event(rule: str, number: int, title: str = "题", **fields: object) -> StoredEvent:
    url = fields.pop("url", f"https://portal.example/{number}")
    thing = f"address:{number}"
    return StoredEvent(
        rule, thing, "new", 1, url, title, site="portal", noted_at="2026-05-01T08:00:00Z", **fields
    )  # type: ignore[arg-type]


def claim(*events: StoredEvent, counts: dict[str, int] | None = None, lost: int = 0) -> Claim:
    per_rule = counts or {}
    if not counts:
        for one in events:
            per_rule[one.rule] = per_rule.get(one.rule, 0) + 1
    return Claim(7, "desk", per_rule, events, lost, "2026-05-01T08:00:00Z")


def test_plain_text_for_a_person() -> None:
    events = [
        event("芯片", 1, "新**晶片**發布", note="", snippet="……下一代**芯片**的路線"),
        event("芯片", 2, "第二篇"),
    ]
    message = write_digest(claim(*events), "text", 20, 5000)
    assert message.title == "newsarchive: 2 alerts (portal)"
    assert message.body == (
        "芯片 (2)\n\n"
        "1. 新[晶片]發布\n   new article · portal\n   ……下一代[芯片]的路線\n   https://portal.example/1\n\n"
        "2. 第二篇\n   new article · portal\n   https://portal.example/2\n"
    )


def test_markdown_for_a_chat() -> None:
    message = write_digest(claim(event("芯片", 1, "新**晶片**發布", snippet="一*")), "markdown", 20, 5000)
    assert message.body == (
        "**芯片** (1)\n\n1. [新**晶片**發布](https://portal.example/1)  \n"
        "   new article · portal  \n   一\\*\n"
    )


def test_many_events_are_counted_and_every_rule_is_heard() -> None:
    many = [event("many", number) for number in range(100)]
    few = [event("few", 1000 + number) for number in range(2)]
    message = write_digest(claim(*many, *few, counts={"many": 9_000, "few": 2}), "text", 10, 5000)
    assert message.title == "newsarchive: 9,002 alerts (portal)"
    assert message.body.count("https://") == 10
    assert message.body.count("https://portal.example/100") == 2
    assert "… and 8,992 more" in message.body
    assert message.body.endswith("All of them: newsarchive alerts log --digest 7")


def test_what_two_rules_ask_for_is_shown_once() -> None:
    message = write_digest(claim(event("a", 1), event("b", 1), event("b", 2)), "text", 20, 5000)
    assert message.body.count("https://portal.example/1\n") == 1
    assert "new article · portal · also: b" in message.body


@pytest.mark.parametrize("room", [200, 500, 2000])
def test_the_service_s_longest_message_is_kept(room: int) -> None:
    events = [event("a", number, "长" * 150, snippet="文" * 90) for number in range(50)]
    message = write_digest(claim(*events), "text", 50, room)
    assert len(message.body) <= room
    assert "more" in message.body


def test_repeats_and_losses_are_told() -> None:
    message = write_digest(claim(event("a", 1, is_repeat=True), lost=3), "text", 20, 5000)
    assert message.body.startswith("1 alert of these may have reached you before: ")
    assert "3 older alerts could not be delivered here in time: newsarchive alerts log" in message.body


HOSTILE = "\x1b[31m@everyone <!channel> <b onclick=x> [a](javascript:x) `c` _d_ \u202eevil\r\n# head"


def test_hostile_text_is_only_text() -> None:
    shown = write_digest(
        claim(event("a", 1, HOSTILE, snippet=HOSTILE, note=HOSTILE)), "markdown", 20, 5000
    ).body
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert not re.search(r"<|@everyone|(?<!\\)\]\(javascript|(?<!\\)`c|(?<!\\)_d|^# ", shown, re.MULTILINE)
    plain = write_digest(claim(event("a", 1, HOSTILE)), "text", 20, 5000).body
    assert "@everyone" not in plain
    assert "<!" not in plain
    assert "\x1b" not in plain


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "ftp://x/", "https://a b"])
def test_an_address_that_is_none_is_left_out(url: str) -> None:
    for form in ("text", "markdown"):
        assert "](" not in write_digest(claim(event("a", 1, url=url)), form, 20, 5000).body


def test_an_address_cannot_end_its_link() -> None:
    body = write_digest(claim(event("a", 1, url="https://x/a)(b<c>")), "markdown", 20, 5000).body
    assert "](https://x/a%29%28b%3Cc%3E)" in body


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["text", "markdown"]))
def test_any_text_makes_a_digest(title: str, snippet: str, form: str) -> None:
    body = write_digest(claim(event("r", 1, title, snippet=snippet)), form, 20, 5000).body
    assert body.startswith(("r (1)\n\n1. ", "**r** (1)\n\n1. "))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", body)
    assert "\n#" not in body
