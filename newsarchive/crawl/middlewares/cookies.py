"""Keeps the cookies a site sets, for that site only and for this run only."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Final

from scrapy.http.cookies import CookieJar

from newsarchive.urls import hostname, registrable_domain

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_MAX_COOKIES: Final = 300


class CookiesMiddleware:
    """One jar per registered domain.

    Scrapy's own keeps one for all and may fetch the public suffix list from the net at the first cookie.
    """

    def __init__(self) -> None:
        self.jars: dict[str, CookieJar] = {}

    def process_request(self, request: Request) -> None:
        """Add the site's cookies."""
        jar = self.jars.get(registrable_domain(hostname(request.url))) if self.jars else None
        if jar is not None:
            request.headers.pop(b"Cookie", None)
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the cookies that the answer sets, if it may set them."""
        if b"Set-Cookie" not in response.headers:
            return response
        site = registrable_domain(hostname(request.url))
        jar = self.jars.get(site)
        if jar is None:
            policy = DefaultCookiePolicy(
                strict_domain=False, strict_ns_domain=DefaultCookiePolicy.DomainLiberal
            )
            jar = self.jars[site] = CookieJar(policy)
        for cookie in jar.make_cookies(response, request):
            if registrable_domain(cookie.domain.lstrip(".")) == site and len(jar) < _MAX_COOKIES:
                jar.set_cookie_if_ok(cookie, request)
        return response
