"""Timers' tools as a machine has them, that keep what they are given in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_program(path: Path, lines: str) -> None:
    """A program for `sh`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)


def write_crontab(folder: Path, table: Path) -> None:
    """A `crontab` that keeps its table in a file, and says what the real one says without any."""
    write_program(
        folder / "crontab",
        f"""case $1 in
-l) [ -f "{table}" ] && exec cat "{table}"; echo "no crontab for me" >&2; exit 1;;
-r) exec rm "{table}";;
-) exec cat >"{table}";;
esac""",
    )
