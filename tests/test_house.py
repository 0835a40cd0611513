"""Bounds on size that keep every module and function readable at once."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parents[1] / "newsarchive"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_MODULE_LINES = 350
MAX_FUNCTION_LINES = 45
MAX_MEDIAN_LINES = 10


def function_lengths(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        f"{path.name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_module_is_readable_at_once(path: Path) -> None:
    assert path.name not in {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES
    too_long = {name: n for name, n in function_lengths(path).items() if n > MAX_FUNCTION_LINES}
    assert not too_long


def test_the_usual_function_is_short() -> None:
    lengths = [n for path in MODULES for n in function_lengths(path).values()]
    assert median(lengths) <= MAX_MEDIAN_LINES


def test_every_test_file_has_a_name_of_its_own() -> None:
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []  # pytest would collect none of them
