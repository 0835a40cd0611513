"""Sort-friendly keys of addresses (SURT), under which indexes of web archives list them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

_WWW: Final = re.compile(r"www\d{0,3}\.")
_SAFE: Final = "!$&'()*+,/:;<=>?@-._~|[]\"`{}^"
_ROUNDS: Final = 5
"""How often an address may have been escaped over and over."""


def surt(url: str) -> str:
    """The key of an http(s) address: ``com,example)/path?a=1&b=2``.

    Host reversed without ``www``, lower case throughout, one level of escapes, parameters sorted, no slash at
    the end: the rules of the Internet Archive's indexes, without their lists of session parameters. What
    cannot be taken apart is its own key, escaped.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _plain(url)
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return _plain(url)
    key = _reversed(_WWW.sub("", host, count=1) if _WWW.match(host) else host)
    if port and port != {"http": 80, "https": 443}.get(parts.scheme.lower()):
        key += f":{port}"
    path = _straight(_plain(parts.path))
    query = "&".join(sorted(_plain(parts.query).split("&"))) if parts.query else ""
    return f"{key}){path}{f'?{query}' if query else ''}"


def _reversed(host: str) -> str:
    if ":" in host:
        return host
    return ",".join(reversed(host.split(".")))


def _straight(path: str) -> str:
    """A path without empty and dotted segments, and without a slash at its end."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _plain(text: str) -> str:
    """Escapes undone, then the necessary ones made, in lower case."""
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(_ROUNDS):
        plain = unquote_to_bytes(data)
        if plain == data:
            break
        data = plain
    return quote(data, safe=_SAFE).lower()
