"""systemd's user timer: a service and a timer in the user's own folder."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsarchive.timers.tool import TimerFailed, call, must

if TYPE_CHECKING:
    from newsarchive.timers.job import Job

_QUOTED: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "$": "$$", "%": "%%"})


def folder() -> Path:
    """Where systemd looks for a user's own units."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "systemd" / "user"


def is_here() -> bool:
    """Whether this user has a running systemd of their own."""
    try:
        return call("systemctl", "--user", "show-environment").returncode == 0
    except TimerFailed:
        return False


def files(job: Job) -> dict[Path, str]:
    """The two units of a job, by their place.

    The pause is counted from the end of a call, and a service that runs is not started again: calls never
    overlap. Exit status 3, a crawl that somebody else holds, is no failure.
    """
    service = f"""\
[Unit]
Description=newsarchive: crawl what is due into {_plain(str(job.archive))}

[Service]
Type=oneshot
ExecStart={_call(job.arguments)}
SuccessExitStatus=3
Nice=10
"""
    timer = f"""\
[Unit]
Description=newsarchive: when to crawl into {_plain(str(job.archive))}

[Timer]
OnActiveSec=1min
OnUnitInactiveSec={int(job.every.total_seconds())}s
RandomizedDelaySec={int(job.jitter.total_seconds())}s

[Install]
WantedBy=timers.target
"""
    return {folder() / f"{job.name}.service": service, folder() / f"{job.name}.timer": timer}


def install(job: Job) -> list[str]:
    """Write the units and start the timer; return what a person should know."""
    units = files(job)
    before = {path: path.read_text(encoding="utf-8") if path.is_file() else None for path in units}
    for path, text in units.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    try:
        must("systemctl", "--user", "daemon-reload")
        must("systemctl", "--user", "enable", f"{job.name}.timer")
        # Not only enabled: a timer that ran before takes up its new times.
        must("systemctl", "--user", "restart", f"{job.name}.timer")
    except TimerFailed:
        for path, earlier in before.items():
            _restore(path, earlier)
        raise
    return [
        *(f"wrote {path}" for path in units),
        f"what it does: journalctl --user -u {job.name}",
        "it runs while you are logged in; to let it run always: loginctl enable-linger",
    ]


def _restore(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text, encoding="utf-8")


def show(name: str) -> str | None:
    """The units and when the timer runs next; None when there are none."""
    paths = [folder() / f"{name}.service", folder() / f"{name}.timer"]
    if not any(path.is_file() for path in paths):
        return None
    shown = [f"# {path}\n{path.read_text(encoding='utf-8')}" for path in paths if path.is_file()]
    if is_here():
        done = call("systemctl", "--user", "list-timers", "--all", "--no-pager", f"{name}.timer")
        shown.append(done.stdout.decode("utf-8", "replace"))
    return "\n".join(shown)


def remove(name: str) -> bool:
    """Stop the timer and take its files away; tell whether there were any."""
    paths = [folder() / f"{name}.timer", folder() / f"{name}.service"]
    if not any(path.is_file() for path in paths):
        return False
    running = is_here()
    if running:
        must("systemctl", "--user", "disable", "--now", f"{name}.timer")
    for path in paths:
        path.unlink(missing_ok=True)
    if running:
        must("systemctl", "--user", "daemon-reload")
    return True


def _call(arguments: list[str]) -> str:
    return " ".join(_word(argument) for argument in arguments)


def _word(word: str) -> str:
    """One argument of ExecStart: quoted where it needs it, specifiers and variables taken literally."""
    safe = word.translate(_QUOTED)
    return safe if re.fullmatch(r"[\w./:@+%=-]+", safe) else f'"{safe}"'


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "%%")
