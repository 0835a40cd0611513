"""Turns every way a command can end into an exit status and at most one line on standard error."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

DONE, USAGE, FAILED, INTERRUPTED = 0, 1, 2, 130


def guarded(command: Callable[[], Any]) -> int:
    """Run ``command`` and return the process's exit status; a traceback is shown to those who ask."""
    _write_utf8()
    try:
        status = command()
        sys.stdout.flush()
    except BaseException as error:
        if os.environ.get("NEWSARCHIVE_DEBUG") and not isinstance(error, SystemExit):
            raise
        return _status_of(error)
    return status if isinstance(status, int) else DONE


def _status_of(error: BaseException) -> int:
    match error:
        case KeyboardInterrupt() | click.Abort():
            return _say(str(error) or "interrupted", INTERRUPTED)
        case click.exceptions.Exit():
            return error.exit_code
        case SystemExit(__context__=OSError(errno=errno.EPIPE)):
            return _reader_left()  # click's own way to tell it
        case SystemExit():
            return error.code if isinstance(error.code, int) else FAILED
        case click.ClickException():
            return _say(_usage_message(error), USAGE)
        case NewsarchiveError():
            return _say(str(error), error.exit_status)
        case OSError(errno=errno.EPIPE):
            return _reader_left()
        case OSError():
            return _say(_system_message(error), FAILED)
        case _:
            what = f"{type(error).__name__}: {error}".strip()
            return _say(f"internal error: {what} (NEWSARCHIVE_DEBUG=1 shows where)", FAILED)


def _say(message: str, status: int) -> int:
    from newsarchive.cli.printing import one_line

    print(f"newsarchive: {one_line(message)}", file=sys.stderr)
    return status


def _usage_message(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f"; see '{context.command_path} --help'" if context else ""
    return error.format_message().rstrip(".") + hint


def _system_message(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _reader_left() -> int:
    """The reader of our output has seen enough (`| head`): no error, and nothing more to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _write_utf8() -> None:
    """Data is UTF-8 whatever the locale; a message that cannot be shown is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
