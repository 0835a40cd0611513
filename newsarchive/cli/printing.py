"""Prints archived text safely: no control character of a hostile page reaches the terminal or breaks JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from newsarchive.text.harmless import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

__all__ = ["clean", "err", "one_line", "out", "print_json_lines", "to_json"]

# JSON itself escapes what is below U+0020.
_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


PIPE_WIDTH = 400


def to_json(record: Mapping[str, Any]) -> str:
    """One JSON object on one line, readable, with nothing in it that a terminal would obey."""
    encoded = json.dumps(record, ensure_ascii=False)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded)


def print_json_lines(records: Iterable[Mapping[str, Any]]) -> int:
    """Print each record as one line of standard output; return how many there were."""
    count = 0
    for record in records:
        sys.stdout.write(to_json(record) + "\n")
        count += 1
    return count


def out() -> Console:
    """The console of standard output; NO_COLOR and pipes get plain text."""
    return _console(stderr=False)


def err() -> Console:
    """The console of standard error, where progress and remarks go."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    # What is piped has no edge to be cut at.
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH
    # Markup and emoji codes are off: archived text may contain "[red]" or ":smile:".
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)
