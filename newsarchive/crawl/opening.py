"""Opens a run: target, archive and queue, before any of Scrapy's event loop runs."""

from __future__ import annotations

import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive.writer import Writer
from newsarchive.clock import utc_now
from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.rendering.chromium import missing
from newsarchive.crawl.session import CrawlSession
from newsarchive.crawl.target import resolve_target
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


def open_session(target: str, options: CrawlOptions) -> CrawlSession:
    """A session with its start pages queued. Raises what `newsarchive.crawl.crawl` raises before crawling."""
    if options.render == "always" and (lacking := missing()):
        raise UsageError(f"--render always needs a browser: {lacking}")
    resolved = resolve_target(target, options.profile, options.archive)
    now = utc_now().replace(microsecond=0)
    told = asdict(options) | {"archive": str(options.archive), "target": resolved.start[0]}
    writer = Writer.open(options.archive, site=resolved.site, options=told, started_at=now)
    try:
        session = CrawlSession(resolved, options, writer, now)
        session.seed()
    except BaseException:
        writer.close()
        raise
    return session


def session_from_arguments(arguments: Mapping[str, str], settings: Any) -> CrawlSession:
    """The session that ``scrapy crawl portal -a name=value …`` asks for. Raises `UsageError`."""
    values = dict(arguments)
    target = values.pop("url", "")
    if not target:
        raise UsageError("scrapy crawl portal needs -a url=ADDRESS")
    known = {field.name: field.type for field in fields(CrawlOptions)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise UsageError(f"unknown argument {unknown[0]!r}; known: url, {', '.join(known)}")
    typed = {name: _typed(name, value, str(known[name])) for name, value in values.items()}
    typed.setdefault("archive", Path(os.environ.get("NEWSARCHIVE_DIR", "data")))
    typed.setdefault("delay", settings.getfloat("DOWNLOAD_DELAY"))
    typed.setdefault("concurrency", settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
    return open_session(target, CrawlOptions(**typed))


def _typed(name: str, value: str, kind: str) -> Any:
    readers: dict[str, Any] = {"int": int, "float": float, "Path": Path}
    kind = kind.removesuffix(" | None")
    if kind == "bool":
        return value.lower() in ("1", "true", "yes", "on")
    try:
        return readers.get(kind, str)(value)
    except ValueError:
        raise UsageError(f"{name} must be a number, not {value!r}") from None
