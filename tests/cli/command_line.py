"""How the tests call the command line: its type, and the environment it runs in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from subprocess import CompletedProcess


class Newsarchive(Protocol):
    """Call the command with arguments; ``archive`` adds ``--archive``."""

    def __call__(
        self, *arguments: str, archive: Path | None = None, stdin: bytes = b"", **environment: str
    ) -> CompletedProcess[str]: ...


def clean_environment() -> dict[str, str]:
    """The environment without what would change the output; this checkout's package is found anywhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NEWSARCHIVE_DIR", "COLUMNS"}}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1"}


def leave_early(*arguments: str) -> tuple[int, bytes]:
    """The exit status and standard error of a command whose output nobody reads (``| head -0``)."""
    command = [sys.executable, "-m", "newsarchive.cli", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=clean_environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        return process.wait(60), told
