"""A real HTTP server on loopback whose answers are raw bytes, so that it can misbehave in every way."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

REASONS = {200: "OK", 301: "Moved", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone"}


@dataclass(frozen=True)
class Ask:
    """One request as the server saw it; ``number`` counts the requests for this path from 1."""

    path: str
    headers: dict[str, str]
    number: int
    at: float


Answer = bytes | Callable[[socket.socket], None]
Handler = Callable[[Ask], Answer | None]


@dataclass
class Loopback:
    """``handler`` gives the raw answer, a function that writes it, or None for a 404."""

    handler: Handler
    port: int = 0
    asked: list[Ask] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _listener: socket.socket | None = None
    _connections: list[socket.socket] = field(default_factory=list)

    def hang_up(self) -> None:
        """Go away in the middle: no new connections, and the open ones break."""
        for open_socket in (self._listener, *self._connections):
            if open_socket is not None:
                with suppress(OSError):
                    open_socket.shutdown(socket.SHUT_RDWR)
                open_socket.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> Counter[str]:
        return Counter(ask.path for ask in self.asked)

    def serve(self, connection: socket.socket) -> None:
        self._connections.append(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, suppress(OSError):
            reader = connection.makefile("rb")
            while (ask := self._read(reader)) is not None:
                answer = self.handler(ask)
                if callable(answer):
                    answer(connection)
                    return
                connection.sendall(answer if answer is not None else reply("not here", 404))

    def _read(self, reader: object) -> Ask | None:
        line = reader.readline().decode("latin-1")  # type: ignore[attr-defined]
        if not line.strip():
            return None
        headers: dict[str, str] = {}
        while header := reader.readline().decode("latin-1").strip():  # type: ignore[attr-defined]
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        path = line.split(" ")[1]
        self._counts[path] += 1
        ask = Ask(path, headers, self._counts[path], time.monotonic())
        self.asked.append(ask)
        return ask


def reply(
    body: str | bytes, status: int = 200, content_type: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    """A well-formed answer; header names are written with ``_`` for ``-``."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}"]
    lines.append(f"Content-Type: {content_type}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if status != 304:
        lines.append(f"Content-Length: {len(raw)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if status == 304 else raw)


@contextmanager
def running(handler: Handler, port: int = 0) -> Iterator[Loopback]:
    """Serve until the block ends."""
    server = Loopback(handler)
    with socket.create_server(("127.0.0.1", port), backlog=256) as listener:
        server.port = listener.getsockname()[1]
        server._listener = listener  # noqa: SLF001 - one unit

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


WORDS = (
    "昨天下午港口的管理方公布了新的靠泊计划",
    "三条航线将在下个月恢复每周两班的往返",
    "货主们表示仓储费用的上涨比预想的要快",
    "工程人员正在检查两台老旧的岸边起重机",
    "当地渔民希望航道疏浚能够避开产卵季节",
    "市政府承诺在年底之前完成道路的拓宽",
    "一位在码头工作了二十年的调度员说情况正在好转",
    "气象部门提醒未来一周可能出现较强的海风",
)


NAVIGATION = (
    "<a href='/'>首页</a> <a href='/category/gangkou/'>港口</a> <a href='/category/hangyun/'>航运</a>"
)


def _page(title: str, content: str, head: str = "", navigation: str = NAVIGATION) -> str:
    return (
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><nav>{navigation}</nav>{content}</body></html>"
    )


def headline(number: int) -> str:
    return f"港口第{number}号通报：航线与仓储的最新安排"


def article_html(number: int, day: str = "2026-05-04", title: str = "", extra: str = "") -> str:
    """A plain news page of our own writing; every number gives another text."""
    return story_html(number, day, title, extra, navigation=NAVIGATION)


def story_html(
    number: int,
    day: str = "2026-05-04",
    title: str = "",
    extra: str = "",
    head: str = "",
    navigation: str = "",
) -> str:
    """The same with no menu, or another."""
    title = title or headline(number)
    words = [(WORDS[(number + i) % 8], WORDS[(number * 3 + i) % 8]) for i in range(8)]
    paragraphs = "".join(
        f"<p>{first}，编号{number}之{i}的记录显示{second}。</p>" for i, (first, second) in enumerate(words)
    )
    stamp = f"<time datetime='{day}T08:00:00+08:00'>{day} 08:00</time>"
    return _page(
        f"{title} - 海港日报",
        f"<article><h1>{title}</h1><div class='meta'>{stamp}</div>"
        f"<div class='content'>{paragraphs}</div></article>{extra}",
        head,
        navigation,
    )


def listing_html(title: str, links: list[tuple[str, str]], extra: str = "") -> str:
    """A list of headlines; ``links`` are address and headline."""
    items = "".join(f"<li><a href='{href}'>{text}</a><span>2026-05-04</span></li>" for href, text in links)
    return _page(title, f"<h1>{title}</h1><ul class='list'>{items}</ul>{extra}")
