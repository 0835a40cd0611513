"""Serves a portal on loopback: threaded, on a free port, with validators, conditional requests and a log."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.demo.portal import Portal, Reply


@dataclass(frozen=True, slots=True)
class Request:
    """One answered request: its path with query, the status sent and whether it carried validators."""

    path: str
    status: int
    conditional: bool


@dataclass(slots=True)
class PortalServer:
    """A running portal. Assigning ``portal`` puts another edition on line under the same address."""

    url: str
    portal: Portal
    requests: list[Request] = field(default_factory=list)


@contextmanager
def serve(portal: Portal, port: int = 0) -> Iterator[PortalServer]:
    """Serve ``portal`` on 127.0.0.1 until the block ends; ``.url`` has no trailing slash.

    ``port`` 0 takes a free one. Raises OSError when the port is taken.
    """
    with _Server(("127.0.0.1", port), _Handler) as http:
        running = http.running = PortalServer(f"http://127.0.0.1:{http.server_port}", portal)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            http.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A crawler opens many connections at once; the default backlog of 5 would refuse some.
    request_queue_size = 128
    running: PortalServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: a client that hangs up early is its own business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo-portal"
    # Without this every keep-alive answer waits 40 ms for the client's delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """Answer with the page, or with 304 when the client's copy is current."""
        running = self.server.running
        reply = running.portal.respond(self.path, running.url)
        etag = f'"{hashlib.blake2b(reply.body, digest_size=12).hexdigest()}"'
        status = 304 if reply.status == 200 and self._is_current(etag, reply) else reply.status
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        running.requests.append(Request(self.path, status, conditional))
        self._send(status, etag, reply)

    def do_HEAD(self) -> None:
        """Answer like GET; the body is left out when sending."""
        self.do_GET()

    def _is_current(self, etag: str, reply: Reply) -> bool:
        known = self.headers.get("If-None-Match")
        if known is not None:
            return etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or reply.modified is None:
            return False
        try:
            return reply.modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, status: int, etag: str, reply: Reply) -> None:
        body = b"" if status == 304 else reply.body
        self.send_response(status)
        self.send_header("ETag", etag)
        if reply.modified is not None:
            self.send_header("Last-Modified", format_datetime(reply.modified.astimezone(UTC), usegmt=True))
        if status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(body)))
        if reply.location:
            self.send_header("Location", reply.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the terminal for the crawl: requests are in the server's own log."""
