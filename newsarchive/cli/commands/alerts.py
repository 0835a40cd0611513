"""`newsarchive alerts`: try the channels, look at the rules, send what waits, and see what was told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from newsarchive.alerts.declared import Alerts, Channel

EXAMPLES = """\b
Examples:
  newsarchive alerts test
  newsarchive alerts list
  newsarchive alerts preview --runs 5
  newsarchive alerts log --rule chips

The rules stand in alerts.toml in the archive folder. Each crawl evaluates them at its end and sends one
digest to each channel. A smallest file:

\b
  [[channel]]
  name = "desk"
  url = "mailto://${MAIL_USER}:${MAIL_PASSWORD}@mail.example?to=desk@example.org"

\b
  [[rule]]
  name = "chips"
  on = ["new", "ranked"]
  words = "芯片 -手机"
"""


@click.group("alerts", epilog=EXAMPLES)
def command() -> None:
    """Tell people through Apprise what runs found: words, changes, removals, hot lists, alarms."""


def _loaded(archive: str) -> Alerts:
    from newsarchive.alerts.loader import load_alerts
    from newsarchive.errors import NotFound

    alerts = load_alerts(Path(archive))
    if alerts is None:
        raise NotFound(
            f"{Path(archive) / 'alerts.toml'}: there are no rules; `newsarchive alerts --help` shows some"
        )
    return alerts


def _channels(alerts: Alerts, names: tuple[str, ...]) -> list[Channel]:
    from newsarchive.errors import UsageError

    known = {channel.name: channel for channel in alerts.channels}
    for name in names:
        if name not in known:
            raise UsageError(f"there is no channel {name!r}; known are {', '.join(known) or 'none'}")
    return [channel for channel in alerts.channels if not names or channel.name in names]


TEST_EXAMPLES = """\b
Examples:
  newsarchive alerts test
  newsarchive alerts test desk phone
"""


@command.command("test", epilog=TEST_EXAMPLES)
@click.argument("channels", nargs=-1, metavar="[CHANNEL]...")
@click.pass_obj
def test(archive: str, channels: tuple[str, ...]) -> int:
    """Send a test message through each channel, or those named; exit 2 when one does not take it."""
    from newsarchive.alerts.secrets import secrets_of
    from newsarchive.alerts.telling import try_channel
    from newsarchive.cli.printing import one_line, out
    from newsarchive.errors import NewsarchiveError

    alerts = _loaded(archive)
    failures = 0
    for channel in _channels(alerts, channels):
        try:
            try_channel(channel, secrets_of(alerts, Path(archive)))
        except NewsarchiveError as error:
            failures += 1
            out().print(f"{one_line(channel.name)}: {one_line(str(error))}", soft_wrap=True)
        else:
            out().print(f"{one_line(channel.name)}: the test message was taken", soft_wrap=True)
    return 2 if failures else 0


LIST_EXAMPLES = """\b
Examples:
  newsarchive alerts list
  newsarchive --archive ~/news alerts list --json
"""


@command.command("list", epilog=LIST_EXAMPLES)
@options.as_json
@click.pass_obj
def list_(archive: str, as_json: bool) -> None:
    """Show channels and rules, what waits, and which channel does not answer; no secret is shown."""
    from newsarchive.cli.printing import print_json_lines
    from newsarchive.cli.views.alerts import channel_rows, print_channels, print_rules, rule_rows

    alerts = _loaded(archive)
    channels, rules = channel_rows(alerts, Path(archive)), rule_rows(alerts)
    if as_json:
        print_json_lines([*channels, *rules])
        return
    print_channels(channels)
    print_rules(rules)


PREVIEW_EXAMPLES = """\b
Examples:
  newsarchive alerts preview
  newsarchive alerts preview --site news.example --runs 10
"""


@command.command("preview", epilog=PREVIEW_EXAMPLES)
@options.site
@click.option(
    "--runs", type=click.IntRange(1), default=1, show_default=True, help="Look at so many last runs."
)
@click.pass_obj
def preview(archive: str, site: str | None, runs: int) -> None:
    """Print what the rules find in the last runs as a digest; nothing is kept or sent."""
    from newsarchive.alerts.digest import write_digest
    from newsarchive.alerts.telling import preview as found
    from newsarchive.archive.alerts.outbox import Outbox
    from newsarchive.archive.reader import open_archive
    from newsarchive.cli.printing import clean, err, out

    alerts = _loaded(archive)
    with open_archive(archive) as reader:
        sites = [site] if site else sorted(reader.stats().per_site)
    with Outbox.open(Path(archive)) as outbox:
        claims = [claim for key in sites if (claim := found(outbox, alerts, key, runs))]
    for claim in claims:
        message = write_digest(claim, "text", 20, 12_000)
        out().print(clean(f"{message.title}\n\n{message.body}"), soft_wrap=True)
    if not claims:
        err().print("The rules find nothing in these runs.")


SEND_EXAMPLES = """\b
Examples:
  newsarchive alerts send
"""


@command.command("send", epilog=SEND_EXAMPLES)
@click.pass_obj
def send(archive: str) -> int:
    """Send what waits now, without waiting for a channel's next try; exit 2 when one does not take it."""
    from newsarchive.alerts.telling import tell
    from newsarchive.archive.alerts.outbox import Outbox
    from newsarchive.cli.alerting import print_told
    from newsarchive.cli.printing import err

    alerts = _loaded(archive)
    with Outbox.open(Path(archive)) as outbox:
        told = tell(outbox, alerts, Path(archive), hurry=True)
    if not told:
        err().print("Nothing waits.")
    return 2 if print_told(told) else 0


LOG_EXAMPLES = """\b
Examples:
  newsarchive alerts log
  newsarchive alerts log --digest 12 --limit 1000
  newsarchive alerts log --status given_up --json
"""


@command.command("log", epilog=LOG_EXAMPLES)
@options.site
@click.option("--rule", metavar="NAME", help="Only what this rule asked for.")
@click.option("--channel", metavar="NAME", help="Only what this channel was to tell.")
@click.option("--digest", type=int, metavar="N", help="Only what digest N told.")
@click.option(
    "--status",
    type=click.Choice(["waiting", "sending", "sent", "given_up"]),
    help="Only what stands so.",
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many.")
@options.as_json
@click.pass_obj
def log(archive: str, /, limit: int, as_json: bool, **conditions: str | int | None) -> None:
    """Show what was told, what waits and what was given up, newest first."""
    from newsarchive.archive.alerts.reading import open_alerts
    from newsarchive.cli.printing import print_json_lines

    with open_alerts(Path(archive)) as reader:
        records = reader.log(limit=limit, **conditions)
    if as_json:
        print_json_lines(record.to_dict() for record in records)
        return
    from newsarchive.cli.views.alerts import print_log

    print_log(records)
