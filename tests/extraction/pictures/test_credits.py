from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.pictures.credits import MAX_CREDIT, clean_credit, looks_like_credit, parse_credit

ALONE = {
    "(图片来源:unsplash)": "unsplash",
    "图片来源:某某研究院《年度报告》": "某某研究院《年度报告》",
    "（图源：视觉中国）": "视觉中国",
    "图/视觉中国": "视觉中国",
    "图片 | 摄图网": "摄图网",
    "图：新华社记者 李四": "新华社记者 李四",
    "圖片來源：達志影像": "達志影像",
    "图片来源：每日记者 张三 摄": "每日记者 张三 摄",
    "视觉中国": "视觉中国",
    "本报记者李四、王五摄": "本报记者李四、王五摄",
    "某某公安局供图": "某某公安局供图",
    "写真：共同通信社": "共同通信社",
    "（警察署提供）": "警察署提供",
    "[사진 출처 = 시청]": "시청",
    "사진=연합뉴스": "연합뉴스",
    "Photo by Jane Roe": "Jane Roe",
    "Photograph: Jane Roe; Getty Images": "Jane Roe; Getty Images",
    "(Photos by Associated Press; illustration by Jane Roe)": "Associated Press; illustration by Jane Roe",
    "© Reuters / Jane Roe": "Reuters / Jane Roe",
    "Copyright 2024 Jane Roe. All rights reserved.": "Jane Roe",
    "(c) Jane Roe": "Jane Roe",
    "图源网络用户张三": "网络用户张三",
    "Credits: Supplied Image;": "Supplied Image",
    "Getty Images": "Getty Images",
    "© Jane Roe/Reuters Purchase Licensing Rights": "Jane Roe/Reuters",
    "Foto: Jürgen Muster/dpa": "Jürgen Muster/dpa",
    "(Symbolfoto: picture alliance/dpa | Jürgen Muster)": "picture alliance/dpa | Jürgen Muster",
    "Bildrechte: MDR/Erika Muster": "MDR/Erika Muster",
    "Crédit photo : Jeanne Martin": "Jeanne Martin",
    "Fot. Jan Kowalski": "Jan Kowalski",
    "Фото: Иван Иванов / ТАСС": "Иван Иванов / ТАСС",
    "Isithombe: Sithunyelwe": "Sithunyelwe",
    "Credit...Jane Roe/The Example Times": "Jane Roe/The Example Times",
    "Image source, Getty Images": "Getty Images",
    "Image copyright Jane Roe": "Jane Roe",
    "图/文 王五": "王五",
    "Sursa foto: Agerpres": "Agerpres",
    "Источник фото: ТАСС": "ТАСС",
    "Φωτό: Νίκος Παππάς": "Νίκος Παππάς",
    "ภาพจาก: สำนักข่าว": "สำนักข่าว",
    "צילום: דניאל כהן": "דניאל כהן",
    "تصوير: أحمد علي": "أحمد علي",
}
BEHIND_CAPTION = {
    "Das neue Rathaus. Foto: Jürgen Muster": ("Das neue Rathaus.", "Jürgen Muster"),
    "Das neue Rathaus, Foto: Muster Images": ("Das neue Rathaus", "Muster Images"),
    "The bridge at dawn (Image: Jane Roe)": ("The bridge at dawn", "Jane Roe"),
    "The bridge at dawn ( Image: Getty Images)": ("The bridge at dawn", "Getty Images"),
    "Rathaus am Abend © IMAGO / Muster": ("Rathaus am Abend", "IMAGO / Muster"),
    "新办公楼外景（图片来源：某公司官网）": ("新办公楼外景", "某公司官网"),
    "老人在河边 图自某某广电": ("老人在河边", "某某广电"),
}
# Chinese and Japanese captions stay whole with the credit that ends their sentence.
IN_CAPTION = {
    "孩子的作业本。 孩子母亲供图": "孩子母亲供图",
    "纸团。某区公安分局供图 某某网发": "某区公安分局供图 某某网发",
    "除标注外，图片均为某报记者李四 图": "某报记者李四 图",
    "新型無線機（警察署提供）": "警察署提供",
    "这是6月1日拍摄的大桥。新华社发（张三摄）": "新华社发（张三摄）",
    "这是6月1日的大桥。新华社记者 张三 摄": "新华社记者 张三 摄",
    "施工现场 某某晚报 图": "某某晚报 图",
    "重建構思圖。（規劃署圖片）": "規劃署圖片",
}
# Without a label, only what stands in a picture's own caption can be a credit.
UNLABELLED = {
    "Court papers have been released. (AP)": ("Court papers have been released.", "AP"),
    "The islands were sold. (Bespoke Estate)": ("The islands were sold.", "Bespoke Estate"),
    "Fire in Lyon. HANDOUT / AFP": ("Fire in Lyon.", "HANDOUT / AFP"),
    "Camp near the sea, 1 August. Anna Rossi (dpa/picture alliance via Getty)": (
        "Camp near the sea, 1 August.",
        "Anna Rossi (dpa/picture alliance via Getty)",
    ),
    "Policía en Palma / Lorenzo Pérez": ("Policía en Palma", "Lorenzo Pérez"),
    "She won. | Niall Roe/PA Images via Getty Images": ("She won.", "Niall Roe/PA Images via Getty Images"),
    "大統領の発言を見る人々＝ＡＰ": ("大統領の発言を見る人々", "ＡＰ"),
    "후보가 연설하고 있다. 뉴시스": ("후보가 연설하고 있다.", "뉴시스"),
    "후보가 연설하고 있다. 홍길동 기자": ("후보가 연설하고 있다.", "홍길동 기자"),
    "Der Präsident. (Quelle: Truth Social)": ("Der Präsident.", "Truth Social"),
    "来源：视觉中国": ("", "视觉中国"),
    "河道施工。 AFP - JADE GAO": ("河道施工。", "AFP - JADE GAO"),
    "建て替えられる市民会館（北浜新聞）": ("建て替えられる市民会館", "北浜新聞"),
    "보수를 앞둔 도서관. 남포일보 자료사진": ("보수를 앞둔 도서관.", "남포일보"),
    "남포시 제공": ("", "남포시"),
    "الميناء القديم قبل بدء الأعمال (الأناضول)": ("الميناء القديم قبل بدء الأعمال", "الأناضول"),
    "Jane Roe/Example TV, AP": ("", "Jane Roe/Example TV, AP"),
}
NO_CREDIT = [
    "",
    "图片来自视频截图。",
    "图片来源：网络",
    "图据视频截图",
    "建築外觀（資料圖片）",
    "图为会议现场",
    "图：张三在大会上讲话的情形和与会者合影",
    "如图：这是三个步骤",
    "Foto de familia de la segunda reunión del Grupo",
    "The minister (left) greets the ambassador (right)",
    "Ein Mann geht durch den Park (Symbolfoto)",
    "イスラエルの国旗＝同国で2019年5月",
    "Union und Russland / Ukraine",
    "a file photo by",
    "MUST WATCH",
    "The match. NO RESALES. NO ARCHIVES.",
    "The headquarters of Reuters in London",
    "Photo: ",
    "相关数据由公司财务部门在年度报告和季度公告之中向投资者提供。",
]


@pytest.mark.parametrize(("text", "credit"), ALONE.items())
def test_a_credit_alone_loses_its_label(text: str, credit: str) -> None:
    assert parse_credit(text) == ("", credit)


@pytest.mark.parametrize(("text", "parts"), BEHIND_CAPTION.items())
def test_a_labelled_credit_leaves_its_caption(text: str, parts: tuple[str, str]) -> None:
    assert parse_credit(text) == parts


@pytest.mark.parametrize(("text", "credit"), IN_CAPTION.items())
def test_a_credit_told_by_its_verb_stays_in_the_caption(text: str, credit: str) -> None:
    assert parse_credit(text) == (text, credit)


@pytest.mark.parametrize(("text", "parts"), UNLABELLED.items())
def test_a_name_without_label_counts_in_a_figure_only(text: str, parts: tuple[str, str]) -> None:
    assert parse_credit(text, in_figure=True) == parts
    assert parse_credit(text) is None


@pytest.mark.parametrize("text", NO_CREDIT)
def test_what_credits_nobody(text: str) -> None:
    assert parse_credit(text) is None
    assert parse_credit(text, in_figure=True) is None


def test_reserved_rights_are_no_part_of_a_credit() -> None:
    assert (
        clean_credit("Frank Roe/Copyright 2026 The AP. All rights reserved.")
        == "Frank Roe/Copyright 2026 The AP"
    )


def test_a_link_behind_a_credit_is_no_part_of_it() -> None:
    assert clean_credit("(AP Photo/Jane Roe) more >") == "AP Photo/Jane Roe"


def test_a_time_is_no_credit() -> None:
    assert clean_credit("26.10.2025 | 2:43 min") == ""


def test_an_abbreviation_keeps_its_stop() -> None:
    assert clean_credit("Foto: Zvg.") == "Zvg."


@pytest.mark.parametrize(
    "text", ["Jane Roe", "AFP", "Mads Claus Rasmussen/Ritzau Scanpix", "뉴스1", "Supplied"]
)
def test_names_look_like_credits(text: str) -> None:
    assert looks_like_credit(text)


@pytest.mark.parametrize("text", ["left", "Archivbild", "the mayor of the town", "2019", "x", "示意图"])
def test_remarks_do_not_look_like_credits(text: str) -> None:
    assert not looks_like_credit(text)


FRAGMENTS = st.sampled_from(
    [
        "Foto: ",
        "(",
        ")",
        "（",
        "©",
        "图片来源：",
        "摄",
        " / ",
        "Getty Images",
        ". ",
        "|",
        "张三",
        "Jane Roe",
        "=",
        "via ",
    ]
)
CAPTIONS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=40).map("".join)


@given(CAPTIONS, st.booleans())
def test_a_credit_is_a_bounded_piece_of_its_text(text: str, in_figure: bool) -> None:
    parsed = parse_credit(text, in_figure=in_figure)
    if parsed is not None:
        whole = " ".join(text.split())
        assert parsed[0] in whole
        assert parsed[1] in whole
        assert 1 < len(parsed[1]) <= MAX_CREDIT


@given(
    st.sampled_from(["(", "Foto ", "图", "Photo by ", "A. ", "=", "／", "©", " | ", "记者 "]),
    st.integers(1, 3_000),
)
def test_long_repetitions_are_read(fragment: str, times: int) -> None:
    parsed = parse_credit(fragment * times, in_figure=True)
    assert parsed is None or len(parsed[1]) <= MAX_CREDIT


@given(st.text(max_size=300))
def test_cleaning_never_grows_a_credit(text: str) -> None:
    assert len(clean_credit(text)) <= min(len(text), MAX_CREDIT)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("图像来源，Getty Images", ("", "Getty Images")),
        ("▲示例日报记者黎某、李某摄", ("", "示例日报记者黎某、李某摄")),
        (
            "活动现场 本文图片均由 示例市政府 提供",
            ("活动现场 本文图片均由 示例市政府 提供", "示例市政府 提供"),
        ),
    ],
)
def test_marks_and_words_before_a_chinese_credit(text: str, parts: tuple[str, str]) -> None:
    assert parse_credit(text) == parts
