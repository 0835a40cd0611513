"""What a profile declares for a field comes before what is found by itself; a miss is marked behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from newsarchive.extraction.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.document import Document
    from newsarchive.profile import Profile

T = TypeVar("T")
MISSED = "profile:missed"


def declared_texts(document: Document, profile: Profile, name: str) -> list[str]:
    """Texts that the profile's selectors for the field ``name`` give; none where it declares none."""
    return profile.select(document.root, name) if profile.declares(name) else []


def declared_first(
    profile: Profile, name: str, declared: Iterable[Found[T]], generic: Iterable[Found[T]]
) -> Iterator[Found[T]]:
    """Yield ``declared``, then ``generic``, whose sources say so when the declared selectors gave nothing."""
    missed = profile.declares(name)
    for found in declared:
        missed = False
        yield found
    for found in generic:
        yield Found(found.value, f"{MISSED}; {found.source}") if missed else found
