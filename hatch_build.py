"""Builds what a checkout does not hold: compiled modules, if there is a compiler, and a manual page."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Written for the compiler; they lie beside their twins in Python, which do the same.
WALK = Path("newsarchive", "document", "_walk.pyx")
WRITTEN = (
    WALK,
    Path("newsarchive", "text", "_words.pyx"),
    Path("newsarchive", "archive", "segments", "_leaves.pyx"),
    Path("newsarchive", "discover", "_mentions.pyx"),
)
# Modules in Python with their types in a .pxd file beside them are compiled as they are, into this folder.
PARTS = Path("newsarchive", "extraction")
FOLDER = "_compiled"
# A part that is nothing but numbers.
TREES = "trees.py"
# Set to anything, it builds nothing here, and makes an installation pass by what was built.
PURE = "NEWSARCHIVE_PURE_PYTHON"


def compile_all(root: Path) -> list[Path]:
    """Compile all that can be, put it where it is looked for, and name all files made.

    Whatever a missing compiler, header or tool raises is raised.
    """
    import lxml
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    parts = [types.with_suffix(".py").relative_to(root) for types in sorted((root / PARTS).rglob("*.pxd"))]
    sources = [*WRITTEN, *parts]
    # A fault in a source stays what it is in Python: an exception, never a read beside an object.
    directives = {"language_level": 3, "annotation_typing": False, "nonecheck": True}
    with TemporaryDirectory() as work:
        extensions = [
            Extension(
                module_name(source),
                [str(numeric(root / source, Path(work)) if source.name == TREES else root / source)],
                include_dirs=lxml.get_include(),
                # Cython 3.3 asks for a function that Python does not have.
                define_macros=[
                    ("NEWSARCHIVE_SOURCE", f'"{made_of(root / source)}"'),
                    ("PyRange_CheckExact", "PyRange_Check"),
                ],
                extra_compile_args=[] if sys.platform == "win32" else options(source),
            )
            for source in sources
        ]
        made = cythonize(
            extensions, build_dir=work, include_path=[str(root)], compiler_directives=directives, quiet=True
        )
        command: Any = Distribution({"name": "newsarchive", "ext_modules": made}).get_command_obj("build_ext")
        command.build_lib = command.build_temp = work
        command.parallel = os.cpu_count()
        command.ensure_finalized()
        command.run()
        remove_all(root)
        built = [
            put(Path(command.get_ext_fullpath(module_name(source))), root / home(source))
            for source in sources
        ]
    return built + [
        note(root / folder, [root / part for part in parts if home(part) == folder], root)
        for folder in sorted({home(part) for part in parts})
    ]


def numeric(trees: Path, work: Path) -> Path:
    """The module of trees with its sums as functions of C numbers; what is asked takes an array of them."""
    text = trees.read_text(encoding="utf-8")
    names = re.findall(r"^def (\w+)\(x: Sequence\[float\]\) -> float:$", text, re.MULTILINE)
    size = 1 + max(map(int, re.findall(r"\bx\[(\d+)\]", text)))
    text = re.sub(
        r"^def (\w+)\(.*:$", r"cdef double sum_\1(const double* x) noexcept nogil:", text, flags=re.MULTILINE
    )
    text += "\nfrom cpython.array cimport array\n"
    for name in names:
        text += (
            f"\ndef {name}(array row not None):\n    if row.ob_descr.typecode != c'd' or len(row) < {size}:\n"
            f"        raise ValueError('a row of features is an array of numbers')\n"
            f"    return sum_{name}(row.data.as_doubles)\n"
        )
    made = work / f"{trees.stem}.pyx"
    made.write_text(text, encoding="utf-8")
    return made


def made_of(source: Path) -> str:
    """What a module was made of: where the source says something else later, it is not used."""
    return sha256(source.read_bytes()).hexdigest()


def options(source: Path) -> list[str]:
    """For the compiler: what asks Python all the time gains nothing by optimising for twice as long.

    A product and a sum are never made one step, as some processors can: numbers are Python's to the last bit.
    """
    return ["-g0", "-Wno-unused-function", "-ffp-contract=off", "-O2" if source in WRITTEN else "-O1"]


def module_name(source: Path) -> str:
    """The name that a source is imported by."""
    return ".".join(source.with_suffix("").parts)


def home(source: Path) -> Path:
    """Where the compiled module of a source lies: never where Python would take it for the source itself."""
    return source.parent if source in WRITTEN else source.parent / FOLDER


def put(module: Path, place: Path) -> Path:
    """Copy a module; a process that runs on an old one keeps that, as the new one takes only its name."""
    place.mkdir(exist_ok=True)
    place /= module.name
    fresh = place.with_name(f"{place.name}.new")
    shutil.copyfile(module, fresh)
    return fresh.replace(place)


def note(folder: Path, sources: list[Path], root: Path) -> Path:
    """Write down what the modules of a folder were made of."""
    sys.path.insert(0, str(root))
    from newsarchive.document.compiled import digest_of

    notes = folder / f"made_of{sysconfig.get_config_var('EXT_SUFFIX')}.json"
    notes.write_text(json.dumps({source.stem: digest_of(source) for source in sources}), encoding="utf-8")
    return notes


def remove_all(root: Path) -> None:
    """Take away what was built before for this Python."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    for module in [
        *(root / source.with_suffix(suffix) for source in WRITTEN),
        *(root / PARTS).rglob(f"{FOLDER}/*{suffix}"),
        *(root / PARTS).rglob(f"{FOLDER}/*{suffix}.json"),
    ]:
        module.unlink(missing_ok=True)


class Build(BuildHookInterface[Any]):
    """Hatchling's hook; an editable installation has no manual page, `newsarchive man` prints it."""

    _folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what can be compiled; add the page to the files that go to ``share``."""
        self._add_compiled(build_data)
        if version != "editable":
            self._add_page(build_data)

    def _add_compiled(self, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if os.environ.get(PURE):
            remove_all(root)
            self.app.display_info(f"newsarchive: {PURE} is set, everything is done in Python")
            return
        try:
            modules = compile_all(root)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a compiler fails in many ways, each is no harm
            remove_all(root)
            why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            self.app.display_warning(f"newsarchive: nothing compiled, everything is done in Python ({why})")
            return
        build_data["artifacts"] += [f"/{module.relative_to(root).as_posix()}" for module in modules]
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
