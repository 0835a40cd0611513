"""Calls a timer's own tool, and tells in one line what it said when it failed."""

from __future__ import annotations

import shutil
import subprocess

from newsarchive.errors import NewsarchiveError

SECONDS = 60


class TimerFailed(NewsarchiveError):
    """The machine's timer refused, or its tool is missing; the message says what it said."""


def call(*command: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a tool to its end. Raises ``TimerFailed`` when it is missing or never ends."""
    found = shutil.which(command[0])
    if found is None:
        raise TimerFailed(f"{command[0]} is not on this machine")
    try:
        return subprocess.run(  # noqa: S603 - one of three tools, arguments as a list
            [found, *command[1:]], input=stdin or b"", capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TimerFailed(f"{command[0]} did not answer within {SECONDS} s") from None


def must(*command: str, stdin: bytes | None = None) -> bytes:
    """Run a tool that has to succeed; return what it printed. Raises ``TimerFailed``."""
    done = call(*command, stdin=stdin)
    if done.returncode:
        raise TimerFailed(f"`{' '.join(command)}` failed: {said(done)}")
    return done.stdout


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The tool's last words."""
    words = (done.stderr or done.stdout).decode("utf-8", "replace").split("\n")
    lines = [line.strip() for line in words if line.strip()]
    return lines[-1] if lines else f"exit status {done.returncode}"
