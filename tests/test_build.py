"""What is compiled is an offer: without a compiler all is installed the same, and nothing stale stays."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hatchling.bridge.app import Application

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
# What changes an lxml tree; boxes of the compiled walk point into trees that stay as they are.
CHANGES = {
    "drop_tree", "drop_tag", "strip_tags", "strip_elements", "addnext", "addprevious", "makeelement",
}  # fmt: skip


@pytest.fixture
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree of two modules, with what an earlier installation left beside them."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    walk, *others = (tmp_path / source for source in build.WRITTEN)
    part = tmp_path / build.PARTS / "content" / "cards.py"
    for source in (walk, *others, part):
        source.parent.mkdir(parents=True)
        source.write_text("answer = 42\n")
    part.with_suffix(".pxd").touch()
    package = tmp_path / "newsarchive"
    for folder in (package, *(path for path in package.rglob("*") if path.is_dir())):
        (folder / "__init__.py").touch()
    walk.with_suffix(suffix).write_bytes(b"old")
    (part.parent / build.FOLDER).mkdir()
    (part.parent / build.FOLDER / f"gone{suffix}").write_bytes(b"old")
    (part.parent / build.FOLDER / f"made_of{suffix}.json").write_bytes(b"{}")
    return tmp_path


def initialized(build: ModuleType, root: Path) -> dict[str, Any]:
    data: dict[str, Any] = {"artifacts": [], "shared_data": {}}
    hook = build.Build(str(root), {}, None, None, "", "wheel", Application())
    hook.initialize("editable", data)
    return data


def built(checkout: Path) -> list[Path]:
    return sorted(path for path in checkout.rglob("*") if path.suffix in {".so", ".pyd", ".c", ".json"})


def test_without_a_compiler_it_says_so_in_one_line_and_goes_on(
    build: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    monkeypatch.delenv(build.PURE, raising=False)
    data = initialized(build, checkout)
    said = [line for line in capfd.readouterr().err.splitlines() if "newsarchive" in line]
    assert len(said) == 1
    assert "nothing compiled, everything is done in Python" in said[0]
    assert data == {"artifacts": [], "shared_data": {}}
    assert built(checkout) == []


def test_it_can_be_told_to_compile_nothing(
    build: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(build.PURE, "1")
    assert initialized(build, checkout)["artifacts"] == []
    assert built(checkout) == []


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
def test_what_is_compiled_makes_a_wheel_for_this_machine(
    build: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(build.PURE, raising=False)
    data = initialized(build, checkout)
    assert (data["pure_python"], data["infer_tag"]) == (False, True)
    assert sorted(checkout / artifact.lstrip("/") for artifact in data["artifacts"]) == built(checkout)
    assert {path.name.split(".")[0] for path in built(checkout)} == {
        "_walk",
        "_words",
        "_leaves",
        "_mentions",
        "cards",
        "made_of",
    }


def test_trees_are_changed_only_where_they_are_made() -> None:
    for path in (ROOT / "newsarchive").rglob("*.py"):
        calls = (
            node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        )
        changes = {call.attr for call in calls if isinstance(call, ast.Attribute)} & CHANGES
        assert not changes or path.match("document/parse.py"), path
