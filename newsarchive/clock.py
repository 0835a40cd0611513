"""What time it is: the one place that is asked, so that a simulation can put another clock in its stead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _machine() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _machine


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return _source()


def simulate(source: Callable[[], datetime]) -> None:
    """Take the time from ``source`` from now on, in this process. No command and no setting leads here.

    Locks, waits and time-outs are not simulated: they concern processes that are really there.
    """
    global _source  # noqa: PLW0603 - a process has one clock
    _source = source
