"""Two captures of one address, read by today's rules: the last two that differ, or those of two moments."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from newsarchive.archive.moments import utc_moment_text
from newsarchive.archive.reader import open_archive
from newsarchive.errors import NotFound, UsageError
from newsarchive.model import Article
from newsarchive.reextract.run import site_profiles
from newsarchive.reextract.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from newsarchive.archive.captures.reading import Capture
    from newsarchive.archive.reader import Reader

MOST_READ: Final = 500
"""Captures that are read to find the last two that differ: some seconds."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a capture gives: how it ends (``kind``, such as ``article``), and its article or an empty one."""

    capture: Capture
    kind: str
    article: Article

    @property
    def told(self) -> tuple[object, ...]:
        """What two versions are compared by; the address and the sources of fields are not told."""
        plain = self.article.to_dict()
        return (self.kind, *(plain[name] for name in plain if name not in {"url", "provenance"}))


class Versions:
    """The good captures of one address: the one named, or an article's own, or the one it was fetched from.

    A context manager.

    Raises ``NotFound`` where there are none, ``ArchiveError`` for what is damaged.
    """

    def __init__(self, folder: Path, key: int | str) -> None:
        self._key = key
        self._folder = folder
        self._stack = ExitStack()
        self._worker: Worker | None = None
        self._read: dict[int, Version] = {}
        reader = self._stack.enter_context(open_archive(folder))
        self._raw = reader.raw
        held = [c for c in self._raw.of(key) if c.payload_id is not None and 200 <= c.status < 300]
        if not held:
            self._stack.close()
            raise NotFound(f"{key}: the archive has no capture of it")
        # Other addresses of an article may show another edition of it: that is no change.
        known = {_without_scheme(capture.url) for capture in held}
        asked = (_without_scheme(url) for url in (str(key), _own_address(reader, key), held[-1].url))
        address = next(url for url in asked if url in known)
        self.captures: Sequence[Capture] = [c for c in held if _without_scheme(c.url) == address]

    def pair(self, since: str | None, until: str | None, *, raw: bool) -> tuple[Capture, Capture] | None:
        """The captures valid at both moments; without ``since`` the last that differs from the later one.

        Differing is a matter of the text and its fields, or with ``raw`` of the bytes. None when none does.
        """
        later = self._at(until) if until else len(self.captures) - 1
        if since is not None:
            earlier = self._at(since)
            if earlier > later:
                raise UsageError(f"{since} is later than {until}: nothing lies between")
            return self.captures[earlier], self.captures[later]
        if later == 0:
            raise NotFound(f"{self._key}: the archive has no earlier capture to compare with")
        return self._last_other(later, raw=raw)

    def _at(self, moment: str) -> int:
        until = utc_moment_text(moment, "UTC")
        count = sum(capture.fetched_at <= until for capture in self.captures)
        if not count:
            raise NotFound(f"{self._key}: the archive has no capture of it of {moment} or earlier")
        return count - 1

    def _last_other(self, later: int, *, raw: bool) -> tuple[Capture, Capture] | None:
        newest = self.captures[later]
        for at in range(later - 1, max(-1, later - 1 - MOST_READ), -1):
            capture = self.captures[at]
            if raw and capture.payload_id != newest.payload_id:
                return capture, newest
            if not raw and self._differ(capture, newest):
                return capture, newest
        return None

    def _differ(self, earlier: Capture, later: Capture) -> bool:
        now = self.version(later)
        # The same bytes give the same text, unless further pages were joined to them.
        if earlier.payload_id == later.payload_id and now.article.pages == 1:
            return False
        return self.version(earlier).told != now.told

    def version(self, capture: Capture) -> Version:
        """What today's rules read in a capture."""
        known = self._read.get(capture.id)
        if known is None:
            outcome = self._reader().outcome(capture.id)
            known = Version(capture, str(outcome.kind), outcome.article or Article())
            self._read = {**dict(list(self._read.items())[:1]), capture.id: known}
        return known

    def _reader(self) -> Worker:
        if self._worker is None:
            self._worker = Worker(self._folder, site_profiles(self._folder, None, ""), keep=False)
            self._stack.callback(self._worker.close)
        return self._worker

    def payload(self, capture: Capture) -> bytes:
        """A capture's bytes."""
        return self._raw.payload(capture)

    def media_type(self, capture: Capture) -> str:
        """What the site declared the bytes to be, ``text/html; charset=…``."""
        fields: dict[str, Any] = {name.lower(): value for name, value in self._raw.headers(capture)}
        return str(fields.get("content-type", ""))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def _own_address(reader: Reader, key: int | str) -> str:
    try:
        return reader.article(key).url
    except NotFound:
        return ""


def _without_scheme(url: str) -> str:
    """A site that moved to https kept its pages."""
    return url.partition("://")[2] or url
