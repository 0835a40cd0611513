"""Feeds of every dialect, well-formed or not: links, titles and dates; hostile ones do no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover import read_feed
from newsarchive.discover.moments import iso_moment
from newsarchive.model import Link, LinkRole

URL = "https://x.com/feed"

RSS2 = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title><link>https://x.com/</link>
<item><title>第一篇 &amp; 其他</title><link>https://x.com/a/1.html?utm_source=rss</link>
<pubDate>Mon, 06 May 2024 09:30:00 +0800</pubDate><category>科技</category></item>
<item><title><![CDATA[第二篇]]></title><guid>https://x.com/a/2.html</guid>
<dc:date>2024-05-05T10:00:00Z</dc:date></item>
</channel></rss>"""
RSS091 = """<rss version="0.91"><channel><item><title>第一篇 &amp; 其他</title><link>/a/1.html</link></item>
<item><title>第二篇</title><link>/a/2.html</link></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="x"><title>第一篇 &amp; 其他</title>
<link>https://x.com/a/1.html</link><dc:date>2024-05-06</dc:date></item>
<item><title>第二篇</title><link>https://x.com/a/2.html</link></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://x.com/">
<entry><title>第一篇 &amp; 其他</title>
<link rel="self" href="https://x.com/api/1"/><link rel="alternate" href="https://x.com/a/1.html"/>
<published>2024-05-06T09:30:00+08:00</published><updated>2024-05-07T00:00:00Z</updated></entry>
<entry><title type="html">第二篇</title><link href="/a/2.html"/>
<updated>2024-05-05T10:00:00Z</updated></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "items": [
{"id": "1", "url": "https://x.com/a/1.html", "title": "第一篇 & 其他",
"date_published": "2024-05-06T09:30:00+08:00"},
{"id": "https://x.com/a/2.html", "title": "第二篇"}, 7, {"id": 5}]}"""
DIALECTS = {"rss 2.0": RSS2, "rss 0.91": RSS091, "rdf": RDF, "atom": ATOM, "json": JSON}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_addresses(dialect: str) -> None:
    links = read_feed(DIALECTS[dialect].encode(), URL)
    assert [link.url for link in links][:2] == ["https://x.com/a/1.html", "https://x.com/a/2.html"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_titles(dialect: str) -> None:
    links = read_feed(DIALECTS[dialect].encode(), URL)
    assert [link.text for link in links][:2] == ["第一篇 & 其他", "第二篇"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_entry_is_an_article_of_a_feed(dialect: str) -> None:
    links = read_feed(DIALECTS[dialect].encode(), URL)
    assert {(link.role, link.source) for link in links} == {(LinkRole.ARTICLE, "feed")}


@pytest.mark.parametrize(
    ("dialect", "dates"),
    [
        ("rss 2.0", ["2024-05-06T09:30:00+08:00", "2024-05-05T10:00:00+00:00"]),
        ("rss 0.91", [None, None]),
        ("rdf", ["2024-05-06", None]),
        ("atom", ["2024-05-06T09:30:00+08:00", "2024-05-05T10:00:00+00:00"]),
        ("json", ["2024-05-06T09:30:00+08:00", None]),
    ],
)
def test_dates(dialect: str, dates: list[str | None]) -> None:
    assert [link.date for link in read_feed(DIALECTS[dialect].encode(), URL)][:2] == dates


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff\n  " + RSS2).encode(),
        RSS2.replace("utf-8", "gb18030").encode("gb18030"),
        RSS2.replace("&amp;", "&").encode(),
        RSS2.replace("第一篇", "&nbsp;第一篇").encode(),
        RSS2.replace("</channel></rss>", "").encode(),
        RSS2.replace("<title>x</title>", "<title>x</title>\x0b<broken>").encode(),
        b"junk before " + RSS2.encode(),
    ],
)
def test_broken_feeds_give_their_links(content: bytes) -> None:
    links = read_feed(content, URL)
    assert [link.url for link in links] == ["https://x.com/a/1.html", "https://x.com/a/2.html"]


@pytest.mark.parametrize("fault", ["&nbsp;", "&copy;", "a & b", "&x=1", "&own;", "<![CDATA[a & b]]>"])
def test_a_stray_ampersand_costs_no_later_address_its_own(fault: str) -> None:
    item = "<item><title>{}</title><link>https://x.com/show?cid=7&amp;id={}</link></item>"
    content = f"<rss><channel>{item.format(fault, 1)}{item.format('甲 &amp; 乙', 2)}</channel></rss>"
    links = read_feed(content.encode(), URL)
    assert [link.url for link in links] == [f"https://x.com/show?cid=7&id={n}" for n in (1, 2)]
    assert links[1].text == "甲 & 乙"


def test_a_feed_of_ten_thousand_items_is_read_whole() -> None:
    items = "".join(f"<item><link>https://x.com/a/{n}.html</link></item>" for n in range(10_000))
    assert len(read_feed(f"<rss><channel>{items}</channel></rss>".encode(), URL)) == 10_000


NO_FEEDS = (
    *(
        b"",
        b"<html><body><a href='/a'>x</a></body></html>",
        b"{}",
        b'{"items": 5}',
        b"[" * 100_000,
        b"{" * 100_000,
    ),
    *(b"\x00" * 50, b"<rss></rss>", b"<?xml version='1.0'?>", b"GIF89a"),
)


@pytest.mark.parametrize("content", NO_FEEDS)
def test_what_is_no_feed_gives_nothing(content: bytes) -> None:
    assert read_feed(content, URL) == ()


def test_entities_of_the_document_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<rss><channel><item><title>&c;&f;</title><link>https://x.com/a/1.html</link></item></channel></rss>"
    )
    (link,) = read_feed(bomb.encode(), URL)
    assert link == Link("https://x.com/a/1.html", LinkRole.ARTICLE, link.text, None, "feed")
    assert len(link.text) < 20
    assert "root" not in link.text


def test_addresses_of_other_schemes_are_left_out() -> None:
    assert read_feed(b"<rss><channel><item><link>file:///etc/passwd</link></item></channel></rss>", URL) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024/5/6", "2024-05-06"),
        ("2024-05-06 09:30:00", "2024-05-06T09:30:00"),
        ("2024-05-06T09:30:00.123Z", "2024-05-06T09:30:00+00:00"),
        ("2024-05-06T09:30+0800", "2024-05-06T09:30:00+08:00"),
        ("Mon, 06 May 2024 09:30:00 GMT", "2024-05-06T09:30:00+00:00"),
        ("2024年5月6日 9:30", "2024-05-06T09:30:00"),
        ("20240506", "2024-05-06"),
        ("20240506093000", "2024-05-06T09:30:00"),
        ("1714987800", "2024-05-06T09:30:00+00:00"),
        ("1714987800000", "2024-05-06T09:30:00+00:00"),
        ("2024-13-45", None),
        ("20241345", None),
        ("123456", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_moments(text: str | None, expected: str | None) -> None:
    assert iso_moment(text) == expected


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<rss><channel><item>", b"<feed><entry>", b'{"items":[{'])
)
def test_no_bytes_raise(content: bytes, start: bytes) -> None:
    for link in read_feed(start + content, URL):
        assert link.url.startswith(("http://", "https://"))


@given(st.text(max_size=60))
def test_no_text_makes_moments_raise(text: str) -> None:
    moment = iso_moment(text)
    assert moment is None or moment[4] == "-"
