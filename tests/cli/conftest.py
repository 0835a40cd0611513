"""Runs the command line as people do: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from subprocess import CompletedProcess


class Newsarchive(Protocol):
    """Call the command with arguments; ``archive`` adds ``--archive``."""

    def __call__(
        self, *arguments: str, archive: Path | None = None, stdin: bytes = b"", **environment: str
    ) -> CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def newsarchive(tmp_path_factory: pytest.TempPathFactory) -> Newsarchive:
    folder = tmp_path_factory.mktemp("elsewhere")

    def run(
        *arguments: str, archive: Path | None = None, stdin: bytes = b"", **environment: str
    ) -> CompletedProcess[str]:
        where = ["--archive", str(archive)] if archive else []
        done = subprocess.run(
            [sys.executable, "-m", "newsarchive.cli", *where, *arguments],
            input=stdin,
            capture_output=True,
            timeout=100,
            check=False,
            cwd=folder,
            env={**clean_environment(), **environment},
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


def clean_environment() -> dict[str, str]:
    """The environment without what would change the output; this checkout's package is found anywhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NEWSARCHIVE_DIR", "COLUMNS"}}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1"}
