"""The two ways to fetch, for tests that both have to pass."""

from __future__ import annotations

import pytest

TRANSPORTS = ("libcurl", "Twisted")
"""libcurl where pycurl is installed, else Scrapy's own handlers on Twisted."""


def lacking(transport: str) -> str:
    """The module that a crawl has to go without in order to fetch so; skips what is not installed."""
    if transport == "libcurl":
        pytest.importorskip("pycurl", reason="libcurl needs pycurl")
        return ""
    return "pycurl"
