"""The syntax of an address made uniform without changing what a server would answer to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import idna

MAX_URL: Final = 4096
"""Longest address taken seriously, in characters; longer ones are traps or data, not pages."""


def words(text: str) -> frozenset[str]:
    """Split a word list into a set: tables stay readable as running text."""
    return frozenset(text.split())


CACHED: Final = 32_768
"""Addresses whose judgement is remembered (about 5 MB a cache when full)."""
CACHED_SHORTLY: Final = 4096
"""Addresses whose parts are remembered while one page's links are judged."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_MAX_HOST: Final = 253
_STRIPPED: Final = {ord(c): None for c in "\t\n\r"}  # as browsers do (WHATWG URL, basic parser)
_EDGES: Final = "".join(map(chr, range(33))) + "\u00a0\u3000\ufeff\u200b"
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]")
_PLAIN: Final = re.compile(
    # Nothing to decode, encode or resolve: no port, escape, dot segment, session in the path or fragment.
    r"(https?)://([a-z0-9_](?:[a-z0-9_-]|\.(?!\.))*[a-z0-9_])((?:/(?!\.)[A-Za-z0-9_.~:@!$&'()*+,=-]*)+)?"
    r"(?:\?([A-Za-z0-9_.~:@!$&'()*+,;=/?-]*))?",
    re.ASCII,
)
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE: Final = _PATH_SAFE + "?"

# Parameters that name the visit, not the page: campaign tags, click ids, share traces, sessions.
_TRACKING_PREFIXES: Final = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "hsa_",
    "spm_",
    "mc_",
    "_hs",
    "vero_",
    "at_campaign",
)
_TRACKING: Final = words("""
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id epik _openstat
    _ga _gl ga_source ga_medium ga_campaign ocid ncid cmpid cmp icid intcmp xtor wt_mc wt.mc_id wt_zmc wtmc
    mkt_tok oly_enc_id oly_anon_id trk trkcampaign sc_src sc_lid sc_uid ito smid partner_id guccounter
    guce_referrer guce_referrer_sig ref_src ref_url referrer fb_action_ids fb_action_types fb_source
    share_token share_from sharefrom share_source share_medium share_plat share_tag share_session_id
    share_uid shareuid isappinstalled weibo_id wxshare_count nsukey scene clicktime enterid wfr vd_source
    spm scm spmid spm_id_from from_spmid bd_vid bdqhdzs tt_from tt_group_id timestamp_share is_from_webapp
    sender_device web_id unique_k msource mzsrc pvid_share sharer_shareinfo sharer_shareinfo_first
    phpsessid jsessionid aspsessionid sessionid session_id sid cfid cftoken zenid osid s_sid
    """)
# The story's number in an old family of news systems (article.php?sid=123): a short number, and no other.
_STORY_ID: Final = re.compile(r"sid=\d{1,9}")
_SCRIPTS: Final = (".php", ".php3", ".asp", ".aspx", ".jsp", ".cgi", ".pl", ".cfm")
_SESSION_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a normalised http address; ``port`` is None for the scheme's own."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: tuple[str, ...]

    @property
    def netloc(self) -> str:
        """Host and, unless it is the scheme's own, port."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        if self.port is None and not self.query:
            return f"{self.scheme}://{self.host}{self.path}"
        query = "?" + "&".join(self.query) if self.query else ""
        return f"{self.scheme}://{self.netloc}{self.path}{query}"

    def with_path(self, path: str) -> Address:
        """Return the address with another path ("" becomes "/")."""
        if path == self.path:
            return self
        return Address(self.scheme, self.host, self.port, path or "/", self.query)

    def with_query(self, query: tuple[str, ...]) -> Address:
        """Return the address with other parameters."""
        return Address(self.scheme, self.host, self.port, self.path, query)


def normalize_url(url: str) -> str:
    """``url`` spelt uniformly and still answerable, or "" if it is not a usable http(s) address.

    Lower-cases scheme and host, writes IDN as ASCII (UTS 46), drops fragment, credentials, default port,
    tracking and session parameters, sorts the parameters left (repeated ones keep their order), resolves
    dot segments and normalises percent-encoding (RFC 3986 section 6.2.2). Never raises.
    """
    address = parse(url)
    return str(address) if address else ""


def join(base: str, href: str) -> str:
    """``href`` resolved against ``base`` and normalised, or "" where that gives no http(s) address."""
    href = href.strip(_EDGES)
    if len(href) > MAX_URL:
        return ""
    # The same menus and rankings stand on every page of a site: what does not depend on the page's own
    # path is looked up under the site's origin.
    if href.startswith(("https://", "http://")):
        base = ""
    elif href.startswith("/") and "//" in base:
        base = base[: (base.find("/", base.index("//") + 2) + 1) or None]
    return _joined(base, href)


@lru_cache(maxsize=CACHED_SHORTLY)
def _joined(base: str, href: str) -> str:
    if href[:1] == "/" and href[1:2] != "/" and _PLAIN.fullmatch(whole := base.rstrip("/") + href):
        return normalize_url(whole)  # with the site's origin as base: what urljoin answers too, for a third
    try:
        return normalize_url(urljoin(base, href))
    except ValueError:
        return ""


@lru_cache(maxsize=CACHED_SHORTLY)
def parse(url: str) -> Address | None:
    """Parts of ``url`` in normal form, or None if it is not a usable http(s) address; never raises."""
    if not isinstance(url, str) or len(url) > MAX_URL:
        return None
    plain = _PLAIN.fullmatch(url)
    if plain is not None and len(plain[2]) <= _MAX_HOST:
        return _parse_plain(plain)
    try:
        split = urlsplit(url.strip(_EDGES).translate(_STRIPPED).replace("\\", "/"))
        scheme, port = split.scheme.lower(), split.port
        host = _ascii_host(split.hostname or "")
    except ValueError:  # includes UnicodeError and idna.IDNAError
        return None
    if scheme not in _DEFAULT_PORTS or not host or port == 0:
        return None
    port = None if port == _DEFAULT_PORTS[scheme] else port
    path = _encode(_resolve_dots(_SESSION_PATH.sub("", split.path)), _PATH_SAFE)
    address = Address(scheme, host, port, _resolve_dots(path), _clean_query(split.query, path))
    return address if len(str(address)) <= MAX_URL else None


def _parse_plain(match: re.Match[str]) -> Address:
    """The parts of an address that is in normal form already but for its query: most are."""
    scheme, host, path, query = match.groups()
    return Address(scheme, host, None, path or "/", _kept(query.split("&"), path or "/") if query else ())


def _ascii_host(host: str) -> str:
    if len(host) > _MAX_HOST:
        return ""
    host = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    host = host if host.startswith("[") or ":" not in host else f"[{host}]"
    return host.rstrip(".") if _HOST.fullmatch(host) and ".." not in host else ""


def _encode(text: str, safe: str) -> str:
    text = _STRAY_PERCENT.sub("%25", text)
    text = quote(text, safe=safe, errors="replace")
    return _ESCAPE.sub(_plain_escape, text)


def _plain_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"


def _resolve_dots(path: str) -> str:
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept) or "/"


def _clean_query(query: str, path: str) -> tuple[str, ...]:
    return _kept([_encode(pair, _QUERY_SAFE) for pair in query.split("&") if pair.strip()], path)


def _kept(pairs: list[str], path: str) -> tuple[str, ...]:
    kept = [pair for pair in pairs if pair and not _is_tracking(pair.partition("=")[0].lower())]
    if len(kept) < len(pairs) and path.endswith(_SCRIPTS):
        stories = [pair for pair in pairs if _STORY_ID.fullmatch(pair)]
        if len(stories) == 1 and not any(pair.rpartition("=")[2].isdigit() for pair in kept):
            kept += stories
    if len(kept) > 1:
        kept.sort(key=lambda pair: pair.partition("=")[0])
    return tuple(kept)


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
