"""What makes a crawl impossible is told in one clear line, with the right exit status and nothing lost."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driver import Crawled, run_crawl
from loopback import Answer, Ask, article_html, headline, listing_html, reply, running
from transports import TRANSPORTS, lacking

from newsarchive.crawl import CrawlOptions, crawl
from newsarchive.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def answers(**paths: bytes) -> object:
    def handler(ask: Ask) -> Answer | None:
        return paths.get(ask.path.strip("/").replace(".", "_") or "home")

    return handler


def crawl_of(tmp_path: Path, **paths: bytes) -> Crawled:
    with running(answers(**paths)) as server:  # type: ignore[arg-type]
        return run_crawl(server.url + "/", tmp_path, timeout=3)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def assert_one_line(crawled: Crawled, status: int, *words: str) -> None:
    assert crawled.status == status
    assert crawled.error
    assert "\n" not in crawled.error
    for word in words:
        assert word in crawled.error
    assert "Traceback" not in crawled.stderr


def test_unknown_host(tmp_path: Path) -> None:
    assert_one_line(
        run_crawl("http://no-such-host.invalid/", tmp_path), 2, "no-such-host.invalid", "not known"
    )


def test_refused_connection(tmp_path: Path) -> None:
    assert_one_line(run_crawl(f"http://127.0.0.1:{free_port()}/", tmp_path), 2, "refused")


def test_no_answer_in_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        crawled = run_crawl(f"http://127.0.0.1:{silent.getsockname()[1]}/", tmp_path, timeout=0.5)
    assert_one_line(crawled, 2, "no answer in time")


def self_signed(folder: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "tls.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def secure(certificate: Path, broken: int = 0) -> Iterator[str]:
    """A portal of one article behind TLS; gives its address. The first ``broken`` handshakes break off."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    pages = {b"/": listing_html("港口", [("/a/1001.html", headline(1))]), b"/a/1001.html": article_html(1)}

    handshakes = count(1)

    def answer(connection: socket.socket) -> None:
        if next(handshakes) <= broken:
            connection.recv(1)
            connection.sendall(b"no TLS")
            connection.close()
            return
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as tls:
            while asked := tls.recv(4000):
                page = pages.get(asked.split(b" ")[1])
                tls.sendall(reply(page or "not here", 200 if page else 404))

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_untrusted_certificate(tmp_path: Path, transport: str) -> None:
    with secure(self_signed(tmp_path)) as url:
        crawled = run_crawl(f"{url}/", tmp_path / "archive", without=lacking(transport))
    assert_one_line(crawled, 2, "certificate")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_trusted_certificate(tmp_path: Path, transport: str) -> None:
    certificate, without = self_signed(tmp_path), lacking(transport)
    with secure(certificate) as url:
        crawled = run_crawl(f"{url}/", tmp_path / "archive", trusted=str(certificate), without=without)
    assert crawled.status == 0, crawled.error
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as database:
        assert database.execute("SELECT title, url FROM v_articles").fetchall() == [
            (headline(1), f"{url}/a/1001.html")
        ]
        (valid,) = database.execute("SELECT value FROM site_facts WHERE kind = 'certificate'").fetchone()
    assert valid[:10] == (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).date().isoformat()


def test_a_host_with_whose_tls_libcurl_does_not_get_on_is_asked_by_twisted(tmp_path: Path) -> None:
    certificate, without = self_signed(tmp_path), lacking("libcurl")
    requests = []
    for broken in (0, 1):
        with secure(certificate, broken) as url:
            crawled = run_crawl(f"{url}/", tmp_path / str(broken), trusted=str(certificate), without=without)
        assert (crawled.status, crawled.report["articles_new"]) == (0, 1), crawled.error
        requests.append(crawled.report["requests"])
    assert requests[0] == requests[1]  # not the same request once more: that would be one more


def test_start_page_that_is_not_html(tmp_path: Path) -> None:
    assert_one_line(crawl_of(tmp_path, home=reply(b"%PDF-1.4 ...")), 1, "application/pdf", "not HTML")


def test_empty_start_page(tmp_path: Path) -> None:
    assert_one_line(crawl_of(tmp_path, home=reply("")), 2, "empty")


def test_missing_start_page(tmp_path: Path) -> None:
    assert_one_line(crawl_of(tmp_path), 2, "404")


def test_start_page_that_robots_txt_forbids(tmp_path: Path) -> None:
    robots = reply("User-agent: *\nDisallow: /\n", content_type="text/plain")
    crawled = crawl_of(tmp_path, robots_txt=robots, home=reply(listing_html("x", [])))
    assert_one_line(crawled, 1, "robots.txt")


def test_robots_txt_that_cannot_be_had_forbids_all(tmp_path: Path) -> None:
    crawled = crawl_of(tmp_path, robots_txt=reply("oops", 500), home=reply(listing_html("x", [])))
    assert_one_line(crawled, 2, "robots.txt", "cannot be read")


def test_start_page_that_leads_elsewhere(tmp_path: Path) -> None:
    crawled = crawl_of(tmp_path, home=reply("", 302, Location="http://127.0.0.1:1/"))
    assert_one_line(crawled, 1, "http://127.0.0.1:1/", "not part of that site")


@pytest.mark.parametrize("target", ["ftp://a.example/", "nosuchsite", "http://", "file:///etc/passwd"])
def test_targets_that_are_none(tmp_path: Path, target: str) -> None:
    with pytest.raises(UsageError) as raised:
        crawl(target, CrawlOptions(tmp_path))
    assert raised.value.exit_status == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("max_pages", -1), ("delay", -0.5), ("concurrency", 0), ("recheck", "often"), ("since", "yesterday")],
)
def test_impossible_options(tmp_path: Path, name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=name.partition("_")[0]):
        CrawlOptions(tmp_path, **{name: value})


def test_archive_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("just some text, long enough to be no database at all" * 50)
    with pytest.raises(ArchiveError, match=r"archive\.db"):
        crawl("http://127.0.0.1:1/", CrawlOptions(tmp_path))


def test_archive_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(ArchiveError, match="taken"):
        crawl("http://127.0.0.1:1/", CrawlOptions(tmp_path / "taken"))


def portal(ask: Ask) -> Answer | None:
    if ask.path == "/":
        links = [
            (f"/article/{700000 + n}.html", f"港口第{n}号通报：航线与仓储的最新安排") for n in range(150)
        ]
        return reply(listing_html("海港日报", links))
    number = int("".join(filter(str.isdigit, ask.path)) or 0)
    return reply(article_html(number)) if number >= 700000 else None


def test_a_full_disk_ends_the_run_and_never_passes_as_finished(tmp_path: Path) -> None:
    with running(portal) as server:
        full = run_crawl(server.url + "/", tmp_path, file_limit=400_000)
        assert full.status == 2
        assert "archive.db" in full.error
        assert not full.report
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        again = run_crawl(server.url + "/", tmp_path)
        assert again.status == 0
        assert again.report["status"] == "finished"
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (150,)


def test_plain_scrapy_commands_work(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    scrapy = [sys.executable, "-m", "scrapy"]
    listed = subprocess.run(
        [*scrapy, "list"], capture_output=True, text=True, cwd=root, timeout=60, check=False
    )
    assert listed.stdout.split() == ["portal"]
    with running(portal) as server:
        wishes = ("url=" + server.url, f"archive={tmp_path}", "delay=0", "concurrency=8", "max_articles=30")
        arguments = [word for wish in wishes for word in ("-a", wish)]
        slots = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]
        crawled = subprocess.run(
            [*scrapy, "crawl", "portal", *arguments, *slots],
            capture_output=True,
            text=True,
            cwd=root,
            timeout=60,
            check=False,
        )
    assert crawled.returncode == 0
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (30,)
