from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.extraction.language import find_language


def language(text: str, lang: str = "", head: str = "") -> str:
    document = Document(
        f"<html{f' lang={lang!r}' if lang else ''}><head>{head}</head><body><p>x</p></body></html>"
    )
    return find_language(document, text).value


TEXTS = {
    "zh-Hans": "会议昨天在当地举行，与会者讨论了明年的安排，并听取了各方面的意见。",
    "zh-Hant": "會議昨天在當地舉行，與會者討論了明年的安排，並聽取了各方面的意見。",
    "ja": "会議は昨日、現地で開かれ、参加者は来年の予定について話し合った。",
    "ko": "회의는 어제 현지에서 열렸으며 참석자들은 내년 일정에 대해 논의했다.",
    "en": "The meeting was held in the town and those who came talked of the plans for the year.",
    "de": "Die Sitzung fand in der Stadt statt und die Gäste sprachen auch nicht über das Geld.",
    "fr": "La réunion est dans la ville et les élus ont parlé avec le maire une heure, pas plus.",
    "es": "La reunión fue ayer y los vecinos hablaron con él sobre los planes del año, por una hora más.",
    "pt": "A reunião não foi longa e os vizinhos falaram com ele das obras, mais uma vez também.",
    "it": "La riunione che è stata ieri nel comune non è durata più di una ora, anche per gli altri.",
    "nl": "De vergadering van het bestuur is niet in de stad maar op het land, ook voor een jaar.",
    "pl": "Spotkanie nie jest w mieście, a goście przez godzinę są na sali, jak się to dla nich robi.",
    "ru": "Встреча прошла в городе, и все говорили о планах на год, но это не было для них новым.",
    "ar": "عقد الاجتماع في المدينة وتحدث المشاركون عن خطط العام مع العمدة من أجل هذا التي على.",
    "el": "Η συνάντηση έγινε στην πόλη και οι συμμετέχοντες μίλησαν για τα σχέδια.",
    "th": "การประชุมจัดขึ้นในเมืองและผู้เข้าร่วมพูดคุยเกี่ยวกับแผน",
}


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "ja", "ko", "en"])
def test_scripts_are_told_alike_where_nothing_is_compiled(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.extraction.language.loops", None)
    assert language(TEXTS[tag]) == tag


@pytest.mark.parametrize("tag", TEXTS)
def test_by_content_alone(tag: str) -> None:
    assert language(TEXTS[tag]) == tag


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "ja", "ko", "de", "ru"])
def test_content_beats_a_wrong_declaration(tag: str) -> None:
    assert language(TEXTS[tag] * 3, lang="en-US") == tag


@pytest.mark.parametrize(
    ("lang", "head", "expected"),
    [
        ("pt-BR", "", "pt"),
        ("", '<meta property="og:locale" content="pt_BR">', "pt"),
        ("", '<script type="application/ld+json">{"@type": "Article", "inLanguage": "pt"}</script>', "pt"),
        ("no", "", "nb"),
    ],
)
def test_short_texts_believe_the_page(lang: str, head: str, expected: str) -> None:
    assert language("Lisboa 2024", lang, head) == expected


def test_a_chinese_text_with_many_latin_words_stays_chinese() -> None:
    assert (
        language(
            "三星 Galaxy S20 Ultra 手机搭载 Snapdragon 865 芯片，支持 15W 无线充电与 eSIM "
            "功能，发布会在旧金山举行"
        )
        == "zh-Hans"
    )


def test_nothing_tells_nothing() -> None:
    assert language("") == "und"


@given(st.text(max_size=200), st.text(alphabet="abcxyz-_", max_size=8))
def test_any_text_is_survived(text: str, lang: str) -> None:
    assert language(text, lang)
