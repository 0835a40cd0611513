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


def collect_rarely() -> None:
    """Search only after `NEW_OBJECTS` new objects, and never among those that are there now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def rare_collections() -> Iterator[None]:
    """`collect_rarely` for a while."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
