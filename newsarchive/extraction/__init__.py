"""A parsed page and a profile in, the page's record out; pure: no clock, network or database."""

from newsarchive.extraction.record import extract_document

__all__ = ["extract_document"]
