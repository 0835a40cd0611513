"""The portal's server over real HTTP: validators, conditional requests, log, editions under one address."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from newsarchive.demo import PortalServer, build_portal, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[PortalServer]:
    with serve(build_portal(articles=60)) as running:
        yield running


def ask(server: PortalServer, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(
        server.url + path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def test_a_page_comes_with_validators(server: PortalServer) -> None:
    story = server.portal.articles[0]
    status, headers, body = ask(server, story.path)
    assert status == 200
    assert headers["ETag"].startswith('"')
    assert headers["Last-Modified"].endswith("GMT")
    assert int(headers["Content-Length"]) == len(body)


def test_a_current_copy_costs_a_304_without_body(server: PortalServer) -> None:
    path = server.portal.articles[0].path
    _, headers, _ = ask(server, path)
    assert ask(server, path, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert ask(server, path, If_Modified_Since=headers["Last-Modified"])[::2] == (304, b"")


def test_an_outdated_copy_gets_the_page(server: PortalServer) -> None:
    path = server.portal.articles[0].path
    assert ask(server, path, If_None_Match='"other"')[0] == 200
    assert ask(server, path, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")[0] == 200
    assert ask(server, path, If_Modified_Since="no date")[0] == 200


def test_an_etag_outweighs_a_date(server: PortalServer) -> None:
    path = server.portal.articles[0].path
    _, headers, _ = ask(server, path)
    status, *_ = ask(server, path, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])
    assert status == 200


def test_missing_pages_are_never_304(server: PortalServer) -> None:
    _, headers, _ = ask(server, "/nowhere")
    assert ask(server, "/nowhere", If_None_Match=headers["ETag"])[0] == 404


def test_head_sends_no_body(server: PortalServer) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    try:
        for _ in range(2):  # twice on one connection: a stray body would break the second answer
            connection.request("HEAD", "/")
            response = connection.getresponse()
            assert response.status == 200
            assert int(response.headers["Content-Length"]) > 1000
            assert response.read() == b""
    finally:
        connection.close()


def test_the_log_tells_what_was_asked(server: PortalServer) -> None:
    ask(server, "/robots.txt")
    ask(server, "/robots.txt", If_None_Match='"x"')
    assert [(entry.path, entry.status, entry.conditional) for entry in server.requests] == [
        ("/robots.txt", 200, False),
        ("/robots.txt", 200, True),
    ]


def test_another_edition_goes_on_line_under_the_same_address(server: PortalServer) -> None:
    gone = next(iter(build_portal(articles=60, edition=1).gone))
    assert ask(server, gone)[0] == 200
    server.portal = build_portal(articles=60, edition=1)
    assert ask(server, gone)[0] == 410


def test_many_ask_at_once(server: PortalServer) -> None:
    paths = [story.path for story in server.portal.articles]
    with ThreadPoolExecutor(32) as pool:
        statuses = set(pool.map(lambda path: ask(server, path)[0], paths * 4))
    assert statuses == {200}


def test_a_taken_port_is_told(server: PortalServer) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), serve(server.portal, port):
        pass
