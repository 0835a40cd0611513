"""The seam: one page in, one outcome with a reason out; the same for crawling and for stored pages."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newsarchive.discover import discover_links, links_in_json, read_feed, read_sitemap, refresh_target
from newsarchive.document import Document
from newsarchive.extraction import extract_document
from newsarchive.model import Extraction, Link, LinkRole, Outcome, OutcomeKind, Page, PageKind
from newsarchive.urls import canonical_url, choose_canonical, identity, join, looks_like_article

if TYPE_CHECKING:
    from newsarchive.extraction.sitestats import SiteStats
    from newsarchive.model import Article
    from newsarchive.profile import Profile

_SNIFFED: Final = 1024
_MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"RIFF", "application/riff"),
)
_ANY_MAGIC: Final = tuple(start for start, _ in _MAGIC)
_GZIP: Final = b"\x1f\x8b"
_JSON_TYPES: Final = frozenset({"application/json", "text/json"})
_SCRIPT_TYPES: Final = frozenset({"application/javascript", "text/javascript", "application/x-javascript"})
_LOOKS_JSON: Final = re.compile(
    rb"^\s{0,99}(?:[\w.$]{1,80}\s{0,4}\(\s{0,9})?(?:\{\s{0,99}\"|\[\s{0,99}[{\[\"])"
)
"""Data for scripts, in the call of a function (JSONP) or bare, whatever it is called."""
_TEXT_SITEMAP: Final = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,9}https?://\S{1,2000}\s{0,9}[\r\n]")
_HTML_TYPES: Final = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "text/xml"})
_UNTRUSTED_TYPES: Final = _HTML_TYPES | {"application/octet-stream", "application/xml", "text/vnd.wap.wml"}
_LOOKS_HTML: Final = re.compile(
    rb"<(?:!doctype html|html|head|body|div|p|a|meta|title|table|article)[\s>/]", re.IGNORECASE
)
_LOOKS_FEED: Final = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_LOOKS_SITEMAP: Final = re.compile(rb"<(?:\w{1,12}:)?(?:urlset|sitemapindex)[\s>]")
_FEED_TYPES: Final = ("rss", "atom", "feed+json", "rdf+xml")
_GONE_STATUS: Final = frozenset({404, 410})
_UNFINISHED_STATUS: Final = frozenset({202, 206})
"""What comes with these is the page only by chance: guards against bots say 202 and "wait", 206 is a part."""

_MISSING: Final = re.compile(
    r"^\W{0,4}(?:http\s?)?(?:error\s?)?404\b"
    r"|\b(?:page|article|story|content|document)\b.{0,30}\bnot (?:be )?found\b"
    r"|^not found$|\bno longer (?:available|exists?)\b|\bdoes ?n[o']t exist\b"
    r"|(?:页面|頁面|网页|網頁|文章|内容|內容|新闻|新聞|信息|資訊|链接|連結).{0,8}"
    r"(?:不存在|找不到|未找到|没有找到|沒有找到|已删除|已刪除|已被删除|已被刪除|被移除|已失效|已下线|已下架|走丢|不见了)"
    r"|(?:找不到|没有找到|沒有找到|无法找到).{0,10}(?:页面|頁面|网页|網頁|文章|内容|內容)"
    r"|ページが見つかりません|페이지를 찾을 수 없",
    re.IGNORECASE,
)
_CHARSET: Final = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SHORT_TEXT: Final = 300
"""Characters of body below which a page may be a notice instead of an article."""
_FEW_WORDS: Final = 80
_LOGIN_PATH: Final = re.compile(
    r"/(?:log-?in|sign-?in|passport|sso|oauth2?|authorize)(?:[/?.]|$)", re.IGNORECASE
)


def process(
    page: Page,
    profile: Profile,
    *,
    part: bool = False,
    section: bool = False,
    site: SiteStats | None = None,
) -> Outcome:
    """How ``page`` ends. Pure, and never raises: what cannot be read ends as ``failed`` with its reason.

    ``part`` says that the page continues an article: its text counts even if it would not pass as an
    article on its own. ``section`` says that the site leads to it as to a list of articles: it is taken
    for one unless its address is an article's. ``site`` tells which text repeats on the site's pages.
    """
    declared = _media_type(page)
    refused = _by_status(page) or _by_content(page, declared)
    if refused is not None:
        return refused
    head = _head(page.body)
    try:
        if _LOOKS_SITEMAP.search(head) or _is_compressed_sitemap(page, head, declared):
            return Outcome(OutcomeKind.LISTING, page.url, "sitemap", links=read_sitemap(page.body, page.url))
        if _is_feed(head, declared):
            return Outcome(OutcomeKind.LISTING, page.url, "feed", links=read_feed(page.body, page.url))
        if _is_json(head, declared):
            return _read_json(page, profile)
        outcome = _read_html(page, profile, part=part, section=section, site=site)
    except Exception as error:  # noqa: BLE001 - hostile input must end as an outcome, never as a crash
        return Outcome(OutcomeKind.FAILED, page.url, f"unreadable:{type(error).__name__}")
    if page.status in _UNFINISHED_STATUS and outcome.kind is OutcomeKind.OTHER:
        return Outcome(OutcomeKind.FAILED, page.url, f"http-{page.status}")
    return outcome


def as_recheck(outcome: Outcome, page: Page) -> Outcome:
    """Read ``outcome`` as the answer to asking again for an archived article.

    Leading to anything but an article after a redirect is evidence of removal; an error of the server or
    the network is not.
    """
    moved = bool(page.requested_url) and identity(page.requested_url) != identity(page.url)
    if moved and outcome.kind in (OutcomeKind.LISTING, OutcomeKind.OTHER):
        return Outcome(
            OutcomeKind.GONE, canonical_url(page.requested_url), "redirected-away", links=outcome.links
        )
    return outcome


def _by_status(page: Page) -> Outcome | None:
    status = page.status
    if status == 304:
        return Outcome(OutcomeKind.OTHER, page.url, "not-modified")
    if status in _GONE_STATUS:
        return Outcome(OutcomeKind.GONE, page.url, f"http-{status}")
    if 300 <= status < 400:
        return Outcome(OutcomeKind.OTHER, page.url, f"redirect-refused:{status}")
    if not 200 <= status < 300:
        return Outcome(OutcomeKind.FAILED, page.url, f"http-{status}")
    return None if page.body.strip(b"\0 \t\r\n") else Outcome(OutcomeKind.FAILED, page.url, "empty-body")


def _head(body: bytes) -> bytes:
    """The beginning, in which a kind of document names itself, in ASCII."""
    head = body[:_SNIFFED]
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return head.decode("utf-16", "ignore").encode("ascii", "ignore")
    return head


def _by_content(page: Page, declared: str) -> Outcome | None:
    """Refuse what is no text, by what the bytes are before what the header claims."""
    head = page.body[:_SNIFFED].lstrip()
    magic = None
    if head.startswith(_ANY_MAGIC):
        magic = next(name for start, name in _MAGIC if head.startswith(start))
    if magic is None and declared not in _UNTRUSTED_TYPES and not _is_readable_type(declared):
        is_data = declared in _SCRIPT_TYPES and _LOOKS_JSON.match(head)
        magic = None if is_data or _LOOKS_HTML.search(head) else declared
    if magic is None and declared in _UNTRUSTED_TYPES - _HTML_TYPES and not _is_text(head):
        magic = declared
    return Outcome(OutcomeKind.OTHER, page.url, f"content-type:{magic}") if magic else None


def _media_type(page: Page) -> str:
    return page.header("content-type").partition(";")[0].strip().lower()


def _is_readable_type(declared: str) -> bool:
    return (
        declared in _HTML_TYPES
        or declared.endswith(("+xml", "+json"))
        or declared in _JSON_TYPES
        or "gzip" in declared
    )


def _is_text(head: bytes) -> bool:
    return head.startswith((b"<", b"\xef\xbb\xbf<", _GZIP)) or _LOOKS_HTML.search(head) is not None


def _is_compressed_sitemap(page: Page, head: bytes, declared: str) -> bool:
    is_text = page.url.endswith("sitemap.txt") or _TEXT_SITEMAP.match(head) is not None
    return head.startswith(_GZIP) or (declared == "text/plain" and is_text)


def _is_feed(head: bytes, declared: str) -> bool:
    if any(kind in declared for kind in _FEED_TYPES):
        return True
    return _LOOKS_FEED.search(head) is not None and b"<html" not in head.lower()


def _is_json(head: bytes, declared: str) -> bool:
    if declared in _JSON_TYPES or declared.endswith("+json"):
        return head.lstrip()[:1] in (b"{", b"[") or _LOOKS_JSON.match(head) is not None
    return declared in _HTML_TYPES | _SCRIPT_TYPES and _LOOKS_JSON.match(head) is not None


def _read_json(page: Page, profile: Profile) -> Outcome:
    if links := read_feed(page.body, page.url) if b"jsonfeed.org/version" in page.body[:_SNIFFED] else ():
        return Outcome(OutcomeKind.LISTING, page.url, "feed", links=links)
    if links := links_in_json(page.body, page.url, profile):
        return Outcome(OutcomeKind.LISTING, page.url, "data", links=links)
    declared = _media_type(page)
    told = "application/json" if declared in _HTML_TYPES else declared
    return Outcome(OutcomeKind.OTHER, page.url, f"content-type:{told}")


def _read_html(page: Page, profile: Profile, *, part: bool, section: bool, site: SiteStats | None) -> Outcome:
    document = Document(page.body, page.url, _declared_charset(page))
    extraction = extract_document(document, profile, fetched_at=page.fetched_at, site=site)
    if section and not looks_like_article(page.url):
        extraction = replace(extraction, kind=PageKind.LISTING)
    notice = _notice(document, extraction, page)
    if notice is not None:
        return notice
    url = _canonical(document, page)
    kind, reason = _judge(extraction, part=part)
    links = discover_links(document, extraction, profile)
    if kind is not OutcomeKind.ARTICLE and (target := refresh_target(page.header("refresh"))):
        links += (Link(join(document.base, target), LinkRole.LISTING, source="refresh"),)
    article: Article | None = None
    next_pages: tuple[str, ...] = ()
    if kind is OutcomeKind.ARTICLE:
        article, next_pages = extraction.article, extraction.next_pages
        if article.url != url:
            article = replace(article, url=url)
    return Outcome(kind, url, reason, article, extraction.hot_lists, extraction.navigation, links, next_pages)


def _judge(extraction: Extraction, *, part: bool) -> tuple[OutcomeKind, str]:
    article = extraction.article
    if part and article.body:
        return OutcomeKind.ARTICLE, "part"
    if extraction.kind is PageKind.ARTICLE:
        if not article.title or not article.body:
            return OutcomeKind.OTHER, "no-title" if article.body else "no-text"
        return OutcomeKind.ARTICLE, "paywalled" if extraction.paywalled else "article"
    if extraction.kind is PageKind.LISTING:
        return OutcomeKind.LISTING, "listing"
    return OutcomeKind.OTHER, "not-an-article"


def _notice(document: Document, extraction: Extraction, page: Page) -> Outcome | None:
    """Pages that answer 200 and are none: removal notices, login walls, empty shells of scripts."""
    article = extraction.article
    if len(article.body) >= _SHORT_TEXT:
        return None
    if _MISSING.search(article.title[:120]) or _MISSING.search(article.body):
        return Outcome(OutcomeKind.GONE, page.url, "soft-404")
    # Many portals carry a log-in box on every page: one with a dated text of its own is no wall.
    if extraction.kind is PageKind.LISTING or (article.published and len(article.body) >= _FEW_WORDS):
        return None
    if _LOGIN_PATH.search(page.url) or document.asks_password:
        return Outcome(OutcomeKind.OTHER, page.url, "login-wall")
    shell = len(article.body) < _FEW_WORDS and len(document.blocks) <= 3
    if shell and document.elements("script"):
        return Outcome(OutcomeKind.OTHER, page.url, "needs-javascript")
    return None


def _canonical(document: Document, page: Page) -> str:
    links = (e.get("href") for e in document.elements("link") if "canonical" in (e.get("rel") or "").split())
    href = next((link for link in links if link is not None), "")
    return choose_canonical(page.url, document.absolute(href) if href else "") or page.url


def _declared_charset(page: Page) -> str:
    match = _CHARSET.search(page.header("content-type"))
    return match[1] if match else ""
