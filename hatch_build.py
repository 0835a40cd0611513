"""Puts the manual page into the wheel, made of what the commands say."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManualPage(BuildHookInterface[Any]):
    """Hatchling's hook; an editable installation has no page, `newsarchive man` prints it."""

    _folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the page to the files that go to ``share``."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from newsarchive.cli.manual import manual_page

        self._folder = mkdtemp()
        page = Path(self._folder) / "newsarchive.1"
        page.write_text(manual_page(), encoding="utf-8")
        build_data["shared_data"][str(page)] = "share/man/man1/newsarchive.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the page's folder away."""
        del version, build_data, artifact_path
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
