"""Copies are told from texts that only share boilerplate, a template or a topic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.folding import fold
from newsarchive.text.near_duplicates import KEYS, _pieces, are_near_duplicates, plain, sketch

STORY = (
    "国家统计局周三公布的数据显示，今年前四个月规模以上工业企业利润同比增长，其中装备制造业贡献最大。"
    "分析人士认为，出口回暖与原材料价格回落共同推动了企业盈利的改善，但内需恢复的基础仍然需要巩固。"
)
RESTAURANT = (
    "这家餐馆开在老城区的巷子深处，门口没有招牌，只有一盏昏黄的灯笼。老板娘说，来的都是熟客，"
    "大家喜欢的是那碗熬了整整一夜的牛肉汤，配上刚出炉的烧饼，冬天里喝一口，浑身都暖和起来。"
)
DISCLAIMER = "本文仅代表作者个人观点，不代表本站立场，转载请注明出处。市场有风险，投资需谨慎。"


def near(first: str, second: str) -> bool:
    return are_near_duplicates(plain(first), plain(second))


def test_every_tenth_character_changed_is_a_copy() -> None:
    edited = "".join("某" if n % 10 == 3 else c for n, c in enumerate(STORY))
    assert near(STORY, edited)
    assert set(sketch(plain(fold(STORY)))) & set(sketch(plain(fold(edited))))


def test_punctuation_case_and_width_make_no_difference() -> None:
    assert near(STORY, STORY.replace("，", " ").replace("。", "！"))


def test_a_shared_disclaimer_makes_no_copy() -> None:
    assert not near(STORY[:48] + DISCLAIMER, RESTAURANT[:46] + DISCLAIMER)


def test_a_template_filled_with_other_numbers_is_no_copy() -> None:
    first = "快讯：上证指数今日收盘报3120.55点，上涨0.83%，沪深两市成交额9021亿元。"
    assert not near(
        first, first.replace("3120.55", "3051.18").replace("0.83", "1.94").replace("9021", "8450")
    )


CLOSING = (
    "Shares rose on Monday as investors weighed the latest economic data. The benchmark index gained 120.55"
    " points, or 0.83 percent, to close at 31,207.90. Acme led the gainers, up 4.2 percent, while Granite was"
    " the biggest loser, down 3.7 percent. Trading volume was 2.45 billion shares."
)
ARREST = (
    "A man was arrested in Ashford on Monday after a report of a disturbance at a bar on Hughes Street,"
    " police said. Officer Larsen said no one was injured and that the investigation is continuing. Anyone"
    " with information is asked to call the department."
)


def test_formulas_filled_with_other_names_and_numbers_are_no_copies() -> None:
    other = CLOSING.replace("Monday", "Thursday").replace("120.55", "78.31").replace("0.83", "1.26")
    other = other.replace("31,207.90", "29,884.12").replace("Acme", "Juniper").replace("4.2", "6.9")
    other = other.replace("Granite", "Cirrus").replace("3.7", "2.8").replace("2.45", "7.16")
    assert not near(CLOSING, other)
    assert near(CLOSING, CLOSING.replace("rose", "climbed").replace("latest", "newest"))
    elsewhere = ARREST.replace("Ashford", "Milton").replace("Monday", "Friday")
    assert not near(ARREST, elsewhere.replace("Hughes", "Reyes").replace("Larsen", "Quinn"))
    assert near(ARREST, ARREST.replace("disturbance", "brawl").replace("Officer Larsen", "Officer J. Larsen"))


RESULTS = (
    "海天科技发布三季度业绩报告。报告期内公司实现营业收入35.21亿元，同比增长12.7%；归属于上市公司股东的净利润4.08亿元，"
    "同比增长9.3%；扣除非经常性损益后的净利润为3.66亿元；基本每股收益0.52元。报告期内经营活动产生的现金流量净额为5.19亿元，"
    "研发投入2.47亿元。截至报告期末，公司总资产198亿元，资产负债率41.6%。公司表示，将继续聚焦主业，优化产品结构，"
    "提升经营效率，积极回报广大投资者，并在年内完成新厂房的建设。"
)


def test_a_chinese_formula_filled_anew_is_no_copy() -> None:
    numbers = ("35.21", "12.7", "4.08", "9.3", "3.66", "0.52", "5.19", "2.47", "198", "41.6")
    others = ("17.84", "6.1", "1.93", "3.5", "1.72", "0.31", "2.06", "1.15", "87", "38.2")
    other = RESULTS.replace("海天科技", "北辰医药")
    for number, filled in zip(numbers, others, strict=True):
        other = other.replace(number, filled)
    assert not near(RESULTS, other)
    assert near(RESULTS, RESULTS.replace("公司表示", "管理层称").replace("198亿元", "约200亿元"))


def test_a_long_text_with_few_numbers_may_lose_half_of_them_to_an_editor() -> None:
    text = STORY + "报告共2024页。" + RESTAURANT + "型号RTX4090与iPhone15同时到货，另有30%缺货。"
    edited = "".join("某" if n % 17 == 3 else c for n, c in enumerate(text))
    assert near(text, edited.replace("2024", "2某24").replace("4090", "409某"))


def test_half_of_a_text_is_no_copy() -> None:
    assert not near(STORY, STORY[: len(STORY) // 2] + RESTAURANT)


def test_english_texts_of_one_language_are_no_copies() -> None:
    first = "The central bank kept its rates unchanged on Thursday and said inflation was easing. " * 2
    second = "A small museum in the north has opened a collection of paintings by local artists. " * 2
    assert not near(first, second)
    assert near(first, first.replace("Thursday", "Friday"))


@given(st.text(st.characters(max_codepoint=0xD7FF), min_size=12, max_size=300), st.sampled_from([6, 12]))
def test_a_sketch_looks_at_every_piece(text: str, width: int) -> None:
    found = sorted(piece.decode("utf-16-le") for piece in _pieces(text.encode("utf-16-le"), 2 * width))
    assert found == sorted(text[i : i + width] for i in range(len(text) - width + 1))


@given(st.text())
def test_a_sketch_is_bounded_and_the_same_each_time(text: str) -> None:
    keys = sketch(plain(fold(text)))
    assert len(keys) <= KEYS
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)
    assert keys == sketch(plain(fold(text)))
