from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsarchive import extract
from newsarchive.document import Document
from newsarchive.extraction import extract_document
from newsarchive.extraction.content.boilerplate import is_boilerplate
from newsarchive.extraction.sitestats import SiteStats
from newsarchive.profile import GENERIC

if TYPE_CHECKING:
    from newsarchive.model import Extraction

PAGE = Path(__file__).parents[2] / "pages" / "portal" / "article.html"
SENTENCE = (
    "The council met on Tuesday evening, and after three hours of talks, it agreed on the plan number {}."
)


@pytest.fixture(scope="module")
def record() -> Extraction:
    document = Document(PAGE.read_bytes(), "https://portal.example/article/7.html")
    return extract_document(document, GENERIC, explain=True, markdown=True)


@pytest.fixture(scope="module")
def lines(record: Extraction) -> list[str]:
    return record.article.body.split("\n")


def page(*parts: str, head: str = "") -> Document:
    return Document(f"<html><head>{head}</head><body>{''.join(parts)}</body></html>")


def body_of(document: Document, **options: object) -> list[str]:
    return extract_document(document, GENERIC, **options).article.body.split("\n")  # type: ignore[arg-type]


def paragraphs(count: int, start: int = 0) -> str:
    return "".join(f"<p>{SENTENCE.format(start + i)}</p>" for i in range(count))


def test_the_lead_in_goes(lines: list[str]) -> None:
    assert lines[0].startswith("自本周一起")


def test_the_last_paragraph_is_the_articles(lines: list[str]) -> None:
    assert lines[-1].startswith("试行期为半年")


def test_subheadings_stay(lines: list[str]) -> None:
    assert "为什么是这三条" in lines


def test_lists_stay_an_item_a_line(lines: list[str]) -> None:
    assert "一号线：北站至大学城，全程二十二站；" in lines
    assert "六号线：南站至中心医院，全程十五站。" in lines


def test_quotes_stay(lines: list[str]) -> None:
    assert any(line.startswith("“以前我得走四十分钟") for line in lines)


def test_table_rows_are_lines(lines: list[str]) -> None:
    assert "一号线 凌晨一点" in lines


@pytest.mark.parametrize(
    "words", ["分享到", "免责声明", "相关阅读", "终于等到了", "版权所有", "图片来源", "小编"]
)
def test_what_is_not_the_articles_goes(lines: list[str], words: str) -> None:
    assert not any(words in line for line in lines)


def test_removals_tell_why(record: Extraction) -> None:
    reasons = {removal.text[:4]: removal.reason for removal in record.removed}
    assert reasons["今天小编"] == "boilerplate"


def test_candidates_are_listed_winner_first() -> None:
    head = "<title>Town buys a bridge - Times</title><meta property=og:title content='A bridge is bought'>"
    document = page("<h1>Town buys an old bridge</h1>", paragraphs(4), head=head)
    record = extract_document(document, GENERIC, explain=True)
    titles = [candidate.value for candidate in record.candidates if candidate.field == "title"]
    assert titles[0] == record.article.title
    assert len(titles) > 1


def test_each_field_names_its_source(record: Extraction) -> None:
    assert {"title", "body", "published", "language"} <= set(record.article.provenance)


def test_explanations_are_only_made_when_asked_for() -> None:
    plain = extract_document(Document(PAGE.read_bytes()), GENERIC)
    assert (plain.candidates, plain.removed, plain.markdown) == ((), (), "")


def test_pictures_are_placed_by_the_paragraphs_before_them(record: Extraction) -> None:
    assert [(image.url, image.position) for image in record.article.images] == [
        ("https://portal.example/upload/bus.jpg", 0)
    ]


@pytest.mark.parametrize(
    "part",
    [
        "# 山城试行夜间公交专线，末班延至凌晨一点",
        "\n## 为什么是这三条\n",
        "\n- 一号线：北站至大学城，全程二十二站；\n- 六号线",
        "\n> “以前我得走",
        "](https://portal.example/upload/bus.jpg)",
    ],
)
def test_markdown_keeps_the_form(record: Extraction, part: str) -> None:
    assert part in record.markdown


def test_markdown_puts_links_back() -> None:
    document = page(
        "<h1>Title of it</h1>",
        paragraphs(3),
        "<p>It said so <a href='https://a.example/x'>in May</a>, and ",
        SENTENCE,
        "</p>",
    )
    text = extract_document(document, GENERIC, markdown=True).markdown
    assert "[in May](https://a.example/x)" in text


def test_line_breaks_part_paragraphs() -> None:
    document = page("<h1>T</h1><div>", "<br><br>".join(SENTENCE.format(i) for i in range(4)), "</div>")
    assert body_of(document) == [SENTENCE.format(i) for i in range(4)]


def test_comments_longer_than_the_article_stay_out() -> None:
    comments = "".join(f"<div class=comment><p>{SENTENCE.format(100 + i) * 2}</p></div>" for i in range(6))
    document = page(
        "<h1>News</h1><div class=article>", paragraphs(3), "</div><div class=comments>", comments, "</div>"
    )
    assert body_of(document) == [SENTENCE.format(i) for i in range(3)]


def test_hidden_text_behind_an_article_stays_out() -> None:
    spam = f"<div style='display: none'>{paragraphs(200, 500)}</div>"
    document = page("<h1>News</h1><div class=article>", paragraphs(80), "</div>", spam)
    assert len(body_of(document)) == 80


def test_a_consent_manager_is_no_article() -> None:
    document = page(
        "<h1>News</h1><article>",
        paragraphs(3),
        "</article><div id=onetrust-consent-sdk>",
        paragraphs(9, 50),
        "</div>",
    )
    assert body_of(document) == [SENTENCE.format(i) for i in range(3)]


def test_read_more_paragraphs_stay_out() -> None:
    more = "<p>READ MORE: <a href=/x>The council met before, and this is what it said</a></p>"
    document = page("<h1>News</h1><article>", paragraphs(3), more, paragraphs(3, 3), "</article>")
    assert body_of(document) == [SENTENCE.format(i) for i in range(6)]


def test_text_that_repeats_across_the_site_stays_out() -> None:
    slogan = "The Example Times has told the town what it needs to know, every day, since the year 1921."
    stats = SiteStats()
    for number in range(8):
        stats.add([slogan, SENTENCE.format("x" * number)])
    document = page("<h1>News</h1><article>", paragraphs(4), f"<p>{slogan}</p>", "</article>")
    assert slogan in body_of(document)
    assert slogan not in body_of(document, site=stats)


def test_few_pages_say_nothing_about_a_site() -> None:
    stats = SiteStats()
    for _ in range(4):
        stats.add(["the same"])
    assert not stats.is_boilerplate("the same")


def test_an_article_that_only_scripts_hold_is_read() -> None:
    text = "".join(f"<p>{SENTENCE.format(i)}</p>" for i in range(8)).replace("/", "\\/")
    document = page('<script>window.state = {"id": 5, "body": "', text, '"}</script><p>Please wait</p>')
    record = extract_document(document, GENERIC)
    assert record.article.body.split("\n") == [SENTENCE.format(i) for i in range(8)]
    assert record.article.provenance["body"] == "script data"


@pytest.mark.parametrize(
    "line",
    [
        "扫描下方二维码关注公众号",
        "原标题：某某",
        "Sign up for our newsletter",
        "© 2024 Example",
        "Read more: this",
        "Published 2 June 2019",
        "Publié le 5 avril 2023 à 14h30",
        "广告声明：文内含有的对外跳转链接仅供参考。",
        "《 每日新报 》（ 2021年07月15日 07 版）",
        "感谢网友 海鸥 的线索投递！",
        "請繼續往下閱讀...",
        "저작권자 ⓒ 한빛일보, 무단전재 및 재배포 금지",
        "平台声明：以上内容由用户上传。",
        "本内容为作者独立观点，不代表本站立场。",
        "If you buy something using links in our stories, we may earn a commission.",
        "Читайте также: Порт открыт",
        "اقرأ أيضا",
        "Northern Isles Press. All rights reserved.",
    ],
)
def test_appeals_and_notices_are_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "他扫了一眼窗外，没有说话。",
        "Signs of spring were few that year.",
        "Copyrights matter to authors.",
        "《白鹿原》（1993年）是他最好的小说。",
        "感谢大家的到来，市长说。",
        "If you buy a house here, bring a boat.",
        "Published by a house in Leeds, the book sold well.",
        "Posted to Malta in 1941, he never came home.",
    ],
)
def test_sentences_are_not(line: str) -> None:
    assert not is_boilerplate(line)


def test_a_poem_of_short_lines_keeps_every_line() -> None:
    lines = ["山里下了雨", "石阶都湿了", "卖伞的人", "还没有来", "钟响过三遍", "我们", "才慢慢下山"]
    poem = page(f"<h1>下山</h1><div>{'<br>'.join(lines)}</div>")
    assert extract_document(poem, GENERIC).article.body == "\n".join(lines)


def test_script_full_of_escaped_quotes_is_read_in_one_pass() -> None:
    # Each mark begins a string without an end: searched for one by one this takes minutes.
    escaped = chr(92) + chr(34) + "a"
    page = '<h1>Hello there</h1><script>{"x":"' + escaped * 240_000 + "</script>"
    assert "error" not in extract(page).article.provenance


def test_article_in_a_script_between_many_short_strings() -> None:
    sentence = "The council met on Monday, and it agreed on the budget. "
    data = '{"a":"b","c":"d' + chr(92) + '"e"}' * 500
    page = f'<div id="app"></div><script>{data}{{"text":"{sentence * 20}"}}</script>'
    assert extract(page).article.body == (sentence * 20).strip()


def test_code_in_an_article_keeps_its_lines() -> None:
    code = "<pre><code>def harbour(ships):\n    if ships {\n        return 1\n    }\n</code></pre>"
    text = f"<h1>How the harbour counts</h1><article>{paragraphs(3)}{code}{paragraphs(3)}</article>"
    body = extract_document(page(text), GENERIC).article.body.split("\n")
    assert body[3:7] == ["def harbour(ships):", "if ships {", "return 1", "}"]
    assert len(body) == 10


def test_preformatted_text_is_parted_at_blank_lines() -> None:
    lines = SENTENCE.format(1).replace(", and", ",\nand")
    text = f"<h1>News of the wire</h1><pre>{lines}\n \n{lines}\n\n{lines}</pre>"
    body = extract_document(page(text), GENERIC).article.body
    assert body.split("\n") == [SENTENCE.format(1)] * 3
