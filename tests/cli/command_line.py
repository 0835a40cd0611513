"""How the tests call the command line: its type, and the environment it runs in."""

from __future__ import annotations

import os
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
