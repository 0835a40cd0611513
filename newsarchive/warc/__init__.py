"""Raw captures to and from other archives: WARC and WACZ files out, other crawlers' files in."""

from __future__ import annotations
