"""Answers as servers really send them, fetched by libcurl and by Twisted: both must end the same way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from driver import run_crawl
from loopback import Answer, Ask, Loopback, article_html, headline, listing_html, reply, running
from transports import TRANSPORTS, lacking

from newsarchive.archive.reader import open_archive

if TYPE_CHECKING:
    import socket
    from pathlib import Path

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CHUNKED = PLAIN + b"Transfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def sent(*pieces: bytes) -> Answer:
    """The pieces, each by itself; then the connection ends."""

    def send(connection: socket.socket) -> None:
        with suppress(OSError):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.01)

    return send


def endless(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.sendall(CHUNKED)
        for _ in range(400):
            connection.sendall(chunk(b"x" * 100_000))


def dripping(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.sendall(PLAIN + b"Content-Length: 100000\r\n\r\n")
        for _ in range(60):
            connection.sendall(b"<p>")
            time.sleep(0.1)


def cases(page: bytes) -> dict[str, tuple[Answer, str]]:
    """What is sent for ``page``, and as what it ends."""
    sized = PLAIN + b"Content-Length: %d\r\n" % len(page)
    article = "article:article"
    return {
        "whole": (sized + b"\r\n" + page, article),
        "until the end": (sent(PLAIN + b"\r\n", page), article),
        "chunked": (CHUNKED + chunk(page[:100]) + chunk(page[100:]) + b"0\r\n\r\n", article),
        "trailer": (CHUNKED + chunk(page) + b"0\r\nX-Late: 1\r\n\r\n", article),
        "no last chunk": (sent(CHUNKED + chunk(page)), "failed:truncated"),
        "interim": (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + sized + b"\r\n" + page, article),
        "folded": (sized + b"X-Folded: one\r\n two\r\n\r\n" + page, article),
        "no colon": (sized + b"nonsense\r\n\r\n" + page, article),
        "no reason": (sized.replace(b" OK", b"") + b"\r\n" + page, article),
        "old": (sent(sized.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n" + page), article),
        "no status": (sent(page), "failed:connection-lost"),
        "cut header": (sent(PLAIN[:-9]), "failed:connection-lost"),
        "cut body": (sent(sized + b"\r\n" + page[:-9]), "failed:truncated"),
        "declared large": (sent(PLAIN + b"Content-Length: 99999999999\r\n\r\n<p>"), "failed:too-large"),
        "endless": (endless, "failed:too-large"),
        "dripping": (dripping, "failed:timeout"),
    }


NAMES = tuple(cases(b""))
ARTICLES = tuple(name for name, (_, end) in cases(b"").items() if end == "article:article")
NUMBERS = {name: 410001 + number for number, name in enumerate(NAMES)}


def portal(ask: Ask) -> Answer | None:
    if ask.path == "/":
        links = [(f"/article/{number}.html", headline(number)) for number in NUMBERS.values()]
        return reply(listing_html("港口", links))
    number = int("".join(filter(str.isdigit, ask.path)) or 0)
    name = next((name for name, known in NUMBERS.items() if known == number), "")
    return cases(article_html(number).encode())[name][0] if name else None


@dataclass(frozen=True)
class Result:
    """``kept`` are headers and body of the archived answers."""

    server: Loopback
    ends: dict[str, str]
    kept: dict[str, tuple[dict[str, str], bytes]]
    megabytes: float


@pytest.fixture(scope="module", params=TRANSPORTS)
def result(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Result:
    folder: Path = tmp_path_factory.mktemp("transport")
    with running(portal) as server:
        crawled = run_crawl(server.url + "/", folder, timeout=1, without=lacking(request.param))
    urls = {name: f"{server.url}/article/{number}.html" for name, number in NUMBERS.items()}
    with closing(sqlite3.connect(folder / "archive.db")) as database:
        ends = dict(database.execute("SELECT url, kind || ':' || reason FROM pages").fetchall())
    with open_archive(folder) as reader:
        found = {name: reader.raw.newest(urls[name]) for name in ARTICLES}
        kept = {
            name: (dict(reader.raw.headers(capture)), reader.raw.payload(capture))
            for name, capture in found.items()
            if capture is not None
        }
    return Result(server, {name: ends.get(url, "") for name, url in urls.items()}, kept, crawled.megabytes)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_ends_as_its_outcome(result: Result, name: str) -> None:
    assert result.ends[name] == cases(b"")[name][1]


@pytest.mark.parametrize("name", ARTICLES)
def test_a_body_is_kept_as_it_is_without_what_packed_it(result: Result, name: str) -> None:
    assert result.kept[name][1] == article_html(NUMBERS[name]).encode()


@pytest.mark.parametrize("name", ARTICLES)
def test_headers_are_kept_that_speak_of_the_page(result: Result, name: str) -> None:
    kind = {"Content-Type": "text/html; charset=utf-8"}
    size = {"Content-Length": str(len(article_html(NUMBERS[name]).encode()))}
    expected = kind if name in ("until the end", "chunked", "trailer") else size | kind
    assert result.kept[name][0] == expected | ({"X-Folded": "one two"} if name == "folded" else {})


def test_what_is_sent_is_the_same_by_both(result: Result) -> None:
    sent = next(ask.headers for ask in result.server.asked if "/article/" in ask.path)
    assert sent.pop("user-agent").startswith("newsarchive/")
    assert sent == {
        "host": result.server.url.removeprefix("http://"),
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "accept-language": "zh,en;q=0.8,*;q=0.5",
        "accept-encoding": "gzip, deflate",
    }


def test_what_never_ends_is_not_held(result: Result) -> None:
    assert result.megabytes < 300


REBINDING = """
import asyncio, socket, sys
from types import SimpleNamespace
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from scrapy import Request
from scrapy.settings import Settings
from twisted.internet import reactor
from newsarchive.crawl.resolver import GuardedResolver
from newsarchive.crawl.scope import Scope
from newsarchive.crawl.transport.curl import CurlHandler

socket.gethostbyname = {"inside.example": "127.0.0.1"}.__getitem__
settings = Settings()
settings.setmodule("newsarchive.crawl.settings")
session = SimpleNamespace(scope=Scope(["http://news.example/"]))
resolver = GuardedResolver(reactor, 10, 5)
resolver.process = SimpleNamespace(crawlers=[SimpleNamespace(spider=SimpleNamespace(session=session))])
reactor.installResolver(resolver)

async def ask():
    handler = CurlHandler(SimpleNamespace(settings=settings))
    try:
        print((await handler.download_request(Request(sys.argv[1]))).status)
    except Exception as error:
        print(type(error).__name__)
    finally:
        await handler.close()
        reactor.stop()

reactor.callWhenRunning(lambda: asyncio.ensure_future(ask()))
reactor.run()
"""


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("inside.example", "CannotResolveHostError"),
        ("127.0.0.1", "200"),  # a spelling that says so is the scope's to refuse
    ],
)
def test_libcurl_connects_to_no_address_that_the_guard_refuses(host: str, told: str) -> None:
    pytest.importorskip("pycurl", reason="libcurl needs pycurl")
    with running(lambda _: reply("inside")) as server:
        done = subprocess.run(
            [sys.executable, "-c", REBINDING, f"http://{host}:{server.port}/"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stdout.strip() == told, done.stderr
    assert len(server.asked) == (told == "200")
