"""Chooses the download handler: libcurl's where pycurl is installed, else Scrapy's own on Twisted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.core.downloader.handlers.base import BaseDownloadHandler
    from scrapy.crawler import Crawler


class Handler:
    """What `DOWNLOAD_HANDLERS` names; an instance of it is one of the two."""

    lazy = True  # a crawl of ``http`` needs none for ``https``

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BaseDownloadHandler:
        """Scrapy's constructor."""
        try:
            from newsarchive.crawl.transport.curl import CurlHandler
        except ImportError:
            return twisted_handler(crawler)
        return CurlHandler(crawler)


def twisted_handler(crawler: Crawler) -> BaseDownloadHandler:
    """Scrapy's own handler; its imports take a tenth of a second, which a crawl by libcurl saves."""
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

    return HTTP11DownloadHandler(crawler)
