"""Builds what a checkout does not hold: the compiled walk over a page's tree, and a wheel's manual page."""

from __future__ import annotations

import os
import shutil
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("newsarchive", "document", "_walk.pyx")
# Set to anything, it builds nothing here, and makes an installation pass by what was built.
PURE = "NEWSARCHIVE_PURE_PYTHON"


def compile_walk(root: Path) -> Path:
    """Compile ``SOURCE`` and put the module beside it; raises whatever a missing compiler raises."""
    import lxml
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    source = root / SOURCE
    name = ".".join(SOURCE.with_suffix("").parts)
    # What the module was made of: where the source says something else later, it is not used.
    digest = sha256(source.read_bytes()).hexdigest()
    extension = Extension(
        name,
        [str(source)],
        include_dirs=lxml.get_include(),
        define_macros=[("NEWSARCHIVE_SOURCE", f'"{digest}"')],
        extra_compile_args=[] if sys.platform == "win32" else ["-g0", "-Wno-unused-function"],
    )
    with TemporaryDirectory() as work:
        distribution = Distribution(
            {"name": "newsarchive", "ext_modules": cythonize([extension], build_dir=work, quiet=True)}
        )
        command: Any = distribution.get_command_obj("build_ext")
        command.build_lib = command.build_temp = work
        command.ensure_finalized()
        command.run()
        built = Path(command.get_ext_fullpath(name))
        # A process that runs on the old module keeps it: the new one takes its name, not its room.
        fresh = source.with_name(f"{built.name}.new")
        shutil.copyfile(built, fresh)
        return fresh.replace(source.with_name(built.name))


def remove_walks(root: Path) -> None:
    """Take away what was built before, for whichever Python."""
    for suffix in ("so", "pyd"):
        for module in (root / SOURCE).parent.glob(f"{SOURCE.stem}.*{suffix}"):
            module.unlink()


class Build(BuildHookInterface[Any]):
    """Hatchling's hook; an editable installation has no manual page, `newsarchive man` prints it."""

    _folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what can be compiled; add the page to the files that go to ``share``."""
        self._add_walk(build_data)
        if version != "editable":
            self._add_page(build_data)

    def _add_walk(self, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if os.environ.get(PURE):
            remove_walks(root)
            self.app.display_info(f"newsarchive: {PURE} is set, pages are read in Python")
            return
        try:
            module = compile_walk(root)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a compiler fails in many ways, each is no harm
            remove_walks(root)
            why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            self.app.display_warning(f"newsarchive: nothing compiled, pages are read in Python ({why})")
            return
        build_data["artifacts"].append(f"/{SOURCE.parent.as_posix()}/{module.name}")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def _add_page(self, build_data: dict[str, Any]) -> None:
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
