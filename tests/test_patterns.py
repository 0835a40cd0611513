"""Patterns that are compiled late are right, and do as compiled ones do."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import newsarchive
from newsarchive.patterns import LatePattern, late


def late_patterns() -> list[tuple[str, LatePattern]]:
    """All of the package's, by module and name."""
    found = []
    for module in pkgutil.walk_packages(newsarchive.__path__, "newsarchive."):
        if ".extraction" in module.name or ".text" in module.name or ".crawl.rendering" in module.name:
            names = vars(importlib.import_module(module.name))
            found += [(f"{module.name}.{n}", p) for n, p in names.items() if isinstance(p, LatePattern)]
    return found


def test_every_late_pattern_can_be_compiled() -> None:
    patterns = late_patterns()
    assert len(patterns) > 50
    assert [name for name, pattern in patterns if not isinstance(pattern.flags, int)] == []


def test_nothing_else_of_a_pattern_is_promised() -> None:
    with pytest.raises(AttributeError):
        late("a").nonsense  # type: ignore[attr-defined] # noqa: B018


def test_a_mistake_shows_at_the_first_use() -> None:
    pattern = late("(")
    with pytest.raises(re.error):
        pattern.search("a")


def test_a_late_pattern_does_as_a_compiled_one() -> None:
    pattern = late(r"(?P<year>\d{4})年", re.IGNORECASE)
    found = pattern.search("于2024年", 1)
    assert found is not None
    assert found["year"] == "2024"
    assert pattern.fullmatch("2024年") is not None
    assert pattern.match("于2024年") is None
    assert pattern.findall("2023年2024年") == ["2023", "2024"]
    assert pattern.sub("x", "2023年") == "x"
    assert pattern.split("a2023年b") == ["a", "2023", "b"]
    assert pattern.flags & re.IGNORECASE
    assert late(rb"\xff+").findall(b"\xff\xffa\xff") == [b"\xff\xff", b"\xff"]
