"""The system's Chromium: found, started when the first page needs it, and without a way onto the network."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_START_SECONDS: Final = 30.0
_CLOSE_SECONDS: Final = 3.0
MAX_PROCESS_BYTES: Final = 1_000_000_000
"""Resident memory at which one of the browser's processes is ended: the page in it fails, not the machine."""

_FLAGS: Final = (
    # Every request is answered by the crawl's downloader before it would leave the browser. These make sure
    # that what is never offered for answering (web sockets, preconnects, WebRTC, a browser's own errands)
    # reaches nobody: no name resolves, no address is connected to directly, and the proxy does not exist.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=socks5://no-network.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--blink-settings=imagesEnabled=false",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--mute-audio",
    "--js-flags=--max-old-space-size=512",
)
_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")
"""What the browser is told of this process's environment: hostile pages run there, secrets do not."""


def find_chromium() -> str | None:
    """Path of the browser: what ``CHROME`` names (a path or a command), else the first usual name on PATH."""
    named = os.environ.get("CHROME", "")
    if named:
        return shutil.which(named)
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def missing() -> str:
    """What to install before pages can be rendered, as commands a person can run; "" if nothing is."""
    lacking = [] if find_spec("playwright") else ["pip install playwright"]
    if find_chromium() is None:
        named = os.environ.get("CHROME", "")
        lacking.append(
            f"set CHROME to a browser ({named!r} is none)"
            if named
            else "apt install chromium (or set CHROME to the path of a Chromium or Chrome)"
        )
    return " and ".join(lacking)


class Chromium:
    """One browser process, started on demand, and started anew after a crash."""

    def __init__(self) -> None:
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._pids: Any = None
        self.ended = 0
        """Processes that were ended because they had swollen."""

    @property
    def is_running(self) -> bool:
        """Whether there is a browser to talk to."""
        return self._browser is not None and self._browser.is_connected()

    async def browser(self) -> Browser:
        """The running browser. Raises playwright's Error or TimeoutError when it cannot be started."""
        async with self._starting, asyncio.timeout(2 * _START_SECONDS):
            if self._browser is None or not self.is_running:
                self._browser = await self._start()
            return self._browser

    async def _start(self) -> Browser:
        from playwright.async_api import async_playwright

        if self._playwright is None:
            self._playwright = await async_playwright().start()
        browser = await self._playwright.chromium.launch(
            executable_path=find_chromium(),
            headless=True,
            # Chromium refuses to run its sandbox as root.
            chromium_sandbox=os.geteuid() != 0 if hasattr(os, "geteuid") else True,
            args=list(_FLAGS),
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            timeout=_START_SECONDS * 1000,
        )
        self._pids = await browser.new_browser_cdp_session()
        return browser

    async def end_swollen(self, limit: int = MAX_PROCESS_BYTES) -> None:
        """End the browser's processes that hold more than ``limit`` bytes (where /proc tells)."""
        if self._pids is None:
            return
        with suppress(Exception):  # the browser may be gone by now; then there is nothing to end
            async with asyncio.timeout(1.0):
                told = await self._pids.send("SystemInfo.getProcessInfo")
            for process in told["processInfo"]:
                if process["type"] == "renderer" and _resident(process["id"]) > limit:
                    os.kill(process["id"], signal.SIGKILL)
                    self.ended += 1

    async def close(self) -> None:
        """End the browser and its driver; never raises and never waits long."""
        for thing, end in ((self._browser, "close"), (self._playwright, "stop")):
            if thing is not None:
                with suppress(Exception):  # what does not close is ended with its driver's pipe
                    async with asyncio.timeout(_CLOSE_SECONDS):
                        await getattr(thing, end)()
        self._browser = self._playwright = self._pids = None


def _resident(pid: int) -> int:
    """Resident bytes of a process, 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
