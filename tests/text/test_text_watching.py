"""A watch finds what the archive's search finds: both scripts, phrases, fields, exclusions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Article, Outcome, OutcomeKind, Page
from newsarchive.text.query import parse_query
from newsarchive.text.watching import Watched

BODY = "台積電公佈最新晶片路線圖。中国，国家標準《三体》與 RTX4090 顯示卡。\nThe chips are down."


def answers(query: str, title: str = "", body: str = "", authors: tuple[str, ...] = ()) -> bool:
    return Watched(title, body, authors).answers(parse_query(query))


@pytest.mark.parametrize(
    "query",
    ["芯片", "晶片", "台积电", "title:臺積電", '"路线图"', "chip*", "RTX4090", "4090", "三体", "author:林",
     "卡", "芯片 -手机", "author:小明", "THE chips"],
)  # fmt: skip
def test_found(query: str) -> None:
    assert answers(query, "台積電的十年", BODY, ("林小明",))


@pytest.mark.parametrize(
    "query",
    [
        "手机",
        "芯片 -路線圖",
        "title:芯片",
        "中国国家",
        "chip",
        "author:台積電",
        "409",
        '"chips The"',
        "author:王",
    ],
)
def test_not_found(query: str) -> None:
    assert not answers(query, "台積電的十年", BODY, ("林小明",))


# A few characters and marks make pairs that touch, repeat and break, which is where rules could differ.
TEXTS = st.text("中国家國機机a1 ，。\n", max_size=12)
QUERIES = st.lists(st.text("中国家國机a1，", min_size=1, max_size=4), min_size=1, max_size=2).map(" ".join)


# Few archives of many texts: making an archive is what takes time.
@settings(max_examples=4)
@given(st.lists(st.tuples(TEXTS, TEXTS, QUERIES, st.booleans()), min_size=60, max_size=60))
def test_a_watch_and_a_search_agree(tmp_path_factory, cases) -> None:
    folder = tmp_path_factory.mktemp("agree")
    with Writer.open(folder, site=SiteSpec("portal")) as writer:
        for number, (title, body, _, _) in enumerate(cases):
            url = f"https://portal.example/{number}"
            article = Article(url=url, title=title, body=body)
            writer.record(Page(url, b""), Outcome(OutcomeKind.ARTICLE, url, "", article))
        writer.finish("finished")
    with open_archive(folder) as reader:
        for _, _, query, excluded in cases:
            asked = query.replace(" ", " -") if excluded else query
            terms = parse_query(asked)
            if not terms:
                continue
            found = {hit.url for hit in reader.search(asked, limit=100)}
            watched = {
                f"https://portal.example/{number}"
                for number, (title, body, _, _) in enumerate(cases)
                if Watched(title, body).answers(terms)
            }
            assert watched == found, asked
