"""Chooses the timer that this machine has, and speaks to all three in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from newsarchive.errors import UsageError
from newsarchive.timers import cron, launchd, systemd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.timers.job import Job


class Timer(Protocol):
    """What the module of each kind offers."""

    def is_here(self) -> bool: ...  # noqa: D102 - said in the modules

    def install(self, job: Job) -> list[str]: ...  # noqa: D102 - said in the modules

    def show(self, name: str) -> str | None: ...  # noqa: D102 - said in the modules

    def remove(self, name: str) -> bool: ...  # noqa: D102 - said in the modules


SYSTEMD, CRON, LAUNCHD = "systemd", "cron", "launchd"
_KINDS: Final[Mapping[str, Timer]] = {SYSTEMD: systemd, LAUNCHD: launchd, CRON: cron}
KINDS: Final = tuple(_KINDS)


def kind_here() -> str:
    """The first of systemd, launchd and cron that this machine has. Raises ``UsageError`` without any."""
    for kind, module in _KINDS.items():
        if module.is_here():
            return kind
    raise UsageError(
        "this machine has no timer for users (systemd, launchd or cron); install cron,"
        " or let `newsarchive run --watch` stay running"
    )


def text_of(kind: str, job: Job) -> str:
    """What would be installed, with the place where it would be."""
    if kind == SYSTEMD:
        return "\n".join(f"# {path}\n{text}" for path, text in systemd.files(job).items())
    if kind == LAUNCHD:
        return f"<!-- {launchd.path_of(job.name)} -->\n{launchd.text(job).decode('utf-8')}"
    return f"# crontab\n{cron.line(job)}\n"


def install(kind: str, job: Job) -> list[str]:
    """Install the job with one kind of timer, in place of an earlier one of any kind."""
    told = _KINDS[kind].install(job)
    for other in KINDS:
        if other != kind and _shown(other, job.name) and _KINDS[other].remove(job.name):
            told.append(f"removed the earlier {other} timer")
    return told


def installed(name: str) -> dict[str, str]:
    """What is installed under a job's name, by kind."""
    return {kind: text for kind in KINDS if (text := _shown(kind, name))}


def remove(name: str) -> list[str]:
    """Remove the job from every timer; return the kinds that had it."""
    return [kind for kind in KINDS if _shown(kind, name) and _KINDS[kind].remove(name)]


def _shown(kind: str, name: str) -> str | None:
    # Only cron's tool is asked; the others' files are there or not.
    return None if kind == CRON and not cron.is_here() else _KINDS[kind].show(name)
