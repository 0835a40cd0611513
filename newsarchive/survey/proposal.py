"""The text of a new site file: what was found out, with the guesses marked as such."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from newsarchive.sitefiles import shown_duration
from newsarchive.urls import site_hosts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from newsarchive.survey.look import Survey

_USUAL: Final = timedelta(hours=1)
_BUSY: Final = 48
"""Articles a day from which a site is looked at each half hour."""
_QUIET: Final = 3
"""Articles a day below which four looks a day do."""


def proposed_every(survey: Survey, now: datetime) -> timedelta:
    """How often to look, by how much the last days brought."""
    days = [moment for text in survey.dates if (moment := _day(text)) is not None]
    lately = [day for day in days if timedelta(0) <= now.date() - day <= timedelta(days=3)]
    if len(days) < 5:
        return _USUAL
    a_day = len(lately) / 4
    if a_day >= _BUSY:
        return timedelta(minutes=30)
    return timedelta(hours=6) if a_day < _QUIET else _USUAL


def site_text(survey: Survey, key: str, every: timedelta, contact: str = "") -> str:
    """The file as TOML; ``contact`` goes into its options."""
    return "\n".join(_lines(survey, key, every, contact)) + "\n"


def _lines(survey: Survey, key: str, every: timedelta, contact: str) -> Iterator[str]:
    yield "# Written by `newsarchive sites add`; change what is wrong. Every key: docs/adding-a-site.md"
    yield f"key = {_quoted(key)}"
    yield f"name = {_quoted(survey.name or key)}"
    yield f"hosts = [{', '.join(map(_quoted, site_hosts((survey.start,))))}]"
    yield f"start = [{_quoted(survey.start)}]"
    yield f'every = "{shown_duration(every)}"'
    if survey.language:
        yield f"language = {_quoted(survey.language)}  # guessed from {len(survey.samples)} articles"
    if survey.zone.name:
        yield f"timezone = {_quoted(survey.zone.name)}  # guessed from {survey.zone.reason}"
    else:
        yield '# timezone = "Asia/Shanghai"  # nothing tells; dates without an offset are taken as UTC'
    yield ""
    yield "# Options of `newsarchive crawl` for this site:"
    yield "[crawl]" if contact else "# [crawl]"
    if contact:
        yield f"contact = {_quoted(contact)}"
    yield "# max_articles = 2000"
    yield "# images = true"
    yield ""
    yield "# Where a field comes out wrong, say where it stands (see: newsarchive extract URL --explain):"
    yield "# [select]"
    yield '# title = "h1.headline"'


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are all known there."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _day(text: str) -> date | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).date()
