"""What a person can do about an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newsarchive.archive.monitoring.records import AlarmRecord

_ADVICE: Final = {
    "down": "open the address in a browser; if it is there, try `newsarchive crawl {site}` by hand",
    "errors": "open the example; many 403 or 429 mean that the site wants to be asked more slowly (--delay)",
    "coverage": "compare `newsarchive extract {example} --explain` with the page; if the template changed,"
    " declare the field in the site's profile (docs/adding-a-site.md), then `newsarchive reextract`",
    "body": "read `newsarchive extract {example}` beside the page: what is missing, what is too much?",
    "silence": "open the site; if it has news, its lists have changed: `newsarchive crawl {site} --full`",
    "listing": "open the address; if it shows articles, they may need a browser (--render always)",
    "hot": "open the page; a list with another heading is found as another list",
    "robots": "read the new rules; they are obeyed from this run on",
    "certificate": "tell the site's operators; crawls fail once the certificate has ended",
}


def advice(alarm: AlarmRecord) -> str:
    """One line that says what to do."""
    text = _ADVICE.get(alarm.monitor, "")
    example = f"'{alarm.example_url}'" if alarm.example_url else "URL"
    return text.replace("{site}", alarm.site).replace("{example}", example)
