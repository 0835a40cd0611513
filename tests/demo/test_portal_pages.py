"""The portal's pages: three layouts, feeds and sitemaps, variants, pictures, traps and what is gone."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from typing import TYPE_CHECKING

import pytest
from lxml import html

from newsarchive.demo import Portal, build_portal
from newsarchive.demo.records import Layout, Story

if TYPE_CHECKING:
    from newsarchive.demo.portal import Reply

BASE = "http://portal.test"


@pytest.fixture(scope="module")
def portal() -> Portal:
    return build_portal(articles=160)


def get(portal: Portal, path: str) -> Reply:
    return portal.respond(path, BASE)


def text(portal: Portal, path: str) -> str:
    return get(portal, path).body.decode()


def story_of(portal: Portal, layout: Layout, *, pictures: int = 1, pages: int = 1) -> Story:
    return next(
        story
        for story in portal.articles
        if story.section.layout is layout and len(story.images) >= pictures and story.pages == pages
    )


def test_every_story_and_page_is_there(portal: Portal) -> None:
    for story in portal.articles:
        for page in range(1, story.pages + 1):
            assert get(portal, story.page_path(page)).status == 200


def test_every_link_of_the_front_page_leads_somewhere(portal: Portal) -> None:
    root = html.fromstring(text(portal, "/"))
    links = {link for link in root.xpath("//a/@href") if link.startswith("/")}
    assert len(links) > 100
    assert {link for link in links if get(portal, link).status != 200} == set()


def test_cards_page_has_lead_in_credits_closing_line_and_hot_list(portal: Portal) -> None:
    story = story_of(portal, Layout.CARDS)
    root = html.fromstring(text(portal, story.path))
    lines = [p.text_content() for p in root.xpath("//div[@class='content']/p")]
    assert lines[0] == f"今天小编分享的{story.section.name}经验：{story.title}，欢迎阅读。"
    assert lines[-1] == f"（本文首发于{story.source}，作者|{'、'.join(story.authors)}，编辑|{story.editor}）"
    assert [line for line in lines if line in story.paragraphs] == list(story.paragraphs)
    assert root.xpath("//span[@class='date']/text()") == [story.published]
    assert len(root.xpath("//div[@class='card hot']//li")) == 50
    shown = root.xpath("//div[@class='card hot']//div[@class='media-body']/a/text()")
    assert shown == [item.cut for item in portal.hot]
    assert root.xpath("//div[@class='card hot']//li/a/@title") == [item.title for item in portal.hot]


def test_semantic_page_has_structured_data_and_figures(portal: Portal) -> None:
    story = story_of(portal, Layout.SEMANTIC, pictures=2)
    root = html.fromstring(text(portal, story.path))
    data = json.loads(root.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["headline"] == story.title
    assert data["datePublished"] == story.published
    assert [author["name"] for author in data["author"]] == list(story.authors)
    figures = root.xpath("//figure/figcaption")
    assert [figure.text.strip() for figure in figures] == [picture.caption for picture in story.images]


def test_tables_page_claims_gb2312_and_is_its_superset(portal: Portal) -> None:
    story = story_of(portal, Layout.TABLES)
    reply = get(portal, story.path)
    page = reply.body.decode("gb18030")
    assert reply.content_type == "text/html"
    assert "charset=gb2312" in page
    assert f"{story.when:%Y年%m月%d日 %H:%M}　来源：{story.source}　作者：{' '.join(story.authors)}" in page


def test_listings_page_through_a_whole_section(portal: Portal) -> None:
    for section in portal.sections:
        stories = portal.in_section(section)
        pages = -(-len(stories) // 10)
        listed = "".join(
            get(portal, section.listing(page)).body.decode(
                "gb18030" if section.layout is Layout.TABLES else "utf-8"
            )
            for page in range(1, pages + 1)
        )
        assert all(f'"{story.path}"' in listed for story in stories)


def test_variants_are_in_traditional_script(portal: Portal) -> None:
    story = story_of(portal, Layout.CARDS)
    simplified, hong_kong = text(portal, story.path), text(portal, f"/hk{story.path}")
    assert 'lang="zh-HK"' in hong_kong
    assert "歡迎閱讀" in hong_kong
    assert "欢迎阅读" in simplified
    assert text(portal, f"/sg{story.path}").replace("zh-SG", "zh-CN") == simplified


def test_feeds_and_sitemaps_name_stories_with_dates(portal: Portal) -> None:
    rss = ET.fromstring(text(portal, "/feed.xml"))
    assert len(rss.findall(".//item")) == 40
    atom = ET.fromstring(text(portal, "/en/atom.xml"))
    assert atom.findall("{*}entry/{*}published")
    places = [loc.text for loc in ET.fromstring(text(portal, "/sitemap.xml")).findall(".//{*}loc")]
    assert places == [f"{BASE}/sitemap-articles.xml", f"{BASE}/sitemap-news.xml"]
    all_of_them = [
        loc.text for loc in ET.fromstring(text(portal, "/sitemap-articles.xml")).findall(".//{*}loc")
    ]
    assert all_of_them == [BASE + story.path for story in portal.articles]
    assert "news:publication_date" in text(portal, "/sitemap-news.xml")


def test_robots_txt_names_the_sitemap_and_forbids_two_folders(portal: Portal) -> None:
    lines = text(portal, "/robots.txt").splitlines()
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert {"Disallow: /search", "Disallow: /private/"} <= set(lines)


def test_calendar_never_ends(portal: Portal) -> None:
    path = "/calendar/2026/12"
    for _ in range(30):
        months = re.findall(r'href="(/calendar/\d{4}/\d{2})">\d+年\d+月<', text(portal, path))
        assert len(months) == 2
        path = months[1]
    assert path == "/calendar/2029/06"


def test_what_is_gone_says_so_and_what_never_was_is_not_found() -> None:
    portal = build_portal(articles=160, edition=1)
    assert portal.gone
    assert {get(portal, path).status for path in portal.gone} == {410}
    assert get(portal, "/article/1.html").status == 404


@pytest.mark.parametrize("page", ["0", "999", "-1", "x", "9" * 400, "²"])
def test_listing_pages_that_do_not_exist_show_the_first(portal: Portal, page: str) -> None:
    assert get(portal, f"/category/keji?page={page}") == get(portal, "/category/keji")


def test_png_is_valid(portal: Portal) -> None:
    reply = get(portal, "/upload/4260/426000-1.png")
    assert reply.content_type == "image/png"
    length, kind = struct.unpack(">I4s", reply.body[8:16])
    assert kind == b"IHDR"
    crc = struct.unpack(">I", reply.body[16 + length : 20 + length])[0]
    assert crc == zlib.crc32(reply.body[12 : 16 + length])


def test_gif_and_svg_are_told_by_their_type(portal: Portal) -> None:
    assert get(portal, "/upload/4260/426002-1.gif").body.startswith(b"GIF89a")
    assert get(portal, "/thumb/7.svg").content_type == "image/svg+xml"
    assert get(portal, "/thumb/7.svg").body.startswith(b"<svg ")
