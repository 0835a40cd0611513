"""A worker process: reads batches of pages from its pipe, answers with their outcomes, knows nothing else."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from newsarchive.archive.captures.packing import Dictionary, Packer
from newsarchive.archive.prepared import prepare
from newsarchive.crawl.workers.wire import READY, Answer, Task
from newsarchive.garbage import rare_collections
from newsarchive.process import process

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from newsarchive.profile import Profile


def serve(pipe: Connection, profile: Profile) -> None:
    """Answer until the other end of ``pipe`` is gone, be it closed or killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the crawl decides
    waiting: SimpleQueue[Dictionary | list[Task]] = SimpleQueue()
    packer = Packer()
    Thread(target=_receive, args=(pipe, waiting), daemon=True).start()
    with suppress(OSError), rare_collections():
        pipe.send(READY)
        while True:
            sent = waiting.get()
            if isinstance(sent, Dictionary):
                packer = Packer(sent)
            else:
                pipe.send(_packed(sent, [answer(task, profile) for task in sent], packer))


def answer(task: Task, profile: Profile) -> Answer:
    """Process one page. An article's texts are prepared unless further pages are to change them."""
    outcome = process(task.page, profile, part=task.part, section=task.section)
    if not task.prepare or outcome.article is None or outcome.next_pages:
        return Answer(outcome)
    return Answer(outcome, prepare(outcome.article))


def _packed(tasks: list[Task], answers: list[Answer], packer: Packer) -> list[Answer]:
    """The bodies packed in a row: packing's tables would be driven out of the core's cache by each page."""
    return [
        one._replace(packed=packer.pack(task.page.body)) if task.prepare else one
        for task, one in zip(tasks, answers, strict=True)
    ]


def _receive(pipe: Connection, waiting: SimpleQueue[Dictionary | list[Task]]) -> None:
    """Take what comes while a page is worked on: a full pipe would hold up the process that fetches."""
    with suppress(EOFError, OSError):
        while True:
            waiting.put(pipe.recv())
    os._exit(0)  # the crawl has ended: whatever is being worked on is of no use
