"""Near-copies point to the member of their cluster published first, whatever came first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.reader import open_archive

if TYPE_CHECKING:
    from archive_folder import Archive

    from newsarchive.archive.writer import Writer

STORY = (
    "国家统计局周三公布的数据显示，今年前四个月规模以上工业企业利润同比增长，其中装备制造业贡献最大。"
    "分析人士认为，出口回暖与原材料价格回落共同推动了企业盈利的改善，但内需恢复的基础仍然需要进一步巩固。"
    "多家券商的研究报告指出，下半年政策的重点将放在扩大消费、稳定投资以及防范重点领域的风险上面。\n"
    "受访的企业负责人表示，订单比去年同期明显增加，工厂的产能利用率正在回升，用工需求也随之上涨。"
)
EDITED = (
    STORY.replace("周三", "日前").replace("分析人士", "专家").replace("明显", "显著").replace("工厂的", "")
)
TRADITIONAL = (
    "國家統計局週三公佈的數據顯示，今年前四個月規模以上工業企業利潤同比增長，其中裝備製造業貢獻最大。"
    "分析人士認為，出口回暖與原材料價格回落共同推動了企業盈利的改善，但內需恢復的基礎仍然需要進一步鞏固。"
    "多家券商的研究報告指出，下半年政策的重點將放在擴大消費、穩定投資以及防範重點領域的風險上面。\n"
    "受訪的企業負責人表示，訂單比去年同期明顯增加，工廠的產能利用率正在回升，用工需求也隨之上漲。"
)
OTHER = (
    "这家餐馆开在老城区的巷子深处，门口没有招牌，只有一盏昏黄的灯笼。老板娘说，来的都是熟客，"
    "大家喜欢的是那碗熬了整整一夜的牛肉汤，配上刚出炉的烧饼，冬天里喝一口，浑身都暖和起来。"
)


def originals(archive: Archive) -> dict[int, str | None]:
    with open_archive(archive.folder) as reader:
        return {article.id: article.duplicate_of for article in reader.articles()}


@pytest.fixture
def writer(archive: Archive) -> Writer:
    return archive.writer()


def address(number: int) -> str:
    return f"https://portal.example/article-{number}.html"


@pytest.mark.parametrize("copy", [STORY, EDITED, TRADITIONAL], ids=["same", "edited", "other script"])
def test_a_copy_points_to_the_original_in_the_same_batch(archive: Archive, writer: Writer, copy: str) -> None:
    archive.store(writer, 1, body=STORY, published="2024-05-01")
    archive.store(writer, 2, body=OTHER, published="2024-05-02")
    archive.store(writer, 3, body=copy, published="2024-05-03")
    writer.finish("finished")
    writer.close()
    assert originals(archive) == {1: None, 2: None, 3: address(1)}


def test_what_was_published_earlier_but_found_later_leads(archive: Archive, writer: Writer) -> None:
    archive.store(writer, 1, body=STORY, published="2024-05-02")
    archive.store(writer, 2, body=EDITED, published="2024-05-03")
    archive.store(writer, 3, body=TRADITIONAL, published="2024-05-01")
    writer.finish("finished")
    writer.close()
    assert originals(archive) == {1: address(3), 2: address(3), 3: None}
    with open_archive(archive.folder) as reader:
        (cluster,) = reader.duplicates()
    assert cluster.original.id == 3
    assert [copy.id for copy in cluster.copies] == [1, 2]


def test_a_copy_that_is_rewritten_is_a_copy_no_longer(archive: Archive, writer: Writer) -> None:
    archive.store(writer, 1, body=STORY)
    archive.store(writer, 2, body=EDITED)
    writer.commit()
    assert originals(archive)[2] == address(1)
    archive.store(writer, 2, body=OTHER)
    archive.store(writer, 3, body=OTHER)
    writer.finish("finished")
    writer.close()
    assert originals(archive) == {1: None, 2: None, 3: address(2)}


def test_an_original_that_is_rewritten_keeps_its_copies(archive: Archive, writer: Writer) -> None:
    archive.store(writer, 1, body=STORY)
    archive.store(writer, 2, body=EDITED)
    archive.store(writer, 1, body=OTHER)
    writer.finish("finished")
    writer.close()
    assert originals(archive) == {1: None, 2: address(1)}


def test_an_original_that_is_written_back_leads_again(archive: Archive, writer: Writer) -> None:
    archive.store(writer, 1, body=STORY)
    writer.commit()
    archive.store(writer, 1, body=OTHER)
    archive.store(writer, 1, body=STORY)
    archive.store(writer, 2, body=EDITED)
    writer.commit()
    archive.store(writer, 3, body=TRADITIONAL)
    archive.store(writer, 4, body=OTHER)
    writer.finish("finished")
    writer.close()
    assert originals(archive) == {1: None, 2: address(1), 3: address(1), 4: None}
