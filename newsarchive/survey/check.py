"""Known articles read anew from their site, field by field against what is archived."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from newsarchive.errors import FetchError, UsageError
from newsarchive.model import OutcomeKind
from newsarchive.process import process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.archive.records import ArticleRecord
    from newsarchive.model import Article
    from newsarchive.profile import Profile
    from newsarchive.survey.fetcher import Fetcher

FIELDS: Final = (
    "title", "published", "authors", "source", "editor", "category", "tags", "language", "body", "images",
)  # fmt: skip
_EDITED: Final = frozenset({"title", "category", "tags", "body", "images"})
"""Fields that publishers change in an article that is on line; another date or writer is misread."""
_KEPT: Final = 0.8
"""Share of an article's paragraphs that must still be there: a publisher may add to a text and correct it."""


class Verdict(StrEnum):
    """What became of a field over all articles that were read."""

    SAME = "same"
    EDITED = "edited"
    """Another value on less than half of the pages: publishers edit."""
    OTHER = "other"
    LOST = "lost"
    """Nothing is found any more where something was."""


@dataclass(slots=True)
class FieldCheck:
    """One field: on how many pages it was archived, and on how many it comes out the same, otherwise, not."""

    name: str
    same: int = 0
    other: int = 0
    lost: int = 0
    example: tuple[str, str, str] | None = None
    """Address, archived value and value read now of the first page that differs."""

    @property
    def verdict(self) -> Verdict:
        """The field's fate: a loss on one page is one, as each section may have a layout of its own."""
        if self.lost:
            return Verdict.LOST
        if not self.other:
            return Verdict.SAME
        few = self.name in _EDITED and 2 * self.other < self.same + self.other
        return Verdict.EDITED if few else Verdict.OTHER

    def to_dict(self) -> dict[str, Any]:
        """The field for JSON."""
        url, archived, read = self.example or ("", "", "")
        return {
            "verdict": str(self.verdict), "same": self.same, "other": self.other, "lost": self.lost,
            "url": url, "archived": archived, "read": read,
        }  # fmt: skip


@dataclass(slots=True)
class SiteCheck:
    """How a site reads today. ``read`` counts articles; ``gone`` those that the site has removed."""

    site: str
    read: int = 0
    gone: int = 0
    fields: dict[str, FieldCheck] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Articles that could not be read, and why."""

    @property
    def is_well(self) -> bool:
        """Whether everything still comes out as archived, as far as was seen."""
        bad = any(one.verdict in (Verdict.OTHER, Verdict.LOST) for one in self.fields.values())
        return self.read > 0 and not bad and not self.failures

    def to_dict(self) -> dict[str, Any]:
        """The check for JSON."""
        return {
            "site": self.site, "well": self.is_well, "read": self.read, "gone": self.gone,
            "fields": {name: one.to_dict() for name, one in self.fields.items()},
            "failures": dict(self.failures),
        }  # fmt: skip


def check_site(
    site: str, articles: Iterable[ArticleRecord], fetcher: Fetcher, profile: Profile, most: int
) -> SiteCheck:
    """Ask for ``articles`` until ``most`` of them were read; never raises for what the site does."""
    found = SiteCheck(site)
    for article in articles:
        if found.read + len(found.failures) >= most or not fetcher.left:
            break
        try:
            page = fetcher.fetch(article.url)
        except (FetchError, UsageError) as error:
            found.failures.append((article.url, str(error)))
            continue
        outcome = process(page, profile)
        if outcome.kind is OutcomeKind.GONE:
            found.gone += 1
        elif outcome.article is None:
            found.failures.append((article.url, f"is no article any more ({outcome.reason})"))
        else:
            found.read += 1
            _compare(found, article, outcome.article)
    return found


def _compare(found: SiteCheck, archived: ArticleRecord, read: Article) -> None:
    for name, before, after in _values(archived, read):
        if not before:
            continue
        one = found.fields.setdefault(name, FieldCheck(name))
        if not after:
            one.lost += 1
        elif _agree(name, before, after):
            one.same += 1
            continue
        else:
            one.other += 1
        one.example = one.example or (archived.url, _shown(before, after), _shown(after, before))


def _values(archived: ArticleRecord, read: Article) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each field's values as lists of texts: both records name them alike."""
    for name in FIELDS:
        before, after = getattr(archived, name), getattr(read, name)
        if name == "body":
            yield name, before.splitlines(), after.splitlines()
        elif name == "images":
            yield name, [image.url for image in before], [image.url for image in after]
        elif isinstance(before, tuple):
            yield name, list(before), list(after)
        else:
            yield name, [before] if before else [], [after] if after else []


def _agree(name: str, before: list[str], after: list[str]) -> bool:
    if name != "body":
        return before == after
    there = set(after)
    return sum(line in there for line in before) >= _KEPT * len(before)


def _shown(values: list[str], others: list[str]) -> str:
    """The value in short: of many lines the first that the other side does not have."""
    if len(values) > 3:
        return next((value for value in values if value not in others), values[0] if values else "")
    return ", ".join(values)
