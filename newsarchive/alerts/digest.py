"""Writes one digest as a message: titles, snippets with hits, addresses; bounded, and harmless to show."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from newsarchive.alerts.declared import MARKDOWN
from newsarchive.archive.alerts.records import ALARM, CHANGED, ENDED, NEW, RANKED, REMOVED
from newsarchive.text.harmless import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.archive.alerts.records import Claim, StoredEvent

KINDS: Final = {
    NEW: "new article",
    CHANGED: "article changed",
    REMOVED: "article removed",
    RANKED: "hot list",
    ALARM: "alarm",
    ENDED: "alarm over",
}
# In a message, @everyone and <!channel> call people; what follows a zero-width space calls nobody.
_CALLING: Final = re.compile(r"([@<])(?=\S)")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
# All that an address may hold and that neither ends a link in Markdown nor begins anything else.
_SAFE_IN_ADDRESS: Final = "/:?#@!$&'+,;=%~._-"
# What Markdown reads as more than itself within a line; angle brackets would begin HTML.
_MARKDOWN: Final = str.maketrans({c: f"\\{c}" for c in "\\`*_[]~"} | {"<": "\uff1c", ">": "\uff1e"})


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is given."""

    title: str
    body: str


def write_digest(claim: Claim, form: str, items: int, room: int) -> Message:
    """The digest in ``form`` with at most ``items`` events and ``room`` characters; what is left is counted.

    The events of all rules take turns, so that a rule with many does not hide the others.
    """
    chosen = _chosen(claim.events, items)
    while True:
        body = "\n".join(_lines(claim, chosen, form))
        if len(body) <= room or not chosen:
            return Message(_title(claim), body if len(body) <= room else f"{body[: room - 1]}…")
        chosen.popitem()


def _title(claim: Claim) -> str:
    sites = sorted({event.site for event in claim.events})
    where = one_line(sites[0]) if len(sites) == 1 else f"{len(sites)} sites"
    return f"newsarchive: {_counted(claim.total, 'alert')} ({where})"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _chosen(events: Sequence[StoredEvent], items: int) -> dict[tuple[str, str, str], list[StoredEvent]]:
    """The events to show: what several rules tell of the same thing stands together, under the first."""
    per_rule: dict[str, list[StoredEvent]] = {}
    for event in events:
        per_rule.setdefault(event.rule, []).append(event)
    turns = [queue[turn] for turn in range(len(events)) for queue in per_rule.values() if turn < len(queue)]
    chosen: dict[tuple[str, str, str], list[StoredEvent]] = {}
    for event in turns:
        key = (event.kind, event.url, event.title.replace("**", ""))
        if key in chosen or len(chosen) < items:
            chosen.setdefault(key, []).append(event)
    return chosen


def _lines(claim: Claim, chosen: dict[tuple[str, str, str], list[StoredEvent]], form: str) -> Iterator[str]:
    yield from _remarks(claim, form)
    told = Counter(event.rule for group in chosen.values() for event in group)
    number = 0
    for rule, count in claim.per_rule.items():
        name = _plain(rule, form)
        yield f"**{name}** ({count:,})" if form == MARKDOWN else f"{name} ({count:,})"
        yield ""
        for event, *others in chosen.values():
            if event.rule == rule:
                number += 1
                yield from _item(number, event, [other.rule for other in others], form)
                yield ""
        if count > told[rule]:
            yield f"… and {count - told[rule]:,} more"
            yield ""
    if claim.digest and claim.total > sum(told.values()):
        yield _code(f"newsarchive alerts log --digest {claim.digest}", "All of them: ", form)


def _remarks(claim: Claim, form: str) -> Iterator[str]:
    repeats = sum(event.is_repeat for event in claim.events)
    if repeats:
        yield (
            f"{_counted(repeats, 'alert')} of these may have reached you before:"
            " an earlier attempt ended without an answer."
        )
        yield ""
    if claim.lost:
        yield _code(
            "newsarchive alerts log --status given_up",
            f"{_counted(claim.lost, 'older alert')} could not be delivered here in time: ",
            form,
        )
        yield ""


def _item(number: int, event: StoredEvent, others: list[str], form: str) -> Iterator[str]:
    address = _address(event.url)
    title = _marked(event.title, form) or address or "?"
    about = [KINDS[event.kind], event.site, event.note]
    if others:
        about.append(f"also: {', '.join(others)}")
    about_line = " · ".join(_plain(part, form) for part in about if part)
    snippet = _marked(event.snippet, form)
    if form == MARKDOWN:
        # Two blanks at its end make Markdown break a line.
        head = f"{number}. [{title}]({address})" if address else f"{number}. {title}"
        yield "  \n   ".join(part for part in (head, about_line, snippet) if part)
    else:
        yield "\n   ".join(part for part in (f"{number}. {title}", about_line, snippet, address) if part)


def _marked(text: str, form: str) -> str:
    """A text whose hits stand between ``**``, with these shown as the form shows them."""
    opening, closing = ("**", "**") if form == MARKDOWN else ("[", "]")
    pieces = one_line(text).split("**")
    return "".join(
        f"{opening}{_plain(piece, form)}{closing}" if number % 2 else _plain(piece, form)
        for number, piece in enumerate(pieces)
    )


def _plain(text: str, form: str) -> str:
    """Archived text that is nothing but text."""
    blanks = " " if text[:1].isspace() else "", " " if text[-1:].isspace() else ""
    text = one_line(text)
    if not text:
        return blanks[0]
    text = text.translate(_MARKDOWN) if form == MARKDOWN else text
    return blanks[0] + _CALLING.sub("\\1\u200b", text) + blanks[1]


def _address(url: str) -> str:
    """An address that a person can open; what is none is left out."""
    return quote(one_line(url), safe=_SAFE_IN_ADDRESS) if _ADDRESS.fullmatch(url) else ""


def _code(command: str, before: str, form: str) -> str:
    return f"{before}`{command}`" if form == MARKDOWN else f"{before}{command}"
