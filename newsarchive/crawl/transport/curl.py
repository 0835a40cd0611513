"""Scrapy's download handler on libcurl; what is out of the common goes to Scrapy's own on Twisted."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pycurl
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from newsarchive.crawl.transport.authorities import trusted_file
from newsarchive.crawl.transport.errors import error_of, is_peculiar
from newsarchive.crawl.transport.handler import twisted_handler
from newsarchive.crawl.transport.transfer import Transfer

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_address_of = lru_cache(maxsize=256)(ipaddress.ip_address)


class CurlHandler(BaseDownloadHandler):
    """Plain requests by libcurl, with the address that this program's own resolver has let pass.

    Through Scrapy's handler go proxies, what is no plain GET, hosts whose TLS is too old for libcurl, and
    once more what was answered with something that libcurl does not take for HTTP.
    Scrapy's signals ``headers_received`` and ``bytes_received`` are sent by it only; nobody here listens.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._limit = settings.getint("DOWNLOAD_MAXSIZE")
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._is_usual = (
            settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
            and settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
            and not settings.get("DOWNLOAD_BIND_ADDRESS")
        )
        self._authorities = trusted_file()
        self._multi = pycurl.AsyncCurlMulti()
        self._spare: list[Transfer] = []
        self._old_fashioned: set[str] = set()
        self._certificates: dict[str, Any] = {}
        self._twisted: BaseDownloadHandler | None = None

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises the exceptions of `scrapy.exceptions` that Scrapy's own handlers raise."""
        parts = urlparse_cached(request)
        host = parts.hostname or ""
        if not self._is_for_curl(request, parts.scheme, parts.netloc, host):
            return await self._by_twisted(request)
        address = await _resolved(host)
        transfer = self._spare.pop() if self._spare else Transfer(self._authorities)
        transfer.begin(int(request.meta.get("download_maxsize", self._limit)))
        transfer.ask(
            request.url, request.headers, address, request.meta.get("download_timeout") or self._seconds
        )
        try:
            await self._performed(transfer)
        except pycurl.error as error:
            code, message = error.args[:2]
            peculiar, failure = is_peculiar(code, transfer), error_of(code, message, transfer)
            self._put_by(transfer)
            if peculiar:
                if code == pycurl.E_SSL_CONNECT_ERROR:
                    self._old_fashioned.add(host)
                return await self._by_twisted(request)
            raise failure from error
        request.meta["download_latency"] = transfer.latency
        response = self._response(request, transfer, address, host if parts.scheme == "https" else "")
        self._put_by(transfer)
        return response

    async def _performed(self, transfer: Transfer) -> None:
        """Let libcurl do it. Raises `pycurl.error`."""
        await self._multi.perform(transfer.curl)
        if not transfer.is_begun:
            raise pycurl.error(pycurl.E_GOT_NOTHING, "the header broke off")

    def _put_by(self, transfer: Transfer) -> None:
        """Keep the handle for another request, but not its answer."""
        transfer.begin(0)
        self._spare.append(transfer)

    async def close(self) -> None:
        """End what is under way, and all connections."""
        await self._multi.aclose()
        if self._twisted is not None:
            await self._twisted.close()

    def _is_for_curl(self, request: Request, scheme: str, place: str, host: str) -> bool:
        return (
            self._is_usual
            and request.method == "GET"
            and not request.body
            and "proxy" not in request.meta
            and "bindaddress" not in request.meta
            and "@" not in place
            and host != ""
            and host not in self._old_fashioned
            and (scheme == "http" or self._authorities != "")
        )

    async def _by_twisted(self, request: Request) -> Response:
        if self._twisted is None:
            self._twisted = twisted_handler(self.crawler)
        return await self._twisted.download_request(request)

    def _response(self, request: Request, transfer: Transfer, address: str, secure: str) -> Response:
        """The answer as Scrapy has it; ``secure`` is the host that has shown a certificate."""
        return Response(
            request.url.partition("#")[0],
            status=transfer.status,
            headers=transfer.headers,
            body=transfer.body,
            ip_address=_address_of(address),
            certificate=self._certificate(transfer, secure) if secure else None,
            protocol=transfer.protocol,
        )

    def _certificate(self, transfer: Transfer, host: str) -> Any:
        """The host's certificate as it was when it was first connected to, in Twisted's form."""
        if host not in self._certificates and (pem := transfer.certificate()):
            from twisted.internet.ssl import Certificate

            self._certificates[host] = Certificate.loadPEM(pem.encode())
        return self._certificates.get(host)


async def _resolved(host: str) -> str:
    """The IP address of ``host`` by the crawl's guarded resolver. Raises `CannotResolveHostError`."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    from twisted.internet import reactor

    resolve: Any = reactor.resolve
    try:
        address: str = await maybe_deferred_to_future(resolve(host))
    except DNSLookupError as error:
        raise CannotResolveHostError(str(error)) from error
    return address
