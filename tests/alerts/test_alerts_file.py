"""alerts.toml: what is right is read, what is wrong is told with file, line and key, never with a secret."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from newsarchive.alerts.declared import Channel
from newsarchive.alerts.loader import AlertsError, load_alerts, parse_alerts
from newsarchive.alerts.secrets import SecretMissing, filled_in, secrets_of
from newsarchive.errors import UsageError

DESK = '[[channel]]\nname = "desk"\nurl = "json://desk.example/"\n'
RULE = DESK + '[[rule]]\nname = "a"\n'


def test_everything_that_can_be_said() -> None:
    alerts = parse_alerts(
        """
        give_up_days = 2
        env_file = "secrets.env"
        [[channel]]
        name = "desk"
        url = "tgram://${BOT}/42"
        format = "markdown"
        items = 7
        [[rule]]
        name = "芯片"
        on = ["new", "ranked"]
        words = "芯片 -手机"
        sites = "news.example"
        categories = ["科技"]
        lists = ["熱門排行"]
        top = 3
        channels = ["desk"]
        [[rule]]
        name = "health"
        on = "alarm"
        monitors = ["coverage"]
        """,
        "alerts.toml",
    )
    assert alerts.channels == (Channel("desk", "tgram://${BOT}/42", "markdown", 7),)
    assert alerts.give_up == timedelta(days=2)
    chips, health = alerts.rules
    assert (chips.on, chips.words, chips.sites, chips.top) == (
        ("new", "ranked"), "芯片 -手机", ("news.example",), 3,
    )  # fmt: skip
    assert chips.lists == ("熱門排行",)
    assert alerts.channels_of(health) == ("desk",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RULE + 'on = "new"\nword = "x"', "7: word: unknown key in [rule]; did you mean 'words'?"),
        (RULE + 'on = "news"', "6: on: 'news' is not one of new, changed, removed, ranked, alarm"),
        (RULE, "4: rule: a [[rule]] needs `on`: new, changed, removed, ranked, alarm"),
        (RULE + 'on = "new"\nwords = "，"', "7: words: nothing in '，' can be searched for"),
        (RULE + 'on = "new"\ntop = 3', "7: top: only says something with 'ranked' in `on`"),
        (RULE + 'on = "alarm"\nwords = "x"', "7: words: says nothing about alarms"),
        (RULE + 'on = "ranked"\ntop = 0', "7: top: must be a whole number between 1 and 1000"),
        (RULE + 'on = "new"\nchannels = "desc"', "7: channels: there is no channel 'desc'; known are desk"),
        (RULE + 'on = "new"\n[[rule]]\nname = "a"\non = "new"', "8: name: two rules"),
        (DESK + DESK, "1: channel: two channels have the same name"),
        (DESK + "format = 'html'", "4: format: 'html' is not one of text, markdown"),
        (DESK.replace("json", "${BOT"), "3: url: a [[channel]] needs `url`, an Apprise address"),
        (DESK.replace("desk.example/", "${BOT"), "3: url: a secret is written ${NAME}"),
        ('[[channel]]\nname = "a b"\nurl = "json://x"', "2: name: a [[channel]] needs a `name`"),
        ('[[rule]]\nname = "a"\non = "new"', "1: rule: there is no [[channel]] to tell anything through"),
        ("give_up_days = 0", "1: give_up_days: must be a whole number between 1 and 365"),
        ("[[channel", " Expected ']]' at the end"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(AlertsError) as caught:
        parse_alerts(text, "alerts.toml")
    assert str(caught.value).startswith(f"alerts.toml:{told}")


def test_the_documented_file_is_right() -> None:
    page = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")
    alerts = parse_alerts(page.partition("```toml\n")[2].partition("```")[0], "alerts.md")
    assert [rule.name for rule in alerts.rules] == ["chips", "withdrawn", "front", "health"]


def test_no_file_is_no_alerts(tmp_path: Path) -> None:
    assert load_alerts(tmp_path) is None


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "alerts.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(AlertsError, match="cannot be read: not UTF-8"):
        load_alerts(tmp_path)


def channel(url: str) -> Channel:
    return Channel("desk", url, "text", 20)


def test_secrets_are_quoted_within_an_address_and_whole_addresses_are_not() -> None:
    secrets = {"PASSWORD": "p@ss/wörd", "ALL": "json://u:p@h/x?y=1"}
    assert filled_in(channel("json://u:${PASSWORD}@h/"), secrets) == "json://u:p%40ss%2Fw%C3%B6rd@h/"
    assert filled_in(channel("${ALL}"), secrets) == "json://u:p@h/x?y=1"
    with pytest.raises(SecretMissing, match=r"^the variable TOKEN is not set$"):
        filled_in(channel("json://${PASSWORD}@h/${TOKEN}"), secrets)


def test_secrets_of_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my secrets.env"
    file.write_text("# mine\nexport A=1\nB='two words'\nC=of the file\nnot a line\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("C", "of the environment")
    alerts = parse_alerts('env_file = "my secrets.env"', "alerts.toml")
    found = secrets_of(alerts, tmp_path)
    assert (found["A"], found["B"], found["C"]) == ("1", "two words", "of the environment")


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    alerts = parse_alerts('env_file = "secrets.env"', "alerts.toml")
    (tmp_path / "secrets.env").write_text("TOKEN=hunter2", encoding="utf-8")
    (tmp_path / "secrets.env").chmod(0o644)
    with pytest.raises(UsageError, match="call `chmod 600`") as caught:
        secrets_of(alerts, tmp_path)
    assert "hunter2" not in str(caught.value)
    (tmp_path / "secrets.env").unlink()
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        secrets_of(alerts, tmp_path)
