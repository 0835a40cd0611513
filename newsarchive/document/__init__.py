"""One page's bytes, decoded and parsed once, with the document-wide facts that all readers share."""

from newsarchive.document.document import Document
from newsarchive.document.remembered import once_a_page

__all__ = ["Document", "once_a_page"]
