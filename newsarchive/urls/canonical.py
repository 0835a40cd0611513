"""One canonical address and one identity per article: editions, script variants and further pages fold."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsarchive.urls.hosts import registrable_domain
from newsarchive.urls.normal import CACHED, CACHED_SHORTLY, parse, words

if TYPE_CHECKING:
    from newsarchive.urls.normal import Address

_SCRIPT_EDITIONS: Final = words(
    "hk tw sg mo zh-hk zh-tw zh-sg zh-mo zh-cn zh-hans zh-hant zh_hk zh_tw zh_cn zh_hans zh_hant cn-hans"
    " cn-hant hans hant gb big5 trad simp chs cht sc tc"
)
_VARIANT_PARAMETERS: Final = frozenset({"variant", "script", "zh_variant", "uselang"})
_VARIANT_VALUES: Final = _SCRIPT_EDITIONS | {"cn", "zh", "zh-my"}
_AMP_PARAMETERS: Final = frozenset(
    {"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp", "mode=amp"}
)
_EDITION_LABELS: Final = words("www m mobile wap 3g amp touch mip ww1 www1 www2 www3")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|shtml|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_PATH: Final = re.compile(r"/amp/?$|(?<=[\w-])\.amp(?=\.html?$)|^/amp(?=/[\w-])", re.IGNORECASE)
_SLASHES: Final = re.compile(r"/{2,}")
_LONG_NUMBER: Final = re.compile(r"\d{4}")
_ID_PARAMETER: Final = re.compile(r"\w*id=\w*\d{3,}\w*")
_PAGE_FILE: Final = re.compile(
    r"([^/]*[^/_-])([_-])(\d{1,2})(\.[sx]?html?|\.php|\.aspx?|\.jsp)$", re.IGNORECASE
)
_PAGE_TAIL: Final = re.compile(r"/(?:page|p|pg)?[/_-]?([2-9]|[1-9]\d)/?$", re.IGNORECASE)
_PAGE_PARAMETER: Final = re.compile(
    r"(?:page|p|pg|pn|pageno|page_no|paged|pagenum|pageindex|cpage)=\d{1,3}", re.IGNORECASE
)
_EXTENSION: Final = re.compile(r"\.(?:[sx]?html?|php|aspx?|jsp)$", re.IGNORECASE)
_DATE_TOKEN: Final = re.compile(r"[a-z]?(?:19|20)\d{2}(?:[-_/]?\d{2}){0,2}")
_LISTING_SEGMENT: Final = re.compile(
    r"(?:categor(?:y|ies)|cat|lists?|lm|tags?|topics?|channels?|columns?|sections?|search|so|archives?|"
    r"pages?|"
    r"index|authors?|users?|more|forum|board|lanmu|fenlei|rubrik|thema|"
    r"themen|"
    r"rubriques?|etiquetas?|default|home)(?:[_-].*)?",
    re.IGNORECASE,
)
_MIN_ID: Final = 4
_MIN_DASHED_ID: Final = 5
_MIN_SLUG: Final = 24


@lru_cache(maxsize=CACHED_SHORTLY)
def canonical_url(url: str) -> str:
    """Give the address an article is stored under, or "" if ``url`` is no usable http(s) address.

    On top of :func:`newsarchive.urls.normalize_url`: index files, AMP editions, script editions (``/hk/``,
    ``/tw/``, ``?variant=``) and further pages (``_2.html``, ``-2.html``, ``?page=2``) of an article fold to
    its first page. Scheme and host stay as they are: which of ``m.`` and ``www.`` answers cannot be known
    from an address; :func:`identity` folds those. Never raises.
    """
    address = parse(url)
    return str(_folded(address)) if address else ""


@lru_cache(maxsize=CACHED)
def identity(url: str) -> str:
    """Key that two addresses share when they mean one article, or "" for what is no http(s) address.

    Folds on top of :func:`canonical_url`: http and https, ``www.`` / ``m.`` / ``amp.`` editions, a first
    page's own number, doubled and trailing slashes, the port of an address stays.
    """
    address = parse(url)
    if address is None:
        return ""
    address = _folded(address)
    path = _SLASHES.sub("/", address.path) if "//" in address.path else address.path
    page = _PAGE_FILE.search(path)
    if page and page[3] in {"0", "1"} and _is_page_of_article(page, path):
        path = path[: page.start(2)] + page[4]
    port = "" if address.port is None else f":{address.port}"
    query = "?" + "&".join(address.query) if address.query else ""
    return f"{_site_host(address.host)}{port}{path.rstrip('/')}{query}"


def choose_canonical(url: str, declared: str) -> str:
    """Article's address given the page's own claim (``rel=canonical``, ``og:url``; absolute).

    The claim counts when it stays on the registered domain and does not name the home page for a page
    below it, as templates left unfilled do.
    """
    own, claimed = parse(url), parse(declared)
    if claimed is None:
        return canonical_url(url)
    if own is None:
        return canonical_url(declared)
    stays = registrable_domain(own.host) == registrable_domain(claimed.host) and own.port == claimed.port
    is_root = claimed.path == "/" and not claimed.query
    if not stays or (is_root and (own.path != "/" or own.query)) or _is_vague(own, claimed):
        return canonical_url(url)
    return canonical_url(declared)


def _is_vague(own: Address, claimed: Address) -> bool:
    """Whether a claim drops the only thing that tells articles apart (``?id=7``) or is a mere folder."""
    if own.path == claimed.path and own.query and not claimed.query and looks_like_article(str(own)):
        return any(re.search(r"=\d{3,}$", pair) for pair in own.query)
    return (
        claimed.path.endswith("/")
        and own.path.startswith(claimed.path)
        and looks_like_article(str(own))
        and (
            not looks_like_article(str(claimed))
            and own.path.strip("/") != claimed.path.strip("/")
            and not re.fullmatch(r"(?:amp|\d{1,2}|page/\d{1,2})/?", own.path[len(claimed.path) :])
        )
    )


@lru_cache(maxsize=CACHED)
def looks_like_article(url: str) -> bool:
    """Whether an address has the shape of one article: an id, a dated path or a long slug at its end."""
    address = parse(url)
    return address is not None and _article_shaped(address)


def _article_shaped(address: Address) -> bool:
    segments = [segment for segment in address.path.split("/") if segment]
    if not segments:
        return False
    stem = _EXTENSION.sub("", segments[-1])
    if _names_list(stem) or any(map(_names_list, segments[:-1])):
        return False
    if len(stem) >= _MIN_SLUG or _LONG_NUMBER.search(stem):
        return True
    if any(map(_ID_PARAMETER.fullmatch, address.query)):
        return True
    return stem != segments[-1] and any(_DATE_TOKEN.fullmatch(segment) for segment in segments[:-1])


@lru_cache(maxsize=4096)
def _names_list(segment: str) -> bool:
    return _LISTING_SEGMENT.fullmatch(segment) is not None


def _folded(address: Address) -> Address:
    while True:
        folded = _fold_once(address)
        if folded is address or folded == address:
            return address
        address = folded


def _fold_once(address: Address) -> Address:
    if address.query:
        query = tuple(pair for pair in address.query if not _is_edition_parameter(pair))
        address = address if len(query) == len(address.query) else address.with_query(query)
    lower = address.path.lower()
    if not address.query and ("/index." in lower or "/default." in lower):
        address = address.with_path(_INDEX.sub("/", address.path))
    if "amp" in lower:
        address = address.with_path(_AMP_PATH.sub("", address.path))
    return _first_page(_without_script_edition(address))


def _is_edition_parameter(pair: str) -> bool:
    lower = pair.lower()
    name, _, value = lower.partition("=")
    return lower in _AMP_PARAMETERS or (name in _VARIANT_PARAMETERS and value in _VARIANT_VALUES)


def _without_script_edition(address: Address) -> Address:
    _, first, rest = [*address.path.split("/", 2), "", ""][:3]
    if first.lower() not in _SCRIPT_EDITIONS or not rest or not rest[0].isalpha():
        return address  # "/tw/2024/…" is a section named Taiwan, "/tw/article/1" the Taiwan edition
    inner = address.with_path(f"/{rest}")
    return inner if "/" in rest and _article_shaped(inner) else address


def _first_page(address: Address) -> Address:
    match = _PAGE_FILE.search(address.path)
    if match and int(match[3]) > 1 and _is_page_of_article(match, address.path):
        return address.with_path(address.path[: match.start(2)] + match[4])
    pages = [pair for pair in address.query if _PAGE_PARAMETER.fullmatch(pair)]
    if pages:
        rest = address.with_query(tuple(pair for pair in address.query if pair not in pages))
        return rest if _article_shaped(rest) else address
    tail = _PAGE_TAIL.search(address.path)
    if tail:
        stem = address.with_path(address.path[: tail.start()])
        return stem if _has_file_name(stem) else address
    return address


def _has_file_name(address: Address) -> bool:
    return bool(_EXTENSION.search(address.path)) and _article_shaped(address)


def _is_page_of_article(match: re.Match[str], path: str) -> bool:
    """``12345_2.html`` yes; ``list_2.html``, ``t20240505_12.html`` of one day, ``iphone-15.html`` no."""
    folder = path[: match.start()].split("/")
    if any(_names_list(segment) for segment in [*folder, match[1]] if segment):
        return False
    token = re.split(r"[-_]", match[1])[-1]
    if match[2] == "_":
        return any(c.isdigit() for c in token) and len(token) >= _MIN_ID and not _DATE_TOKEN.fullmatch(token)
    return (
        token.lstrip("abcdefghijklmnopqrstuvwxyz").isdigit()
        and len(token) >= _MIN_DASHED_ID
        and (not _DATE_TOKEN.fullmatch(token))
    )


@lru_cache(maxsize=1024)
def _site_host(host: str) -> str:
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _EDITION_LABELS:
        labels.pop(0)
    return ".".join(labels)
