"""What a typed query means, and how texts become words of the index."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.bigrams import PARAGRAPH, SPACE, UNSPACED, index_words, phrase_words
from newsarchive.text.index_entry import index_entry
from newsarchive.text.query import MAX_TERMS, parse_query
from newsarchive.text.snippets import MARK, mark, snippet


def test_a_run_becomes_overlapping_pairs_and_punctuation_parts_runs() -> None:
    assert index_words("人工智能，发展") == ["人工", "工智", "智能", "发展"]


def test_letters_and_digits_touch_the_characters_around_them() -> None:
    assert index_words("买rtx4090显卡") == ["买", "rtx", "4090", "显", "显卡"]


def test_spaces_and_paragraphs_are_words_where_a_phrase_could_cross() -> None:
    assert index_words("用 gpu\n训练") == ["用", SPACE, "gpu", PARAGRAPH, "训练"]
    assert index_words("climate change. it") == ["climate", "change", "\ue002", "it"]


def test_a_single_character_is_looked_up_on_its_own() -> None:
    assert phrase_words("显") == ([], ["显"])
    assert phrase_words("国，美国") == (["美国"], ["国"])


@given(st.text())
def test_words_hold_nothing_that_is_syntax(text: str) -> None:
    for word in index_words(text):
        assert word
        assert not re.search(r"[\s\"'()*:^+-]", word)


MIXED = st.text(
    st.sampled_from("一丁七万丈三上𠀀𠀁あア한ab9 5_,，。\n\u3000é\x01")
    | st.characters(exclude_categories=["Cs"])
)


@given(MIXED)
def test_a_whole_text_is_written_with_the_same_words(text: str) -> None:
    written, characters = index_entry(text)
    # What SQLite's ascii tokenizer does: letters, digits and all that is not ASCII are words.
    assert re.findall(r"[0-9A-Za-z\u0080-\U0010ffff]+", written) == index_words(text)
    runs = re.findall(f"[{UNSPACED}]", text)
    assert characters == "".join(runs)


def test_terms_fields_phrases_and_exclusions() -> None:
    terms = parse_query('title:軟體 -author:"王 健" “climate change” chip* -')
    assert [(t.field, t.excluded) for t in terms] == [
        ("title", False),
        ("author", True),
        ("", False),
        ("", False),
    ]
    assert [phrase.text for phrase in terms[0].phrases] == ["软体", "软件"]
    assert terms[2].phrases[0].words == ("climate", "change")
    assert terms[3].phrases[0].prefix


@given(st.text())
def test_any_text_is_a_query(text: str) -> None:
    assert len(parse_query(text)) <= MAX_TERMS


@given(st.text(), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_marking_changes_nothing_but_the_marks(text: str, wanted: list[str]) -> None:
    assert mark(text, wanted).replace(MARK, "") == text.replace(MARK, "")


def test_snippets_show_the_place_of_the_hit() -> None:
    text = "开头" * 400 + "，這裡有軟體的故事，" + "结尾" * 400
    shown = snippet(text, ["软体"])
    assert "這裡有**軟體**的故事" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 150


def test_a_text_without_the_hit_is_shown_from_its_beginning() -> None:
    assert snippet("第一句话", ["没有"]) == "第一句话"
