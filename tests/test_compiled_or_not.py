"""What is compiled is told on one line, and what is left out by mistake is told to whoever crawls."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive import compiled

PACKAGE = Path(__file__).parents[1] / "newsarchive"
OLD = "it was compiled from another source; install again"
NONE = "no compiled module was built for this Python"


def test_all_that_is_compiled_is_reported() -> None:
    modules = {path.relative_to(PACKAGE.parent).with_suffix("") for path in PACKAGE.rglob("*.pyx")}
    parts = {path.parent.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*.pxd")
             if path.with_suffix(".py").exists()}  # fmt: skip
    names = ", ".join(sorted(".".join(path.parts[1:]) for path in modules | parts))
    told = subprocess.run(
        [sys.executable, "-c", "from newsarchive.compiled import report; print(report())"],
        env=os.environ | {compiled.PURE: "1"}, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    said, _, why = told.removeprefix("Everything runs in pure Python: ").partition(" (")
    assert ", ".join(sorted(said.split(", "))) == names
    assert why == "NEWSARCHIVE_PURE_PYTHON is set)"


@pytest.mark.parametrize(
    ("noted", "report", "stale"),
    [
        ({"a": "", "b": ""}, "Compiled code is in use", ""),
        (
            {"newsarchive.a._b": "", "c": OLD, "d": OLD, "e": "no"},
            f"Compiled code is in use; in Python: c, d ({OLD}); e (no)",
            f"slower than it could be, in Python: c, d ({OLD}); e (no)",
        ),
        ({"a": "", "b": NONE}, f"Compiled code is in use; in Python: b ({NONE})",
         f"slower than it could be, in Python: b ({NONE})"),
        ({"newsarchive.a._b": OLD}, f"Everything runs in pure Python: a._b ({OLD})",
         f"slower than it could be, in Python: a._b ({OLD})"),
        ({"a": NONE, "b": NONE}, f"Everything runs in pure Python: a, b ({NONE})", ""),
        ({"a": "NEWSARCHIVE_PURE_PYTHON is set"},
         "Everything runs in pure Python: a (NEWSARCHIVE_PURE_PYTHON is set)", ""),
    ],
)  # fmt: skip
def test_only_what_was_compiled_and_is_not_used_is_stale(
    monkeypatch: pytest.MonkeyPatch, noted: dict[str, str], report: str, stale: str
) -> None:
    compiled.report()  # what is asked when it is imported has been asked
    monkeypatch.setattr(compiled, "_why_not", noted)
    assert compiled.report() == report
    assert compiled.stale() == stale


@pytest.mark.skipif(
    compiled.report() != "Compiled code is in use", reason="to be stale it has to be compiled"
)
def test_a_crawl_tells_once_that_a_source_changed_since_it_was_compiled(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "newsarchive")
    with (tmp_path / "newsarchive" / "text" / "_words.pyx").open("a") as source:
        source.write("# newer\n")
    command = [
        sys.executable,
        "-m",
        "newsarchive.cli",
        "--archive",
        "a",
        "crawl",
        "--json",
        "http://127.0.0.1:1/",
    ]
    done = [
        subprocess.run(
            command, cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        for environment in ({}, {compiled.PURE: "1"})
    ]
    line = f"newsarchive: slower than it could be, in Python: text._words ({OLD})"
    assert [run.stderr.splitlines().count(line) for run in done] == [1, 0]
    assert line not in done[0].stdout
