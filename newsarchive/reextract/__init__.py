"""Stored pages through today's extraction again: what would change, and changing it."""

from newsarchive.reextract.run import Report, reextract

__all__ = ["Report", "reextract"]
