"""Shows one raw capture: its bytes untouched, or what was asked and answered."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from newsarchive.cli.printing import clean, print_json_lines

if TYPE_CHECKING:
    from newsarchive.archive.captures.reading import Capture, CaptureReader


def print_capture(
    captures: CaptureReader, key: int | str, at: str | None, *, headers: bool, as_json: bool
) -> None:
    """Write the capture that ``key`` and ``at`` name to standard output.

    The bytes go out as they are, for a file or another program; everything else is made safe for a terminal.
    """
    capture = captures.find(key, at)
    if not headers:
        sys.stdout.flush()
        sys.stdout.buffer.write(captures.payload(capture))
        sys.stdout.buffer.flush()
    elif as_json:
        asked, answered = captures.request_headers(capture), captures.headers(capture)
        described = asdict(capture)
        del described["payload_id"]
        print_json_lines([described | {"request_headers": asked, "response_headers": answered}])
    else:
        sys.stdout.write("".join(clean(line) + "\n" for line in _lines(captures, capture)))


def _lines(captures: CaptureReader, capture: Capture) -> list[str]:
    from urllib.parse import urlsplit

    parts = urlsplit(capture.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return [
        f"# {capture.url}",
        f"# capture {capture.id} of {capture.fetched_at}, run {capture.run}"
        + (f", answered by {capture.remote}" if capture.remote else ""),
        f"# {capture.size} bytes, sha256 {capture.sha256 or '-'}",
        "",
        f"GET {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        *(f"{name}: {value}" for name, value in captures.request_headers(capture)),
        "",
        f"HTTP/1.1 {capture.status}",
        *(f"{name}: {value}" for name, value in captures.headers(capture)),
    ]
