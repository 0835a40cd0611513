"""Pages that scripts build: rendered in the system's Chromium, which sees the net only through the crawl."""

from typing import Final

AT_ONCE: Final = 2
"""Pages in the browser at the same time; each may take some hundred MB."""
