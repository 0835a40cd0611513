"""How the person would call this program again for the same archive, for use in advice."""

from __future__ import annotations

import os
import shlex


def invocation(archive: str) -> str:
    """`newsarchive`, with ``--archive`` where the default would name another folder."""
    default = os.environ.get("NEWSARCHIVE_DIR") or "data"
    return "newsarchive" if archive == default else f"newsarchive --archive {shlex.quote(archive)}"
