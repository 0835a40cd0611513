"""A worker process that fails as real ones do: by the kernel's hand, at start, or by never coming back."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.workers import child
from newsarchive.process import process

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from newsarchive.model import Outcome, Page
    from newsarchive.profile import Profile


def read(page: Page, profile: Profile, **options: Any) -> Outcome:
    """What the page's text says shall happen, happens."""
    if b"<title>deadly" in page.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"<title>endless" in page.body:
        time.sleep(600)
    return process(page, profile, **options)


def serve(pipe: Connection, profile: Profile) -> None:
    """A worker that some pages kill."""
    child.process = read  # type: ignore[attr-defined]
    child.serve(pipe, profile)


def die_at_once(pipe: Connection, profile: Profile) -> None:
    """A worker that cannot start."""
    os._exit(3)
