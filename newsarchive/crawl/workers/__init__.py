"""Worker processes that turn pages into outcomes beside the one process that fetches and writes."""

from newsarchive.crawl.workers.pool import WorkerPool

__all__ = ["WorkerPool"]
