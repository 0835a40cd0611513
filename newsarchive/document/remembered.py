"""Facts of a page that several readers ask for, worked out once and kept with the page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.document.document import Document

T = TypeVar("T")
_UNKNOWN = object()


def once_a_page(find: Callable[[Document], T]) -> Callable[[Document], T]:
    """Decorate a function of a page alone: it runs at its first call, later ones give the same object.

    What is kept goes with the document, so it must not hold the document itself.
    """

    @wraps(find)
    def known(document: Document) -> T:
        fact = document.facts.get(find, _UNKNOWN)
        if fact is _UNKNOWN:
            fact = document.facts[find] = find(document)
        return fact  # type: ignore[return-value]  # a call of cast() costs as much as the rest

    return known
