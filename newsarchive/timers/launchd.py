"""launchd's agent, the timer of macOS: one property list in the user's own folder."""

from __future__ import annotations

import os
import plistlib
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.timers.tool import TimerFailed, call, must

if TYPE_CHECKING:
    from newsarchive.timers.job import Job


def path_of(name: str) -> Path:
    """Where launchd looks for a user's agents."""
    return Path.home() / "Library" / "LaunchAgents" / f"{name}.plist"


def is_here() -> bool:
    """Whether this machine has launchd."""
    try:
        return call("launchctl", "version").returncode == 0
    except TimerFailed:
        return False


def text(job: Job) -> bytes:
    """The property list of a job. launchd never starts a second call while one runs."""
    return plistlib.dumps(
        {
            "Label": job.name,
            "ProgramArguments": ["/bin/sh", "-c", job.shell_line],
            "StartInterval": int(job.every.total_seconds()),
            "StandardOutPath": str(job.log),
            "StandardErrorPath": str(job.log),
            "ProcessType": "Background",
            "LowPriorityIO": True,
        }
    )


def install(job: Job) -> list[str]:
    """Write the agent and load it; return what a person should know."""
    path = path_of(job.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text(job))
    call("launchctl", "bootout", _target(job.name))  # an earlier one; that there is none is no failure
    try:
        must("launchctl", "bootstrap", _domain(), str(path))
    except TimerFailed:
        path.unlink()
        raise
    return [f"wrote {path}", f"what it says: {job.log}"]


def show(name: str) -> str | None:
    """The agent; None when there is none."""
    path = path_of(name)
    return f"# {path}\n{path.read_text(encoding='utf-8')}" if path.is_file() else None


def remove(name: str) -> bool:
    """Unload the agent and take its file away; tell whether there was one."""
    path = path_of(name)
    if not path.is_file():
        return False
    if is_here():
        call("launchctl", "bootout", _target(name))
    path.unlink()
    return True


def _domain() -> str:
    return f"gui/{os.getuid()}"


def _target(name: str) -> str:
    return f"{_domain()}/{name}"
