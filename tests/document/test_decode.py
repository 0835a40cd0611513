from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document.decode import to_utf8

CHINESE = "<p>这是一个测试，我们的网页。中文内容在这里，人们不知道的是一种语言。</p>"
TRADITIONAL = "<p>這是一個測試，我們的網頁。中文內容在這裡，人們不知道的是一種語言。</p>"
JAPANESE = "<p>これは日本語のテキストです。漢字とひらがなとカタカナを含みます。</p>"
KOREAN = "<p>이것은 한국어 텍스트입니다. 그리고 우리는 이것을 사랑합니다.</p>"
RUSSIAN = "<p>Это русский текст, который написан в старой кодировке.</p>"
FRENCH = "<p>L’été dernier à Paris, près de l’église où naît la forêt.</p>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "cp1252"),
    ],
)
def test_undeclared_bytes_are_read_by_what_they_are(text: str, encoding: str) -> None:
    assert to_utf8(text.encode(encoding)).decode() == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert to_utf8(CHINESE.encode(encoding)).decode() == CHINESE


def test_valid_utf8_wins_over_a_claim() -> None:
    page = "<meta charset=gb2312>" + CHINESE
    assert to_utf8(page.encode()).decode() == page


def test_a_claim_that_fits_is_believed() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>镕基</p>'
    assert to_utf8(page.encode("gb18030")).decode() == page


def test_a_claim_that_does_not_fit_is_not() -> None:
    page = "<meta charset=euc-kr>" + RUSSIAN * 5
    assert "русский" in to_utf8(page.encode("cp1251")).decode()


def test_the_transport_is_asked_before_the_page() -> None:
    assert to_utf8("<meta charset=big5><p>ż</p>".encode("cp1250"), "windows-1250").decode().endswith("ż</p>")


def test_damage_in_utf8_stays_where_it_is() -> None:
    page = CHINESE.encode() * 20 + b"\xe4\xb8" + CHINESE.encode()
    assert to_utf8(page, "utf-8").decode().count("�") <= 2
    assert to_utf8(page, "utf-8").decode().count("我们的网页") == 21


def test_nul_and_control_characters_go() -> None:
    assert to_utf8(b"<p>a\0b\x01c</p>") == b"<p>abc</p>"


@pytest.mark.parametrize(
    "label", ["hex", "zip", "rot13", "idna", "unicode_escape", "utf-7", "x" * 40, "no-such"]
)
def test_labels_that_are_no_text_encodings_do_no_harm(label: str) -> None:
    assert b"plain" in to_utf8(f"<meta charset={label}><p>plain é</p>".encode("latin-1"))


@given(st.binary(max_size=3000), st.sampled_from(["", "gbk", "utf-8", "utf-16", "shift_jis", "latin1", "\0"]))
def test_any_bytes_give_utf8(data: bytes, charset: str) -> None:
    to_utf8(data, charset).decode("utf-8")


@given(st.text(max_size=500))
def test_any_text_is_taken(text: str) -> None:
    to_utf8(text).decode("utf-8")
