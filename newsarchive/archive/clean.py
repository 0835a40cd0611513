"""Makes any text storable: no NUL (it ends a string in SQLite's functions), no lone surrogates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.model import Article, HotEntry, HotList, Image, Outcome, Page


def clean(text: str) -> str:
    """``text`` as valid UTF-8 without NUL."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def clean_optional(text: str | None) -> str | None:
    """``clean`` where there is a text."""
    return clean(text) if text else None


def clean_article(article: Article, url: str) -> Article:
    """Return the article with storable texts and its canonical ``url``; empty optional texts become None."""
    if article.url == url and _is_clean(article):
        return article
    return replace(
        article,
        url=clean(url),
        title=clean(article.title),
        body=clean(article.body),
        published=clean_optional(article.published),
        published_raw=clean_optional(article.published_raw),
        modified=clean_optional(article.modified),
        source=clean_optional(article.source),
        editor=clean_optional(article.editor),
        category=clean_optional(article.category),
        language=clean(article.language) or "und",
        authors=tuple(map(clean, article.authors)),
        breadcrumb=tuple(map(clean, article.breadcrumb)),
        tags=tuple(map(clean, article.tags)),
        variants={clean(tag): clean(link) for tag, link in article.variants.items()},
        images=tuple(map(_clean_image, article.images)),
        provenance={clean(name): clean(source) for name, source in article.provenance.items()},
    )


def _is_clean(article: Article) -> bool:
    """Tell whether nothing needs to be made storable: nearly always so, and copying is what costs."""
    optional = [article.published, article.published_raw, article.modified, article.source, article.editor]
    optional.append(article.category)
    for image in article.images:
        optional += (image.caption, image.credit)
    if "" in optional or not article.language:
        return False
    texts = "".join((
        article.url, article.title, article.body, article.language,
        *filter(None, optional), *article.authors, *article.breadcrumb, *article.tags,
        *article.variants, *article.variants.values(), *(image.url for image in article.images),
        *article.provenance, *article.provenance.values(),
    ))  # fmt: skip
    return clean(texts) == texts


def clean_page(page: Page) -> Page:
    """Return the page with storable addresses."""
    url, requested = clean(page.url), clean(page.requested_url)
    same = url == page.url and requested == page.requested_url
    return page if same else replace(page, url=url, requested_url=requested)


def clean_outcome(outcome: Outcome) -> Outcome:
    """Return the outcome with a storable address and reason."""
    url, reason = clean(outcome.url), clean(outcome.reason)
    same = url == outcome.url and reason == outcome.reason
    return outcome if same else replace(outcome, url=url, reason=reason)


def _clean_image(image: Image) -> Image:
    return replace(
        image,
        url=clean(image.url),
        caption=clean_optional(image.caption),
        credit=clean_optional(image.credit),
    )


def clean_hot_list(hot_list: HotList) -> HotList:
    """Return the ranking with storable texts."""
    return replace(hot_list, name=clean(hot_list.name), entries=tuple(map(_clean_entry, hot_list.entries)))


def _clean_entry(entry: HotEntry) -> HotEntry:
    return replace(
        entry,
        title=clean(entry.title),
        url=clean(entry.url),
        author=clean_optional(entry.author),
        date=clean_optional(entry.date),
    )
