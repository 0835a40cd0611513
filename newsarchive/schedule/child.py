"""One site's crawl in a process of its own: started, watched, stopped, and its report read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PROGRAM: Final = (sys.executable, "-m", "newsarchive.cli")
"""This program; tests and simulations give another that behaves the same."""

PROGRESS_OPTION: Final = "--progress-fd"
_MAX_OUTPUT: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ended:
    """How a site's crawl ended: its exit status, what it reported (or None), and what it told people."""

    site: str
    exit_status: int
    report: dict[str, Any] | None
    told: str


class Child:
    """A crawl under way. ``on_progress`` is called from a thread with each moment the crawl tells.

    Its output goes into files without a name: a pipe that nobody reads would stop it.
    """

    def __init__(
        self,
        archive: Path,
        site: str,
        on_progress: Callable[[str, dict[str, Any]], None],
        program: Sequence[str] = PROGRAM,
        *,
        quiet: bool = False,
    ) -> None:
        self.site = site
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the crawl has ended
        self._err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as above
        reading, writing = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                [
                    *program, "--archive", str(archive), "crawl", "--json", *(["--quiet"] if quiet else []),
                    PROGRESS_OPTION, str(writing), "--", site,
                ],
                stdin=subprocess.DEVNULL, stdout=self._out, stderr=self._err, pass_fds=(writing,),
                start_new_session=True,  # Ctrl-C reaches this process, which passes it on once
            )  # fmt: skip
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self._stopped = False
        self._reader = threading.Thread(target=self._read, args=(reading, on_progress), daemon=True)
        self._reader.start()

    def stop(self) -> None:
        """Ask the crawl to end; it does so in seconds, and the next run resumes it."""
        self._stopped = True
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> Ended:
        """Wait for the end."""
        status = self._process.wait()
        self._reader.join()
        with self._out, self._err:
            report = _last_object(_text(self._out))
            told = _text(self._err)
        if status < 0:
            # SIGTERM can come before the crawl is ready to handle it.
            by_us = self._stopped and status == -signal.SIGTERM
            status = 130 if by_us else 2
            told += "" if by_us else f"killed by {signal.Signals(-self._process.returncode).name}\n"
        return Ended(self.site, status, report, told)

    def _read(self, reading: int, on_progress: Callable[[str, dict[str, Any]], None]) -> None:
        with open(reading, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError):
                    on_progress(self.site, json.loads(line))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(_MAX_OUTPUT).decode("utf-8", "replace")


def _last_object(output: str) -> dict[str, Any] | None:
    """The report is the last line: there is none when the crawl could not begin."""
    lines = output.strip().splitlines()
    with suppress(ValueError):
        found = json.loads(lines[-1]) if lines else None
        return found if isinstance(found, dict) else None
    return None
