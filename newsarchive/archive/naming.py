"""The one key under which the archive knows an address."""

from __future__ import annotations

from newsarchive.urls import identity


def url_key(url: str) -> str:
    """Key shared by all editions of an address; what is no http(s) address is its own key."""
    return identity(url) or url
