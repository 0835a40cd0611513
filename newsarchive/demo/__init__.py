"""The bundled portal that `newsarchive demo` and the tests crawl: generated, deterministic, on loopback."""

from newsarchive.demo.portal import Portal, build_portal
from newsarchive.demo.server import PortalServer, serve

__all__ = ["Portal", "PortalServer", "build_portal", "serve"]
