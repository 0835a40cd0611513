"""One page's bytes, decoded and parsed once, with the document-wide facts that all readers share."""

from newsarchive.document.document import Document

__all__ = ["Document"]
