"""The container's files keep the rules that linters check, and speak of commands and files that there are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from newsarchive.cli.app import COMMANDS, root

yaml = pytest.importorskip("yaml", reason="no YAML reader here (it comes with the extra `alerts`)")

ROOT = Path(__file__).parents[1]
STEPS = [
    (match[1], " ".join(match[2].split()))
    for match in re.finditer(
        r"^([A-Z]+)[ ]+((?:[^\n]*\\\n)*[^\n]*)$",
        re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE),
        re.MULTILINE,
    )
]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["newsarchive"]


def said(word: str) -> list[str]:
    return [rest for name, rest in STEPS if name == word]


def last_stage() -> list[tuple[str, str]]:
    start = max(number for number, (name, _) in enumerate(STEPS) if name == "FROM")
    return STEPS[start:]


def test_every_base_is_pinned_to_a_version() -> None:
    for base in said("FROM"):
        image = base.split()[0]
        assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", image), image


def test_it_runs_without_root_and_writes_to_one_volume() -> None:
    names = [name for name, _ in last_stage()]
    users = [rest for name, rest in last_stage() if name == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    assert max(n for n, name in enumerate(names) if name == "RUN") < names.index("USER")
    assert said("VOLUME") == ["/data"]
    assert "NEWSARCHIVE_DIR=/data" in said("ENV")[0]
    assert SERVICE["volumes"] == ["archive:/data"]
    assert list(COMPOSE["volumes"]) == ["archive"]
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for copy in said("COPY"):
        if copy.startswith("--from="):
            continue
        for source in copy.split()[:-1]:
            assert (ROOT / source).exists()
            assert f"!{source}" in ignored
    assert "ADD" not in [name for name, _ in STEPS]


def test_installing_leaves_no_cache_and_takes_the_tested_versions() -> None:
    for step in said("RUN"):
        if "pip install" in step:
            assert "--no-cache-dir" in step
            assert "PIP_CONSTRAINT=" in step
        if "apt-get" in step:
            assert "--no-install-recommends" in step
            assert "rm -rf /var/lib/apt/lists/*" in step
        assert "sudo" not in step
    # What compiles stays behind in the first stage.
    assert not any("apt-get" in rest for _, rest in last_stage())


@pytest.mark.parametrize("words", [said("CMD")[0], json.dumps(SERVICE["command"])])
def test_it_starts_a_command_that_there_is(words: str) -> None:
    assert json.loads(said("ENTRYPOINT")[0]) == ["newsarchive"]
    name, *arguments = json.loads(words)
    command = root.get_command(click.Context(root), name)
    assert command is not None
    command.make_context(name, arguments)


def test_its_health_is_asked_with_a_command_that_there_is() -> None:
    (check,) = said("HEALTHCHECK")
    program, command = json.loads(check.partition("CMD ")[2])
    assert program == "newsarchive"
    assert command in COMMANDS


def test_it_ends_gracefully() -> None:
    assert said("STOPSIGNAL") == ["SIGTERM"]
    assert SERVICE["stop_grace_period"] == "2m"
    # A lock names its host: without a fixed name, a new container would wait for the old one's.
    assert SERVICE["hostname"] == "newsarchive"


@pytest.mark.slow
def test_an_engine_builds_and_runs_it() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        pytest.skip("no container engine runs here: the image is only checked, not built")
    build = [docker, "build", "--quiet", "--tag", "newsarchive:test", str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False, timeout=110)
    if done.returncode and "python:3." in done.stderr:
        pytest.skip("the base image cannot be fetched here: the image is only checked, not built")
    assert done.returncode == 0, done.stderr
    run = [docker, "run", "--rm", "--read-only", "--tmpfs", "/tmp", "newsarchive:test", "--version"]
    shown = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert shown.startswith("newsarchive ")
