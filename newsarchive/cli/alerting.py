"""Evaluates and sends alerts at a run's end, and tells the person at the terminal what became of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsarchive.alerts.telling import Told

INTERRUPTED = "interrupted"


def alert_after_run(archive: Path, site: str, status: str, *, quiet: bool) -> None:
    """Find and send what ``alerts.toml`` asks for of the run that just ended; a failure is only told.

    An interrupted run is looked at when it was resumed: who pressed Ctrl-C does not want to wait.
    """
    # Most archives have no rules: nothing is imported for them.
    if status == INTERRUPTED or not (archive / "alerts.toml").is_file():
        return
    from newsarchive.alerts.telling import look_and_tell

    try:
        print_told(look_and_tell(archive, site), quiet=quiet)
    except (NewsarchiveError, OSError) as error:
        _say(f"{error}; nothing is lost, the next run looks again")
    except Exception as error:
        # A fault in alerts must not turn a good run into a failure.
        if os.environ.get("NEWSARCHIVE_DEBUG"):
            raise
        _say(f"internal error: {type(error).__name__} (NEWSARCHIVE_DEBUG=1 shows where)")


def print_told(told: Iterable[Told], *, quiet: bool = False) -> int:
    """Tell what became of each channel's digest on standard error; return how many were not taken."""
    failures = 0
    for one in told:
        match one.status:
            case "sent":
                if not quiet:
                    _say(f"{one.events:,} told to {one.channel}")
            case "failed":
                failures += 1
                when = one.next_try.astimezone().strftime("%H:%M") if one.next_try else ""
                _say(f"{one.channel}: {one.reason}; {one.events:,} wait, next try by a run after {when}")
            case _:
                failures += 1
                _say(
                    f"{one.channel}: {one.events:,} given up, as they could not be delivered in time;"
                    " `newsarchive alerts log --status given_up` lists them"
                )
    return failures


def _say(message: str) -> None:
    from newsarchive.cli.printing import err, one_line

    err().print(f"alerts: {one_line(message)}", soft_wrap=True)
