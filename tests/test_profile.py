"""Profiles: strict about what is written in them, lenient about what is not."""

from __future__ import annotations

import pickle
from datetime import date
from typing import TYPE_CHECKING

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import ProfileError
from newsarchive.profile import (
    GENERIC,
    bundled_profiles,
    load_profile,
    parse_profile,
    profile_for,
    select_text,
)

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
key = "daily"
name = "The Daily"
hosts = ["daily.example", "static.daily.example:8080"]
start = ["https://daily.example/"]
timezone = "Asia/Shanghai"
language = "zh-Hans"
delay = 2
render = true
article_urls = ['/article/\\d+']
listing_urls = '/category/'
ignore_urls = ['/login']
boilerplate = ['^欢迎阅读']

[[category]]
name = "科技"
url = "/category/keji"

[select]
title = ["h1.new", "h1.title"]
body = "//div[@id='text']/p"

[[hot_list]]
name = "热榜"
entries = ".hot li"
title = "a::text"
url = "a::attr(href)"

[[era]]
until = 2020-06-30
[era.select]
title = ".old-title"

[[era]]
until = 2022-12-31
select.title = ".middle-title"
"""


@pytest.fixture
def full() -> object:
    return parse_profile(FULL, "daily.toml")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "daily"),
        ("name", "The Daily"),
        ("hosts", ("daily.example", "static.daily.example:8080")),
        ("start", ("https://daily.example/",)),
        ("timezone", "Asia/Shanghai"),
        ("language", "zh-Hans"),
        ("delay", 2.0),
        ("render", True),
        ("categories", (("科技", "/category/keji"),)),
    ],
)
def test_declared_values(full: object, name: str, value: object) -> None:
    assert getattr(full, name) == value


def test_an_empty_profile_takes_its_key_from_the_file() -> None:
    profile = parse_profile("", "folder/my-site.toml")
    assert (profile.key, profile.name, profile.hosts, profile.eras) == ("my-site", "my-site", (), ())


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://daily.example/article/12", "article"),
        ("https://daily.example/category/x", "listing"),
        ("https://daily.example/login?next=/article/12", "ignore"),
        ("https://daily.example/about", None),
    ],
)
def test_addresses_are_told_by_their_patterns(url: str, kind: str | None) -> None:
    assert parse_profile(FULL, "daily.toml").classify_url(url) == kind


def page(markup: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(f"<html><body>{markup}</body></html>")


def test_first_selector_that_answers_wins() -> None:
    profile = parse_profile(FULL, "daily.toml")
    assert profile.select(page("<h1 class=title> Eine \n Zeile </h1>"), "title") == ["Eine Zeile"]


def test_xpath_and_css_both_select() -> None:
    profile = parse_profile(FULL, "daily.toml")
    assert profile.select(page("<div id=text><p>a</p><p></p><p>b</p></div>"), "body") == ["a", "b"]


def test_closed_eras_are_tried_newest_first() -> None:
    profile = parse_profile(FULL, "daily.toml")
    both = page("<p class=old-title>old</p><p class=middle-title>middle</p>")
    assert profile.select(both, "title") == ["middle"]


def test_a_day_leaves_out_the_eras_closed_before_it() -> None:
    profile = parse_profile(FULL, "daily.toml")
    both = page("<p class=old-title>old</p><p class=middle-title>middle</p>")
    assert profile.select(both, "title", on=date(2023, 1, 1)) == []


def test_a_miss_can_be_told_from_silence() -> None:
    profile = parse_profile(FULL, "daily.toml")
    empty = page("<p>x</p>")
    assert (profile.declares("title"), profile.select(empty, "title")) == (True, [])
    assert (profile.declares("tags"), profile.select(empty, "tags")) == (False, [])


def test_elements_are_given_too() -> None:
    profile = parse_profile(FULL, "daily.toml")
    (element,) = profile.select_elements(page("<h1 class=new>x</h1>"), "title")
    assert element.tag == "h1"


def test_attributes_and_texts_can_be_selected() -> None:
    assert select_text(page("<a href='/x' title=''>text</a>"), "a::attr(href)") == "/x"
    assert select_text(page("<a href='/x'> text </a>"), "a::text") == "text"
    assert select_text(page("<a href='/x'>text</a>"), "//a/@href") == "/x"
    assert select_text(page(""), "a::text") == ""


def test_boilerplate() -> None:
    profile = parse_profile(FULL, "daily.toml")
    assert profile.is_boilerplate("欢迎阅读本报")
    assert not profile.is_boilerplate("本报欢迎阅读")


def test_digest_changes_with_the_text() -> None:
    assert parse_profile(FULL, "a.toml").digest != parse_profile(FULL + "\n", "a.toml").digest != ""


def test_profiles_can_be_sent_to_other_processes() -> None:
    profile = parse_profile(FULL, "daily.toml")
    assert pickle.loads(pickle.dumps(profile)) == profile


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nme = 'x'", "site.toml:1: nme: unknown key; did you mean 'name'?"),
        ("\n[select]\ntitel = 'h1'", "site.toml:3: titel: unknown key in [select]; did you mean 'title'?"),
        ("[[era]]\nuntil = 2020-01-01\nfrom = 2019-01-01", "site.toml:3: from: unknown key in [era]"),
        ("[[hot_list]]\nentries = 'li'\nrank = 'b'", "site.toml:3: rank: unknown key in [hot_list]"),
        ("[[category]]\nname = 'x'", "site.toml:1: category: a [[category]] needs `name` and `url`"),
        ("key = 'No Spaces'", "site.toml:1: key: 'No Spaces' must be"),
        ("name = ''", "site.toml:1: name: must be a text that is not empty"),
        ("name = 5", "site.toml:1: name: must be a text"),
        ("hosts = ['https://x.com']", "site.toml:1: hosts: 'https://x.com' is no host name"),
        ("hosts = 5", "site.toml:1: hosts: must be a text or a list of texts"),
        ("start = ['x.com']", "site.toml:1: start: 'x.com' is no http(s) address"),
        ("timezone = 'Mars/Base'", "site.toml:1: timezone: 'Mars/Base' is no IANA time zone"),
        ("timezone = '../../etc/passwd'", "site.toml:1: timezone:"),
        ("language = 'chinese'", "site.toml:1: language: 'chinese' is no BCP 47 tag"),
        ("delay = -1", "site.toml:1: delay: must be seconds between 0 and 3600"),
        ("delay = true", "site.toml:1: delay: must be seconds"),
        ("delay = nan", "site.toml:1: delay: must be seconds"),
        ("render = 'yes'", "site.toml:1: render: must be true or false"),
        ("boilerplate = ['(']", "site.toml:1: boilerplate: '(' is no regular expression"),
        ("article_urls = ['.*']", "site.toml:1: article_urls: '.*' matches everything"),
        ("[select]\ntitle = 'h1['", "site.toml:2: title: 'h1[' is neither CSS nor XPath"),
        ("[select]\ntitle = '//h1['", "site.toml:2: title: '//h1[' is neither CSS nor XPath"),
        ("select = 'h1'", "site.toml:1: select: must be a table of selectors"),
        ("[[era]]\n[era.select]\ntitle = 'h1'", "site.toml:1: era: an [[era]] needs `until = YYYY-MM-DD`"),
        ("[[era]]\nuntil = '2020'", "site.toml:2: until: an [[era]] needs"),
        ("[era]\nuntil = 2020-01-01", "site.toml:1: era: must be written as [[era]]"),
        ("[[hot_list]]\nname = 'x'", "site.toml:1: hot_list: a [[hot_list]] needs `entries`"),
        ("key = ", "site.toml: Invalid value"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ProfileError) as error:
        parse_profile(text, "site.toml")
    assert str(error.value).startswith(message)


def test_two_eras_must_not_end_on_one_day() -> None:
    era = "[[era]]\nuntil = 2020-01-01\nselect.title = 'h1'\n"
    with pytest.raises(ProfileError, match="same day"):
        parse_profile(era + era, "site.toml")


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "daily.toml"
    path.write_text(FULL, encoding="utf-8")
    assert load_profile(str(path)) == parse_profile(FULL, "daily.toml")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"none\.toml: cannot be read as a profile: No such file"):
        load_profile(str(tmp_path / "none.toml"))


def test_a_file_of_other_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_profile(str(path))


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(ProfileError, match=r"no bundled profile 'nosuch' \(known: .*dakule"):
        load_profile("nosuch")


def test_bundled_profiles_are_right_and_known_by_their_file() -> None:
    assert {key: profile.key for key, profile in bundled_profiles().items()} == {
        key: key for key in bundled_profiles()
    }
    assert "dakule" in bundled_profiles()


def test_a_site_without_a_profile_has_the_empty_one() -> None:
    assert profile_for("https://unknown.example/") is GENERIC
    assert profile_for("nonsense") is GENERIC


def test_bundled_lead_in_is_recognised() -> None:
    profile = load_profile("dakule")
    assert profile.is_boilerplate("今天小编分享的科技经验：潮汐发电站并网一周年，欢迎阅读。")
    assert not profile.is_boilerplate("他今天小编分享的科技经验里说，潮汐发电站并网一周年。")


@given(st.text(max_size=80))
def test_any_text_is_a_profile_or_a_profile_error(text: str) -> None:
    try:
        parse_profile(text, "site.toml")
    except ProfileError as error:
        assert str(error).startswith("site.toml")  # noqa: PT017 - either way is right
