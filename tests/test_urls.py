"""Canonical addresses and identities: examples that people checked, and properties that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.urls import (
    MAX_URL,
    canonical_url,
    choose_canonical,
    hostname,
    identity,
    is_private,
    join,
    looks_like_article,
    normalize_url,
    registrable_domain,
    same_site,
    site_hosts,
)
from newsarchive.urls.pages import split_page, with_page


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example.COM:80/A?b=2&a=1#top", "http://news.example.com/A?a=1&b=2"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://user:secret@example.com/x", "https://example.com/x"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c"),
        ("https://example.com/../../x", "https://example.com/x"),
        ("https://example.com/%7euser/%e4%bd%a0", "https://example.com/~user/%E4%BD%A0"),
        ("https://example.com/新闻", "https://example.com/%E6%96%B0%E9%97%BB"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/?utm_source=x&id=7&fbclid=y", "https://example.com/?id=7"),
        ("https://example.com/a;jsessionid=12AB?sid=9&b=1", "https://example.com/a?b=1"),
        ("https://example.com/article.php?sid=7", "https://example.com/article.php?sid=7"),
        ("https://example.com/a.php?id=7&sid=9", "https://example.com/a.php?id=7"),
        ("https://example.com/a.php?sid=0a1b2c3d4e", "https://example.com/a.php"),
        ("https://example.com/?b=2&b=1", "https://example.com/?b=2&b=1"),
        ("https://example.com/?q=%C4%E3", "https://example.com/?q=%C4%E3"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("https://faß.de/", "https://xn--fa-hia.de/"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        (" \n https://example.com/a\tb \n", "https://example.com/ab"),
        ("https://example.com\\a\\b", "https://example.com/a/b"),
        ("https://example.com./x", "https://example.com/x"),
    ],
)
def test_normal_form(url: str, expected: str) -> None:
    assert normalize_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "mailto:a@example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "//example.com/x",
        "/relative",
        "http://",
        "http://exa mple.com/",
        "http://example..com/",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http://[::1",
        "http://" + "a" * 300 + ".com/",
        "https://example.com/" + "a" * MAX_URL,
        "http://\udcff.com/",
    ],
)
def test_what_is_no_address_gives_nothing(url: str) -> None:
    assert normalize_url(url) == canonical_url(url) == identity(url) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.com/news/index.html", "https://x.com/news/"),
        ("https://x.com/index.php?id=5", "https://x.com/index.php?id=5"),
        ("https://x.com/2024/05/a-long-headline-here/amp/", "https://x.com/2024/05/a-long-headline-here"),
        ("https://x.com/story-12345.amp.html", "https://x.com/story-12345.html"),
        ("https://x.com/amp/article/12345", "https://x.com/article/12345"),
        ("https://x.com/a/12345?outputType=amp", "https://x.com/a/12345"),
        ("https://x.com/hk/article/426426.html", "https://x.com/article/426426.html"),
        ("https://x.com/tw/article/426426.html", "https://x.com/article/426426.html"),
        ("https://x.com/article/426426.html?variant=zh-hant", "https://x.com/article/426426.html"),
        ("https://x.com/article/426426_2.html", "https://x.com/article/426426.html"),
        (
            "https://x.com/n1/2024/0505/c1001-40229999-2.html",
            "https://x.com/n1/2024/0505/c1001-40229999.html",
        ),
        ("https://x.com/article/426426.html?page=3", "https://x.com/article/426426.html"),
        ("https://x.com/article/426426/2", "https://x.com/article/426426/2"),
        ("https://x.com/article/426426.html/2", "https://x.com/article/426426.html"),
    ],
)
def test_editions_and_pages_fold(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/tw/2024/05-05/102.shtml",  # a section named Taiwan
        "https://x.com/tw/",
        "https://x.com/hk/",
        "https://x.com/category/keji?page=2",
        "https://x.com/list/12345?page=2",
        "https://x.com/list_2.html",
        "https://x.com/keji/index_2.html",
        "https://x.com/reviews/iphone-15.html",
        "https://x.com/2024-05-12.html",
        "https://x.com/202405/t20240505_12.html",
        "https://x.com/tag/12345?page=2",
    ],
)
def test_what_is_no_edition_stays(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://x.com/a/12345.html", "https://x.com/a/12345.html"),
        ("https://www.x.com/a/12345", "https://m.x.com/a/12345/"),
        ("https://x.com/a/12345.html", "https://x.com/a/12345.html?utm_campaign=1#c"),
        ("https://x.com/hk/article/12345_2.html", "https://x.com/sg/article/12345_3.html"),
        ("https://x.com/article/12345_1.html", "https://x.com/article/12345_2.html"),
        ("https://x.com//a//12345", "https://x.com/a/12345"),
        ("https://x.com/?a=1&b=2", "https://x.com/?b=2&a=1"),
    ],
)
def test_one_article_has_one_identity(one: str, other: str) -> None:
    assert identity(one) == identity(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.com/a?id=1", "https://x.com/a?id=2"),
        ("https://x.com/a/12345.html", "https://x.com/a/12346.html"),
        ("https://x.com/list?page=1", "https://x.com/list?page=2"),
        ("https://x.com:8080/a", "https://x.com:8081/a"),
        ("https://news.x.com/1", "https://sport.x.com/1"),
        ("https://x.com/A", "https://x.com/a"),
        ("https://m.com/a", "https://www.com/a"),
    ],
)
def test_different_pages_have_different_identities(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("https://x.com/a/12345.html", "https://x.com/a/12345.html"),
        ("https://www.x.com/b/12345-title.html", "https://www.x.com/b/12345-title.html"),
        ("https://elsewhere.com/a/12345.html", "https://m.x.com/a/12345.html"),
        ("https://x.com/", "https://m.x.com/a/12345.html"),
        ("", "https://m.x.com/a/12345.html"),
        ("not an address", "https://m.x.com/a/12345.html"),
        ("https://x.com/a/", "https://m.x.com/a/12345.html"),
    ],
)
def test_a_claimed_address_counts_only_when_plausible(declared: str, expected: str) -> None:
    assert choose_canonical("https://m.x.com/a/12345.html?from=app&utm_source=q", declared) in {
        expected,
        expected + "?from=app",
    }


def test_a_claim_that_drops_the_id_does_not_count() -> None:
    assert (
        choose_canonical("https://x.com/view?id=12345", "https://x.com/view") == "https://x.com/view?id=12345"
    )


@pytest.mark.parametrize(
    ("url", "hosts", "expected"),
    [
        ("https://a.x.com/1", ["x.com"], True),
        ("https://x.com/1", ["x.com"], True),
        ("https://notx.com/1", ["x.com"], False),
        ("https://x.com.evil.net/1", ["x.com"], False),
        ("https://x.com@evil.net/1", ["x.com"], False),
        ("http://127.0.0.1:8001/1", ["127.0.0.1:8001"], True),
        ("http://127.0.0.1:8002/1", ["127.0.0.1:8001"], False),
        ("http://127.0.0.1/1", ["127.0.0.1:8001"], False),
        ("http://localhost:8001/1", ["localhost:8001"], True),
        ("http://[::1]:8001/1", ["[::1]:8001"], True),
        ("file:///etc/passwd", ["x.com"], False),
        ("https://x.com/1", [], False),
    ],
)
def test_membership_of_a_site(url: str, hosts: list[str], expected: bool) -> None:
    assert same_site(url, hosts) is expected


def test_hosts_of_a_crawl_stand_for_their_domain_or_only_themselves() -> None:
    urls = [
        "https://news.a.com.cn/x",
        "http://127.0.0.1:8001/",
        "http://localhost:9/",
        "http://[::1]:7/",
        "nothing",
    ]
    assert site_hosts(urls) == ("a.com.cn", "127.0.0.1:8001", "localhost:9", "[::1]:7")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("news.x.com", "x.com"),
        ("a.b.x.co.uk", "x.co.uk"),
        ("www.x.gov.cn", "x.gov.cn"),
        ("www.x.sh.cn", "x.sh.cn"),
        ("x.com", "x.com"),
        ("co.uk", "co.uk"),
        ("www.x.io", "x.io"),
        ("10.0.0.1", "10.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_registrable_domain(host: str, expected: str) -> None:
    assert registrable_domain(host) == expected


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "0x7f000001", "2130706433", "0", "10.1.2.3", "192.168.0.1", "172.16.0.1"),
        *(
            "169.254.169.254",
            "[::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.1]",
            "[fc00::1]",
            "100.64.0.1",
            "224.0.0.1",
        ),
        *(
            "localhost",
            "intranet",
            "printer.local",
            "db.internal",
            "a.localhost",
            "http://127.0.0.1:8000/x",
            "",
        ),
    ],
)
def test_private_hosts_are_known_in_every_spelling(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", ["example.com", "8.8.8.8", "https://news.example.cn/a", "[2606:4700::1111]"])
def test_public_hosts_are_public(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/article/426426.html",
        "https://x.com/2024/05/05/a.html",
        "https://x.com/news/a-rather-long-slug-of-a-headline",
        "https://x.com/view?id=123456",
        "https://x.com/newsDetail_forward_4569900",
    ],
)
def test_shape_of_an_article(url: str) -> None:
    assert looks_like_article(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/",
        "https://x.com/keji/",
        "https://x.com/list/12345",
        "https://x.com/tag/a-b-c-d-e-f-g-h-i-j-k-l",
        "",
    ],
)
def test_shape_of_other_pages(url: str) -> None:
    assert not looks_like_article(url)


@pytest.mark.parametrize(
    ("url", "base", "number"),
    [
        ("https://x.com/a/12345_2.html", "https://x.com/a/12345", 2),
        ("https://x.com/a/12345.html", "https://x.com/a/12345", 1),
        ("https://x.com/list/page/3/", "https://x.com/list", 3),
        ("https://x.com/list?cat=1&page=4", "https://x.com/list?cat=1", 4),
        ("https://x.com/list?page=4&cat=1", "https://x.com/list?cat=1", 4),
        ("https://x.com/keji/index_2.html", "https://x.com/keji", 2),
        ("https://x.com/keji/", "https://x.com/keji", 1),
        ("https://x.com/keji/list_12.shtml", "https://x.com/keji", 12),
    ],
)
def test_page_numbers(url: str, base: str, number: int) -> None:
    assert split_page(url) == (base, number)


def test_a_page_number_can_be_changed() -> None:
    assert with_page("https://x.com/a/12345_2.html", 7) == "https://x.com/a/12345_7.html"


def test_relative_links_are_joined_and_normalised() -> None:
    assert join("https://x.com/a/b?c", "../d?utm_source=1#e") == "https://x.com/d"


def test_a_link_that_cannot_be_joined_gives_nothing() -> None:
    assert join("https://x.com/", "http://[") == ""


addresses = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["x.com", "www.X.com", "m.x.co.uk", "127.0.0.1:80", "例え.jp", "user:pw@x.com", "[::1]"]),
    st.text("/._-%20aA5页amp", max_size=30).map(lambda text: "/" + text),
    st.sampled_from(
        ["", "/hk/article/12345_2.html", "/amp/", "/index.html", "/12345.html/2", "/p/3", ";sid=1"]
    ),
    st.text("?&=abpage1utm_%/新", max_size=30).map(lambda text: "?" + text if text else ""),
    st.sampled_from(["", "#x", "#?a=b"]),
)


@given(addresses)
@example("http://x.com/hk/tw/sg/article/123456_2_3_4.html?page=2&amp=1")
def test_canonical_form_is_stable(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(addresses)
def test_normal_form_is_stable(url: str) -> None:
    once = normalize_url(url)
    assert normalize_url(once) == once


@given(addresses)
def test_identity_does_not_change_with_the_canonical_form(url: str) -> None:
    assert identity(canonical_url(url)) == identity(url)


@given(addresses)
def test_canonical_addresses_are_clean(url: str) -> None:
    canonical = canonical_url(url)
    assert "#" not in canonical
    assert "pw@" not in canonical
    assert canonical.isascii()
    assert canonical.startswith(("http://", "https://"))


@given(st.text(max_size=200) | st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_no_text_raises(text: str) -> None:
    for function in (normalize_url, canonical_url, identity, hostname, looks_like_article, is_private):
        function(text)
    same_site(text, [text, "x.com"])
    join("https://x.com/", text)
    split_page(with_page(text, 3))
    choose_canonical(text, text)
    site_hosts([text])
