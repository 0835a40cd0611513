"""Turn pages into outcomes, in the process that fetches and writes or in others beside it."""

from newsarchive.crawl.workers.own import OwnProcess
from newsarchive.crawl.workers.plan import worker_plan
from newsarchive.crawl.workers.pool import WorkerPool
from newsarchive.crawl.workers.wire import RUN_ENDED, Answer, Task

__all__ = ["RUN_ENDED", "Answer", "OwnProcess", "Task", "WorkerPool", "worker_plan"]
