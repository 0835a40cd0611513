"""Dates of other calendars (Solar Hijri, Buddhist era) and figures of other scripts, as the Gregorian day."""

from __future__ import annotations

import re

from newsarchive.patterns import late

_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙",
    "01234567890123456789012345678901234567890123456789",
)
_OTHER_DIGIT = re.compile("[٠-٩۰-۹०-९০-৯๐-๙]")
_OTHER_LETTER = re.compile("[\u0620-\u06ff\u0e01-\u0e3a]")
_PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_PERSIAN = late(
    rf"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])\s(?P<name>{'|'.join(_PERSIAN_MONTHS)})\s(?:ماه\s)?(?P<year>1[34]\d\d)(?!\d)"
    r"|(?<![\d/])(?P<year2>1[34]\d\d)/(?P<month>1[0-2]|0?[1-9])/(?P<day2>3[01]|[12]\d|0?[1-9])(?![\d/])"
)
_THAI_MONTHS = (
    "มกราคม ม.ค.", "กุมภาพันธ์ ก.พ.", "มีนาคม มี.ค.", "เมษายน เม.ย.", "พฤษภาคม พ.ค.", "มิถุนายน มิ.ย.",
    "กรกฎาคม ก.ค.", "สิงหาคม ส.ค.", "กันยายน ก.ย.", "ตุลาคม ต.ค.", "พฤศจิกายน พ.ย.", "ธันวาคม ธ.ค.",
)  # fmt: skip
_THAI_NUMBER = {form: number for number, forms in enumerate(_THAI_MONTHS, 1) for form in forms.split()}
_THAI = late(
    rf"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])\s?(?P<name>{'|'.join(map(re.escape, _THAI_NUMBER))})\s?"
    r"(?:พ\.ศ\.\s?)?(?P<year>25\d\d|20\d\d|6\d)(?!\d)"
)
# The Buddhist era as Thailand counts it.
BUDDHIST_YEARS = 543
# 1 Farvardin 1400 was 2021-03-21.
_BASE_YEAR, _BASE_ORDINAL = 1400, 737870
# Years of the 33-year cycle that have a leap day.
_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def western_digits(text: str) -> str:
    """``text`` with Arabic, Persian, Indian and Thai figures as ASCII ones; its length stays."""
    return text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text


def counts_otherwise(text: str) -> bool:
    """Whether ``text`` holds letters of Persian or Thai."""
    return _OTHER_LETTER.search(text) is not None


def solar_hijri_ordinal(year: int, month: int, day: int) -> int:
    """Proleptic Gregorian ordinal of a day of the Solar Hijri calendar (years 1300 to 1499).

    Leap years by the 33-year cycle, which agrees with the observed equinox from 1178 to 1633
    (https://en.wikipedia.org/wiki/Solar_Hijri_calendar).
    """
    days = sum(365 + (y % 33 in _LEAPS) for y in range(min(year, _BASE_YEAR), max(year, _BASE_YEAR)))
    start = _BASE_ORDINAL + (days if year >= _BASE_YEAR else -days)
    return start + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1


def find_persian(text: str) -> tuple[int, re.Match[str]] | None:
    """Ordinal of the first Solar Hijri date in ``text`` with its place."""
    match = _PERSIAN.search(text)
    if match is None:
        return None
    year = int(match["year"] or match["year2"])
    month = _PERSIAN_MONTHS.index(match["name"]) + 1 if match["name"] else int(match["month"])
    return solar_hijri_ordinal(year, month, int(match["day"] or match["day2"])), match


def find_thai(text: str) -> tuple[int, int, int, re.Match[str]] | None:
    """Gregorian year, month and day of the first Thai date in ``text`` with its place."""
    match = _THAI.search(text)
    if match is None:
        return None
    year = int(match["year"])
    year += 2500 if year < 100 else 0
    return (
        year - (BUDDHIST_YEARS if year > 2400 else 0),
        _THAI_NUMBER[match["name"]],
        int(match["day"]),
        match,
    )
