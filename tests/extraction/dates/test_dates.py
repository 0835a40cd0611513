from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsarchive.document import Document
from newsarchive.extraction.dates.published import find_modified, find_published
from newsarchive.extraction.dates.zones import site_zone
from newsarchive.profile import GENERIC, Era, Profile

NOW = datetime(2024, 4, 24, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
PROSE = (
    "<p>"
    + "Here stands a paragraph of the article that goes on for a while and says what happened. " * 3
    + "</p>"
)


def page(
    head: str = "", masthead: str = "", lang: str = "en", title: str = "Floods close the harbour"
) -> str:
    return (
        f"<html lang='{lang}'><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{masthead}"
        f"{PROSE}{PROSE}</body></html>"
    )


def published(html: str, url: str = "", profile: Profile = GENERIC) -> str | None:
    found = next(find_published(Document(html, url), profile, NOW), None)
    return found.value.iso if found else None


def source(html: str, url: str = "") -> str:
    return next(find_published(Document(html, url), GENERIC, NOW)).source


def ld(**values: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | values)}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


CHINESE = {"lang": "zh-CN", "title": "台风登陆后多地停课"}


def test_jsonld_comes_before_meta() -> None:
    head = meta("article:published_time", "2024-04-02T08:00:00Z") + ld(datePublished="2024-04-01T08:00:00Z")
    assert published(page(head)) == "2024-04-01T08:00:00+00:00"


@pytest.mark.parametrize(
    "name",
    [
        "article:published_time",
        "datePublished",
        "pubdate",
        "parsely-pub-date",
        "DC.date.issued",
        "weibo: article:create_at",
    ],
)
def test_meta_names(name: str) -> None:
    assert published(page(meta(name, "2024-04-01T08:00:00+02:00"))) == "2024-04-01T08:00:00+02:00"


def test_only_the_day_where_the_page_tells_only_the_day() -> None:
    assert published(page(ld(datePublished="2024-04-01"))) == "2024-04-01"


def test_a_day_gives_way_to_the_same_day_with_time() -> None:
    head = ld(datePublished="2024-04-01") + meta("article:published_time", "2024-04-01T08:00:00Z")
    assert published(page(head)) == "2024-04-01T08:00:00+00:00"


def test_the_printed_time_beats_the_systems_on_chinese_pages() -> None:
    head = meta("article:published_time", "2024-04-01T19:56:29+08:00")
    shown = "<div class='info'>2024年04月01日 19:55 示例社</div>"
    assert published(page(head, shown, **CHINESE)) == "2024-04-01T19:55:00+08:00"


def test_a_meta_time_hours_off_gives_way_to_the_printed_one() -> None:
    head = meta("article:published_time", "2024-04-01T19:55:00Z")
    shown = "<div>2024-04-01 19:55</div>"
    assert published(page(head, shown, **CHINESE)) == "2024-04-01T19:55:00+08:00"


def test_the_printed_minute_takes_its_seconds_from_the_system() -> None:
    head = meta("article:published_time", "2024-04-01T19:55:29+08:00")
    assert published(page(head, "<div>2024-04-01 19:55</div>", **CHINESE)) == "2024-04-01T19:55:29+08:00"


def test_a_printed_day_does_not_take_the_time_away() -> None:
    head = meta("pubdate", "2024-04-01 09:53")
    assert published(page(head, "<div>发布日期：2024-04-01</div>", **CHINESE)) == "2024-04-01T09:53:00+08:00"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发布时间：2024-04-01 19:55 来源：示例社", "2024-04-01T19:55:00+08:00"),
        ("民國113年4月1日", "2024-04-01"),
        ("3小时前", "2024-04-24T07:00:00+08:00"),
        ("昨天 14:05", "2024-04-23T14:05:00+08:00"),
        ("2024年04月03日 星期三 10:00", "2024-04-03T10:00:00+08:00"),
        ("2024年4月3日（周三）10:00", "2024-04-03T10:00:00+08:00"),
        ("2024-04-03 HKT 10:00", "2024-04-03T10:00:00+08:00"),
        ("首发：2024-04-03 10:00　更新：2024-04-04 09:00", "2024-04-03T10:00:00+08:00"),
        ("更新时间：2024-04-03 10:00", None),
        ("更新：2024-04-03 10:00 发布：2024-04-01 09:00", "2024-04-01T09:00:00+08:00"),
    ],
)
def test_lines_below_the_headline(line: str, expected: str | None) -> None:
    assert published(page("", f"<div>{line}</div>", **CHINESE)) == expected


def test_relative_forms_need_the_time_of_fetching() -> None:
    html = page("", "<div>3小时前</div>", **CHINESE)
    assert next(find_published(Document(html), GENERIC, None), None) is None


def test_dates_of_prose_and_captions_are_not_the_articles() -> None:
    picture = "<figure><figcaption>The port, 3 May 2021</figcaption></figure>"
    shown = "<p>The war began on 24 February 2022.</p>" + picture
    assert published(page("", shown)) is None


@pytest.mark.parametrize(
    "script",
    ['var d={"publish_time":"2024-04-01 10:20:30"}', 'var ct = "1711938030";', '{"pubDate":1711938030000}'],
)
def test_dates_that_only_a_script_holds(script: str) -> None:
    assert published(page(f"<script>{script}</script>", **CHINESE)) == "2024-04-01T10:20:30+08:00"


def test_the_address_is_the_last_resort() -> None:
    url = "https://example.cn/2024-04/01/c_1.htm"
    assert (published(page(), url), source(page(), url)) == ("2024-04-01", "url")
    assert published(page(ld(datePublished="2024-03-31")), url) == "2024-03-31"


@pytest.mark.parametrize(
    ("url", "lang", "profile", "expected"),
    [
        ("https://example.de/a", "de", GENERIC, "2024-07-01T08:00:00+02:00"),
        ("https://example.com/a", "ja", GENERIC, "2024-07-01T08:00:00+09:00"),
        ("https://example.com/a", "zh-TW", GENERIC, "2024-07-01T08:00:00+08:00"),
        ("https://example.com/a", "en", GENERIC, "2024-07-01T08:00:00+00:00"),
        ("https://example.com/a", "en", Profile(timezone="America/New_York"), "2024-07-01T08:00:00-04:00"),
        ("https://example.com/a", "en", Profile(timezone="+05:30"), "2024-07-01T08:00:00+05:30"),
    ],
)
def test_the_sites_zone_where_none_is_given(url: str, lang: str, profile: Profile, expected: str) -> None:
    assert published(page(ld(datePublished="2024-07-01T08:00:00"), lang=lang), url, profile) == expected


def test_other_times_of_the_page_tell_its_zone() -> None:
    html = page(ld(datePublished="2024-07-01T08:00:00", dateModified="2024-07-01T09:00:00-03:00"))
    assert published(html) == "2024-07-01T08:00:00-03:00"


def test_how_the_zone_is_known_is_told() -> None:
    assert site_zone(Document(page(**CHINESE)), GENERIC)[1] == "country"
    assert source(page(ld(datePublished="2024-07-01T08:00:00"))) == "json-ld:datePublished (zone: none)"


def test_the_pages_own_words_are_kept() -> None:
    found = next(
        find_published(Document(page("", "<div>2024年4月1日 9:05 示例社</div>", **CHINESE)), GENERIC)
    )
    assert found.value.raw == "2024年4月1日 9:05"


def test_the_last_change() -> None:
    head = ld(datePublished="2024-04-01T08:00:00Z", dateModified="2024-04-02T08:00:00Z")
    found = next(find_modified(Document(page(head)), GENERIC))
    assert (found.value.iso, found.source) == ("2024-04-02T08:00:00+00:00", "json-ld:dateModified")


def test_a_printed_change() -> None:
    html = page("", "<div>2024-04-01 10:00</div><div>最后更新: 2024-04-03 15:14:21</div>", **CHINESE)
    assert next(find_modified(Document(html), GENERIC)).value.iso == "2024-04-03T15:14:21+08:00"


def test_a_declared_selector_comes_first() -> None:
    profile = Profile(key="x", timezone="Asia/Shanghai", eras=(Era(select={"published": (".when",)}),))
    html = page(ld(datePublished="2024-01-01"), "<span class='when'>2024-04-01 10:00</span>")
    assert published(html, profile=profile) == "2024-04-01T10:00:00+08:00"


def test_a_page_without_dates_gives_none() -> None:
    assert published(page()) is None


def test_a_scripts_time_beats_yesterday() -> None:
    page = (
        "<html><head><title>示例标题在这里</title></head><body><h1>示例标题在这里</h1><p>昨天</p>"
        "<script>var publish_time = '2024-03-05 08:30:00';</script>"
        "<p>正文第一段，说明事情的经过和背景，字数足够长。</p></body></html>"
    )
    fetched = datetime(2026, 1, 9, 12, tzinfo=UTC)
    found = next(find_published(Document(page), GENERIC, fetched))
    assert found.value.iso.startswith("2024-03-05T08:30:00")


def test_the_zone_of_the_press_where_a_country_has_several() -> None:
    html = page("<p>5 апреля 2023, 14:30</p>")
    assert published(html, url="https://example.ru/1") == "2023-04-05T14:30:00+03:00"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<div>2024/04/02 09:15 更新</div>", None),
        ("<div>آخر تحديث: 7/4/2024 12:30</div>", None),
        ("<div>Обновлено 02.04.2024 09:15</div>", None),
        ("<div>13:23, 4 Apr 2024 | UPDATED 20:49, 5 Apr 2024</div>", "2024-04-04T13:23:00+00:00"),
        ("<div><span>Published On 16/4/2024</span><span>16/4/2024</span></div>", "2024-04-16"),
    ],
)
def test_a_change_is_no_publication(line: str, expected: str | None) -> None:
    assert published(page(masthead=line)) == expected


def test_the_time_element_tells_the_time_of_the_day_shown() -> None:
    line = (
        '<div>Posted on <time class="entry-date published" datetime="2024-04-02T08:12:33+02:00">April 2, 2024'
        '</time><time class="updated" datetime="2024-04-03T09:00:00+02:00">April 3, 2024</time></div>'
    )
    assert published(page(masthead=line)) == "2024-04-02T08:12:33+02:00"


def test_the_dateline_of_a_press_release() -> None:
    body = f"<p>BREMEN, Germany, April 2, 2024 /PRNewswire/ -- {PROSE}</p>"
    assert published(page(masthead=body)) == "2024-04-02"


def test_a_date_in_the_footer_is_the_imprints() -> None:
    html = page().replace("</body>", "<footer><div>Date of registration: 1996-03-08</div></footer></body>")
    assert source(html + "<div>2024-04-02</div>") == "line"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("id", "2024-04-02T09:15:00+07:00"), ("en-MY", "2024-04-02T09:15:00+08:00")],
)
def test_language_and_region_tell_the_zone(lang: str, expected: str) -> None:
    assert published(page(masthead="<div>2024-04-02 09:15</div>", lang=lang)) == expected
