"""From a run's end to a real receiver on loopback: told once, kept while it is down, not lost by a kill."""

from __future__ import annotations

import json
import logging
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("apprise", reason="Apprise is not installed (the extra `alerts`)")

from newsarchive.alerts.declared import Alerts, Channel
from newsarchive.alerts.digest import Message
from newsarchive.alerts.loader import parse_alerts
from newsarchive.alerts.service import ChannelFailed, Service
from newsarchive.alerts.telling import Told, look, look_and_tell, preview, tell
from newsarchive.archive.alerts.outbox import FIRST_PAUSE, LONGEST_PAUSE, Outbox
from newsarchive.archive.alerts.reading import open_alerts
from newsarchive.archive.database import open_for_writing
from newsarchive.archive.monitoring.alarms import update_alarms
from newsarchive.archive.monitoring.records import Alarm
from newsarchive.archive.records import Change
from newsarchive.archive.reviser import Reviser
from newsarchive.model import Article, Page

if TYPE_CHECKING:
    from archive_folder import Archive
    from receiver import Receiver

    from newsarchive.archive.alerts.records import AlertRecord

ROOT = Path(__file__).parents[2]
ALL = '[[rule]]\nname = "all"\non = ["new", "changed", "removed", "ranked", "alarm"]\n'
CHIPS = '[[rule]]\nname = "chips"\non = ["new", "ranked"]\nwords = "芯片"\n'


def rules(archive: Archive, receiver: Receiver, text: str = ALL, url: str = "", top: str = "") -> Alerts:
    archive.folder.mkdir(exist_ok=True)
    url = url or receiver.url()
    whole = f'{top}\n[[channel]]\nname = "desk"\nurl = "{url}"\n{text}'
    (archive.folder / "alerts.toml").write_text(whole, encoding="utf-8")
    return parse_alerts(whole, "alerts.toml")


def run(archive: Archive, *bodies: str, first: int = 1, end: str = "finished", **fields: object) -> None:
    with archive.writer() as writer:
        for number, body in enumerate(bodies, first):
            archive.store(writer, number, body=body, **fields)
        writer.finish(end)


def texts(receiver: Receiver) -> list[str]:
    return [message["message"] for message in receiver.messages]


def log(archive: Archive) -> list[AlertRecord]:
    with open_alerts(archive.folder) as reader:
        return reader.log(limit=100_000)


def test_either_script_is_found_and_each_thing_told_once(archive: Archive, receiver: Receiver) -> None:
    rules(archive, receiver, CHIPS)
    with archive.writer() as writer:
        archive.store(writer, 1, body="新一代晶片發布")
        archive.store(writer, 2, body="手机")
        archive.hot(writer, "1", "新芯片")
        writer.finish("finished")
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 2)]
    assert look_and_tell(archive.folder, "portal") == []
    assert "新一代[晶片]發布" in texts(receiver)[0]
    assert "place 2 of 熱門排行" in texts(receiver)[0]
    run(archive, "新一代晶片發布", "手机", "第三块芯片")
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 1)]
    assert len(receiver.messages) == 2


def test_changed_removed_and_hot_entries(archive: Archive, receiver: Receiver) -> None:
    rules(
        archive, receiver, ALL.replace('"ranked", ', "") + '[[rule]]\nname = "top"\non = "ranked"\ntop = 2\n'
    )
    with archive.writer() as writer:
        for number in (1, 2, 3):
            archive.store(writer, number)
        archive.hot(writer, "1", "2", "3")
        writer.finish("finished")
    # The first observation of a list has nothing that entered it.
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 3)]
    with archive.writer() as writer:
        archive.store(writer, 1, body="正文1\n一段新的话")
        archive.store(writer, 2, title="别的标题")
        archive.gone(writer, 3)
        archive.hot(writer, "3", "1", "2")
        writer.finish("finished")
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 4)]
    told = texts(receiver)[1]
    assert "article changed · portal · text changed: 3 characters before, 9 now\n   一段新的话" in told
    assert "headline was: 标题2" in told
    assert "removed: http 404 (HTTP 404)" in told
    assert "place 1 of 熱門排行 (was 3)" in told
    assert "place 2" not in told


def test_filters_by_site_section_and_list(archive: Archive, receiver: Receiver) -> None:
    rules(
        archive,
        receiver,
        '[[rule]]\nname = "tech"\non = "new"\ncategories = ["科技"]\n'
        '[[rule]]\nname = "elsewhere"\non = "new"\nsites = ["other"]\n'
        '[[rule]]\nname = "list"\non = "ranked"\nlists = ["其他"]\nwords = "a"\n',
    )
    with archive.writer() as writer:
        archive.store(writer, 1, category="科技")
        archive.store(writer, 2, category="财经")
        archive.hot(writer, "a")
        writer.finish("finished")
    look_and_tell(archive.folder, "portal")
    assert [(record.rule, record.title) for record in log(archive)] == [("tech", "标题1")]


def test_alarms_begin_and_end(archive: Archive, receiver: Receiver) -> None:
    rules(archive, receiver, '[[rule]]\nname = "health"\non = "alarm"\nmonitors = ["coverage"]\n')
    found = [
        Alarm("coverage", "authors", "0 %", "95 %", "authors are missing", "https://portal.example/1"),
        Alarm("silence", "", "3 days", "6 hours", "no new article for 3 days"),
    ]
    causes = ["coverage\nauthors", "silence\n"]
    for number, alarms in enumerate((found, found, []), 1):
        run(archive, "一")
        with closing(open_for_writing(archive.folder)) as connection:
            update_alarms(connection, 1, number, "2024-05-01T08:00:00Z", alarms, causes)
        look_and_tell(archive.folder, "portal")
    begun, ended = texts(receiver)
    assert "authors are missing\n   alarm · portal · since 2024-05-01T08:00:00Z; expected 95 %" in begun
    assert "alarm over · portal · it is over: 2024-05-01T08:00:00Z to" in ended
    assert "no new article" not in begun + ended


def test_who_begins_with_an_old_archive_is_told_of_the_last_run_only(
    archive: Archive, receiver: Receiver
) -> None:
    run(archive, "旧")
    run(archive, "新", first=2)
    rules(archive, receiver)
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 1)]


def test_what_rules_reread_or_imports_bring_is_no_news(archive: Archive, receiver: Receiver) -> None:
    rules(archive, receiver)
    run(archive, "一")
    look_and_tell(archive.folder, "portal")
    with Reviser.open(archive.folder, "portal") as reviser:
        article = Article(url="https://portal.example/article-1.html", title="读得更好", body="一")
        assert reviser.revise(Page(article.url, b""), article, 1) is Change.CHANGED
        reviser.finish("finished", {})
    run(archive, "二", first=2)
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 1)]


def test_a_run_that_is_resumed_is_looked_at_again(archive: Archive, receiver: Receiver) -> None:
    rules(archive, receiver)
    run(archive, "一", end="failed")
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 1)]
    run(archive, "二", first=2)
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 1)]


def test_a_run_whose_end_was_killed_is_made_up_for(archive: Archive, receiver: Receiver) -> None:
    rules(archive, receiver)
    run(archive, "一")
    look_and_tell(archive.folder, "portal")
    run(archive, "二", first=2)
    run(archive, "三", first=3)
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 2)]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("down", "the connection was refused"),
        ("500", "the service answered HTTP 500"),
        ("slow", "no answer in time"),
    ],
)
def test_a_channel_in_trouble_is_asked_again_later(
    archive: Archive, receiver: Receiver, trouble: str, reason: str
) -> None:
    alerts = rules(archive, receiver, url=receiver.url(rto=0.3))
    run(archive, "一")
    if trouble == "down":
        receiver.stop()
    elif trouble == "slow":
        receiver.may_answer.clear()
    else:
        receiver.status = 500
    (told,) = look_and_tell(archive.folder, "portal")
    assert (told.status, told.events, told.reason) == ("failed", 1, reason)
    with Outbox.open(archive.folder) as outbox:
        assert tell(outbox, alerts, archive.folder) == []
        state = outbox.states()["desk"]
        assert (state.waiting, state.failures, state.reason) == (1, 1, reason)
        receiver.status = 200
        receiver.may_answer.set()
        if trouble == "down":
            receiver.start()
        receiver.messages.clear()
        run(archive, "二", first=2)
        look(outbox, alerts, "portal")
        assert tell(outbox, alerts, archive.folder, hurry=True) == [Told("desk", "sent", 2)]
        assert outbox.states()["desk"].failures == 0
    assert [record.status for record in log(archive)] == ["sent", "sent"]
    # Only who did not answer may have heard it: then it is said so.
    assert ("may have reached you before" in texts(receiver)[-1]) == (trouble == "slow")


def test_pauses_grow_and_end(archive: Archive, receiver: Receiver) -> None:
    alerts = rules(archive, receiver, url="json://127.0.0.1:9/")
    run(archive, "一")
    now = archive.now
    with Outbox.open(archive.folder) as outbox:
        look(outbox, alerts, "portal")
        pauses = []
        for _ in range(10):
            claim = outbox.claim("desk", now, hurry=True)
            assert claim is not None
            next_try = outbox.failed(claim, "no", now)
            pauses.append(next_try - now)
        assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
        assert pauses[-1] == LONGEST_PAUSE
        assert outbox.claim("desk", next_try - timedelta(seconds=1)) is None
        # A clock that was set back by years does not silence the channel.
        assert outbox.claim("desk", now - timedelta(days=900)) is not None


def test_what_waits_too_long_is_given_up_and_told(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts = rules(archive, receiver, top="give_up_days = 1")
    run(archive, "一", "二")
    receiver.status = 500
    look_and_tell(archive.folder, "portal")
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        connection.execute("UPDATE alert_events SET noted_at = '2024-01-01T00:00:00Z'")
    with Outbox.open(archive.folder) as outbox:
        assert tell(outbox, alerts, archive.folder) == [Told("desk", "given_up", 2)]
        assert tell(outbox, alerts, archive.folder, hurry=True) == []
        receiver.status = 200
        run(archive, "三", first=3)
        look(outbox, alerts, "portal")
        tell(outbox, alerts, archive.folder, hurry=True)
        assert "2 older alerts could not be delivered here in time" in texts(receiver)[0]
        run(archive, "四", first=4)
        look(outbox, alerts, "portal")
        tell(outbox, alerts, archive.folder, hurry=True)
    assert "older" not in texts(receiver)[1]


KILLED = """
import sys
from pathlib import Path
from newsarchive.alerts.telling import look_and_tell
look_and_tell(Path(sys.argv[1]), "portal")
"""


def test_killed_between_sending_and_noting_it_is_told_again_as_a_repeat(
    archive: Archive, receiver: Receiver
) -> None:
    rules(archive, receiver, url=receiver.url(rto=30))
    run(archive, "一")
    receiver.may_answer.clear()
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(archive.folder)], cwd=ROOT)
    assert receiver.arrived.wait(30)
    # While it lives, nobody else takes its digest.
    with Outbox.open(archive.folder) as outbox:
        assert outbox.claim("desk", archive.now, hurry=True) is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    receiver.may_answer.set()
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 1)]
    assert "1 alert of these may have reached you before" in texts(receiver)[-1]
    assert look_and_tell(archive.folder, "portal") == []


def test_killed_before_sending_it_is_told_by_the_next_run(archive: Archive, receiver: Receiver) -> None:
    alerts = rules(archive, receiver)
    run(archive, "一")
    with Outbox.open(archive.folder) as outbox:
        look(outbox, alerts, "portal")
    run(archive, "二", first=2)
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 2)]


def test_ten_thousand_articles_make_one_short_message(archive: Archive, receiver: Receiver) -> None:
    rules(archive, receiver, CHIPS)
    run(archive, "芯片")
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        # Copies of the one article: the writer's own speed is not what is tested here.
        connection.executescript("""
            WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            INSERT INTO articles(id, site_id, url, identity, first_seen, last_seen, last_changed, first_run,
              changed_run, search_id)
            SELECT i, 1, 'https://portal.example/' || i, i, first_seen, last_seen, last_changed, 1, 1,
              search_id - i FROM n, articles WHERE articles.id = 1;
            INSERT INTO article_revisions(article_id, revision, run_id, seen_at, cause, title, body)
            SELECT a.id, 0, 1, '', 'first', '第' || a.id, '一块芯片' FROM articles a WHERE a.id > 1;
        """)
    assert look_and_tell(archive.folder, "portal") == [Told("desk", "sent", 10_000)]
    (message,) = receiver.messages
    assert message["title"] == "newsarchive: 10,000 alerts (portal)"
    assert "… and 9,980 more" in message["message"]
    assert len(message["message"]) < 12_000
    assert look_and_tell(archive.folder, "portal") == []


def test_no_credential_is_kept_or_logged(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    rules(archive, receiver, url=receiver.url("${TOKEN}"))
    run(archive, "一")
    receiver.status = 500
    with caplog.at_level(logging.DEBUG):
        look_and_tell(archive.folder, "portal")
        receiver.status = 200
        run(archive, "二", first=2)
        with Outbox.open(archive.folder) as outbox:
            tell(outbox, rules(archive, receiver, url=receiver.url("${TOKEN}")), archive.folder, hurry=True)
    assert receiver.paths == ["/hunter2"]
    assert "hunter2" not in caplog.text
    stored = b"".join(file.read_bytes() for file in archive.folder.iterdir())
    assert b"hunter2" not in stored


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("json://127.0.0.1/${NOBODY_SET_THIS}", "the variable NOBODY_SET_THIS is not set"),
        ("nosuchservice://x", "the address is none that Apprise knows or it lacks a part"),
    ],
)
def test_a_channel_that_is_wrong_is_told_and_its_alerts_wait(
    archive: Archive, receiver: Receiver, url: str, reason: str
) -> None:
    rules(archive, receiver, url=url)
    run(archive, "一")
    (told,) = look_and_tell(archive.folder, "portal")
    assert (told.status, told.reason) == ("failed", reason)
    rules(archive, receiver)
    with Outbox.open(archive.folder) as outbox:
        alerts = Alerts((Channel("desk", receiver.url(), "text", 20),), (), timedelta(days=3))
        assert tell(outbox, alerts, archive.folder, hurry=True) == [Told("desk", "sent", 1)]


def test_a_receiver_that_trickles_is_left_alone(receiver: Receiver) -> None:
    receiver.may_answer.clear()
    with pytest.raises(ChannelFailed, match="no answer within") as caught:
        Service(receiver.url(rto=30), deadline=0.2).send(Message("t", "b"), "text")
    assert caught.value.is_unknown


def test_a_preview_keeps_nothing(archive: Archive, receiver: Receiver) -> None:
    alerts = rules(archive, receiver, CHIPS)
    run(archive, "芯片", "晶片")
    run(archive, "又一块芯片", first=3)
    with Outbox.open(archive.folder) as outbox:
        one, both = (preview(outbox, alerts, "portal", runs) for runs in (1, 2))
        assert one is not None
        assert both is not None
        assert (one.per_rule, both.per_rule) == ({"chips": 1}, {"chips": 3})
    assert json.dumps(log(archive)) == "[]"
    assert receiver.messages == []
