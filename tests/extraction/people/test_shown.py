from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.people.byline import find_byline
from newsarchive.extraction.people.notices import find_notices
from newsarchive.profile import GENERIC

PROSE = (
    "<p>"
    + "Here stands a paragraph of the article that goes on for a while and says what happened. " * 3
    + "</p>"
)
HAN = "<p>" + "会议昨天在当地举行，与会者讨论了明年的安排，并听取了各方面的意见和建议。" * 6 + "</p>"


def page(line: str, lang: str = "en", title: str = "Floods close the harbour", after: str = "") -> Document:
    prose = PROSE if title.isascii() else HAN
    return Document(
        f"<html lang={lang}><head><title>{title}</title></head><body><h1>{title}</h1>{line}{prose * 2}{after}"
        "</body></html>",
        "https://news.example/a/1",
    )


def authors(
    line: str, lang: str = "en", title: str = "Floods close the harbour", after: str = ""
) -> list[str]:
    document = page(line, lang, title, after)
    found = find_byline(document, GENERIC, find_notices(document.blocks, document)).authors
    return list(found.value) if found else []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('<div><a href="/autor/juan/">Juan Pérez</a></div>', ["Juan Pérez"]),
        ('<ul><li><a href="/forfatter/ola-berg">Ola Berg</a></li></ul>', ["Ola Berg"]),
        ("<address>Ana Lima and Bo Ek</address><div>2 April 2024</div>", ["Ana Lima", "Bo Ek"]),
        ("<div>Ana Lima</div><div>2 April 2024</div>", ["Ana Lima"]),
        ("<div><span>Ana Lima</span><span>Published 4 months ago</span></div>", ["Ana Lima"]),
        ("<div>Ana Lima24.04.2024, 19:35</div>", ["Ana Lima"]),
        ('<div class="author"><a href="/x">Ana Lima</a><span>Travel Writer</span></div>', ["Ana Lima"]),
        ('<div class="byline"><span>Ana Lima</span><span>Bo van Ek</span></div>', ["Ana Lima", "Bo van Ek"]),
        ("<div>By Ana Lima and Bo Ek (Brest, on the quay)</div>", ["Ana Lima", "Bo Ek"]),
        ("<div><span>By</span><span>Ana Lima</span></div>", ["Ana Lima"]),
        ("<div>By Ana Lima Associated Press</div>", ["Ana Lima"]),
        ("<div>Submitted by Ana Lima on 6 May 2024</div>", ["Ana Lima"]),
        ("<div>By Ana Lima Edited By: Bo Ek Publish Date: 06 May 2024</div>", ["Ana Lima"]),
        ("<div>Middle East</div><div>2 April 2024</div>", []),
        ('<div><a href="/climate-policy">Green Deal</a></div><div>2 April 2024</div>', []),
        ("<div>Ana Lima</div>", []),
    ],
)
def test_lines_below_the_headline(line: str, expected: list[str]) -> None:
    assert authors(line) == expected


def test_a_german_kicker_has_the_shape_of_a_name() -> None:
    assert authors("<div>Bei Protesten</div><div>2. April 2024</div>", lang="de") == []


def test_words_without_capitals_are_no_lone_names() -> None:
    assert authors("<div>آخر الأخبار</div><div>2024-04-02</div>", lang="ar") == []


@pytest.mark.parametrize(
    ("label", "lang", "name"),
    [
        ("Συντάκτης: Μαρία Παπαδοπούλου", "el", "Μαρία Παπαδοπούλου"),
        ("كتب: أحمد سالم", "ar", "أحمد سالم"),
        ("Penulis: Budi Santoso", "id", "Budi Santoso"),
        ("Авторы: Иван Петров", "ru", "Иван Петров"),
    ],
)
def test_leads_of_many_languages(label: str, lang: str, name: str) -> None:
    assert authors(f"<div>{label}</div>", lang=lang) == [name]


def test_reporters_of_the_korean_press_below_the_body() -> None:
    after = "<div>부산 김철수 기자 kim@news.example</div>"
    assert authors("", lang="ko", title="해안에 강풍", after=after) == ["김철수"]


@pytest.mark.parametrize(
    ("line", "lang", "title", "names"),
    [
        ("【山田太郎】", "ja", "沿岸で強い風", ["山田太郎"]),
        ("文山/李京（综合报道）", "zh", "台风登陆后多地停课", ["文山", "李京"]),
        ("김철수 기자 kim@news.example", "ko", "해안에 강풍", ["김철수"]),
    ],
)
def test_signatures_at_the_end(line: str, lang: str, title: str, names: list[str]) -> None:
    assert authors("", lang=lang, title=title, after=f"<p>{line}</p>") == names


@pytest.mark.parametrize(
    "line", ["【関連記事】", "(综合整理自海港日报、渔业周刊等)", "（实习生王某某对此文亦有贡献）"]
)
def test_no_names_in_notes(line: str) -> None:
    document = page("", "ja", "沿岸で強い風が吹く", f"<p>{line}</p>")
    assert find_notices(document.blocks, document).authors == ()


def test_acknowledgements_leave_the_body() -> None:
    document = page("", "zh", "台风登陆后多地停课", "<p>（实习生王某某对此文亦有贡献）</p>")
    claimed = find_notices(document.blocks, document).claimed
    assert [document.blocks[index].text for index in claimed] == ["（实习生王某某对此文亦有贡献）"]


def test_the_editor_however_far_below_the_body() -> None:
    after = "<p>评论很多。</p>" * 40 + "<div>责任编辑：李某</div>"
    document = page("", "zh", "台风登陆后多地停课", after)
    found = find_byline(document, GENERIC, find_notices([], document)).editor
    assert found is not None
    assert found.value == "李某"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("<div><span>2019-10-23 09:05</span><span>海港电台</span></div>", "海港电台"),
        ("<div><a>海港观察</a><span>2020-02-12</span></div>", "海港观察"),
        ("<div><span>2024-01-30 11:20</span><span> · </span><span>青湾发布</span></div>", "青湾发布"),
    ],
)
def test_the_outlet_beside_the_date(line: str, source: str) -> None:
    document = page(line, "zh", "台风登陆后多地停课")
    found = find_byline(document, GENERIC, find_notices([], document)).source
    assert found is not None
    assert found.value == source
