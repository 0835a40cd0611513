"""HTTP connections that never reach a private network unless the site itself is on one."""

from __future__ import annotations

from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, UnknownHandler

from newsarchive.urls import is_private

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import Request

    from newsarchive.crawl.scope import Scope


class PrivateAddress(OSError):
    """A public name leads to a private address: nothing was asked of it."""


def guarded_opener(scope: Scope) -> OpenerDirector:
    """An opener that speaks HTTP only, follows no redirect, gives every status, and keeps to ``scope``.

    Where a proxy is set, it is the one to resolve names.
    """
    opener = OpenerDirector()
    for handler in (ProxyHandler(), UnknownHandler(), _Plain(scope), _Secure(scope)):
        opener.add_handler(handler)
    return opener


class _Plain(HTTPHandler):
    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def http_open(self, req: Request) -> HTTPResponse:
        kind = HTTPConnection if req.has_proxy() else partial(_GuardedHTTP, self._scope)
        return self.do_open(kind, req)


class _Secure(HTTPSHandler):
    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def https_open(self, req: Request) -> HTTPResponse:
        kind = HTTPSConnection if req.has_proxy() else partial(_GuardedHTTPS, self._scope)
        return self.do_open(kind, req)


class _GuardedHTTP(HTTPConnection):
    def __init__(self, scope: Scope, host: str, **more: Any) -> None:
        super().__init__(host, **more)
        self._scope = scope

    def connect(self) -> None:
        super().connect()
        _check(self, self._scope)


class _GuardedHTTPS(_GuardedHTTP, HTTPSConnection):
    """The same over TLS: what is connected and checked is the next class's connection."""


def _check(connection: HTTPConnection, scope: Scope) -> None:
    """Judge the address that answered, before anything is asked of it: what a name resolves to may change."""
    address = connection.sock.getpeername()[0]
    private = is_private(f"[{address}]" if ":" in address else address)
    scope.note_address(connection.host, private=private)
    if private and not scope.private and not is_private(connection.host):
        connection.close()
        raise PrivateAddress(f"{connection.host} leads to the private address {address}")
