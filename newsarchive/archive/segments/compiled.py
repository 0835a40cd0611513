"""Lends the compiled maker of leaves where it was built for the source that is here; else FTS5 works."""

from __future__ import annotations

from pathlib import Path

from newsarchive.compiled import lend

leaves, WHY_NOT = lend("newsarchive.archive.segments._leaves", Path(__file__).with_name("_leaves.pyx"))
