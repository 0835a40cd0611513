"""Fixtures of the alerts' tests: an archive made by hand, and somebody who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive_folder import Archive
from receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.may_answer.set()
    one.stop()
