"""Every way to end: one clear line on standard error, the right exit status, no traceback."""

from __future__ import annotations

import errno
import os
import select
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from command_line import Newsarchive, clean_environment, leave_early

from newsarchive.cli.failure import guarded
from newsarchive.errors import ArchiveBusy, ArchiveError, NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = {
    "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /closed/\n"),
    "/closed/": ("text/html", b"<html><body><p>closed</p></body></html>"),
    "/paper.pdf": ("application/pdf", b"%PDF-1.7 not a page"),
    "/empty.html": ("text/html", b""),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/page.html")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        kind, body = PAGES.get(self.path, ("text/plain", b"missing"))
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running(HTTPServer(("127.0.0.1", 0), Site)) as address:
        yield f"http://{address}"


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a certificate that nobody vouches for."""
    certificate, key = self_signed(tmp_path_factory.mktemp("tls"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    with running(server) as address:
        yield f"https://{address}"


def self_signed(folder: Path) -> tuple[Path, Path]:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def told(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """One line that says so, and nothing on standard output."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("newsarchive: ")
    assert all(word in lines[0] for word in words), lines[0]
    assert done.stdout == ""
    assert done.returncode == status


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], ["nonsense", "newsarchive --help"]),
        (["search", "x", "--wrong"], ["--wrong", "newsarchive search --help"]),
        (["search"], ["WORDS"]),
        (["search", "x", "--since", "last week"], ["--since", "last week"]),
        (["search", "x", "--sort", "price"], ["price"]),
        (["crawl", "http://127.0.0.1/", "--delay", "-1"], ["--delay"]),
        (["crawl", "http://127.0.0.1/", "--since", "yesterday"], ["since", "yesterday"]),
        (["crawl", "http://127.0.0.1/", "--recheck", "maybe"], ["maybe"]),
        (["crawl", "no-such-site-key"], ["no-such-site-key"]),
        (["crawl", "ftp://news.example/"], ["ftp://news.example/"]),
        (["crawl", "http://127.0.0.1/", "--profile", "no-such-profile"], ["no-such-profile"]),
        (["extract", "no-such-file.html"], ["no-such-file.html", "No such file"]),
        (["extract", "-", "--json", "--markdown"], ["--json", "--markdown"]),
        (["extract", "http://"], ["http://"]),
        (["export", "secrets"], ["secrets"]),
        (["export", "hot", "--author", "x"], ["--author", "hot"]),
        (["export", "articles", "--format", "parquet"], ["--output"]),
        (["export", "articles", "--bom"], ["--bom"]),
        (["hot", "--moves", "--at", "2026-01-01"], ["--moves"]),
        (["show", "1", "--diff", "--json"], ["--diff"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_request_is_status_1(
    newsarchive: Newsarchive, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    told(newsarchive(*arguments, archive=tmp_path / "archive"), 1, *words)


# Without politeness the crawl's repeated attempts follow each other at once.
FETCHING = pytest.mark.parametrize("command", [["crawl", "--quiet", "--delay", "0"], ["extract"]])


@FETCHING
def test_unknown_host(newsarchive: Newsarchive, tmp_path: Path, command: list[str]) -> None:
    done = newsarchive(*command, "http://no-such-host.invalid/", archive=tmp_path / "a")
    told(done, 2, "no-such-host.invalid", "not known")


@FETCHING
def test_refused_connection(newsarchive: Newsarchive, tmp_path: Path, command: list[str]) -> None:
    address = f"http://127.0.0.1:{free_port()}/"
    told(newsarchive(*command, address, archive=tmp_path / "a"), 2, address.rstrip("/"), "refused")


@FETCHING
def test_untrusted_certificate(
    newsarchive: Newsarchive, tmp_path: Path, untrusted: str, command: list[str]
) -> None:
    told(newsarchive(*command, f"{untrusted}/", archive=tmp_path / "a"), 2, untrusted, "certificate")


def test_extract_not_a_web_page(newsarchive: Newsarchive, site: str) -> None:
    told(newsarchive("extract", f"{site}/paper.pdf"), 2, "/paper.pdf", "application/pdf")


def test_extract_does_not_follow_to_other_protocols(newsarchive: Newsarchive, site: str) -> None:
    told(newsarchive("extract", f"{site}/elsewhere"), 2, "/elsewhere", "ftp")


def test_extract_empty_page(newsarchive: Newsarchive, site: str) -> None:
    told(newsarchive("extract", f"{site}/empty.html"), 2, "/empty.html", "empty")


def test_extract_empty_input(newsarchive: Newsarchive) -> None:
    told(newsarchive("extract", "-", stdin=b" \n"), 2, "empty")


def test_extract_missing_page(newsarchive: Newsarchive, site: str) -> None:
    told(newsarchive("extract", f"{site}/nowhere"), 2, "/nowhere", "404")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/paper.pdf", ["paper.pdf"]),
        ("/empty.html", ["empty"]),
        ("/closed/", ["robots.txt"]),
        ("/nowhere", ["404"]),
    ],
)
def test_crawl_of_a_start_page_that_cannot_be_crawled(
    newsarchive: Newsarchive, tmp_path: Path, site: str, path: str, words: list[str]
) -> None:
    done = newsarchive("crawl", site + path, "--quiet", archive=tmp_path / "a")
    assert done.returncode in {1, 2}
    told(done, done.returncode, *words)


@pytest.mark.parametrize(
    "arguments", [["search", "x"], ["stats"], ["hot"], ["export", "articles"], ["show", "1"]]
)
def test_no_archive_yet(newsarchive: Newsarchive, tmp_path: Path, arguments: list[str]) -> None:
    told(newsarchive(*arguments, archive=tmp_path / "nothing"), 2, "nothing")


@pytest.fixture(params=["another program's database", "no database"])
def not_ours(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "no database":
        (tmp_path / "archive.db").write_bytes(b"Dear diary, " * 100)
    else:
        connection = sqlite3.connect(tmp_path / "archive.db")
        connection.execute("create table recipes (name text)")
        connection.execute("insert into recipes values ('soup')")
        connection.commit()
        connection.close()
    return tmp_path


def test_a_database_that_is_not_ours_is_left_alone(
    newsarchive: Newsarchive, not_ours: Path, site: str
) -> None:
    before = (not_ours / "archive.db").read_bytes()
    told(newsarchive("search", "x", archive=not_ours), 2, "archive.db")
    told(newsarchive("crawl", f"{site}/", "--quiet", archive=not_ours), 2, "archive.db")
    assert (not_ours / "archive.db").read_bytes() == before


def test_an_archive_folder_that_cannot_be_written(
    newsarchive: Newsarchive, tmp_path: Path, site: str
) -> None:
    # A file where a folder is needed stops even the superuser, whom permissions do not.
    (tmp_path / "file").write_text("in the way")
    done = newsarchive("crawl", f"{site}/", "--quiet", archive=tmp_path / "file" / "archive")
    told(done, 2, str(tmp_path / "file"))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("wrong"), 1),
        (click.BadParameter("wrong"), 1),
        (ArchiveError("broken"), 2),
        (NotFound("missing"), 2),
        (ArchiveBusy("busy"), 3),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), 2),
        (RuntimeError("a bug\nin two lines"), 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors_have_their_status_and_one_line(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int
) -> None:
    def fail() -> None:
        raise error

    assert guarded(fail) == status
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_status_of_a_command_is_passed_on() -> None:
    assert [guarded(lambda: 2), guarded(lambda: None), guarded(lambda: 130)] == [2, 0, 130]


def test_debugging_shows_where(newsarchive: Newsarchive, tmp_path: Path) -> None:
    done = newsarchive("search", "x", archive=tmp_path / "nothing", NEWSARCHIVE_DEBUG="1")
    assert "Traceback" in done.stderr


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>t</title><article><h1>t</h1>" + "<p>Words of a long page.</p>" * 40000, "utf-8")
    assert leave_early("extract", str(page), "--markdown") == (0, b"")


def test_output_that_cannot_be_written_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newsarchive.cli", "extract", "-", "--json"],
            input=b"<title>x</title><p>x</p>",
            stdout=full,
            stderr=subprocess.PIPE,
            env=clean_environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == "newsarchive: No space left on device\n"


def test_ctrl_c_ends_with_130() -> None:
    reading, writing = os.pipe()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "newsarchive.cli", "extract", "-"],
            stdin=reading,
            stderr=subprocess.PIPE,
            env=clean_environment(),
            # A test run in the background of a shell would hand down an ignored signal.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads run
        ) as process:
            os.write(writing, b"<p>the beginning of a page")
            wait_until_taken(reading)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        assert process.returncode == 130
        assert errors.decode().strip() == "newsarchive: interrupted"
    finally:
        os.close(reading)
        os.close(writing)


def wait_until_taken(pipe: int) -> None:
    """Wait until the other process has read the pipe empty, and so waits for more."""
    deadline = time.monotonic() + 30
    while select.select([pipe], [], [], 0)[0]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
