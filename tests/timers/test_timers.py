"""Timers call exactly this archive's crawl, take each other's place, and leave everything foreign alone."""

from __future__ import annotations

import json
import os
import plistlib
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from machine import write_crontab, write_program

from newsarchive.errors import UsageError
from newsarchive.timers import cron, kinds, launchd, systemd, tool
from newsarchive.timers.job import Job, job_name

if TYPE_CHECKING:
    from collections.abc import Callable

QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
ODD = '新闻 100% it\'s $HOME "q" `x` & co'
FOREIGN = b'# mine\nMAILTO=""\n\n0 3 * * * echo "100\\%" >/dev/null\n@daily true'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / ODD
    path.mkdir()
    return path


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `crontab` that keeps its table in a file, as the real one does."""
    table = tmp_path / "table"
    write_crontab(tmp_path / "bin", table)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return table


def python_that_notes_its_arguments(tmp_path: Path) -> tuple[str, Path]:
    noted = tmp_path / "noted"
    program = tmp_path / "env 100%" / "python"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\nprint('out')\n"
        f"open({str(noted)!r}, 'w').write(json.dumps(sys.argv[1:]))\n"
    )
    program.chmod(0o755)
    return str(program), noted


def as_cron_runs_it(line: str) -> str:
    """crontab(5): an unescaped % ends the command, and \\% is a percent sign."""
    command = line.split(None, 5)[5]
    assert "%" not in command.replace("\\%", "")
    return command.replace("\\%", "%")


def as_launchd_runs_it(job: Job) -> str:
    return plistlib.loads(launchd.text(job))["ProgramArguments"][2]


@pytest.mark.parametrize("shell_line", [lambda job: as_cron_runs_it(cron.line(job)), as_launchd_runs_it])
def test_the_shell_passes_every_character_of_the_path(
    tmp_path: Path, folder: Path, shell_line: Callable[[Job], str]
) -> None:
    python, noted = python_that_notes_its_arguments(tmp_path)
    job = Job(folder, QUARTER, timedelta(0), python)
    subprocess.run(["/bin/sh", "-c", shell_line(job)], check=True, env={"PATH": "/usr/bin:/bin"})
    assert json.loads(noted.read_text()) == [
        "-m",
        "newsarchive.cli",
        "--archive",
        str(folder),
        "run",
        "--quiet",
    ]


def test_cron_writes_what_it_says_into_the_archive(tmp_path: Path, folder: Path) -> None:
    python, _ = python_that_notes_its_arguments(tmp_path)
    line = cron.line(Job(folder, QUARTER, timedelta(0), python))
    subprocess.run(["/bin/sh", "-c", as_cron_runs_it(line)], check=True)
    assert (folder / "run.log").read_text() == "out\n"


@pytest.mark.parametrize(
    ("every", "times"),
    [
        ("1", "* * * * *"),
        ("15", "-59/15 * * * *"),
        ("60", " * * * *"),
        ("120", "-23/2 * * *"),
        ("1440", " * * *"),
    ],
)
def test_times_that_cron_can_hold(folder: Path, every: str, times: str) -> None:
    assert times in cron.line(Job(folder, timedelta(minutes=int(every)), timedelta(0)))


@pytest.mark.parametrize(("minutes", "near"), [(7, "6m"), (50, "1h"), (300, "4h"), (90, "1h")])
def test_times_that_cron_cannot_hold(folder: Path, minutes: int, near: str) -> None:
    with pytest.raises(UsageError, match=f"give --every {near}$"):
        cron.line(Job(folder, timedelta(minutes=minutes), timedelta(0)))


def test_a_random_pause_comes_before_the_call(folder: Path) -> None:
    line = cron.line(Job(folder, QUARTER, MINUTE, "/py"))
    assert "/py -c 'import random, time; time.sleep(random.random() * 60)' && /py -m newsarchive.cli" in line


def test_what_no_timer_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="control characters"):
        Job.of(tmp_path / "a\nb", QUARTER, MINUTE)
    with pytest.raises(UsageError, match="give a shorter --jitter"):
        Job.of(tmp_path, QUARTER, QUARTER)
    with pytest.raises(UsageError, match="backslash; use another --kind"):
        cron.line(Job(tmp_path / "a\\b", QUARTER, MINUTE))
    with pytest.raises(UsageError, match="so long a path; use another --kind"):
        cron.line(Job(tmp_path / ("长" * 200), QUARTER, MINUTE))


def test_two_archives_have_two_names() -> None:
    assert job_name(Path("/a/news")).startswith("newsarchive-news-")
    assert len({job_name(Path("/a/news")), job_name(Path("/b/news")), job_name(Path("/a/新闻"))}) == 3


def test_the_crontab_keeps_every_foreign_byte(crontab: Path, folder: Path, tmp_path: Path) -> None:
    crontab.write_bytes(FOREIGN)
    other = tmp_path / "other"
    kinds.install("cron", Job.of(other, QUARTER, MINUTE))
    before = crontab.read_bytes()
    assert before.startswith(FOREIGN + b"\n")
    kinds.install("cron", Job.of(folder, QUARTER, MINUTE))
    kinds.install("cron", Job.of(folder, timedelta(hours=1), MINUTE))
    assert crontab.read_bytes().count(job_name(folder).encode()) == 1
    assert kinds.installed(job_name(folder))["cron"].split()[1] == "*"
    assert kinds.remove(job_name(folder)) == ["cron"]
    assert crontab.read_bytes() == before
    assert kinds.remove(job_name(folder)) == []
    kinds.remove(job_name(other))
    assert crontab.read_bytes() == FOREIGN + b"\n"


def test_a_crontab_that_held_nothing_else_is_gone(crontab: Path, folder: Path) -> None:
    kinds.install("cron", Job.of(folder, QUARTER, MINUTE))
    kinds.remove(job_name(folder))
    assert not crontab.exists()


def test_a_crontab_that_cannot_be_read_is_not_overwritten(crontab: Path, folder: Path) -> None:
    crontab.write_bytes(FOREIGN)
    script = crontab.parent / "bin" / "crontab"
    script.write_text(script.read_text().replace("-l) ", "-l) echo 'not allowed' >&2; exit 1; "))
    with pytest.raises(tool.TimerFailed, match="the crontab cannot be read: not allowed"):
        cron.install(Job.of(folder, QUARTER, MINUTE))
    assert crontab.read_bytes() == FOREIGN


def test_the_real_crontab_takes_the_line(folder: Path, tmp_path: Path) -> None:
    real = shutil.which("crontab")
    if real is None:
        pytest.skip("no crontab here (package cron)")
    table = tmp_path / "table"
    table.write_bytes(FOREIGN + f"\n{cron.line(Job.of(folder, QUARTER, MINUTE))}\n".encode())
    # Debian's `crontab -n FILE` checks a table and installs nothing.
    done = subprocess.run([real, "-n", str(table)], capture_output=True, text=True, check=False)
    if "invalid option" in done.stderr or "unrecognized option" in done.stderr:
        pytest.skip("this crontab cannot check without installing")
    assert (done.returncode, done.stderr) == (0, "The syntax of the crontab file was successfully checked.\n")
    table.write_bytes(b"61 * * * * true\n")
    assert subprocess.run([real, "-n", str(table)], capture_output=True, check=False).returncode == 1


def test_systemd_units(folder: Path) -> None:
    service, timer = systemd.files(Job(folder, QUARTER, MINUTE, "/opt/my env/python")).values()
    quoted = str(folder).replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    assert (
        f'\nExecStart="/opt/my env/python" -m newsarchive.cli --archive "{quoted}" run --quiet\n' in service
    )
    assert "\nType=oneshot\n" in service
    assert "\nSuccessExitStatus=3\n" in service
    assert "\nOnUnitInactiveSec=900s\nRandomizedDelaySec=60s\n" in timer


def test_systemd_finds_nothing_wrong_with_them(folder: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here (package systemd)")
    files = []
    for path, text in systemd.files(Job(folder, QUARTER, MINUTE)).items():
        files.append(tmp_path / path.name)
        files[-1].write_text(text, encoding="utf-8")
    command = [analyze, "verify", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Failed to" in done.stderr and "manager" in done.stderr:
        pytest.skip(f"systemd-analyze cannot work here: {done.stderr.strip()}")
    assert (done.returncode, done.stderr) == (0, "")
    files[0].write_text(files[0].read_text().replace("ExecStart=", "ExecStart=no-such-"))
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_systemd_is_installed_and_removed(
    crontab: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    control = tmp_path / "bin" / "systemctl"
    write_program(control, f'echo "$@" >>{calls}')
    kinds.install("cron", Job.of(folder, QUARTER, MINUTE))
    assert kinds.kind_here() == "systemd"
    name = job_name(folder)
    for _ in range(2):
        told = kinds.install("systemd", Job.of(folder, QUARTER, MINUTE))
    assert f"what it does: journalctl --user -u {name}" in told
    # The machine calls once, not by two timers.
    assert list(kinds.installed(name)) == ["systemd"]
    assert f"--user enable {name}.timer" in calls.read_text()
    assert kinds.remove(name) == ["systemd"]
    assert f"--user disable --now {name}.timer" in calls.read_text()
    assert list(systemd.folder().iterdir()) == []


def test_units_that_systemd_refuses_are_taken_back(crontab: Path, folder: Path, tmp_path: Path) -> None:
    control = tmp_path / "bin" / "systemctl"
    write_program(control, "echo 'Failed to connect to bus' >&2\nexit 1")
    with pytest.raises(tool.TimerFailed, match="daemon-reload` failed: Failed to connect to bus"):
        kinds.install("systemd", Job.of(folder, QUARTER, MINUTE))
    assert list(systemd.folder().iterdir()) == []


def test_a_launchd_agent_is_a_property_list(folder: Path) -> None:
    agent = plistlib.loads(launchd.text(Job.of(folder, QUARTER, MINUTE)))
    assert agent["StartInterval"] == 900
    assert agent["StandardErrorPath"] == str(folder / "run.log")
    assert agent["Label"] == job_name(folder)


def test_a_machine_without_timers_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="newsarchive run --watch"):
        kinds.kind_here()


def test_the_command(crontab: Path, folder: Path) -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "newsarchive.cli", "--archive", str(folder), "schedule", *arguments]
        root = str(Path(__file__).parents[2])
        environment = {**os.environ, "PYTHONPATH": root, "NO_COLOR": "1"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    printed = call("install", "--kind", "cron", "--print")
    assert printed.stdout.splitlines()[1] == cron.line(Job.of(folder, QUARTER, MINUTE))
    assert not crontab.exists()
    installed = call("install")
    assert (installed.returncode, f"what it says: {folder}/run.log\n" in installed.stderr) == (0, True)
    assert job_name(folder) in call("show").stdout
    assert call("remove").stderr == "removed from cron\n"
    assert "there was no timer" in call("remove").stderr.lower()
