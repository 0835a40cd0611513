"""What shall be called and how often, whichever timer calls it."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsarchive.errors import UsageError
from newsarchive.sitefiles.durations import shown_duration

if TYPE_CHECKING:
    from datetime import timedelta

LOG_NAME: Final = "run.log"
# No timer's file can hold these in a path.
_UNWRITABLE: Final = re.compile(r"[\x00-\x1f\x7f]")
_PAUSE: Final = "import random, time; time.sleep(random.random() * {:d})"


@dataclass(frozen=True, slots=True)
class Job:
    """One archive's timer. ``python`` is this environment's; ``jitter`` is the longest random delay."""

    archive: Path
    every: timedelta
    jitter: timedelta
    python: str = sys.executable

    @classmethod
    def of(cls, archive: Path, every: timedelta, jitter: timedelta) -> Job:
        """Check what no timer could hold. Raises ``UsageError``."""
        path = archive.expanduser().absolute()
        for name in (str(path), sys.executable):
            if _UNWRITABLE.search(name):
                raise UsageError(f"{name!r}: no timer can hold a path with control characters")
        if jitter >= every:
            told = f"a random delay of {shown_duration(jitter)} does not fit into {shown_duration(every)}"
            raise UsageError(f"{told}; give a shorter --jitter")
        return cls(path, every, jitter)

    @property
    def name(self) -> str:
        """A name of its own for each archive folder, that every timer takes."""
        return job_name(self.archive)

    @property
    def log(self) -> Path:
        """Where a timer without a log of its own writes what went wrong."""
        return self.archive / LOG_NAME

    @property
    def arguments(self) -> list[str]:
        """The call, as a list of words."""
        return [self.python, "-m", "newsarchive.cli", "--archive", str(self.archive), "run", "--quiet"]

    @property
    def shell_line(self) -> str:
        """The call for `sh`, after a random pause: neither cron nor launchd has one."""
        call = shlex.join(self.arguments)
        seconds = int(self.jitter.total_seconds())
        if not seconds:
            return call
        return f"{shlex.join([self.python, '-c', _PAUSE.format(seconds)])} && {call}"


def job_name(archive: Path) -> str:
    """``newsarchive-news-1a2b3c4d`` of a folder ``news``; two folders never share a name."""
    path = str(archive.expanduser().absolute())
    readable = re.sub(r"[^a-z0-9]+", "-", Path(path).name.lower()).strip("-")[:24]
    digest = sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"newsarchive-{readable}-{digest}" if readable else f"newsarchive-{digest}"
