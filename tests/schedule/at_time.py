"""Runs the command line as if it were another time: ``python at_time.py ISO-INSTANT ARGUMENTS…``.

The clock begins at the instant and goes on as fast as the machine's.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from newsarchive.cli import main
from newsarchive.clock import simulate


def set_clock(instant: str) -> None:
    """Let this process believe that it is ``instant`` now."""
    ahead = datetime.fromisoformat(instant) - datetime.now(UTC)
    simulate(lambda: datetime.now(UTC) + ahead)


if __name__ == "__main__":
    set_clock(sys.argv[1])
    main(sys.argv[2:])
