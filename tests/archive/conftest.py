"""Fixtures of the archive's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive_folder import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def stored(archive: Archive) -> Callable[..., Archive]:
    """Store articles with the given bodies (keyword: title) in one finished run."""

    def store(*bodies: str, **fields: object) -> Archive:
        with archive.writer() as writer:
            for number, text in enumerate(bodies, 1):
                archive.store(writer, number, body=text, **fields)
            writer.finish("finished")
        return archive

    return store
