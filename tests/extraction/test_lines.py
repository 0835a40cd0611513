"""Words that finders look for in a page's lines."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.extraction.lines import LineWords, is_eastern
from newsarchive.extraction.people.labels import LABEL_WORDS, holds_label

HARBOUR = LineWords(("harbour", "港口", "\nby "))
SHORT = LineWords(("harbour",), longest=10)
PAGE = """<body><h1>The Harbour Opens</h1><p>By Ana Lima<p><img src="a.png"><p>A day by the sea<p>Harbour
<p>港口重新开放</body>"""


def test_finds_the_blocks_that_hold_a_word() -> None:
    document = Document(PAGE)
    texts = [block.text for block in HARBOUR.blocks(document)]
    assert texts == ["The Harbour Opens", "By Ana Lima", "Harbour", "港口重新开放"]
    assert [block.text for block in SHORT.blocks(document)] == ["Harbour"]
    assert [document.blocks[at].text for at in SHORT.places(document)] == ["Harbour"]


def test_tells_them_among_some_blocks_and_among_those_of_another_text() -> None:
    document, other = Document(PAGE), Document("<p>x<p>By the harbour<p>y")
    assert [block.text for block in HARBOUR.among(document.blocks[:3], document)] == [
        "The Harbour Opens",
        "By Ana Lima",
    ]
    assert [block.text for block in HARBOUR.among(other.blocks, document)] == ["By the harbour"]
    assert HARBOUR.among([], document) == []


def test_a_page_is_eastern_by_its_short_lines() -> None:
    assert is_eastern(Document("<p>Home<p>港口"))
    assert is_eastern(Document("<p>뉴스"))
    assert not is_eastern(Document("<p>Home<p>Café<p>" + "long " * 20 + "港口"))


@given(
    st.text(
        st.sampled_from("来源自作者编辑文 /图：:责记首发转载摘稿出处撰采写通讯员原主执笔实习生评论中"),
        max_size=12,
    )
)
def test_no_label_is_without_its_words(text: str) -> None:
    line = " ".join(text.split())
    assert not holds_label(line) or any(word in line for word in LABEL_WORDS)


def test_every_word_of_labels_is_a_label() -> None:
    assert all(map(holds_label, LABEL_WORDS))
    firsts, seconds = "来作编责记首转摘稿出撰采文图", "源自者辑编发载处稿写访字文"
    held = {a + b for a, b in product(firsts, seconds) if holds_label(a + b)}
    assert held <= {word for word in LABEL_WORDS if re.fullmatch(r"..", word)}
