from __future__ import annotations

import json

import pytest

from newsarchive.document import Document
from newsarchive.extraction.title import find_title
from newsarchive.extraction.wording import fold
from newsarchive.profile import GENERIC, Era, Profile


def titles(head: str = "", body: str = "", url: str = "") -> list[str]:
    page = f"<html><head>{head}</head><body>{body}<p>Some text of the article.</p></body></html>"
    return [found.value for found in find_title(Document(page, url), GENERIC)]


def title(head: str = "", body: str = "", url: str = "") -> str:
    return titles(head, body, url)[0]


def og(text: str, site: str = "") -> str:
    return f'<meta property="og:title" content="{text}"><meta property="og:site_name" content="{site}">'


def ld(headline: str) -> str:
    node = json.dumps({"@type": "NewsArticle", "headline": headline})
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    ("decorated", "site"),
    [
        ("Floods close the harbour | The Example", "The Example"),
        ("Floods close the harbour - The Example", "The Example"),
        ("Floods close the harbour – example.com", "Example"),
        ("Floods close the harbour - News - The Example", "The Example"),
        ("Floods close the harbour", "The Example"),
    ],
)
def test_the_sites_name_goes(decorated: str, site: str) -> None:
    nav = "<nav><a href='/n'>News</a></nav>"
    assert title(og(decorated, site), nav, "https://www.example.com/a") == "Floods close the harbour"


@pytest.mark.parametrize(
    "decorated",
    [
        "台风登陆后多地停课_新闻中心_示例网",
        "台风登陆后多地停课-国内-示例网",
        "台风登陆后多地停课-示例新闻网",
        "台风登陆后多地停课|台风|停课_示例网",
        "台风登陆后多地停课 示例市气象局附属台站",
        "台风登陆后多地停课——示例日报",
    ],
)
@pytest.mark.parametrize(
    "heading", ["<h1>台风登陆后多地停课</h1>", "<div class='t'>台风登陆后多地停课</div>"]
)
def test_chinese_suffix_chains_go(decorated: str, heading: str) -> None:
    assert title(f"<title>{decorated}</title>", heading) == "台风登陆后多地停课"


def test_chinese_suffixes_go_without_any_heading() -> None:
    assert title("<title>台风登陆后多地停课_新闻中心_示例网</title>") == "台风登陆后多地停课"


@pytest.mark.parametrize(
    "whole",
    ["Spider-Man returns - and wins", "1-0: a late goal", "Why? Because: A - B", "部长：将着力建设研究中心"],
)
def test_punctuation_of_the_headline_stays(whole: str) -> None:
    assert title(f"<title>{whole}</title>", f"<h1>{whole}</h1>") == whole


def test_a_wording_that_sources_share_beats_one_alone() -> None:
    head = "<title>Short form | Example</title>" + ld("The long and careful headline")
    assert title(head, "<h1>The long and careful headline</h1>") == "The long and careful headline"


def test_og_title_decides_where_it_is_whole() -> None:
    assert title(og("Minister resigns after vote") + ld("Minister resigns")) == "Minister resigns after vote"


def test_an_og_title_cut_at_a_quote_is_passed_over() -> None:
    heading = '<h1>男孩写"救命啊"纸团抛出窗外引来警察</h1>'
    assert title(og("男孩写"), heading) == '男孩写"救命啊"纸团抛出窗外引来警察'


def test_a_card_form_of_the_headline_is_passed_over() -> None:
    whole = "Ministers agree to a compromise on the budget after a night of talks in the capital"
    assert title(og("Budget compromise") + ld(whole)) == whole


def test_the_heading_that_fits_the_head_is_taken() -> None:
    assert title("<title>Rain stops play again</title>", "<h1>Sport</h1><h1>Rain stops play again</h1>") == (
        "Rain stops play again"
    )


def test_entities_escaped_twice_and_unseen_marks_go() -> None:
    assert title(ld("Ma&#8217;am\u00ad, we&amp;#39;re late")) == "Ma’am, we're late"


def test_a_page_without_any_title_gives_none() -> None:
    assert titles() == []


def test_a_declared_selector_comes_first() -> None:
    profile = Profile(key="x", eras=(Era(select={"title": ("h2.real",)}),))
    page = "<html><head><title>Other</title></head><body><h2 class='real'>Declared</h2></body></html>"
    found = next(find_title(Document(page), profile))
    assert (found.value, found.source) == ("Declared", "profile")


def test_folding_ignores_quotes_dashes_and_width() -> None:
    assert fold("“Ａ” – b\u00a0c") == fold('"a" - B C')


@pytest.mark.parametrize(
    ("site", "headline"),
    [("Tarn Valley Post", "Council approves two new bridges"), ("示例新闻网", "临川推行窗口改革")],
)
def test_a_heading_that_names_the_site_is_not_the_headline(site: str, headline: str) -> None:
    body = f'<header><h1><a href="/">{site}</a></h1></header><article><h1>{headline}</h1></article>'
    assert title(f"<title>{headline} – {site}</title>", body) == headline


def test_a_kicker_in_the_heading_is_left_out() -> None:
    html = (
        "<html><head><title>Floods close the old harbour - Daily Tide</title></head><body>"
        "<h1><span>Exclusive</span>Floods close the old harbour</h1></body></html>"
    )
    assert next(find_title(Document(html), GENERIC)).value == "Floods close the old harbour"


def test_a_blogs_own_name_before_its_headline() -> None:
    html = (
        "<html><head><title>Harbour Notes: Floods close the old harbour</title></head><body>"
        "<h3>Floods close the old harbour</h3></body></html>"
    )
    assert next(find_title(Document(html), GENERIC)).value == "Floods close the old harbour"


def test_a_declared_kicker_stays() -> None:
    html = (
        '<html><head><title>x</title><meta property="og:title" content="Kenya: Floods close the old harbour">'
        "</head><body><h1>Floods close the old harbour</h1></body></html>"
    )
    assert next(find_title(Document(html), GENERIC)).value == "Kenya: Floods close the old harbour"


def test_marks_that_join_letters_stay() -> None:
    html = "<html><body><h1>بازگشت قایق\u200cها به بندر</h1></body></html>"
    assert next(find_title(Document(html), GENERIC)).value == "بازگشت قایق\u200cها به بندر"
