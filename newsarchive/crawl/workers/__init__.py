"""Worker processes that turn pages into outcomes beside the one process that fetches and writes."""

from newsarchive.crawl.workers.plan import worker_plan
from newsarchive.crawl.workers.pool import RUN_ENDED, WorkerPool
from newsarchive.crawl.workers.wire import Answer, Task

__all__ = ["RUN_ENDED", "Answer", "Task", "WorkerPool", "worker_plan"]
