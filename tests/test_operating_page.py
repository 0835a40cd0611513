"""Every command of the page on operating runs against a demo archive; every line it explains can be told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from machine import write_crontab, write_program

from newsarchive.cli.app import COMMANDS
from newsarchive.demo import build_portal, serve

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
LINES = [line for fence in FENCES for line in fence.strip().splitlines()]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "newsarchive").rglob("*.py")))
MESSAGES = re.findall(r"^\| `([^`]+)` \|", PAGE.partition("| the line says |")[2], re.MULTILINE)
# They stay until they are told to end.
STAYING = ("newsarchive run --watch", "litestream replicate")
SHELL_WORDS = {"export"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo's archive in ~/news, whose timers are not the machine's."""
    folder = tmp_path_factory.mktemp("home")
    write_program(folder / "bin" / "newsarchive", f'exec {sys.executable} -m newsarchive.cli "$@"')
    write_crontab(folder / "bin", folder / "table")
    write_program(folder / "bin" / "systemctl", "exit 1")
    with serve(build_portal(articles=60)) as server:
        crawl = f"newsarchive --archive ~/news crawl {server.url} --delay 0 --concurrency 16 --quiet"
        assert call(folder, crawl).returncode == 0
    return folder


def call(home: Path, line: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "XDG_CONFIG_HOME"}
    environment |= {
        "HOME": str(home),
        "PATH": f"{home}/bin:{environment['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NEWSARCHIVE_DIR": f"{home}/news",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, cwd=home, env=environment,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def lacking(line: str) -> str:
    """What this machine or version lacks to run a line, "" for nothing."""
    program, *words = line.split()
    if program == "newsarchive":
        named = [word for word in words if word in COMMANDS or re.fullmatch(r"[a-z]+", word)]
        return "" if not named or named[0] in COMMANDS else f"`newsarchive {named[0]}`"
    if program == "docker":
        works = (
            shutil.which("docker")
            and not subprocess.run(["docker", "compose", "ls"], capture_output=True, check=False).returncode
        )
        return "" if works else "container engine with compose"
    if program in {"journalctl", "loginctl"} and not Path("/run/systemd/system").exists():
        return "running systemd"
    return "" if program in SHELL_WORDS or shutil.which(program) else program


# In their order: a line may need what those before it made.
@pytest.mark.parametrize("line", LINES)
def test_the_page_s_command_runs(home: Path, line: str) -> None:
    if missing := lacking(line):
        pytest.skip(f"{line}: no {missing} here")
    stays = line.startswith(STAYING)
    done = call(home, f"timeout --signal TERM 3 {line}" if stays else line)
    # Who stays ends well when it is told to; timeout then says 124.
    assert done.returncode == (124 if stays else 0), f"{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("message", MESSAGES)
def test_an_explained_line_can_be_told(message: str) -> None:
    joined = re.sub(r'"\s*\n\s*f?"', "", SOURCES)
    assert message in joined


def test_the_page_is_whole() -> None:
    assert len(FENCES) >= 12
    assert len(MESSAGES) >= 20
