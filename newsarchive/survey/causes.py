"""Why a request failed, in a clause for people."""

from __future__ import annotations

import socket
import ssl
from urllib.error import URLError

from newsarchive.survey.connections import PrivateAddress


def cause(error: object, timeout: float) -> str:
    """The reason behind an error of a request that waited ``timeout`` seconds at most."""
    match error:
        case URLError():
            return cause(error.reason, timeout)
        case PrivateAddress():
            return str(error)
        case socket.gaierror():
            return "the host name is not known"
        case ssl.SSLCertVerificationError():
            return f"the certificate is not trusted ({error.verify_message})"
        case ssl.SSLError():
            return f"no secure connection ({error.reason or error})"
        case ConnectionRefusedError():
            return "the connection was refused"
        case TimeoutError():
            return f"no answer within {timeout:.0f} s"
        case OSError(strerror=str(text)):
            return text
    return str(error) or type(error).__name__
