"""Finds the file of the certificate authorities that this machine trusts."""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Final

_KNOWN: Final = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Red Hat
    "/etc/ssl/cert.pem",  # Alpine, BSD
)


def trusted_file() -> str:
    """The file that ``SSL_CERT_FILE`` names, OpenSSL's own or the system's; "" where none is known.

    Wheels of libcurl do not know where a distribution keeps it. A folder (``SSL_CERT_DIR``) is Twisted's.
    """
    if named := os.environ.get("SSL_CERT_FILE"):
        return named
    if os.environ.get("SSL_CERT_DIR"):
        return ""
    own = ssl.get_default_verify_paths().cafile
    return own or next((path for path in _KNOWN if Path(path).is_file()), "")
