"""The rules of a robots.txt: brought to one form for keeping, and those that concern one program."""

from __future__ import annotations

from typing import Final

_IGNORED: Final = frozenset({"sitemap", "host"})
"""Fields that name addresses and forbid nothing; portals renew their sitemaps' names every day."""
_MAX_LINES: Final = 5_000


def normal_rules(text: str) -> str:
    """The rule lines of a robots.txt as ``field: value``, without comments, blank lines and sitemaps."""
    return "\n".join(f"{name}: {value}" for name, value in _rules(text))


def rules_for(text: str, agent: str) -> tuple[str, ...]:
    """The lines that hold for ``agent``: of its own groups, else of ``*`` (RFC 9309 section 2.2.1)."""
    own: list[str] = []
    general: list[str] = []
    named: list[str] = []
    in_head = False
    for name, value in _rules(text):
        if name == "user-agent":
            named = [*named, value.lower()] if in_head else [value.lower()]
            in_head = True
            continue
        in_head = False
        line = f"{name}: {value}"
        if agent.lower() in named:
            own.append(line)
        elif "*" in named:
            general.append(line)
    return tuple(own or general)


def _rules(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines()[:_MAX_LINES]:
        name, colon, value = line.partition("#")[0].partition(":")
        name = name.strip().lower()
        if colon and name and name not in _IGNORED:
            found.append((name, " ".join(value.split())))
    return found
