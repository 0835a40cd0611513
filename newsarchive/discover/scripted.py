"""Addresses that a page's own scripts put together of words, variables and arguments; nothing is run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsarchive.document import Document

GOES_TO: Final = re.compile(
    r"(?:location(?:\.href)?\s{0,9}=|location\.(?:assign|replace)\s{0,9}\(|window\.open\s{0,9}\()(?!=)\s{0,9}"
)
_MAX_SCRIPT: Final = 20_000
_MAX_SCRIPTS: Final = 50
_MAX_BODY: Final = 800
_MAX_VARIABLES: Final = 200
_MAX_WRITES: Final = 40
_CALL: Final = re.compile(r"(?:javascript:|return)?\s{0,9}(\w{1,60})\s{0,9}\(([^()]{0,200})\)")
_FUNCTION: Final = re.compile(
    r"(?:function\s{1,9}(\w{1,60})|(\w{1,60})\s{0,9}[=:]\s{0,9}function)\s{0,9}\(([^()]{0,200})\)\s{0,9}\{"
)
_ASSIGNMENT: Final = re.compile(
    r"(?<![\w.])(\w{1,60})\s{0,9}=\s{0,9}(?:(\d{1,9})|'([^'\\\n]{0,200})'|\"([^\"\\\n]{0,200})\"|"
    r"(\w{1,60})\s{0,9}([+-])\s{0,9}(\d{1,5}))\s{0,9}(?=[;,\n\r]|//)"
)
_PIECE: Final = re.compile(
    r"\s{0,9}(?:'((?:[^'\\\n]|\\.){0,500})'|\"((?:[^\"\\\n]|\\.){0,500})\"|(\w{1,60})(?![\w.(\[])|"
    r"\(\s{0,9}(\w{1,60})\s{0,9}([+-])\s{0,9}(\d{1,5})\s{0,9}\))\s{0,9}(\+(?!\+))?"
)
_WRITE: Final = re.compile(r"document\.write(?:ln)?\s{0,9}\(")
_BACKSLASH: Final = re.compile(r"\\(.)")
_LINK: Final = re.compile(
    r"<a\s[^>]{0,200}?href\s{0,9}=\s{0,9}[\"']?([^\"'\s>]{1,500})[^>]{0,200}>(.{0,80}?)</a",
    re.IGNORECASE | re.DOTALL,
)


class Scripts:
    """What the page's inline scripts name: functions that lead somewhere, variables, links they write."""

    def __init__(self, document: Document) -> None:
        texts = (element.text or "" for element in document.elements("script")[:_MAX_SCRIPTS])
        self._text = "\n".join(text for text in texts if len(text) <= _MAX_SCRIPT)[: 2 * _MAX_SCRIPT]
        self._functions: dict[str, tuple[list[str], str]] | None = None
        self._variables: dict[str, str] | None = None

    def address(self, click: str) -> str:
        """Where a control leads whose script is ``click`` (``javascript:goPage(2)``); "" if unknown."""
        if direct := GOES_TO.search(click):
            return _joined(click[direct.end() :], self.variables)
        call = _CALL.match(click.strip())
        if call is None or not self._text:
            return ""
        names, body = self._function_table().get(call[1], ([], ""))
        given = [argument.strip(" '\"") for argument in call[2].split(",")]
        known = {**self.variables, **dict(zip(names, given, strict=False))}
        goes = GOES_TO.search(body)
        return _joined(body[goes.end() :], known) if goes else ""

    def written_links(self) -> Iterator[tuple[str, str]]:
        """Address and text of each link that a script writes into the page."""
        for number, write in enumerate(_WRITE.finditer(self._text)):
            if number >= _MAX_WRITES:
                return
            html = _joined(self._text[write.end() : write.end() + _MAX_BODY], self.variables)
            for link in _LINK.finditer(html):
                yield link[1], link[2]

    @property
    def variables(self) -> dict[str, str]:
        """Numbers and texts assigned to names, sums of a name and a number included."""
        if self._variables is None:
            self._variables = {}
            for match in _ASSIGNMENT.finditer(self._text):
                if len(self._variables) >= _MAX_VARIABLES:
                    break
                name, number, one, two, other, sign, by = match.groups()
                value = number or one or two or _sum(self._variables.get(other or "", ""), sign, by)
                if value:
                    self._variables.setdefault(name, value)
        return self._variables

    def _function_table(self) -> dict[str, tuple[list[str], str]]:
        if self._functions is None:
            self._functions = {}
            for match in _FUNCTION.finditer(self._text):
                names = [name.strip() for name in match[3].split(",")]
                body = self._text[match.end() : match.end() + _MAX_BODY]
                self._functions.setdefault(match[1] or match[2], (names, body))
        return self._functions


def _joined(expression: str, known: Mapping[str, str]) -> str:
    """The value of texts and names joined by ``+``; "" where a name is not known."""
    parts: list[str] = []
    at = 0
    while piece := _PIECE.match(expression, at):
        one, two, name, base, sign, by, more = piece.groups()
        if name is not None:
            value = name if name.isdigit() else known.get(name)
        elif base is not None:
            value = _sum(known.get(base, ""), sign, by) or None
        else:
            value = _BACKSLASH.sub(r"\1", one if one is not None else two)
        if value is None:
            return ""
        parts.append(value)
        at = piece.end()
        if not more:
            return "".join(parts)
    return ""


def _sum(value: str, sign: str, by: str) -> str:
    return str(int(value) + (int(by) if sign == "+" else -int(by))) if value.isdigit() else ""
