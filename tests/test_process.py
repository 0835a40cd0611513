"""Each page ends as exactly one outcome, with the right reason, whatever it holds."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.extraction.sitestats import SiteStats
from newsarchive.joining import join
from newsarchive.model import Article, Image, Link, LinkRole, Outcome, OutcomeKind, Page
from newsarchive.process import as_recheck, process
from newsarchive.profile import GENERIC

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
URL = "https://news.example/article/300001.html"
_SENTENCE = "昨天下午港口的管理方公布了新的靠泊计划，三条航线将在下个月恢复每周两班的往返。"
TEXT = "".join(f"<p>第{i}段：{_SENTENCE}</p>" for i in range(8))
ARTICLE = (
    "<!doctype html><html lang='zh'><head><meta charset='utf-8'>"
    "<title>港口公布新的靠泊计划 - 海港日报</title>{head}</head>"
    "<body><nav><a href='/'>首页</a></nav><article><h1>港口公布新的靠泊计划</h1>"
    "<time datetime='2026-05-04T08:00:00+08:00'>2026-05-04</time><div>{text}</div></article>"
    "{tail}</body></html>"
)


def page(
    body: str | bytes, status: int = 200, content_type: str = "text/html; charset=utf-8", url: str = URL
) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(url, raw, status, (("Content-Type", content_type),), NOW)


def article(head: str = "", text: str = TEXT, tail: str = "") -> str:
    return ARTICLE.format(head=head, text=text, tail=tail)


def ending(given_page: Page) -> str:
    outcome = process(given_page, GENERIC)
    return f"{outcome.kind}:{outcome.reason}"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (304, "other:not-modified"),
        (404, "gone:http-404"),
        (410, "gone:http-410"),
        (403, "failed:http-403"),
        (500, "failed:http-500"),
        (301, "other:redirect-refused:301"),
    ],
)
def test_status_decides_first(status: int, expected: str) -> None:
    assert ending(page(article(), status)) == expected


def test_answers_that_are_not_the_page_yet_are_asked_for_again() -> None:
    assert ending(page("<p>one moment</p>", 202)) == "failed:http-202"
    assert ending(page(article(), 202)) == "article:article"


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "text/html", "failed:empty-body"),
        (b" \0\n", "text/html", "failed:empty-body"),
        (b"%PDF-1.7 ...", "text/html", "other:content-type:application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "text/html", "other:content-type:image/png"),
        (b'{"a": 1}', "application/json", "other:content-type:application/json"),
        (b"\x00\x01\x02", "application/octet-stream", "other:content-type:application/octet-stream"),
    ],
)
def test_content_is_judged_by_bytes_then_header(body: bytes, content_type: str, expected: str) -> None:
    assert ending(page(body, content_type=content_type)) == expected


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "", "application/octet-stream"])
def test_html_is_read_whatever_it_is_called(content_type: str) -> None:
    assert ending(page(article(), content_type=content_type)) == "article:article"


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/json", "application/javascript", "text/plain"]
)
@pytest.mark.parametrize("form", ["{}", "back({});", "jQuery1_2.back( {} )"])
def test_data_of_a_list_is_read_whatever_it_is_called(form: str, content_type: str) -> None:
    told = '{"list": [{"title": "Harbour opens a third berth", "url": "/story/30001"}]}'
    outcome = process(page(form.replace("{}", told).encode(), content_type=content_type), GENERIC)
    assert outcome.reason == "data"
    assert [link.url.rpartition("/")[2] for link in outcome.links] == ["30001"]


def test_a_script_is_no_data() -> None:
    assert ending(page(b"function a() { return 1; }", content_type="text/javascript")).startswith("other:")


def test_a_list_of_addresses_is_a_sitemap() -> None:
    outcome = process(page(b"https://x.com/a/1\r\nhttps://x.com/a/2\n", content_type="text/plain"), GENERIC)
    assert (outcome.reason, len(outcome.links)) == ("sitemap", 2)


def test_the_article_carries_its_canonical_address() -> None:
    outcome = process(page(article(), url=f"{URL}?utm_source=x"), GENERIC)
    assert outcome.url == URL
    assert outcome.article is not None
    assert outcome.article.url == URL


def test_a_canonical_link_is_followed_on_site_only() -> None:
    own = "<link rel='canonical' href='https://news.example/article/300002.html'>"
    foreign = "<link rel='canonical' href='https://other.example/article/300002.html'>"
    assert process(page(article(own)), GENERIC).url == "https://news.example/article/300002.html"
    assert process(page(article(foreign)), GENERIC).url == URL


FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>x</title><item><title>t</title>"
    "<link>https://news.example/article/300009.html</link></item></channel></rss>"
)
SITEMAP = (
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    "<url><loc>https://news.example/article/300008.html</loc></url></urlset>"
)


@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml", "text/html"])
def test_feeds_give_links(content_type: str) -> None:
    outcome = process(page(FEED, content_type=content_type, url="https://news.example/rss"), GENERIC)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.LISTING, "feed")
    assert [link.url for link in outcome.links] == ["https://news.example/article/300009.html"]


@pytest.mark.parametrize("raw", [SITEMAP.encode(), gzip.compress(SITEMAP.encode())])
def test_sitemaps_give_links_packed_or_not(raw: bytes) -> None:
    outcome = process(page(raw, content_type="application/xml", url="https://news.example/map.xml"), GENERIC)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.LISTING, "sitemap")
    assert [link.url for link in outcome.links] == ["https://news.example/article/300008.html"]


@pytest.mark.parametrize(
    "title", ["页面不存在", "404 Not Found", "您访问的文章已被删除", "Page not found", "找不到頁面"]
)
def test_removal_notices_with_status_200_are_gone(title: str) -> None:
    assert ending(page(f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>")) == (
        "gone:soft-404"
    )


def test_an_article_about_missing_pages_is_an_article() -> None:
    told = article().replace("港口公布新的靠泊计划", "404页面不存在：一份港口网站的调查")
    assert ending(page(told)) == "article:article"


def test_a_login_box_does_not_make_a_wall() -> None:
    box = "<form><input type='password' name='p'></form>"
    assert ending(page(article(tail=box))) == "article:article"
    assert (
        ending(page(f"<html><head><title>登录</title></head><body>{box}</body></html>")) == "other:login-wall"
    )


def test_a_shell_of_scripts_says_what_it_needs() -> None:
    shell = "<div id='app'></div><script src='a.js'></script>"
    assert (
        ending(page(f"<html><head><title>x</title></head><body>{shell}</body></html>"))
        == "other:needs-javascript"
    )


def test_a_section_that_reads_like_an_article_is_a_listing() -> None:
    section = page(article(), url="https://news.example/gangkou/")
    assert process(section, GENERIC, section=True).kind is OutcomeKind.LISTING
    assert process(page(article()), GENERIC, section=True).kind is OutcomeKind.ARTICLE


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "application/xml", "", "application/rss+xml"]))
def test_no_bytes_raise(raw: bytes, content_type: str) -> None:
    for body in (raw, b"<html><body>" + raw, b"<rss><channel>" + raw, b"\x1f\x8b" + raw, b"<urlset>" + raw):
        assert process(page(body, content_type=content_type), GENERIC).kind in OutcomeKind


def part(body: str, images: tuple[Image, ...] = (), links: tuple[Link, ...] = ()) -> Outcome:
    return Outcome(
        OutcomeKind.ARTICLE,
        URL,
        "article",
        Article(title="t", body=body, images=images),
        links=links,
        next_pages=("x",),
    )


def test_joining_keeps_order_and_counts_positions_on() -> None:
    link = Link("https://news.example/a", LinkRole.ARTICLE)
    joined = join(
        [part("一\n二", (Image("a", position=1),)), part("三\n四", (Image("b", position=1),), (link, link))]
    )
    assert joined.article is not None
    assert joined.article.body == "一\n二\n三\n四"
    assert [image.position for image in joined.article.images] == [1, 3]
    assert joined.article.pages == 2
    assert joined.links == (link,)
    assert joined.next_pages == ()


def test_joining_drops_a_page_that_repeats_another() -> None:
    joined = join([part("一\n二"), part("一\n二"), part("三")])
    assert joined.article is not None
    assert joined.article.body == "一\n二\n三"
    assert joined.article.pages == 2


def test_joining_needs_an_article_first() -> None:
    with pytest.raises(ValueError, match="first page"):
        join([Outcome(OutcomeKind.OTHER, URL)])


def test_a_recheck_that_leads_elsewhere_is_evidence_of_removal() -> None:
    moved = Page("https://news.example/", b"", requested_url=URL)
    listing = Outcome(OutcomeKind.LISTING, "https://news.example/", "listing")
    gone = as_recheck(listing, moved)
    assert (gone.kind, gone.reason, gone.url) == (OutcomeKind.GONE, "redirected-away", URL)
    failed = Outcome(OutcomeKind.FAILED, URL, "http-500")
    assert as_recheck(failed, moved) is failed


def test_text_that_repeats_across_the_site_is_no_article_text() -> None:
    slogan = "示例新闻网提醒您，关注我们的客户端可以第一时间看到更多权威的本地新闻报道。"
    own = "".join(f"<p>这一段是第{n}段正文，讲述当地发生的事情，内容各不相同。</p>" for n in "一二三四五六")
    text = f"<html><head><title>当地一座大桥今天通车</title></head><body><h1>当地一座大桥今天通车</h1>{own}"
    page = Page(URL, f"{text}<p>{slogan}</p></body></html>".encode())
    site = SiteStats()
    for n in range(10):
        site.add([slogan, f"别的文章的第{'一二三四五六七八九十'[n]}段"])
    with_site, without = process(page, GENERIC, site=site), process(page, GENERIC)
    assert with_site.article is not None
    assert without.article is not None
    assert slogan not in with_site.article.body
    assert slogan in without.article.body
