"""Where a page tells its dates, each place in turn: head, lines around the headline, scripts, address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from newsarchive.document.structured import is_article
from newsarchive.extraction.dates.relative import read_relative
from newsarchive.extraction.dates.written import Written, read_value, read_written
from newsarchive.extraction.dates.zones import country_of, site_zone
from newsarchive.extraction.masthead import find_headline, masthead, spaced
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block
    from newsarchive.profile import Profile

MAX_SCRIPT_CHARS = 2_000_000
MAX_CANDIDATES = 20

PUBLISHED_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "publish_date", "publish-date", "pubdate", "published", "published_time",
    "publication_date", "published_at", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "date.available", "date.created",
    "cxenseparse:recs:publishtime", "article.published", "firstpublishedtime", "originalpublicationdate",
    "weibo: article:create_at", "weibo:article:create_at", "og:time", "og:release_date", "apub:time",
    "bt:pubdate", "ptime", "rnews:datepublished", "displaydate", "release_date", "dc.date",
    "dcterms.date", "date", "article:create_at", "datecreated", "dateupdate", "uploaddate",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified",
    "last_updated_date", "dcterms.modified", "dc.date.modified", "date.modified", "date.updated",
    "weibo: article:update_at", "weibo:article:update_at", "article:update_at", "modified", "moddate",
    "revised", "lastmodified", "updatedate",
)  # fmt: skip
_MODIFIED_LABEL = re.compile(
    r"更新|修改|最后编辑|編輯於|updated?\b|modified|aktualisiert|geändert|mis à jour|modifi|actualizad|"
    r"atualizad|aggiornat|gewijzigd|bijgewerkt|oppdatert|uppdatera|opdateret|\bakt\.|수정|업데이트|"
    r"aktualizov|aktualizac|zaktualizowano|güncelle|frissít|päivitetty|обновлен|обновено|изменен|оновлен|"
    r"ενημέρωση|ενημερώθηκε|עודכן|עדכון|تحديث|به.?روز|ویرایش|अपडेट|อัปเดต|cập nhật|diperbarui|kemas kini",
    re.IGNORECASE,
)
_PUBLISHED_LABEL = re.compile(
    r"发布|發布|发表|發表|時間|时间|日期|刊登|公開|配信|掲載|입력|등록|작성|승인|publi|veröffentlicht|erschienen|"
    r"erstellt|datum|\bdate\b|posted|fecha|pubbl|geplaatst|publicerad|opublikowano|vydáno|yayın|giriş|tarih|"
    r"опубликован|публикация|δημοσίευση|פורסם|نشر|تاريخ|انتشار|प्रकाशित|เผยแพร่|ngày|đăng|terbit|julkaistu|közzé",
    re.IGNORECASE,
)
# Eastern pages put the word behind the time.
_CHANGED_BEHIND = re.compile(r"\s?(?:に?更新|修改|수정)(?!(?:于|於|时间|時間|日期)?\s?[:：]?\s?\d)")
# Values are found first and asked for their key then: a pattern that begins with figures skips script text
# several times as fast as one that begins with words.
_SCRIPT_VALUE = re.compile(
    r"(?:20\d\d[-/.]\d\d?[-/.]\d\d?(?:[T ]\d[\d:.+Z]{0,20})?|20\d{6}(?!\d)|1\d{9}(?:\d{3})?(?!\d))"
)
_SCRIPT_KEY = late(
    r"""(?<![A-Za-z])(?:(?:date_?|first_?)?(?:publish(?:ed|ing)?|pub|deploy|release|created?|posted|issued?|reg|"""
    r"""input)[_-]?(?:date|time|dt|at|on|day|ts)?(?:_?utc)?|(?:article|news)[_-]?time|ptime|ct)"""
    r"""\\?["']?\s{0,3}[:=]\s{0,3}(?:new Date\()?\\?["']?$""",
    re.IGNORECASE,
)
KEY_CHARS = 50
# A line of links longer than this leads to another article.
TEASER_CHARS = 60
# Behind more words than these a day without time is part of a sentence or caption, not the article's date.
MAX_LEAD_CHARS = 25
_SENTENCE_ENDS = ("。", ".", "！", "!", "？", "?", "”", "…")
# What every date in a line holds; most lines with figures in them are no dates.
_MAYBE_DATE = re.compile(
    r"[\d民昭令平〇零一二三四五六七八九](?:(?<=[٠-٩۰-۹०-९০-৯๐-๙])|\s?[ก-ฮ]|(?<=1)9\d\d|(?<=2)0\d\d|(?<=\d)(?:[./-]\d|\s?[月월])|"
    r"(?<=[民昭令平])[國国和成]|(?<=[〇零一二三四五六七八九])[〇零一二三四五六七八九]{3}年)"
)
_MODIFIED_HINT = re.compile(r"updat|modif", re.IGNORECASE)
# A press release's dateline: a place with capitals before the day, an agency or a dash behind it.
_PLACE = late(r"^[^\w]{0,3}(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{2,40}[,(]|[\u4e00-\u9fff]{2,12}[,，])")
_DATELINE_END = re.compile(r"^\s?[)）]?,?\s?(?:/\w|\(\w|--|[–—-]\s)")
DATELINE_REACH, DATELINE_CHARS = 12, 120
# Where lists of other articles stand; how far up that is looked for.
_ASIDES = frozenset({"a", "li", "aside", "nav", "footer"})
MAX_CLIMB = 12
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[-/_]?)(?P<m>0[1-9]|1[0-2])(?:[-/_]?)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)

_shown_of: WeakKeyDictionary[Document, tuple[datetime | None, list[tuple[bool, Dated]]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Dated:
    """A reading, the words it comes from and where they stand."""

    written: Written
    raw: str
    source: str


class Clock:
    """What reading the page's times needs besides their text: the site's zone, now, the order of 3/5."""

    def __init__(self, document: Document, profile: Profile, fetched_at: datetime | None) -> None:
        self.document, self._profile = document, profile
        self._zone: tuple[tzinfo, str] | None = None
        self.fetched_at = fetched_at
        language = (document.root.get("lang") or "").lower()
        self.month_first = language in ("en-us", "en_us") or (language == "en" and not country_of(document))

    @property
    def zone(self) -> tuple[tzinfo, str]:
        """Zone for times without one, and how it is known; worked out when first asked for."""
        if self._zone is None:
            self._zone = site_zone(self.document, self._profile)
        return self._zone

    @property
    def now(self) -> datetime | None:
        """When the page was fetched, in the site's zone."""
        return self.fetched_at.astimezone(self.zone[0]) if self.fetched_at else None

    def value(self, text: str) -> Written | None:
        """Date that ``text`` as a whole is."""
        return read_value(text, now=self.fetched_at, month_first=self.month_first)

    def inside(self, text: str) -> Written | None:
        """First date in a line."""
        return read_written(text, now=self.fetched_at, month_first=self.month_first)


def structured(
    document: Document, clock: Clock, keys: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[Dated]:
    """JSON-LD of the article, meta, JSON-LD of any node."""
    articles = [node for node in document.jsonld if is_article(node)]
    for kind, nodes in (("json-ld", articles), ("meta", None), ("json-ld", document.jsonld)):
        pairs: list[tuple[str, object]]
        if nodes is None:
            meta = document.meta
            pairs = [(f"meta:{name}", value) for name in names if name in meta for value in meta[name]]
        else:
            pairs = [(f"{kind}:{key}", node[key]) for key in keys for node in nodes if key in node]
        yield from _read_all(pairs, clock)


def _read_all(pairs: Sequence[tuple[str, object]], clock: Clock) -> Iterator[Dated]:
    for source, value in pairs[:MAX_CANDIDATES]:
        text = str(value[0] if isinstance(value, list) and value else value)
        written = clock.value(text)
        if written:
            yield Dated(written, text.strip(), source)


def shown(document: Document, clock: Clock, *, modified: bool) -> Iterator[Dated]:
    """Dates in the lines around the headline; those said to be of a change only where one is asked for."""
    known = _shown_of.get(document)
    if known is None or known[0] != clock.fetched_at:
        lines = (b for b in masthead(document) if _MAYBE_DATE.search(b.text) and not _is_others(b))
        dated = [pair for block in lines if not _is_prose(block.text) for pair in _in_block(block, clock)]
        known = _shown_of[document] = (clock.fetched_at, dated)
    return (dated for is_change, dated in known[1] if is_change == modified)


def _is_others(block: Block) -> bool:
    """Whether a date belongs to a picture, or to the article that a line which is one long link leads to."""
    text = block.text
    return block.tag == "figcaption" or (len(text) > TEASER_CHARS and 2 * block.link_chars > len(text))


def _is_prose(text: str) -> bool:
    return len(text) > 30 and text.endswith(_SENTENCE_ENDS) and not _PUBLISHED_LABEL.search(text)


def _in_block(block: Block, clock: Clock) -> list[tuple[bool, Dated]]:
    """The dates of a line; where its elements run together, as they are parted."""
    dates = list(_in_line(block.text, clock))
    return dates or (list(_in_line(spaced(block), clock)) if len(block.element) else [])


def _in_line(text: str, clock: Clock) -> Iterator[tuple[bool, Dated]]:
    """The first two dates of a line, each with whether it is said to be of a change."""
    start = 0
    for _ in range(2):
        written = clock.inside(text[start:]) if any(c.isdigit() for c in text[start:]) else None
        if written is None:
            return
        lead = text[start : start + written.start]
        behind = _CHANGED_BEHIND.match(text, start + written.end)
        is_change = behind is not None or _MODIFIED_LABEL.search(lead[-30:]) is not None
        if is_change or start or _is_dateline(lead, written):
            yield is_change, Dated(written, written.text, "masthead")
        start += written.end


def _is_dateline(lead: str, written: Written) -> bool:
    """Whether a date is told for its own sake: at the start of its line, with a time, or under its label."""
    return (
        len(lead) <= MAX_LEAD_CHARS
        or written.hour is not None
        or _PUBLISHED_LABEL.search(lead[-20:]) is not None
    )


def microdata(document: Document, clock: Clock) -> Iterator[Dated]:
    """Published dates of microdata items."""
    values = [node["datePublished"] for node in document.microdata if "datePublished" in node]
    return _read_all([("microdata:datePublished", value) for value in values], clock)


def relative(document: Document, clock: Clock) -> Iterator[Dated]:
    """Lines around the headline that tell the date by its distance from now."""
    now = clock.now
    if now is None:
        return
    for block in masthead(document):
        written = read_relative(block.text, now) if len(block.text) <= 80 else None
        if written and not _MODIFIED_LABEL.search(block.text):
            yield Dated(written, written.text, "masthead:relative")


def scripts(document: Document, clock: Clock) -> Iterator[Dated]:
    """Times that scripts, or the data attributes of the page's frame, hold under a name of publication."""
    room = MAX_SCRIPT_CHARS
    for text in _machine_texts(document):
        room -= len(text)
        if room < 0:
            return
        for match in _SCRIPT_VALUE.finditer(text):
            before = text[max(0, match.start() - KEY_CHARS) : match.start()]
            written = clock.value(match[0].strip(" T")) if _SCRIPT_KEY.search(before) else None
            if written:
                yield Dated(written, match[0].strip(), "script")


def _machine_texts(document: Document) -> Iterator[str]:
    for element in document.root.iter("body", "article"):
        yield " ".join(f'{name}="{value}"' for name, value in element.items())
    for script in document.elements("script"):
        if script.text and "ld+json" not in (script.get("type") or ""):
            yield script.text
    # Some portals hand an article to their scripts in fields that are never shown.
    for area in document.elements("textarea"):
        if area.text and len(area.text) <= KEY_CHARS:
            yield f"{area.get('class') or area.get('id') or ''}: {area.text}"


def timed(document: Document, clock: Clock) -> Iterator[Dated]:
    """``<time datetime>`` in the lines around the headline, unless it is said to be of a change."""
    for block in masthead(document):
        if len(block.element) == 0 or _MODIFIED_LABEL.search(block.text[:30]):
            continue
        for element in islice(block.element.iter("time"), MAX_CANDIDATES):
            text, name = element.get("datetime"), element.get("class") or ""
            if text and ("publish" in name or not _MODIFIED_HINT.search(name)):
                written = clock.value(text)
                if written:
                    yield Dated(written, text.strip(), "time")


def dateline(document: Document, clock: Clock) -> Iterator[Dated]:
    """The day in the dateline of a press release: BREMEN, Germany, May 6, 2024 /PRNewswire/ --."""
    at = find_headline(document) or 0
    for block in document.blocks[at : at + DATELINE_REACH]:
        head = block.text[:DATELINE_CHARS]
        if len(block.text) < DATELINE_CHARS or not _MAYBE_DATE.search(head):
            continue
        written = clock.inside(head)
        if written and _PLACE.match(head[: written.start]) and _DATELINE_END.match(block.text[written.end :]):
            yield Dated(written, written.text, "dateline")
            return


def labelled(document: Document, clock: Clock) -> Iterator[Dated]:
    """Labelled short lines anywhere, then ``<time>`` elements; those of lists and footers are others'."""
    for block in _short_dated(document):
        text = block.text
        if _PUBLISHED_LABEL.search(text) and not _MODIFIED_LABEL.search(text) and not _is_aside(block):
            written = clock.inside(text)
            if written and _PUBLISHED_LABEL.search(text[: written.start][-20:]):
                yield Dated(written, written.text, "line:labelled")
                break
    for element in document.elements("time"):
        if any(box.tag in _ASIDES for box in islice(element.iterancestors(), MAX_CLIMB)):
            continue
        text = element.get("datetime") or "".join(element.itertext())
        written = clock.value(text)
        if written:
            yield Dated(written, text.strip(), "time")
            break


def alone(document: Document, clock: Clock) -> Iterator[Dated]:
    """The first line anywhere that is little else than a date."""
    for block in _short_dated(document):
        written = None if _MODIFIED_LABEL.search(block.text) else clock.inside(block.text)
        if written and 2 * len(written.text) >= len(block.text):
            yield Dated(written, written.text, "line")
            return


def _short_dated(document: Document) -> list[Block]:
    short = (b for b in document.blocks if len(b.text) <= 60 and b.tag != "figcaption")
    return [block for block in short if _MAYBE_DATE.search(block.text)]


def _is_aside(block: Block) -> bool:
    """Whether a line stands in a footer or at the side, where imprints and other articles are."""
    return any(box.tag in {"footer", "aside"} or "footer" in box.hints for box in block.box.up())


def address(document: Document, _: Clock) -> Iterator[Dated]:
    """The day in the page's address: of its making, so the last resort."""
    match = _URL_DAY.search(document.url)
    written = read_written("-".join(match.group("y", "m", "d"))) if match else None
    if match and written:
        yield Dated(written, match[0], "url")
