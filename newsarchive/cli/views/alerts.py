"""Alerts as people read them: channels and rules, and what was told; never a secret."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from rich.text import Text

from newsarchive.alerts.secrets import names_in, secrets_of
from newsarchive.cli.printing import err, one_line, out
from newsarchive.cli.views.hits import highlighted
from newsarchive.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from newsarchive.alerts.declared import Alerts
    from newsarchive.archive.alerts.records import AlertRecord, ChannelState

TEXT_WIDTH = 96


def channel_rows(alerts: Alerts, folder: Path) -> list[dict[str, Any]]:
    """Each channel with its kind of service, the variables it needs, and how it stands."""
    try:
        secrets: Mapping[str, str] = secrets_of(alerts, folder)
    except UsageError as error:
        err().print(one_line(str(error)), soft_wrap=True)
        secrets = os.environ
    states = _states(folder)
    rows = []
    for channel in alerts.channels:
        state = states.get(channel.name)
        rows.append(
            {
                "channel": channel.name,
                # An address without its scheme may hold a token in any of its parts.
                "service": channel.url.partition(":")[0] if ":" in channel.url.partition("$")[0] else "",
                "variables": names_in(channel.url),
                "missing": [name for name in names_in(channel.url) if not secrets.get(name)],
                "format": channel.format,
                "waiting": state.waiting if state else 0,
                "given_up": state.given_up if state else 0,
                "last_sent": state.last_sent if state else None,
                "failing_since": state.failing_since if state else None,
                "next_try_at": state.next_try_at if state else None,
                "reason": state.reason if state else "",
            }
        )
    return rows


def _states(folder: Path) -> dict[str, ChannelState]:
    from newsarchive.archive.alerts.reading import open_alerts

    try:
        with open_alerts(folder) as reader:
            return reader.states()
    except NotFound:
        return {}


def rule_rows(alerts: Alerts) -> list[dict[str, Any]]:
    """Each rule with what it asks for, as the file says it."""
    return [
        {
            "rule": rule.name,
            "on": list(rule.on),
            "words": rule.words,
            "sites": list(rule.sites),
            "categories": list(rule.categories),
            "lists": list(rule.lists),
            "top": rule.top or None,
            "monitors": list(rule.monitors),
            "channels": list(alerts.channels_of(rule)),
        }
        for rule in alerts.rules
    ]


def print_channels(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print a line or two for each channel."""
    console = out()
    for row in rows:
        parts = [row["service"] or "an address from a variable", f"last told {row['last_sent'] or 'never'}"]
        if row["waiting"]:
            parts.append(f"{row['waiting']:,} waiting")
        if row["given_up"]:
            parts.append(f"{row['given_up']:,} given up")
        line = Text.assemble("channel ", (one_line(row["channel"]), "bold"), f": {', '.join(parts)}")
        console.print(line, soft_wrap=True)
        for name in row["missing"]:
            console.print(Text(f"  the variable {name} is not set", "red"), soft_wrap=True)
        if row["failing_since"]:
            told = f"  fails since {row['failing_since']}: {row['reason']}; next try {row['next_try_at']}"
            console.print(Text(one_line(told), "red"), soft_wrap=True)


def print_rules(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print a line for each rule."""
    console = out()
    for row in rows:
        parts = [", ".join(row["on"])]
        if row["words"]:
            parts.append(f"words {row['words']}")
        if row["top"]:
            parts.append(f"top {row['top']}")
        parts += [
            f"{key} {', '.join(row[key])}" for key in ("sites", "categories", "lists", "monitors") if row[key]
        ]
        parts.append(f"to {', '.join(row['channels'])}")
        line = Text.assemble("rule ", (one_line(row["rule"]), "bold"), f": {one_line('; '.join(parts))}")
        console.print(line, soft_wrap=True)


def print_log(records: Sequence[AlertRecord]) -> None:
    """Print what was told, newest first."""
    console = out()
    for record in records:
        width = min(console.width, TEXT_WIDTH) - 8
        title = highlighted(record.title, 10_000) or [Text("?")]
        console.print(Text.assemble((f"{record.id:>6}  ", "dim"), *title), soft_wrap=True)
        about = [record.noted_at, record.rule, record.kind, record.site, record.note, _fate(record)]
        told = one_line(" · ".join(part for part in about if part))
        console.print(Text(f"        {told}", "cyan"), soft_wrap=True)
        for line in highlighted(record.snippet, width):
            console.print(Text("        ") + line, soft_wrap=True)
        if record.url:
            console.print(Text(f"        {one_line(record.url)}"), soft_wrap=True)
    if not records:
        err().print("No alerts.")


def _fate(record: AlertRecord) -> str:
    if record.channel is None:
        return ""
    told = {"sent": f"told {record.told_at} in digest {record.digest}", "given_up": "given up"}
    return f"{record.channel}: {told.get(record.status or '', record.status)}"
