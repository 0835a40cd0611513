"""Puts secrets into a channel's address only when it is used; they come from the environment or one file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.alerts.declared import Alerts, Channel

_REFERENCE: Final = re.compile(r"\$\{(\w+)\}")
_LINE: Final = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)=(.*)")


class SecretMissing(UsageError):
    """A channel names a variable that is not set; the message names it and never a value."""


def secrets_of(alerts: Alerts, folder: Path) -> Mapping[str, str]:
    """The environment, over the lines of ``env_file`` (relative to the archive ``folder``), if one is named.

    Raises ``UsageError`` when that file cannot be read or when others than its owner may read it.
    """
    if not alerts.env_file:
        return os.environ
    path = folder / Path(alerts.env_file).expanduser()
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UsageError(f"{path}: others may read the secrets in it; call `chmod 600` on it")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise UsageError(f"{path}: the secrets cannot be read: {reason}") from None
    return {**_read(text), **os.environ}


def _read(text: str) -> dict[str, str]:
    """NAME=value lines; a value may stand in quotes, what begins with # is a remark."""
    found = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line.strip())
        if match:
            value = match[2].strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            found[match[1]] = value[1:-1] if quoted else value
    return found


def names_in(url: str) -> list[str]:
    """The variables that an address refers to, in order."""
    return _REFERENCE.findall(url)


def filled_in(channel: Channel, secrets: Mapping[str, str]) -> str:
    """The address with its secrets. Raises ``SecretMissing``.

    A reference that is the whole address is taken as it is; within one the secret is quoted, so that no
    character of a password is read as a part of the address.
    """
    for name in names_in(channel.url):
        if not secrets.get(name):
            raise SecretMissing(f"the variable {name} is not set")
    if whole := _REFERENCE.fullmatch(channel.url):
        return secrets[whole[1]]
    return _REFERENCE.sub(lambda match: quote(secrets[match[1]], safe=""), channel.url)
