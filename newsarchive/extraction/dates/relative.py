"""Dates told by their distance from now (3小时前, 昨天, vor 5 Minuten), resolved against a given instant."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from newsarchive.extraction.dates.written import Written, read_written
from newsarchive.patterns import late

_UNITS = {
    "second": "秒 초 second seconds sec secs sekunde sekunden seconde secondes segundo segundos secondi",
    "minute": "分 分钟 分鐘 분 min mins minute minutes minuto minutos minuti minuten minut minuter минут",
    "hour": "小时 小時 时间 時間 시간 h hr hour hours std stunde stunden heure heures hora horas ore uur",
    "day": "天 日 일 day days tag tage tagen jour jours día días dia dias giorno giorni dagen dagar дней",
    "week": "周 週 星期 週間 주 week weeks woche wochen semaine semaines semana semanas settimane weken",
    "month": "个月 個月 か月 ヶ月 개월 month months monat monate monaten mois mes meses mesi maanden",
    "year": "年 년 year years jahr jahre jahren an ans año años ano anos anni jaar",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_592_000,
    "year": 31_536_000,
}
_AGO = late(
    r"(?<!\d)(?P<before>\d{1,3})\s?(?P<unit>[^\W\d_]{1,10}?)\s?(?:之?前|전|ago\b|fa\b|sedan\b|geleden\b|назад)"
    r"|\b(?:vor|il y a|hace|há|for)\s(?P<after>\d{1,3})\s(?P<unit2>[^\W\d_]{1,10})",
    re.IGNORECASE,
)
_JUST_NOW = re.compile(r"刚刚|剛剛|たった今|방금|just now", re.IGNORECASE)
_NEAR_DAY = re.compile(
    r"(?P<word>今天|今日|오늘|昨天|昨日|어제|前天|\b(?:today|yesterday|heute|gestern|hier|ayer|ieri|ontem)\b)",
    re.IGNORECASE,
)
_DAYS_BACK = {
    "今天": 0, "今日": 0, "오늘": 0, "today": 0, "heute": 0, "昨天": 1, "昨日": 1, "어제": 1, "yesterday": 1,
    "gestern": 1, "hier": 1, "ayer": 1, "ieri": 1, "ontem": 1, "前天": 2,
}  # fmt: skip
_WEEKDAY = re.compile(r"(?P<last>上个?)?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天])")


def read_relative(text: str, now: datetime) -> Written | None:
    """Date that ``text`` (its first 100 characters) tells by distance from ``now``, or None.

    ``now`` is aware and in the site's zone, whose calendar days count. Distances of a day and more tell the
    day only.
    """
    text = text[:100]
    match = _AGO.search(text)
    if match:
        return _ago(match, now)
    match = _JUST_NOW.search(text)
    if match:
        return _moment(now, match)
    match = _NEAR_DAY.search(text)
    if match:
        return _day(now - timedelta(days=_DAYS_BACK[match["word"].lower()]), text, match)
    match = _WEEKDAY.search(text)
    return _day(_weekday(match, now), text, match) if match else None


def _ago(match: re.Match[str], now: datetime) -> Written | None:
    unit = _UNIT_OF.get((match["unit"] or match["unit2"]).lower())
    if unit is None:
        return None
    then = now - timedelta(seconds=_SECONDS[unit] * int(match["before"] or match["after"]))
    if unit in ("second", "minute", "hour"):
        return _moment(then, match)
    return Written(then.year, then.month, then.day, text=match[0], start=match.start(), end=match.end())


def _moment(then: datetime, match: re.Match[str]) -> Written:
    clock = (then.hour, then.minute, then.second)
    return Written(then.year, then.month, then.day, *clock, then.tzinfo, match[0], match.start(), match.end())


def _day(then: datetime, text: str, match: re.Match[str]) -> Written | None:
    """The day ``then`` with the time that ``text`` gives beside the word for it."""
    spelled = f"{text[: match.start()]}{then:%Y-%m-%d}{text[match.end() :]}"
    found = read_written(spelled)
    if found is None:
        return None
    return replace(found, text=text.strip(), start=0, end=len(text))


def _weekday(match: re.Match[str], now: datetime) -> datetime:
    """Last week's day for 上周五; without 上 the latest that is not ahead."""
    wanted = "一二三四五六日天".index(match["day"]) % 7 if match["day"] != "天" else 6
    monday = now - timedelta(days=now.weekday())
    then = monday + timedelta(days=wanted)
    return then - timedelta(days=7) if match["last"] or then > now else then
