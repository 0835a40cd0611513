"""What the archive's tests share: an archive folder with a clock, and pages made short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Article, Category, HotEntry, HotList, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.archive.records import Change

SITE = SiteSpec("portal", "The Portal", "https://portal.example/", "Asia/Shanghai", "zh-Hans")
START = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)


class Archive:
    """An archive folder with a clock: every stored page is a minute later."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = START

    def writer(self, site: SiteSpec = SITE, **options: bool) -> Writer:
        return Writer.open(self.folder, site=site, started_at=self.now, **options)

    def tick(self, minutes: int = 1) -> datetime:
        self.now += timedelta(minutes=minutes)
        return self.now

    def store(self, writer: Writer, number: int | str, **fields: object) -> Change:
        """Store one article page; ``fields`` are those of ``Article``."""
        url = f"https://portal.example/article-{number}.html"
        article = Article(url=url, **{"title": f"标题{number}", "body": f"正文{number}"} | fields)  # type: ignore[arg-type]
        page = Page(url, str(article).encode(), fetched_at=self.tick())
        return writer.record(page, Outcome(OutcomeKind.ARTICLE, url, "article", article))

    def gone(self, writer: Writer, number: int | str, status: int = 404) -> Change:
        url = f"https://portal.example/article-{number}.html"
        page = Page(url, b"", status=status, fetched_at=self.tick())
        return writer.record(page, Outcome(OutcomeKind.GONE, url, f"http {status}"))

    def hot(self, writer: Writer, *titles: str, name: str = "熱門排行") -> None:
        """Store a front page that ranks the articles whose titles are given (title ``a`` is article-a)."""
        entries = tuple(
            HotEntry(rank, title, f"https://portal.example/article-{title}.html")
            for rank, title in enumerate(titles, 1)
        )
        url = "https://portal.example/"
        outcome = Outcome(
            OutcomeKind.LISTING,
            url,
            "listing",
            hot_lists=(HotList(name, entries),),
            categories=(
                Category("科技", "https://portal.example/tech"),
                Category("财经", "https://portal.example/money"),
            ),
        )
        writer.record(Page(url, repr(titles).encode(), fetched_at=self.tick()), outcome)
