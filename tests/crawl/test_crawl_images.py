"""Pictures of articles: kept once, never asked for twice, from any public host and from no private one."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from driver import Crawled, run_crawl, start_crawl
from loopback import Answer, Ask, Loopback, article_html, headline, listing_html, reply, running

from newsarchive import open_archive

if TYPE_CHECKING:
    import socket
    from pathlib import Path

SITE = "http://news.example"
CDN = "http://img.pictures-example.net"


def png(shade: int) -> bytes:
    """A whole picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((0, shade)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) + b"\xff\xd9"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def huge(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0")
    for _ in range(40):
        connection.sendall(b"\0" * 1_000_000)


def slow(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"\xff\xd8\xff\xe0")
        time.sleep(0.2)


PICTURES: dict[str, Answer] = {
    f"{CDN}/2026/05/harbour-one.jpg": reply(JPEG, content_type="image/jpeg"),
    f"{SITE}/upload/harbour-two.jpg": reply(JPEG, content_type="image/jpeg"),
    f"{SITE}/upload/crane.png": reply(png(7), content_type="application/octet-stream"),
    f"{CDN}/2026/05/misnamed.jpg": reply(png(9), content_type="image/jpeg"),
    f"{CDN}/2026/05/drawing.svg": reply(SVG, content_type="image/svg+xml"),
    f"{CDN}/2026/05/notice.jpg": reply("<html><body>not here</body></html>", content_type="image/jpeg"),
    f"{CDN}/2026/05/endless.jpg": huge,
    f"{CDN}/2026/05/dripping.jpg": slow,
    f"{CDN}/2026/05/inward.jpg": reply("", 302, Location="http://10.0.0.1/secret.jpg"),
    f"{CDN}/2026/05/local.jpg": reply("", 302, Location="http://127.0.0.1:9/secret.jpg"),
    f"{CDN}/2026/05/filed.jpg": reply("", 302, Location="file:///etc/passwd"),
    f"{CDN}/2026/05/moved.jpg": reply("", 302, Location=f"{CDN}/2026/05/harbour-one.jpg"),
    f"{CDN}/private/forbidden.jpg": reply(JPEG, content_type="image/jpeg"),
    f"{CDN}/robots.txt": reply("User-agent: *\nDisallow: /private/\n", content_type="text/plain"),
}
ASKED = [*(url for url in PICTURES if not url.endswith(".txt")), f"{CDN}/2026/05/absent.jpg"]
NEVER = "http://192.168.7.7/2026/05/inside.jpg"


def figures(urls: list[str]) -> str:
    return "".join(
        f"<figure><img src='{url}' width='900' height='600'><figcaption>图{n}</figcaption></figure>"
        for n, url in enumerate(urls)
    )


def article(number: int, urls: list[str]) -> bytes:
    return reply(article_html(number).replace("</p>", "</p>" + figures(urls), 1))


def site(pictures: list[list[str]]) -> Any:
    """A portal whose article ``n`` shows ``pictures[n - 1]``; the server is everybody's proxy."""
    pages = {f"{SITE}/news/{n}.html": article(n, urls) for n, urls in enumerate(pictures, 1)}
    links = [(f"/news/{n}.html", headline(n)) for n in range(1, len(pictures) + 1)]
    pages[f"{SITE}/"] = reply(listing_html("首页", links))

    def handler(ask: Ask) -> Answer | None:
        return pages.get(ask.path) or PICTURES.get(ask.path)

    return handler


ALL = [[*ASKED[:5], NEVER], ASKED[5:10], ASKED[10:], [ASKED[0]]]


@dataclass
class Fetched:
    folder: Path
    crawled: Crawled
    rows: dict[str, dict[str, Any]]
    server: Loopback


def rows_of(folder: Path) -> dict[str, dict[str, Any]]:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        connection.row_factory = sqlite3.Row
        query = "SELECT i.url, f.* FROM images i LEFT JOIN image_files f ON f.image_id = i.id"
        return {row["url"]: dict(row) for row in connection.execute(query)}


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Fetched:
    folder = tmp_path_factory.mktemp("pictures")
    with running(site(ALL)) as server:
        crawled = run_crawl(f"{SITE}/", folder, wait=90, proxy=server.url, images=True, timeout=2)
    return Fetched(folder, crawled, rows_of(folder), server)


def test_every_picture_of_the_articles_ends_somehow(fetched: Fetched) -> None:
    assert fetched.crawled.report["status"] == "finished", fetched.crawled
    assert {url for url, row in fetched.rows.items() if row["status"]} == {*ASKED, NEVER}


@pytest.mark.parametrize(
    ("url", "body", "media_type", "suffix"),
    [
        (ASKED[0], JPEG, "image/jpeg", ".jpg"),
        (ASKED[1], JPEG, "image/jpeg", ".jpg"),
        (ASKED[2], png(7), "image/png", ".png"),
        (ASKED[3], png(9), "image/png", ".png"),
        (ASKED[4], SVG, "image/svg+xml", ".svg"),
        (f"{CDN}/2026/05/moved.jpg", JPEG, "image/jpeg", ".jpg"),
    ],
)
def test_a_picture_is_kept_under_the_digest_of_its_bytes(
    fetched: Fetched, url: str, body: bytes, media_type: str, suffix: str
) -> None:
    row, digest = fetched.rows[url], hashlib.sha256(body).hexdigest()
    assert row["file"] == f"images/{digest[:2]}/{digest}{suffix}"
    assert (fetched.folder / row["file"]).read_bytes() == body
    assert (row["status"], row["media_type"], row["bytes"]) == ("stored", media_type, len(body))


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("notice.jpg", "refused", "no-picture"),
        ("absent.jpg", "refused", "http-404"),
        ("endless.jpg", "refused", "too-large"),
        ("dripping.jpg", "failed", "timeout"),
        ("inward.jpg", "refused", "redirect-private"),
        ("local.jpg", "refused", "redirect-private"),
        ("filed.jpg", "refused", "redirect-scheme"),
        ("inside.jpg", "refused", "private"),
        ("forbidden.jpg", "refused", "robots-disallowed"),
    ],
)
def test_what_is_no_picture_for_the_archive_says_why(
    fetched: Fetched, name: str, status: str, reason: str
) -> None:
    row = next(row for url, row in fetched.rows.items() if url.endswith(name))
    assert (row["status"], row["reason"], row["file"]) == (status, reason, None)


def test_no_private_address_is_asked(fetched: Fetched) -> None:
    assert not [ask.path for ask in fetched.server.asked if "secret" in ask.path or "192.168" in ask.path]


def test_equal_bytes_are_one_file(fetched: Fetched) -> None:
    files = [path for path in (fetched.folder / "images").rglob("*") if path.is_file()]
    assert len(files) == 4


def test_a_picture_is_asked_for_once(fetched: Fetched) -> None:
    # The first is on two articles' pages, and another one leads to it.
    assert fetched.server.paths[ASKED[0]] == 2
    assert fetched.server.paths[ASKED[2]] == 1


def test_pictures_are_counted_apart_from_pages(fetched: Fetched) -> None:
    report = fetched.crawled.report
    assert report["images"] == {
        "bytes": len(JPEG) + len(png(7)) + len(png(9)) + len(SVG),
        "failed": 1,
        "known": 2,
        "refused": 8,
        "stored": 4,
    }
    assert report["failed"] == 0
    assert fetched.crawled.status == 0


def test_a_second_run_asks_only_for_what_failed_for_the_moment(fetched: Fetched) -> None:
    with running(site(ALL)) as server:
        run_crawl(f"{SITE}/", fetched.folder, proxy=server.url, images=True, timeout=2)
    asked = {path for path in server.paths if path.endswith((".jpg", ".png", ".svg"))}
    assert asked == {f"{CDN}/2026/05/dripping.jpg"}


def test_exported_images_name_their_files(fetched: Fetched) -> None:
    with open_archive(fetched.folder) as archive:
        files = {image.url: (image.file, image.media_type, image.bytes) for image in archive.images()}
    digest = hashlib.sha256(JPEG).hexdigest()
    assert files[ASKED[0]] == (f"images/{digest[:2]}/{digest}.jpg", "image/jpeg", len(JPEG))
    assert files[NEVER] == (None, None, None)


# -- only if asked, later, and after interruptions

PLAIN = [[f"{CDN}/2026/05/harbour-one.jpg"], [f"{SITE}/upload/crane.png"], [], [], []]


def test_no_picture_is_asked_for_unless_wanted(tmp_path: Path) -> None:
    with running(site(PLAIN)) as server:
        report = run_crawl(f"{SITE}/", tmp_path, proxy=server.url).report
    assert not [path for path in server.paths if path.endswith((".jpg", ".png"))]
    assert report["articles_new"] == 5
    assert report["images"] == {}
    assert not (tmp_path / "images").exists()


def test_pictures_of_archived_articles_are_had_later(tmp_path: Path) -> None:
    with running(site(PLAIN)) as server:
        run_crawl(f"{SITE}/", tmp_path, proxy=server.url)
        run_crawl(f"{SITE}/", tmp_path, proxy=server.url, images=True)
    assert {url: row["status"] for url, row in rows_of(tmp_path).items()} == dict.fromkeys(
        (PLAIN[0][0], PLAIN[1][0]), "stored"
    )


def test_the_pictures_of_a_limited_number_of_articles_come_with_them(tmp_path: Path) -> None:
    with running(site([[f"{SITE}/upload/crane.png"], *[[]] * 6])) as server:
        report = run_crawl(
            f"{SITE}/", tmp_path, proxy=server.url, images=True, max_articles=7, concurrency=1
        ).report
    assert report["status"] == "limited"
    assert report["images"]["stored"] == 1


def test_killed_at_any_moment_every_picture_comes_in_the_end(tmp_path: Path) -> None:
    many = [[f"{CDN}/2026/05/many-{n}-{i}.png" for i in range(5)] for n in range(6)]
    bodies = {url: png(n * 5 + i) for n, urls in enumerate(many) for i, url in enumerate(urls)}
    pages = site(many)

    def handler(ask: Ask) -> Answer | None:
        if ask.path in bodies:
            time.sleep(0.02)
            return reply(bodies[ask.path], content_type="image/png")
        return pages(ask)

    with running(handler) as server:
        for pause in (0.3, 0.5, 0.7):
            crawl = start_crawl(f"{SITE}/", tmp_path, server.url, images=True)
            time.sleep(pause)
            crawl.kill()
            crawl.communicate(20)
        crawled = run_crawl(f"{SITE}/", tmp_path, proxy=server.url, images=True)
    rows = rows_of(tmp_path)
    assert crawled.status == 0
    assert {url: (tmp_path / rows[url]["file"]).read_bytes() for url in bodies} == bodies


def test_a_silent_picture_host_is_left_alone_and_the_crawl_goes_on(tmp_path: Path) -> None:
    pages = {f"/news/{n}.html": article(n, [f"/dead/{n}-{i}.jpg" for i in range(4)]) for n in range(1, 5)}
    pages["/"] = reply(listing_html("首页", [(f"/news/{n}.html", headline(n)) for n in range(1, 5)]))

    def handler(ask: Ask) -> Answer | None:
        if ask.path.startswith("/dead/"):
            return lambda connection: connection.close()
        return pages.get(ask.path)

    with running(handler) as server:
        report = run_crawl(f"{server.url}/", tmp_path, images=True, concurrency=1).report
    assert report["articles_new"] == 4
    assert report["status"] == "finished"
    assert report["images"]["failed"] + report["images"]["skipped"] == 16
    assert report["images"]["failed"] < 16
