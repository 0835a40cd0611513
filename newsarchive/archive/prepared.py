"""What storing a new article needs of its texts: pure, made in any process before the writer's turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.text.folding import fold
from newsarchive.text.index_entry import index_entry
from newsarchive.text.near_duplicates import plain, sketch

if TYPE_CHECKING:
    from newsarchive.archive.index_rows import Words
    from newsarchive.model import Article

Texts = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """``texts`` (title, body, author lines) is what it was made of; ``words`` are theirs, in that order.

    ``keys`` are the body's sketch, by which near-duplicates are found.
    """

    texts: Texts
    words: Words
    keys: tuple[int, ...]

    def fits(self, article: Article) -> bool:
        """Whether this was made of the article's texts as they are now."""
        return self.texts == texts_of(article)


def texts_of(article: Article) -> Texts:
    """The texts of an article that are searched."""
    return article.title, article.body, "\n".join(article.authors)


def prepare(article: Article) -> Prepared:
    """Fold, split and sketch the article's texts."""
    title, body, authors = texts = texts_of(article)
    folded = fold(body)
    words = (index_entry(fold(title)), index_entry(folded), index_entry(fold(authors)))
    return Prepared(texts, words, sketch(plain(body, folded)))
