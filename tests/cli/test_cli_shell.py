"""Real shells complete with the script they are given, and real `groff` reads the manual page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from command_line import clean_environment

from newsarchive.cli.app import COMMANDS, root
from newsarchive.cli.manual import manual_page

if TYPE_CHECKING:
    from command_line import Newsarchive

ROOT = Path(__file__).parents[2]
# What bash itself does on TAB, without a terminal: the words so far, then the function that is registered.
BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
registered=$(complete -p newsarchive); [[ $registered =~ -F\\ ([^ ]+) ]]
"${BASH_REMATCH[1]}" newsarchive
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the command on its PATH."""
    folder = tmp_path_factory.mktemp("home")
    program = folder / "bin" / "newsarchive"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m newsarchive.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def environment(home: Path) -> dict[str, str]:
    return clean_environment() | {"HOME": str(home), "PATH": f"{home}/bin:{os.environ['PATH']}"}


def test_bash_completes(newsarchive: Newsarchive, home: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    told = newsarchive("completion", "bash", "--install", HOME=str(home)).stderr
    script = home / ".local/share/bash-completion/completions/newsarchive"
    assert told.startswith(f"wrote {script}\n")

    def completed(*words: str) -> list[str]:
        command = [bash, "--norc", "-c", BASH, "bash", str(script), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(home))
        assert done.stderr == ""
        return done.stdout.split()

    assert completed("newsarchive", "re") == ["reextract", "reindex"]
    assert "--since" in completed("newsarchive", "search", "--s")
    assert completed("newsarchive", "alerts", "pre") == ["preview"]


def test_fish_and_zsh_read_their_scripts(newsarchive: Newsarchive, home: Path) -> None:
    for shell in ("fish", "zsh"):
        script = newsarchive("completion", shell).stdout
        assert "_NEWSARCHIVE_COMPLETE" in script
        program = shutil.which(shell)
        if program is None:
            pytest.skip(f"no {shell} here")
        done = subprocess.run([program, "-n", "-c", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_completing_imports_nothing_heavy(home: Path) -> None:
    code = (
        "import sys\nfrom newsarchive.cli import main\n"
        "try: main()\n"
        "finally: print(*(m for m in ('scrapy', 'lxml', 'rich') if m in sys.modules), file=sys.stderr)"
    )
    asked = {"_NEWSARCHIVE_COMPLETE": "bash_complete", "COMP_WORDS": "newsarchive ", "COMP_CWORD": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(home) | asked)
    assert done.stderr.strip() == ""
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == set(COMMANDS)


def test_the_manual_has_every_command_and_option() -> None:
    page = manual_page()
    for name in COMMANDS:
        command = root.get_command(click.Context(root), name)
        assert command is not None
        assert f'.SS "{name}"' in page
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[0].replace("-", "\\-") in page
    assert '.SS "alerts log"' in page


def test_groff_has_nothing_to_complain_of() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("no groff here (package groff-base)")
    page = manual_page().encode()
    arguments = [groff, "-man", "-Tutf8", "-Kutf8", "-ww"]
    done = subprocess.run(arguments, input=page, capture_output=True, check=True)
    assert done.stderr == b""
    shown = done.stdout.decode()
    assert "人工智能" in shown
    assert "--max-articles" in shown


def test_the_wheel_brings_the_manual(tmp_path: Path) -> None:
    # Of a copy, with nothing compiled: that takes long, and other tests use what is compiled here.
    source = tmp_path / "source"
    built = shutil.ignore_patterns("__pycache__", "_compiled", "*.so", "*.pyd")
    shutil.copytree(ROOT / "newsarchive", source / "newsarchive", ignore=built)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    pure = os.environ | {"NEWSARCHIVE_PURE_PYTHON": "1"}
    subprocess.run(command, check=True, capture_output=True, cwd=source, env=pure)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        (page,) = [name for name in packed.namelist() if name.endswith("share/man/man1/newsarchive.1")]
        assert packed.read(page).decode() == manual_page()
