"""The views for people: highlights, sparkline, bars, moves, differences between revisions."""

from __future__ import annotations

import pytest

from newsarchive.cli.views.article import byline
from newsarchive.cli.views.diff import changes
from newsarchive.cli.views.hits import HIT, highlighted
from newsarchive.cli.views.hot import sparkline
from newsarchive.cli.views.invocation import invocation
from newsarchive.cli.views.stats import BAR_WIDTH, bar


def test_hits_are_highlighted_and_their_marks_removed() -> None:
    (line,) = highlighted("前文**芯片**后文", 40)
    assert line.plain == "前文芯片后文"
    assert [(line.plain[span.start : span.end], span.style) for span in line.spans] == [("芯片", HIT)]


def test_a_hit_across_a_line_break_stays_highlighted() -> None:
    first, second = highlighted("一二**三四**五", 6)
    assert (first.plain, second.plain) == ("一二三", "四五")
    assert [first.plain[s.start : s.end] for s in first.spans] == ["三"]
    assert [second.plain[s.start : s.end] for s in second.spans] == ["四"]


def test_best_rank_is_the_highest_bar_and_absence_a_blank() -> None:
    assert sparkline([50, None, 1]) == "▁ █"
    assert sparkline([7, 7]) == "██"
    assert sparkline([None]) == ""


@pytest.mark.parametrize(
    ("count", "most", "cells"), [(0, 9, 0), (1, 10**6, 1), (9, 9, BAR_WIDTH), (5, 10, BAR_WIDTH / 2)]
)
def test_bars_are_in_proportion_and_never_vanish(count: int, most: int, cells: int) -> None:
    assert len(bar(count, most)) == cells


def test_byline_names_what_is_known() -> None:
    record = {
        "published": "2026-05-31T18:00:00+08:00",
        "category": "科技",
        "authors": ["王健", "李立"],
        "source": "星禾周刊",
        "editor": None,
        "language": "zh-Hans",
    }
    assert byline(record) == "2026-05-31 18:00 · 科技 · 王健、李立 · source: 星禾周刊"


def test_changed_words_are_marked_in_their_paragraph() -> None:
    lines = list(changes(["标题", "增长了百分之五。", "不变。"], ["标题", "增长了百分之六。", "不变。"]))
    assert [line.plain for line in lines] == ["增长了百分之[-五-]{+六+}。"]


def test_a_chinese_word_replaced_is_one_change() -> None:
    shown = [line.plain for line in changes(["全国行业协会在北京开会。"], ["全国产业联盟在北京开会。"])]
    assert shown == ["全国[-行业协会-]{+产业联盟+}在北京开会。"]
    ends = [line.plain for line in changes(["今年增长百分之五左右"], ["今年增长百分之八左右"])]
    assert ends == ["今年增长百分之[-五-]{+八+}左右"]
    last = [line.plain for line in changes(["他们昨天开会了"], ["他们今天开会了"])]
    assert last == ["他们[-昨-]{+今+}天开会了"]


def test_a_paragraph_written_anew_is_shown_whole() -> None:
    (line,) = changes(["独立游戏节怎么看"], ["山雀工作室说地图"])
    assert line.plain == "[-独立游戏节怎么看-]{+山雀工作室说地图+}"


def test_added_and_removed_paragraphs_are_shown_whole() -> None:
    lines = list(changes(["甲", "乙"], ["甲", "乙", "丙"]))
    assert [line.plain for line in lines] == ["{+丙+}"]
    assert [line.plain for line in changes(["甲", "乙"], ["乙"])] == ["[-甲-]"]


def test_changes_do_not_print_escape_sequences() -> None:
    (line,) = changes(["a"], ["\x1b[31mb"])
    assert "\x1b" not in line.plain


def test_advice_names_the_archive_unless_it_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSARCHIVE_DIR", raising=False)
    assert invocation("data") == "newsarchive"
    assert invocation("/tmp/my news") == "newsarchive --archive '/tmp/my news'"
    monkeypatch.setenv("NEWSARCHIVE_DIR", "/srv/news")
    assert invocation("/srv/news") == "newsarchive"
