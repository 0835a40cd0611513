"""Finds listings and hot lists that used to be filled and are empty or gone."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from newsarchive.archive.monitoring.records import Alarm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.monitoring.records import History, MeasuredRun
    from newsarchive.monitor.verdict import Verdict
    from newsarchive.sitefiles.thresholds import Thresholds

LISTING: Final = "listing"
HOT: Final = "hot"
ALL: Final = ""
"""Subject when most listings are empty at once: that is one cause, not forty."""
_MANY: Final = 4
_FULL: Final = 5
"""Entries of a list from which on few are strange; less only if there are none."""
_ALWAYS: Final = 0.9
_JUDGED: Final = frozenset({"start", "category", "listing", "feed"})
"""Not sitemaps: one of news may be empty on a quiet day."""


def judge_listings(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge each list page that this run has read."""
    empty: list[Alarm] = []
    judged = 0
    for url, (role, links) in history.run.measures.get("lists", {}).items():
        known = history.open_alarm(LISTING, url) or history.open_alarm(LISTING, ALL)
        before = _before(history, known.began_run if known else None)
        usual = [run.measures["lists"][url][1] for run in before if url in run.measures.get("lists", {})]
        if role not in _JUDGED or not _is_known(usual, thresholds):
            continue
        judged += 1
        if _is_emptied(links, usual, thresholds):
            empty.append(_listing_alarm(url, role, links, usual))
        else:
            verdict.clear(LISTING, url)
    if len(empty) >= _MANY and (2 * len(empty) >= judged or history.open_alarm(LISTING, ALL)):
        verdict.found(_all_alarm(empty, judged))
        return
    if judged:
        verdict.clear(LISTING, ALL)
    for alarm in empty:
        verdict.found(alarm)


def judge_hot_lists(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge each hot list that stood on a list page which this run has read again."""
    now = history.run.measures.get("hot", {})
    names = {name: None for run in reversed(history.lately) for name in run.measures.get("hot", {})}
    for name in names:
        alarm = history.open_alarm(HOT, name)
        before = _before(history, alarm.began_run if alarm else None)
        page, usual = _hot_before(name, before)
        if page not in history.run.measures.get("lists", {}) or not _is_known(usual, thresholds):
            continue
        entries = now.get(name, (0, ""))[0]
        if _is_emptied(entries, usual, thresholds):
            verdict.found(_hot_alarm(name, page, entries, usual, [other for other in now if other != name]))
        else:
            verdict.clear(HOT, name)


def _before(history: History, since: int | None) -> list[MeasuredRun]:
    return [run for run in history.lately if since is None or run.run < since]


def _hot_before(name: str, before: Sequence[MeasuredRun]) -> tuple[str, list[int]]:
    """The page that showed the list last, and its entries in each run since it was first seen there."""
    page, counts = "", []
    for run in before:
        shown = run.measures.get("hot", {}).get(name)
        if shown is not None:
            page = shown[1]
            counts.append(shown[0])
        elif page and page in run.measures.get("lists", {}):
            counts.append(0)
    return page, counts


def _is_known(usual: Sequence[int], thresholds: Thresholds) -> bool:
    filled = sum(count > 0 for count in usual)
    return filled >= thresholds.sightings and filled >= _ALWAYS * len(usual)


def _is_emptied(count: int, usual: Sequence[int], thresholds: Thresholds) -> bool:
    middle = median(usual)
    if not count:
        return middle >= 2
    return middle >= _FULL and count <= thresholds.emptied * middle and 2 * count < min(n for n in usual if n)


def _listing_alarm(url: str, role: str, links: int, usual: Sequence[int]) -> Alarm:
    expected = f"{median(usual):.0f}"
    return Alarm(
        LISTING, url, f"{links} articles", f"{expected} articles",
        f"the {_WORDS.get(role, role)} {url} shows {links or 'no'} articles, usually {expected}", url,
        "links to articles outside hot lists",
    )  # fmt: skip


_WORDS: Final = {"start": "start page", "category": "section", "listing": "listing", "feed": "feed"}


def _all_alarm(empty: Sequence[Alarm], judged: int) -> Alarm:
    first = empty[0]
    return Alarm(
        LISTING, ALL, f"{len(empty)} of {judged} listings are empty", "none",
        f"{len(empty)} of {judged} listings show no or few articles; {first.message}", first.example_url,
        first.rule,
    )  # fmt: skip


def _hot_alarm(name: str, page: str, entries: int, usual: Sequence[int], others: Sequence[str]) -> Alarm:
    expected = f"{median(usual):.0f}"
    instead = f"; the site now shows {', '.join(others[:3])}" if others else ""
    return Alarm(
        HOT, name, f"{entries} entries", f"{expected} entries",
        f"the hot list {name} has {entries or 'no'} entries, usually {expected}{instead}", page,
        "a ranking under this heading",
    )  # fmt: skip
