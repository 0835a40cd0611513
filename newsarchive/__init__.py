"""newsarchive turns a news portal into a faithful, searchable, growing archive in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsarchive.api import extract as extract
    from newsarchive.archive.reader import open_archive as open_archive

__version__ = "0.1.0"
__all__ = ["__version__", "extract", "open_archive"]

# Resolved on first use, so that `newsarchive --help` does not pay for parsers and databases.
_LAZY = {"extract": "newsarchive.api", "open_archive": "newsarchive.archive.reader"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
