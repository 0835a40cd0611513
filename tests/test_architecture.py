"""The import directions: every module may import only from its own layer's folder and the layers below."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "newsarchive"

# Lowest first. Names in one row do not import each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("clock", "compiled", "errors", "garbage", "model", "patterns"),
    ("text", "urls", "declaration"),
    ("profile",),
    ("document", "sitefiles"),
    ("extraction", "discover", "archive", "demo"),
    ("sites", "api", "monitor"),
    ("process", "joining"),
    ("crawl", "reextract", "warc", "alerts"),
    ("schedule", "timers", "survey"),
    ("cli",),
)
RANK = {name: level for level, names in enumerate(LAYERS) for name in names}
# The archive reads and writes records; it must not know how they are made.
FORBIDDEN = {"archive": {"document", "profile", "extraction", "discover"}}
HEAVY = {"scrapy": {"crawl"}, "twisted": {"crawl"}, "sqlite3": {"archive"}, "sqlite_utils": {"archive"}}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            if node.module == "newsarchive":
                names.update(f"newsarchive.{alias.name}" for alias in node.names)
    return names


MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__init__.py" or p.parent != PACKAGE)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    part = part_of(path)
    assert part in RANK, f"{part} has no layer: add it to LAYERS"
    for name in imported_modules(path):
        pieces = name.split(".")
        if pieces[0] != "newsarchive" or len(pieces) < 2 or pieces[1].startswith("__"):
            continue
        target = pieces[1]
        assert target == part or RANK[target] < RANK[part], f"{part} must not import {target}"
        assert target not in FORBIDDEN.get(part, set()), f"{part} must not know {target}"


def test_the_archives_modules_import_each_other_in_no_circle() -> None:
    graph = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): imported_modules(path)
        for path in MODULES
        if part_of(path) == "archive"
    }
    # Imports for types alone count too. A circle raises CycleError, which names its modules.
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("newsarchive.archive.schema") < order.index("newsarchive.archive.writer")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_heavy_libraries_stay_in_their_layer(path: Path) -> None:
    for name in imported_modules(path):
        allowed = HEAVY.get(name.split(".")[0])
        assert allowed is None or part_of(path) in allowed, f"{path.name} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_first_line_says_the_duty(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc, f"{path.name} does not say its duty"
    assert len(doc.splitlines()[0]) > 20
