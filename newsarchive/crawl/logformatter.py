"""Silences the two log lines that Scrapy writes for every page: the archive's report tells them."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietLogFormatter(LogFormatter):
    """None means: no line."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override]
        """Say nothing of a response."""

    def scraped(self, *_: Any) -> None:  # type: ignore[override]
        """Say nothing of an item (its repr would hold the whole page)."""
