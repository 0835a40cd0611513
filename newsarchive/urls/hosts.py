"""Which hosts belong to one site, and which are private to the machine or network."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsarchive.urls.normal import parse, words

if TYPE_CHECKING:
    from collections.abc import Iterable

# Second-level labels under which country registries sell names (the common core of the public suffix
# list; the list itself is 300 KB and changes weekly).
_SECOND_LEVEL: Final = words(
    "com co net org edu gov gob ac or ne go gr lg ad ed mil idv game ebiz club re pe kr nom art info web"
    " ltd plc me sch nhs govt gen school geek iwi kiwi maori gouv asso presse tm in ind firm gv"
)
_CHINESE_PROVINCES: Final = words(
    "bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn gd gx hi sc gz yn xz sn gs qh nx xj tw hk mo"
)
_LOCAL_SUFFIXES: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp")
_NUMERIC_HOST: Final = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}")


def hostname(url: str) -> str:
    """Host of an http(s) address in ASCII and lower case, with the port if not the scheme's own; else ""."""
    address = parse(url)
    return address.netloc if address else ""


def origin(url: str) -> str:
    """Scheme, host and port of an address as they are written (``https://a.com:8443``)."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{re.split('[/?#]', rest, maxsplit=1)[0]}"


def registrable_domain(host: str) -> str:
    """Part of ``host`` that was registered (``news.a.com.cn`` → ``a.com.cn``); addresses stay whole."""
    host = host.lower().rstrip(".")
    if host.startswith("[") or _ip(host):
        return host
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if _ip(name):
        return name
    labels = name.split(".")
    return ".".join(labels[-(3 if _has_second_level(labels) else 2) :])


def _has_second_level(labels: list[str]) -> bool:
    if len(labels) <= 2 or len(labels[-1]) != 2:
        return False
    return labels[-2] in _SECOND_LEVEL or (labels[-1] == "cn" and labels[-2] in _CHINESE_PROVINCES)


def site_hosts(urls: Iterable[str]) -> tuple[str, ...]:
    """Hosts that a crawl from ``urls`` may ask, for :func:`same_site`.

    A name stands for its registered domain and everything below it; a bare address (127.0.0.1) or a
    one-label name stands only for itself with its port.
    """
    found: dict[str, None] = {}
    for url in urls:
        address = parse(url)
        if address is None:
            continue
        bare = _ip(address.host) is not None or "." not in address.host
        found[
            (f"{address.host}:{address.port}" if address.port else address.host)
            if bare
            else (registrable_domain(address.host))
        ] = None
    return tuple(found)


def same_site(url: str, hosts: Iterable[str]) -> bool:
    """Whether ``url``'s host is one of ``hosts`` or below one; an entry with a port admits only that port.

    An address or one-label entry without a port admits only the scheme's own port.
    """
    address = parse(url)
    return address is not None and _admitted(address.host, address.port, tuple(hosts))


@lru_cache(maxsize=1024)
def _admitted(host: str, port: int | None, hosts: tuple[str, ...]) -> bool:
    return any(_belongs(host, port, allowed) for allowed in hosts)


def _belongs(host: str, port: int | None, allowed: str) -> bool:
    allowed = allowed.lower()
    name, colon, number = allowed.rpartition(":")
    if colon and number.isdigit() and (not allowed.startswith("[") or name.endswith("]")):
        return host == name and port == int(number)
    if _ip(allowed) is not None or "." not in allowed:
        return host == allowed and port is None
    return host == allowed or host.endswith(f".{allowed}")


def is_private(url_or_host: str) -> bool:
    """Whether a host is not a public one: loopback, private, link-local, reserved or a local name.

    Numeric spellings of IPv4 (``127.1``, ``0x7f000001``, ``2130706433``) and IPv4 inside IPv6 count. Names
    are judged by their spelling only: a public name that resolves to a private address is the
    downloader's to refuse.
    """
    address = parse(url_or_host if "://" in url_or_host else f"http://{url_or_host}/")
    if address is None:
        return True
    ip = _ip(address.host)
    if ip is None:
        return "." not in address.host or address.host.endswith(_LOCAL_SUFFIXES)
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return not ip.is_global or ip.is_multicast or (mapped is not None and not mapped.is_global)


@lru_cache(maxsize=1024)
def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        if _NUMERIC_HOST.fullmatch(host):
            return ipaddress.IPv4Address(socket.inet_aton(host))
        return ipaddress.ip_address(host.strip("[]"))
    except (ValueError, OSError):
        return None
