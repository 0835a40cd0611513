"""The time zone of a site: declared, read off the page's other times, or its country's."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsarchive.document import once_a_page
from newsarchive.extraction.dates.offsets import read_zone
from newsarchive.extraction.title import head_title

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.profile import Profile

# Countries with one zone, or one that nearly all their press keeps, by their top-level domain.
_COUNTRIES = {
    "cn": "Asia/Shanghai", "tw": "Asia/Taipei", "hk": "Asia/Hong_Kong", "mo": "Asia/Macau",
    "sg": "Asia/Singapore", "my": "Asia/Kuala_Lumpur", "jp": "Asia/Tokyo", "kr": "Asia/Seoul",
    "kp": "Asia/Pyongyang", "vn": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok", "ph": "Asia/Manila",
    "in": "Asia/Kolkata", "pk": "Asia/Karachi", "bd": "Asia/Dhaka", "lk": "Asia/Colombo",
    "np": "Asia/Kathmandu", "il": "Asia/Jerusalem", "tr": "Europe/Istanbul", "ir": "Asia/Tehran",
    "sa": "Asia/Riyadh", "ae": "Asia/Dubai", "qa": "Asia/Qatar", "lb": "Asia/Beirut",
    "de": "Europe/Berlin", "at": "Europe/Vienna", "ch": "Europe/Zurich", "li": "Europe/Vaduz",
    "lu": "Europe/Luxembourg", "fr": "Europe/Paris", "be": "Europe/Brussels", "nl": "Europe/Amsterdam",
    "it": "Europe/Rome", "es": "Europe/Madrid", "pt": "Europe/Lisbon", "uk": "Europe/London",
    "ie": "Europe/Dublin", "dk": "Europe/Copenhagen", "no": "Europe/Oslo", "se": "Europe/Stockholm",
    "fi": "Europe/Helsinki", "is": "Atlantic/Reykjavik", "ee": "Europe/Tallinn", "lv": "Europe/Riga",
    "lt": "Europe/Vilnius", "pl": "Europe/Warsaw", "cz": "Europe/Prague", "sk": "Europe/Bratislava",
    "hu": "Europe/Budapest", "ro": "Europe/Bucharest", "bg": "Europe/Sofia", "gr": "Europe/Athens",
    "hr": "Europe/Zagreb", "si": "Europe/Ljubljana", "rs": "Europe/Belgrade", "ua": "Europe/Kyiv",
    "by": "Europe/Minsk", "ge": "Asia/Tbilisi", "am": "Asia/Yerevan", "eg": "Africa/Cairo",
    "za": "Africa/Johannesburg", "ls": "Africa/Maseru", "na": "Africa/Windhoek", "ng": "Africa/Lagos",
    "ke": "Africa/Nairobi", "tz": "Africa/Dar_es_Salaam", "ug": "Africa/Kampala", "gh": "Africa/Accra",
    "ma": "Africa/Casablanca", "dz": "Africa/Algiers", "tn": "Africa/Tunis",
    "ar": "America/Argentina/Buenos_Aires", "uy": "America/Montevideo", "co": "America/Bogota",
    "pe": "America/Lima", "ve": "America/Caracas", "nz": "Pacific/Auckland", "ru": "Europe/Moscow",
    "br": "America/Sao_Paulo", "cl": "America/Santiago", "mx": "America/Mexico_City", "id": "Asia/Jakarta",
    "au": "Australia/Sydney",
}  # fmt: skip
# Languages of which nearly every news site keeps the same time, for hosts that name no country.
_LANGUAGES = {
    "zh": "cn", "ja": "jp", "ko": "kr", "vi": "vn", "th": "th", "hi": "in", "he": "il", "tr": "tr",
    "de": "de", "lb": "lu", "nl": "nl", "it": "it", "da": "dk", "nb": "no", "nn": "no", "no": "no",
    "sv": "se", "fi": "fi", "is": "is", "et": "ee", "lv": "lv", "lt": "lt", "pl": "pl", "cs": "cz",
    "sk": "sk", "hu": "hu", "ro": "ro", "bg": "bg", "el": "gr", "hr": "hr", "sl": "si", "sr": "rs",
    "uk": "ua", "ka": "ge", "hy": "am", "zu": "za", "xh": "za", "af": "za", "sw": "ke", "fa": "ir",
    "bn": "bd", "ne": "np", "si": "lk", "fr": "fr", "id": "id", "ms": "my", "fil": "ph", "tl": "ph",
}  # fmt: skip
_REGIONS = {"tw": "tw", "hk": "hk", "mo": "mo", "sg": "sg", "my": "my", "hant": "tw"}
_HAN = re.compile("[\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")
_OFFSET = re.compile(r"\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)? ?(?P<zone>[+-](?:0\d|1[0-4]):?[0-5]\d)$")


def site_zone(document: Document, profile: Profile) -> tuple[tzinfo, str]:
    """Zone for times that are given without one, and how it is known: profile, page, country, none."""
    if profile.timezone:
        return named_zone(profile.timezone), "profile"
    country = country_of(document)
    if country == "cn":
        # Chinese portals print Beijing time wherever their pages' machine-readable times claim to be.
        return named_zone(_COUNTRIES["cn"]), "country"
    offset = _declared_offset(document)
    if offset is not None and offset.utcoffset(None):
        return offset, "page"
    return (named_zone(_COUNTRIES[country]), "country") if country else (UTC, "none")


@once_a_page
def country_of(document: Document) -> str:
    """Top-level domain of the one country the page is made in, by its host, region or language; or ""."""
    host = urlsplit(document.url).hostname or ""
    domain = host.rpartition(".")[2]
    if domain in _COUNTRIES and domain not in ("co", "tv", "me", "ly"):
        return domain
    language = (document.root.get("lang") or "").lower().replace("_", "-")
    primary, _, region = language.partition("-")
    if primary == "zh" and region in _REGIONS:
        return _REGIONS[region]
    if is_chinese(document):
        return "cn"
    # "en-US" is what systems declare unasked; other regions were chosen.
    if region != "us" and (region := {"gb": "uk"}.get(region, region)) in _COUNTRIES:
        return region
    return _LANGUAGES.get(primary, "") if primary != "zh" else "cn"


@once_a_page
def is_chinese(document: Document) -> bool:
    """Whether the page is in Chinese, going by its title: many Chinese pages declare no language.

    The title, or where scripts fill it the declared one, is in Han without kana or hangul.
    """
    title = (head_title(document).strip() or next(iter(document.meta.get("og:title", ())), ""))[:200]
    if title.isascii() or _KANA_OR_HANGUL.search(title):
        return False
    return 3 * len(_HAN.findall(title)) >= len(title.strip()) > 0


def _declared_offset(document: Document) -> tzinfo | None:
    """Offset of the first structured or meta time that has one other than UTC's."""
    values = [v for node in document.jsonld for k, v in node.items() if k.startswith("date")]
    values += [v for name, vs in document.meta.items() if "time" in name or "date" in name for v in vs]
    values += [element.get("datetime") for element in document.elements("time")]
    for value in values:
        match = _OFFSET.search(value) if isinstance(value, str) and len(value) < 40 else None
        zone = read_zone(match["zone"]) if match else None
        if zone is not None and zone.utcoffset(None) != timedelta(0):
            return zone
    return None


@lru_cache(maxsize=128)
def named_zone(name: str) -> tzinfo:
    """Zone of the tz database, or of an offset like ``+08:00``; UTC where this system does not know it."""
    offset = read_zone(name)
    if offset is not None:
        return offset
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return timezone(timedelta(hours=8)) if name == "Asia/Shanghai" else UTC
