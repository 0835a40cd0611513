"""What the portal offers to machines: robots.txt, RSS and Atom feeds, a sitemap index and a news sitemap."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.demo.records import Story

FEED_LENGTH = 40
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"


def robots(base: str) -> str:
    """Two forbidden folders and the address of the sitemap."""
    return f"User-agent: *\nDisallow: /search\nDisallow: /private/\n\nSitemap: {base}/sitemap.xml\n"


def rss(stories: Sequence[Story], base: str) -> str:
    """RSS 2.0 of the newest stories."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{base}{story.path}</link>"
        f'<guid isPermaLink="true">{base}{story.path}</guid>'
        f"<pubDate>{format_datetime(story.when)}</pubDate>"
        f"<category>{story.section.name}</category></item>\n"
        for story in stories[:FEED_LENGTH]
    )
    title = f"<title>松间新闻</title><link>{base}/</link><description>最新文章</description>"
    return f'{XML}<rss version="2.0"><channel>{title}\n{items}</channel></rss>\n'


def atom(stories: Sequence[Story], base: str) -> str:
    """Atom of the newest stories."""
    entries = "".join(
        f"<entry><title>{escape(story.title)}</title><id>{base}{story.path}</id>"
        f'<link href="{base}{story.path}"/><published>{story.when.isoformat()}</published>'
        f"<updated>{(story.modified or story.when).isoformat()}</updated></entry>\n"
        for story in stories[:FEED_LENGTH]
    )
    head = f"<title>The Pinewood Daily</title><id>{base}/en/</id>"
    return f'{XML}<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>\n'


def sitemap_index(base: str) -> str:
    """The two sitemaps of the portal."""
    names = ("sitemap-articles.xml", "sitemap-news.xml")
    maps = "".join(f"<sitemap><loc>{base}/{name}</loc></sitemap>\n" for name in names)
    return f'{XML}<sitemapindex xmlns="{SITEMAP_NAMESPACE}">\n{maps}</sitemapindex>\n'


def sitemap(stories: Sequence[Story], base: str) -> str:
    """Every story with the day of its last change."""
    urls = "".join(
        f"<url><loc>{base}{story.path}</loc>"
        f"<lastmod>{(story.modified or story.when).date()}</lastmod></url>\n"
        for story in stories
    )
    return f'{XML}<urlset xmlns="{SITEMAP_NAMESPACE}">\n{urls}</urlset>\n'


def news_sitemap(stories: Sequence[Story], base: str) -> str:
    """The newest stories with title, language and date."""
    urls = "".join(
        f"<url><loc>{base}{story.path}</loc><news:news><news:publication><news:name>松间新闻</news:name>"
        f"<news:language>{story.section.language}</news:language></news:publication>"
        f"<news:publication_date>{story.when.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>\n"
        for story in stories[:FEED_LENGTH]
    )
    return f'{XML}<urlset xmlns="{SITEMAP_NAMESPACE}" xmlns:news="{NEWS_NAMESPACE}">\n{urls}</urlset>\n'
