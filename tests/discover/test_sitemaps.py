"""Sitemaps of every form, and the ones made to do harm."""

from __future__ import annotations

import gzip
import resource
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover import read_robots_sitemaps, read_sitemap, sitemaps, usual_paths
from newsarchive.discover.sitemaps import MAX_ENTRIES
from newsarchive.model import Link, LinkRole

URL = "https://x.com/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
URLSET = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>
<url><loc>https://x.com/a/20240505.html</loc><lastmod>2024-05-05</lastmod></url>
<url><loc> https://x.com/a/20240507.html </loc><lastmod>2024-05-07T08:00:00+08:00</lastmod></url>
<url><loc>https://x.com/about</loc></url></urlset>"""
NEWS = f"""<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://x.com/s/x</loc>
<lastmod>2024-05-09</lastmod><news:news><news:publication><news:name>x</news:name></news:publication>
<news:publication_date>2024-05-06T10:00:00Z</news:publication_date><news:title>题</news:title></news:news></url></urlset>"""
INDEX = f"""<sitemapindex {NS}><sitemap><loc>https://x.com/s1.xml.gz</loc><lastmod>2024-05-01</lastmod></sitemap>
<sitemap><loc>https://x.com/s2.xml</loc><lastmod>2024-05-02</lastmod></sitemap></sitemapindex>"""
READ = (
    Link(
        "https://x.com/a/20240507.html", LinkRole.ARTICLE, date="2024-05-07T08:00:00+08:00", source="sitemap"
    ),
    Link("https://x.com/a/20240505.html", LinkRole.ARTICLE, date="2024-05-05", source="sitemap"),
    Link("https://x.com/about", LinkRole.LISTING, source="sitemap"),
)


@pytest.mark.parametrize(
    "content",
    [
        URLSET.encode(),
        gzip.compress(URLSET.encode()),
        b"\xef\xbb\xbf\n" + URLSET.encode(),
        URLSET.replace("UTF-8", "UTF-16").encode("utf-16"),
        URLSET.replace(NS, "").encode(),
        URLSET.replace("</urlset>", "").encode(),
        gzip.compress(URLSET.encode() * 1)[:-4],
    ],
    ids=["plain", "gzip", "bom", "utf-16", "no namespace", "cut", "gzip cut"],
)
def test_address_sets_newest_first(content: bytes) -> None:
    assert read_sitemap(content, URL) == READ


def test_index_names_further_sitemaps_newest_first() -> None:
    assert read_sitemap(INDEX.encode(), URL) == (
        Link("https://x.com/s2.xml", LinkRole.SITEMAP, date="2024-05-02", source="sitemap"),
        Link("https://x.com/s1.xml.gz", LinkRole.SITEMAP, date="2024-05-01", source="sitemap"),
    )


def test_news_sitemap_names_articles_by_their_publication() -> None:
    assert read_sitemap(NEWS.encode(), URL) == (
        Link("https://x.com/s/x", LinkRole.ARTICLE, date="2024-05-06T10:00:00+00:00", source="sitemap"),
    )


def test_text_sitemap() -> None:
    links = read_sitemap(
        b"https://x.com/a/20240505.html\r\nhttps://x.com/b/20240506.html\r\n\r\nnonsense\n", URL
    )
    assert [link.url for link in links] == ["https://x.com/b/20240506.html", "https://x.com/a/20240505.html"]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"<html><body>404</body></html>", b"\x1f\x8b broken", b"{}", b"\x00\x00"),
        gzip.compress(b"", mtime=0),
        gzip.compress(gzip.compress(URLSET.encode())),
        URLSET.replace("https://x.com", "file://").encode(),
    ],
)
def test_what_is_no_sitemap_gives_nothing(content: bytes) -> None:
    assert read_sitemap(content, URL) == ()


def test_entities_of_the_document_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE urlset [<!ENTITY a "https://x.com/aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"<urlset {NS}><url><loc>&c;</loc></url><url><loc>&f;</loc></url>"
        "<url><loc>https://x.com/a/20240505.html</loc></url></urlset>"
    )
    assert [link.url for link in read_sitemap(bomb.encode(), URL)] == ["https://x.com/a/20240505.html"]


def test_bare_ampersands_are_part_of_the_address() -> None:
    addresses = ["https://x.com/show?cid=7&id=1", "https://x.com/show?cid=7&amp;id=2"]
    written = "".join(f"<url><loc>{url}</loc></url><!--{' ' * 60_000}-->" for url in addresses * 20)
    links = read_sitemap(f"<urlset {NS}>{written}</urlset>".encode(), URL)
    assert [link.url for link in links] == [f"https://x.com/show?cid=7&id={n}" for n in (1, 2)]


def test_gzip_bomb_is_cut_and_memory_stays_bounded() -> None:
    packer = zlib.compressobj(1, wbits=31)
    head = f"<urlset {NS}><url><loc>https://x.com/a/20240505.html</loc></url>".encode()
    packed = packer.compress(head) + b"".join(packer.compress(b" " * 10_000_000) for _ in range(60))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    links = read_sitemap(packed + packer.flush(), URL)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [link.url for link in links] == ["https://x.com/a/20240505.html"]
    assert grown < 150_000  # kilobytes, of 600,000 unpacked


def test_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 1000)
    entry = "<url><loc>https://x.com/a/{}.html</loc></url>"
    content = f"<urlset {NS}>" + "".join(map(entry.format, range(100_000, 101_050))) + "</urlset>"
    assert len(read_sitemap(content.encode(), URL)) == 1000
    assert MAX_ENTRIES <= 100_000


def test_sitemaps_of_a_robots_file() -> None:
    robots = (
        "User-agent: *\nDisallow: /x\nSitemap: https://x.com/s.xml\nSITEMAP:/t.xml\nsitemap: file:///etc\n"
    )
    assert read_robots_sitemaps(robots, "https://x.com/robots.txt") == (
        Link("https://x.com/s.xml", LinkRole.SITEMAP, source="robots"),
        Link("https://x.com/t.xml", LinkRole.SITEMAP, source="robots"),
    )


def test_usual_places_are_of_the_site() -> None:
    links = usual_paths("http://127.0.0.1:8001/a/b")
    assert Link("http://127.0.0.1:8001/sitemap.xml", LinkRole.SITEMAP, source="usual") in links
    assert {link.role for link in links} == {LinkRole.SITEMAP, LinkRole.FEED}


def test_no_site_has_no_usual_places() -> None:
    assert usual_paths("nonsense") == ()


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<urlset><url><loc>http://", b"\x1f\x8b\x08", b"http://x.com/"]),
)
def test_no_bytes_raise(content: bytes, start: bytes) -> None:
    for link in read_sitemap(start + content, URL):
        assert link.url.startswith(("http://", "https://"))
