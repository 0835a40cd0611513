"""`newsarchive alerts` as a person meets it, and a crawl whose channel is down: told, kept, no failure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pytest
from receiver import Receiver

pytest.importorskip("apprise", reason="Apprise is not installed (the extra `alerts`)")

from newsarchive.cli.commands.alerts import command as group
from newsarchive.demo import build_portal, serve

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

FILE = """
[[channel]]
name = "desk"
url = "json://127.0.0.1:{port}/${{TOKEN}}"

[[rule]]
name = "every"
on = "new"

[[rule]]
name = "top"
on = "ranked"
top = 3
lists = "熱門排行"
"""


@pytest.mark.parametrize("name", group.commands)
def test_every_command_explains_itself(name: str) -> None:
    context = click.Context(group.commands[name], info_name=name)
    shown = group.commands[name].get_help(context)
    assert f"newsarchive alerts {name}" in shown.partition("Examples:")[2]
    for parameter in group.commands[name].params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", "")


def test_a_crawl_tells_and_a_channel_that_is_down_is_no_failure(
    newsarchive: Newsarchive, tmp_path: Path
) -> None:
    receiver = Receiver()
    receiver.stop()
    (tmp_path / "alerts.toml").write_text(FILE.format(port=receiver.port), encoding="utf-8")
    with serve(build_portal(articles=60)) as server:
        crawl = ["crawl", server.url, "--delay", "0", "--concurrency", "16", "--quiet"]
        done = newsarchive(*crawl, archive=tmp_path, TOKEN="hunter2")
    assert done.returncode == 0
    assert "alerts: desk: the connection was refused; 60 wait, next try by a run after " in done.stderr
    listed = newsarchive("alerts", "list", archive=tmp_path).stdout
    assert "channel desk: json, last told never, 60 waiting\n  the variable TOKEN is not set\n" in listed
    assert "rule top: ranked; top 3; lists 熱門排行; to desk" in listed
    receiver.start()
    try:
        sent = newsarchive("alerts", "send", archive=tmp_path, TOKEN="hunter2")
        assert (sent.returncode, sent.stderr) == (0, "alerts: 60 told to desk\n")
        tested = newsarchive("alerts", "test", archive=tmp_path, TOKEN="hunter2")
        assert (tested.returncode, tested.stdout) == (0, "desk: the test message was taken\n")
    finally:
        receiver.stop()
    assert [message["title"].partition(" (")[0] for message in receiver.messages] == [
        "newsarchive: 60 alerts",
        "newsarchive: a test",
    ]
    records = newsarchive("alerts", "log", "--limit", "100", "--json", archive=tmp_path).stdout.splitlines()
    assert {(json.loads(line)["rule"], json.loads(line)["status"]) for line in records} == {("every", "sent")}
    assert len(records) == 60
    assert "every (60)" in newsarchive("alerts", "preview", archive=tmp_path).stdout
    assert "hunter2" not in "".join((listed, sent.stderr, done.stderr, *records))


def test_a_wrong_file_is_one_clear_line(newsarchive: Newsarchive, tmp_path: Path) -> None:
    missing = newsarchive("alerts", "list", archive=tmp_path)
    assert missing.returncode == 2
    assert "alerts.toml: there are no rules; `newsarchive alerts --help` shows some" in missing.stderr
    (tmp_path / "alerts.toml").write_text('[[channel]]\nname = "a"\nurl = "json://x"\ncolour = 1\n')
    wrong = newsarchive("alerts", "send", archive=tmp_path)
    assert wrong.returncode == 1
    assert wrong.stderr.startswith(f"newsarchive: {tmp_path}/alerts.toml:4: colour: unknown key in [channel]")
    (tmp_path / "alerts.toml").write_text('[[channel]]\nname = "a"\nurl = "json://x"\n')
    nobody = newsarchive("alerts", "test", "desk", archive=tmp_path)
    assert nobody.returncode == 1
    assert nobody.stderr == "newsarchive: there is no channel 'desk'; known are a\n"
