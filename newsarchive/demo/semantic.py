"""The semantic layout: a modern English page with JSON-LD, OpenGraph, figure/figcaption and time elements."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.demo.records import Content, Picture, Section, Story

SITE_NAME = "The Pinewood Daily"


def article_page(content: Content, story: Story, base: str) -> str:
    """A story with its structured data; paragraphs, figures and second-level headings in order."""
    byline = " and ".join(f'<a rel="author" href="/en/people/{n}">{escape(n)}</a>' for n in story.authors)
    updated = (
        f' · Updated <time datetime="{story.modified.isoformat()}">{story.modified:%d %B %Y}</time>'
        if story.modified
        else ""
    )
    tags = "".join(
        f'<li><a rel="tag" href="/en/tags/{escape(tag)}">{escape(tag)}</a></li>' for tag in story.tags
    )
    main = f"""<article>
<header><p class="kicker"><a href="{story.section.path}">{story.section.name}</a></p>
<h1>{escape(story.title)}</h1>
<p class="byline">By {byline}</p>
<p class="dateline"><time datetime="{story.published}">{story.when:%d %B %Y, %H:%M}</time>{updated}</p>
</header>
<ul class="share"><li><a href="#">Share</a></li><li><a href="#">Email</a></li></ul>
<div class="story-body">
{chr(10).join(_blocks(story))}
</div>
<ul class="tags">{tags}</ul>
</article>
<aside class="more"><h2>More from {story.section.name}</h2><ul>{_more(content, story)}</ul></aside>"""
    head = _metadata(story, base)
    return _frame(content, f"{story.title} | {SITE_NAME}", main, head)


def listing_page(content: Content, section: Section, stories: Iterable[Story], page: int, pages: int) -> str:
    """One page of a section's listing, linked to the next by rel=next."""
    teasers = "\n".join(
        f'<article class="teaser"><h2><a href="{story.path}">{escape(story.title)}</a></h2>'
        f'<time datetime="{story.published}">{story.when:%d %B %Y}</time>'
        f"<p>{escape(story.paragraphs[0][:120])}…</p></article>"
        for story in stories
    )
    following = f'<a rel="next" href="{section.listing(page + 1)}">Older stories</a>' if page < pages else ""
    head = f'<link rel="next" href="{section.listing(page + 1)}">' if page < pages else ""
    main = f'<h1>{section.name}</h1>\n{teasers}\n<nav class="pager">{following}</nav>'
    return _frame(content, f"{section.name} | {SITE_NAME}", main, head)


def _frame(content: Content, title: str, main: str, head: str) -> str:
    nav = "".join(f'<li><a href="{section.path}">{section.name}</a></li>' for section in content.sections)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
{head}
<link rel="alternate" type="application/atom+xml" href="/en/atom.xml">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="masthead"><a href="/">{SITE_NAME}</a><nav aria-label="Sections"><ul>{nav}</ul></nav></header>
<main id="main">
{main}
</main>
<section class="newsletter"><h2>The morning letter</h2>
<p>Our best stories, every weekday at seven.</p></section>
<footer><p>© 2026 {SITE_NAME}. All rights reserved.</p>
<a href="/terms">Terms</a> <a href="/privacy">Privacy</a></footer>
</body>
</html>
"""


def _blocks(story: Story) -> Iterator[str]:
    pictures = {picture.position: picture for picture in story.images}
    for index, paragraph in enumerate(story.paragraphs):
        if picture := pictures.get(index):
            yield _figure(picture)
        tag = "h2" if index in story.subheads else "p"
        yield f"<{tag}>{escape(paragraph)}</{tag}>"


def _figure(picture: Picture) -> str:
    caption = escape(picture.caption or "")
    credit = f' <span class="credit">Photo: {escape(picture.credit)}</span>' if picture.credit else ""
    image = f'<img src="{picture.path}" alt="{caption}">'
    return f"<figure>{image}<figcaption>{caption}{credit}</figcaption></figure>"


def _more(content: Content, story: Story) -> str:
    others = [other for other in content.in_section(story.section)[:5] if other is not story]
    return "".join(f'<li><a href="{other.path}">{escape(other.title)}</a></li>' for other in others)


def _metadata(story: Story, base: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published,
        "dateModified": (story.modified or story.when).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "articleSection": story.section.name,
        "keywords": list(story.tags),
        "image": [base + picture.path for picture in story.images],
        "mainEntityOfPage": base + story.path,
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_NAME},
    }
    # "</" inside a script element would end it.
    encoded = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f"""<link rel="canonical" href="{base}{story.path}">
<meta property="og:type" content="article">
<meta property="og:title" content="{escape(story.title)}">
<meta property="og:site_name" content="{SITE_NAME}">
<meta property="article:published_time" content="{story.published}">
<script type="application/ld+json">{encoded}</script>"""
