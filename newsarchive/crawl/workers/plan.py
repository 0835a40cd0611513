"""How many worker processes a crawl gets, and from which page on."""

from __future__ import annotations

import os
from typing import Final

LARGE: Final = 300
"""Pages after which a crawl counts as large: starting a worker costs as much as reading some 150 pages."""


def worker_plan(wished: int | None, delay: float) -> tuple[int, int]:
    """The number of workers and the number of processed pages from which they are used.

    What is ``wished`` holds from the first page. Otherwise a crawl that pauses between its requests gets
    none: reading a page takes a hundredth of the pause. One that does not gets one, if there is a second
    core: measured, fetching and writing together cost as much as reading, so that two processes are busy
    alike and a third would wait for the first.
    """
    if wished is not None:
        return wished, 0
    return (1, LARGE) if delay == 0 and _cores() > 1 else (0, 0)


def _cores() -> int:
    """Cores that this process may use; a container's share is not all of the machine's."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
