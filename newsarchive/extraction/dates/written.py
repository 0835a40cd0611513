"""Reading one written date or time: a short text in, its calendar parts out; no clock but the one given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsarchive.extraction.dates.calendars import counts_otherwise, find_persian, find_thai, western_digits
from newsarchive.extraction.dates.monthnames import month_number
from newsarchive.extraction.dates.offsets import read_zone

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

MAX_CHARS = 300
_EARLIEST, _LATEST = 1900, 2100

_M = r"(?P<month>1[0-2]|0?[1-9])"
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_CLOCK = (
    r"(?P<before>上午|下午|晚上|晚间|凌晨|中午|早上|傍晚|午前|午後|오전|오후)?\s?"
    r"(?P<hour>2[0-4]|[01]?\d)(?:[:：.hH]|\s?[時时点點시]\s?)(?P<minute>[0-5]\d)(?:\s?[分분])?"
    r"(?:[:：]?\s?(?P<second>[0-5]\d)(?!\d)(?:[.,]\d{1,9}|\s?[秒초])?)?"
    r"(?:\s?(?P<after>[AaPp]\.?[Mm]\b\.?|[صم](?!\w)|صباحا|مساء))?(?:\s?Uhr\b)?"
)
_ZONE = (
    r"\s{0,2}\(?(?P<zone>Z\b|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?[0-5]\d)?"
    r"|[+-](?:0\d|1[0-4]):?[0-5]\d(?!\d)|[A-Z]{2,5}\b)"
)
# What may stand between a day and its time, either way round; Korean dates end in a dot.
_JOINT = (
    r"(?:\.(?=\s))?(?:[\sT,，،·|～~/–—-]|um|om|at|às|à|as|a las|alle|ore|kl|klo|kello|в|г\.|o|、"
    r"|lúc|godz\.|ساعت|الساعة|เวลา|HKT|SGT|MYT|CST|JST|KST|星期[一-鿿]|[周週][一-鿿]|[(（][一-鿿가-힣]{1,2}[)）]){0,5}"
)
_TIME_AFTER = re.compile(rf"{_JOINT}\s?{_CLOCK}(?:{_ZONE})?")
_TIME_BEFORE = re.compile(rf"(?<![\d.:]){_CLOCK}(?:{_ZONE})?[\s,，·|/–—-]{{0,4}}$")

_YMD = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?(?:[-/.‐–]|年|년)\s?{_M}\s?(?:[-/.‐–]|月|월)\s?{_D}(?!\d|[.,]\d)"
    r"(?:\s?[日号號일])?"
)
# Date and time in neighbouring elements run together: 2018-03-0823:16; a year of two figures only there.
_YMD_GLUED = re.compile(
    r"(?<![\d.-])(?P<year>(?:20)?\d\d)-(?P<month>1[0-2]|0[1-9])-(?P<day>3[01]|[12]\d|0[1-9])(?=\s?[0-2]\d:[0-5]\d)"
)
_ERA = re.compile(
    rf"(?P<era>中華民國|民國|民国|令和|平成|昭和)\s?(?P<year>\d{{1,3}}|元)\s?[年.]\s?{_M}\s?[月.]\s?{_D}(?!\d)\s?日?"
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?P<zone>Z)?(?!\d)"
)
_DMY = re.compile(
    r"(?<![\d.])(?P<one>[0-3]?\d)\s?(?P<sep>[./-])\s?(?P<two>[0-3]?\d)\s?(?P=sep)\s?"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d%])"
)
_DAY_MONTH = re.compile(
    rf"(?<!\d){_D}(?:\.|st|nd|rd|th|er|º|°|ª)?(?:\sde\s|\sof\s|\sdi\s|[\s-])\s?"
    r"(?P<name>[^\W\d_]{3,14})\.?,?(?:\sde\s|\sdel\s|[\s-])\s?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_MONTH_DAY = re.compile(
    rf"(?<![^\W\d_])(?P<name>[^\W\d_]{{3,10}})\.?\s{{1,2}}{_D}(?:st|nd|rd|th)?,?\s{{1,2}}"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)
_UNIX = re.compile(
    r"[A-Z][a-z]{2} (?P<name>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) (?P<hour>\d\d):(?P<minute>\d\d):"
    r"(?P<second>\d\d) (?P<zone>[A-Z]{3,5}|[+-]\d{4}) (?P<year>\d{4})"
)
_HAN_NUMBERS = re.compile(
    r"(?P<year>[〇零○一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十廿]{1,3})[日号號]"
)
_YEARLESS = re.compile(rf"(?<![\d./-]){_M}\s?(?:[-/]|[月월])\s?{_D}(?!\d|[/.,-]\d)(?:\s?[日号號일])?")
# The parts in elements of their own: 2024 05/06 08:12.
_YMD_PARTED = re.compile(
    r"(?<![\d.])(?P<year>20\d\d)\s(?P<month>0[1-9]|1[0-2])[/-](?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
)
# Each with whether it holds a year of four figures, and characters of which it holds one.
_PATTERNS = tuple(
    (pattern, needs_year, frozenset(marks))
    for pattern, needs_year, marks in (
        (_YMD_PARTED, True, "/-"), (_YMD_GLUED, False, "-"), (_YMD, True, "-/.‐–年년"),
        (_ERA, False, "民令平昭"), (_UNIX, True, ":"), (_COMPACT, True, "0123456789"),
        (_DAY_MONTH, True, " -\xa0"), (_MONTH_DAY, True, " \xa0"), (_DMY, False, "./-"),
        (_HAN_NUMBERS, False, "年"),
    )
)  # fmt: skip

_ERAS = {"民國": 1911, "民国": 1911, "中華民國": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_AFTERNOON = ("下", "晚", "傍", "午後", "오후", "p", "P", "م")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: ``hour`` is None when only the day is told, ``zone`` when no offset is.

    ``text`` is the part of the input that says it, ``start`` and ``end`` where that part lies.
    """

    year: int
    month: int
    day: int
    hour: int | None = None
    minute: int = 0
    second: int = 0
    zone: tzinfo | None = None
    text: str = ""
    start: int = 0
    end: int = 0

    def iso(self, zone: tzinfo | None = None) -> str:
        """ISO 8601: the day alone, or the instant with its own offset, else with that of ``zone``."""
        if self.hour is None:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return self.instant(zone).isoformat(timespec="seconds")

    def instant(self, zone: tzinfo | None = None) -> datetime:
        """First instant of what is told; naive when neither the text nor ``zone`` tells the offset."""
        clock = (self.hour or 0, self.minute, self.second)
        return datetime(self.year, self.month, self.day, *clock, tzinfo=self.zone or zone)


def read_written(text: str, *, now: datetime | None = None, month_first: bool = False) -> Written | None:
    """First date in the beginning (300 characters) of ``text``, or None.

    ``now`` (aware) gives days without a year theirs: the last one that is not ahead.
    ``month_first``: whether 3/5/2024 is a day in March.
    """
    text = text[:MAX_CHARS]
    if text[:4].isdigit() and (found := _iso(text.strip())):
        return found
    if not text.isascii():
        plain = western_digits(text)
        found = _first_in(plain, now, month_first)
        if found is None and (plain is not text or counts_otherwise(text)):
            found = _other_calendar(plain)
        return found if found is None or plain is text else replace(found, text=text[found.start : found.end])
    return _first_in(text, now, month_first)


def _first_in(text: str, now: datetime | None, month_first: bool) -> Written | None:
    found = None
    for pattern in _patterns_for(text):
        for match in pattern.finditer(text) if found is None or found.start else ():
            if found and match.start() >= found.start:
                break
            read = _from_match(match, month_first)
            if read:
                found = _with_clock(read, text)
                break
    return found or (_yearless(text, now) if now else None)


def _other_calendar(text: str) -> Written | None:
    """First day by the calendar of Iran or of Thailand, with the time beside it."""
    persian, thai = find_persian(text), find_thai(text)
    if persian:
        day, match = date.fromordinal(persian[0]), persian[1]
        parts = (day.year, day.month, day.day)
    elif thai:
        *numbers, match = thai
        parts = (numbers[0], numbers[1], numbers[2])
    else:
        return None
    read = _checked(*parts, text=match[0], start=match.start(), end=match.end())
    return read and _with_clock(read, text)


def _patterns_for(text: str) -> list[re.Pattern[str]]:
    """The patterns whose marks are all in ``text``: looking for these costs a tenth of trying them."""
    full_year = "20" in text or "19" in text
    return [
        pattern
        for pattern, needs_year, marks in _PATTERNS
        if (full_year or not needs_year) and not marks.isdisjoint(text)
    ]


def read_value(text: str, *, now: datetime | None = None, month_first: bool = False) -> Written | None:
    """Date in a text that is one: everything of :func:`read_written`, mail dates, epochs and any language."""
    text = text.strip()
    if not text or len(text) > MAX_CHARS:
        return None
    return (
        read_epoch(text)
        or read_written(text, now=now, month_first=month_first)
        or _rfc2822(text)
        or _any_language(text)
    )


def read_epoch(text: str) -> Written | None:
    """Seconds or milliseconds since 1970 (2001 and later), as scripts hold them."""
    if not (text.isascii() and text.isdigit() and len(text) in (10, 13) and text[0] == "1"):
        return None
    return _from_datetime(datetime.fromtimestamp(int(text[:10]), UTC), text)


def _iso(text: str) -> Written | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= 10:
        return _checked(moment.year, moment.month, moment.day, text=text)
    return _from_datetime(moment, text)


def _from_datetime(moment: datetime, text: str) -> Written | None:
    return _checked(
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.tzinfo,
        text=text,
    )


def _checked(
    year: int, month: int, day: int, hour: int | None = None, minute: int = 0, second: int = 0,
    zone: tzinfo | None = None, text: str = "", start: int = 0, end: int = 0,
) -> Written | None:  # fmt: skip
    """Give the parts as a date, unless there is no such day or it is none that news can have."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        moment = datetime(year, month, day, 0 if hour == 24 else hour or 0, minute, second, tzinfo=zone)
    except ValueError:
        return None
    if hour == 24:
        moment += timedelta(days=1)
    clock = (None if hour is None else moment.hour, moment.minute, moment.second)
    return Written(moment.year, moment.month, moment.day, *clock, zone, text, start, end)


def _from_match(match: re.Match[str], month_first: bool) -> Written | None:
    parts = match.groupdict()
    place: dict[str, Any] = {"text": match[0], "start": match.start(), "end": match.end()}
    if match.re is _DMY:
        return _from_numbers(parts, month_first, place)
    if match.re is _HAN_NUMBERS:
        year = int("".join(str(_HAN[c]) for c in parts["year"]))
        return _checked(year, _han_number(parts["month"]), _han_number(parts["day"]), **place)
    year = 1 if parts["year"] == "元" else int(parts["year"])
    year += _ERAS[parts["era"]] if "era" in parts else 2000 if year < 100 else 0
    month = month_number(parts["name"]) if "name" in parts else int(parts["month"])
    if month is None:
        return None
    hour = int(parts["hour"]) if parts.get("hour") else None
    clock = (hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))
    return _checked(year, month, int(parts["day"]), *clock, zone=read_zone(parts.get("zone")), **place)


def _from_numbers(parts: dict[str, Any], month_first: bool, place: dict[str, Any]) -> Written | None:
    one, two, year = int(parts["one"]), int(parts["two"]), int(parts["year"])
    year += 2000 if year < 100 else 0
    swap = two > 12 or (month_first and one <= 12 and parts["sep"] != ".")
    day, month = (two, one) if swap else (one, two)
    return _checked(year, month, day, **place)


def _han_number(text: str) -> int:
    """One to thirty-one as Chinese writes them: 三, 十二, 二十, 廿一."""
    text = text.replace("廿", "二十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _HAN.get(text, 0)
    return 10 * (_HAN.get(tens, 1) if tens else 1) + (_HAN.get(ones, 0) if ones else 0)


def _with_clock(day: Written, text: str) -> Written:
    """``day`` with the time that stands right behind it, else right before it."""
    if day.hour is not None:
        return day
    match = _TIME_AFTER.match(text, day.end)
    start, end = (day.start, match.end()) if match else (day.start, day.end)
    if match is None:
        match = _TIME_BEFORE.search(text[max(0, day.start - 40) : day.start])
        start = max(0, day.start - 40) + match.start() if match else day.start
    if match is None:
        return day
    hour = _hour24(int(match["hour"]), match["before"] or match["after"] or "")
    clock = (hour, int(match["minute"]), int(match["second"] or 0))
    place: dict[str, Any] = {"text": text[start:end].strip(), "start": start, "end": end}
    return _checked(day.year, day.month, day.day, *clock, zone=read_zone(match["zone"]), **place) or day


def _hour24(hour: int, half: str) -> int:
    if half.startswith(_AFTERNOON) and hour < 12:
        return hour + 12
    if half.startswith(("a", "A", "凌", "오전", "午前", "上", "ص")) and hour == 12:
        return 0
    return hour


def _yearless(text: str, now: datetime) -> Written | None:
    match = _YEARLESS.search(text)
    if not match:
        return None
    place: dict[str, Any] = {"text": match[0], "start": match.start(), "end": match.end()}
    for year in (now.year, now.year - 1):
        day = _checked(year, int(match["month"]), int(match["day"]), **place)
        if (
            day
            and (day.month, day.day, day.year) != (0, 0, 0)
            and day.instant(UTC) <= now + timedelta(days=1)
        ):
            return _with_clock(day, text)
    return None


def _rfc2822(text: str) -> Written | None:
    try:
        return _from_datetime(parsedate_to_datetime(text), text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _any_language(text: str) -> Written | None:
    """Last resort, dear (about a millisecond): a short text with a year in it, in any language."""
    if (
        len(text) > 60
        or not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
        or not re.search(r"[^\W\d_]{3}", text)
    ):
        return None
    data = _parser().get_date_data(text)
    if not data.date_obj or data.period not in ("day", "time"):
        return None
    found = _from_datetime(data.date_obj, text)
    has_clock = re.search(r"\d[:.hH]\d\d", text) is not None
    return found if found is None or has_clock else replace(found, hour=None, minute=0, second=0)


@lru_cache(maxsize=1)
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser

    return DateDataParser(
        settings={"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "past", "REQUIRE_PARTS": ["day", "month", "year"]}
    )
