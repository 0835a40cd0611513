"""Runs the command line as people do: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import clean_environment

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

    from command_line import Newsarchive


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
