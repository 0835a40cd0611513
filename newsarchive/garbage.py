"""Looks for garbage in cycles seldom: reading a page makes thousands of objects, and hardly a cycle."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_OBJECTS: Final = 50_000
"""Objects between two searches. By default there are some thirty a page, the larger of which walk through
all modules and caches: measured 4 to 5 % of a crawl's time, and no more memory without them."""
AT_START: Final = 500_000
"""The same while a crawl starts: importing makes 120,000 objects that stay, and 30 ms went into searches."""


def collect_rarely(new_objects: int = NEW_OBJECTS) -> None:
    """Search only after so many new objects, and never among those that are there now.

    They are not searched once before: the cycles that imports leave behind take 0.4 MB, a search 35 ms.
    """
    gc.freeze()
    gc.set_threshold(new_objects, *gc.get_threshold()[1:])


def leave_to_the_end() -> None:
    """Let a process that is about to end do so: what is in cycles goes with its memory.

    Python would take all modules' objects apart one by one, a fifth of a second after a crawl. What ends with
    its last reference still does, and so do files, threads and what `atexit` was told.
    """
    gc.freeze()


@contextmanager
def rare_collections(new_objects: int = NEW_OBJECTS) -> Iterator[None]:
    """`collect_rarely` for a while; `collect_rarely` may be called meanwhile, too."""
    before = gc.get_threshold()
    collect_rarely(new_objects)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
