"""How the person would call this program again for the same archive, for use in advice."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def invocation(archive: str) -> str:
    """What to type: the program, with ``--archive`` where the default would name another folder."""
    default = os.environ.get("NEWSARCHIVE_DIR") or "data"
    program = _program()
    return program if archive == default else f"{program} --archive {shlex.quote(archive)}"


def _program() -> str:
    """The installed command's name, or its path where the shell would not find it (`make demo`)."""
    called = Path(sys.argv[0])
    if shutil.which("newsarchive") or called.name != "newsarchive":
        return "newsarchive"
    near = os.path.relpath(called)
    return near if not near.startswith("..") else str(called)
