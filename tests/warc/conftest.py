"""The archive that the tests of exchange start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from captured_archive import Stored, fill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    return fill(tmp_path / "archive")
