"""cron's crontab: one line of our own, found again by its end; every other line stays byte for byte."""

from __future__ import annotations

from hashlib import sha256
from shlex import quote
from typing import TYPE_CHECKING, Final

from newsarchive.errors import UsageError
from newsarchive.sitefiles.durations import shown_duration
from newsarchive.timers.tool import TimerFailed, call, must, said

if TYPE_CHECKING:
    from newsarchive.timers.job import Job

_MINUTES_A_DAY: Final = 1440
# cron cuts a longer line off without a word.
_LONGEST_LINE: Final = 990


def is_here() -> bool:
    """Whether this user can have a crontab."""
    try:
        return call("crontab", "-l").returncode in (0, 1)
    except TimerFailed:
        return False


def line(job: Job) -> str:
    """The crontab's line of a job. Raises ``UsageError`` for what cron cannot hold.

    `run` itself refuses a second crawl of a site, so that calls never overlap.
    """
    command = f"{job.shell_line} >>{quote(str(job.log))} 2>&1"
    if "\\" in command:
        raise UsageError("cron cannot hold a path with a backslash; use another --kind")
    # An unescaped percent sign ends the command, even within quotes.
    command = command.replace("%", "\\%")
    whole = f"{_times(job)} {command} {_mark(job.name)}"
    if len(whole.encode("utf-8", "surrogateescape")) > _LONGEST_LINE:
        raise UsageError("cron cannot hold so long a path; use another --kind")
    return whole


def _times(job: Job) -> str:
    """The five fields of time. Archives do not all begin at the same minute of the hour."""
    minutes = int(job.every.total_seconds()) // 60
    offset = int(sha256(job.name.encode()).hexdigest(), 16)
    if minutes < 60 and 60 % minutes == 0:
        if minutes == 1:
            return "* * * * *"
        return f"{offset % minutes}-59/{minutes} * * * *"
    hours, rest = divmod(minutes, 60)
    if not rest and hours and 24 % hours == 0:
        minute = offset % 60
        if hours == 24:
            return f"{minute} {offset // 60 % 24} * * *"
        return f"{minute} {offset // 60 % hours}-23/{hours} * * *" if hours > 1 else f"{minute} * * * *"
    steps = [
        m for m in range(1, _MINUTES_A_DAY + 1) if (m < 60 and 60 % m == 0) or (m % 60 == 0 and 1440 % m == 0)
    ]
    near = min(steps, key=lambda step: abs(step - minutes))
    raise UsageError(
        f"cron cannot repeat every {shown_duration(job.every)}; give --every {near // 60}h"
        if near >= 60
        else f"cron cannot repeat every {shown_duration(job.every)}; give --every {near}m"
    )


def _mark(name: str) -> str:
    return f"# {name}"


def _read() -> bytes:
    """The user's crontab as it is. An answer that is not understood must not be taken for an empty one."""
    done = call("crontab", "-l")
    if done.returncode == 0:
        return done.stdout
    if b"no crontab" in done.stderr.lower() or b"can't open" in done.stderr.lower():
        return b""
    raise TimerFailed(f"the crontab cannot be read: {said(done)}")


def _without(table: bytes, name: str) -> bytes:
    mark = f" {_mark(name)}".encode()
    return b"".join(row for row in table.splitlines(keepends=True) if not row.rstrip().endswith(mark))


def _write(table: bytes) -> None:
    if table.strip():
        must("crontab", "-", stdin=table)
    else:
        must("crontab", "-r")


def install(job: Job) -> list[str]:
    """Put the line into the crontab, in place of an earlier one; return what a person should know."""
    ours = line(job)
    others = _without(_read(), job.name)
    if others and not others.endswith(b"\n"):
        others += b"\n"
    _write(others + ours.encode("utf-8", "surrogateescape") + b"\n")
    return [f"added to your crontab: {ours}", f"what it says: {job.log}"]


def show(name: str) -> str | None:
    """The line; None when there is none."""
    try:
        table = _read()
    except TimerFailed:
        return None
    ours = [row for row in table.splitlines() if row.rstrip().endswith(f" {_mark(name)}".encode())]
    return "\n".join(row.decode("utf-8", "replace") for row in ours) or None


def remove(name: str) -> bool:
    """Take the line away; tell whether there was one."""
    table = _read()
    others = _without(table, name)
    if others == table:
        return False
    _write(others)
    return True
