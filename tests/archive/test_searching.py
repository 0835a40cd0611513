"""The search as a person uses it: scripts, words, phrases, fields, order, filters, snippets, odd input."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from archive_folder import SITE, Archive
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive.database import open_for_reading
from newsarchive.archive.filters import Filters
from newsarchive.archive.matching import build_match
from newsarchive.archive.places import DAY_SIZE
from newsarchive.archive.reader import Reader, open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.shortcut import Shortcuts
from newsarchive.archive.writer import Writer
from newsarchive.errors import NotFound, UsageError

Store = Callable[..., Archive]


def ids(reader: Reader, query: str, **filters: object) -> list[int]:
    found = [hit.id for hit in reader.search(query, **filters)]  # type: ignore[arg-type]
    assert reader.count(query, **{k: v for k, v in filters.items() if k not in {"sort", "limit"}}) >= len(
        found
    )  # type: ignore[arg-type]
    return sorted(found)


@pytest.fixture
def reader(stored: Store) -> Reader:
    archive = stored(
        "台湾的经济发展。美国也在发展",  # 1
        "臺灣的經濟發展",  # 2
        "領網域的軟體與主機板，超微電腦的協定",  # 3
        "英伟达发布RTX4090显卡",  # 4
        "The climate. Change is slow; climate change is fast",  # 5
        "台，湾\n台\n湾 台 湾",  # 6
        "用 GPU 训练，用GPU推理，GPT-4 与 COVID-19",  # 7
    )
    return open_archive(archive.folder)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("台湾", [1, 2]),
        ("臺灣", [1, 2]),
        ("台灣", [1, 2]),
        ("经济 美国", [1]),
        ("发展 -美国", [2]),
        ('-"美国" 經濟', [2]),
        ("领域", [3]),
        ("軟件", [3]),
        ("软体", [3]),
        ("主板", [3]),
        ("协议", [3]),
        ("超微电脑", [3]),
        ("RTX4090", [4]),
        ("rtx4090显卡", [4]),
        ("4090", [4]),
        ("4090显", [4]),
        ("布RTX", [4]),
        ("4090 英伟达", [4]),
        ("RTX40", []),
        ('"climate change"', [5]),
        ('"change climate"', []),
        ('"slow climate"', []),
        ("clim*", [5]),
        ("clim", []),
        ("湾", [1, 2, 6]),
        ("台 -济", [6]),
        ("用GPU", [7]),
        ('"用 GPU"', [7]),
        ("GPT-4", [7]),
        ("covid-19", [7]),
        ("《经济》", [1, 2]),
        ("发展。美国", [1]),
        ("-发展 -软体 -rtx -climate -gpu", [6]),
    ],
)
def test_queries(reader: Reader, query: str, expected: list[int]) -> None:
    assert ids(reader, query) == expected
    assert ids(reader, query, sort="relevance") == expected
    assert reader.count(query) == len(expected)


@pytest.mark.parametrize("query", ["", "   ", "-", '""', "，。", "***"])
def test_nothing_to_search_for_is_told(reader: Reader, query: str) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        reader.search(query)


@settings(max_examples=150)
@given(
    st.text(
        alphabet=st.sampled_from("台湾a1 \"'()*:-+^{}[]%_\\;,.\n\x00“”「」titleauthorNEARANDORNOT"),
        max_size=40,
    )
)
def test_whatever_is_typed_is_safe(query: str) -> None:
    reader = _shared_reader()
    for sort in ("newest", "relevance"):
        try:
            reader.search(query, sort=sort)
        except UsageError:
            continue
    assert reader.count(query) >= 0
    assert list(reader.articles(query=query)) is not None


_READERS: list[Reader] = []


@pytest.fixture(autouse=True, scope="module")
def _one_archive(tmp_path_factory: pytest.TempPathFactory) -> None:
    archive = Archive(tmp_path_factory.mktemp("typed"))
    with archive.writer() as writer:
        archive.store(writer, 1, body="台湾 a1 title author", authors=("湾",))
        writer.finish("finished")
    _READERS.append(open_archive(archive.folder))


def _shared_reader() -> Reader:
    return _READERS[0]


def test_title_and_author_prefixes(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, title="芯片战争", body="无关", authors=("王健", "林志佳"))
        archive.store(writer, 2, title="无关", body="芯片与王健", authors=("李四",))
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert ids(reader, "芯片") == [1, 2]
        assert ids(reader, "title:芯片") == [1]
        assert ids(reader, "标题：芯") == [1]
        assert ids(reader, "author:王健") == [1]
        assert ids(reader, "作者:林") == [1]
        assert ids(reader, "-author:王健 芯片") == [2]
        assert ids(reader, "芯片", author="王健") == [1]
        assert ids(reader, "author:健林") == []


def test_newest_first_by_day_then_hour_undated_last(archive: Archive) -> None:
    dates = [
        "2024-05-01",
        None,
        "2024-05-03T09:00:00+08:00",
        "2024-05-03T01:30:00+00:00",
        "2024-05-03",
        "1965-02-03",
    ]
    with archive.writer() as writer:
        for number, published in enumerate(dates, 1):
            archive.store(writer, number, body="同一个词", published=published)
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [hit.id for hit in reader.search("同一")] == [4, 3, 5, 1, 6, 2]
        assert [hit.id for hit in reader.search("同一", limit=2)] == [4, 3]
        assert ids(reader, "同一", since="2024-05-01", until="2024-05-02") == [1]
        assert ids(reader, "同一", since="2024-05-03T01:15:00Z") == [4]
        assert reader.count("同一", since="2024-05-03") == 3
        assert reader.count("同一", since="2024-05-03T01:15:00Z") == 1
        assert [article.id for article in reader.articles(query="同一", until="2024-05-01")] == [1, 6]


def test_order_and_dates_stay_exact_when_a_day_overflows(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("places", "search", "filters"):
        monkeypatch.setattr(f"newsarchive.archive.{module}.DAY_SIZE", 2)
    with archive.writer() as writer:
        for number in range(1, 10):
            published = "2024-05-02T00:00:00Z" if number % 3 else f"2024-05-01T0{number}:00:00Z"
            archive.store(writer, number, body="同一个词", published=published)
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert {hit.published for hit in reader.search("同一", limit=6)} == {"2024-05-02T00:00:00Z"}
        assert [hit.id for hit in reader.search("同一", limit=9)][6:] == [9, 6, 3]
        assert reader.count("同一", since="2024-05-02") == 6
        assert reader.count("同一", until="2024-05-01") == 3
        assert ids(reader, "同一", since="2024-05-02") == [1, 2, 4, 5, 7, 8]
    assert DAY_SIZE > 2


def test_filters_by_site_and_category(archive: Archive) -> None:
    with archive.writer() as writer, Writer.open(archive.folder, site=SiteSpec("other")) as other:
        archive.store(writer, 1, body="同一个词", category="科技")
        writer.commit()
        archive.store(other, 2, body="同一个词", category="財經")
        other.finish("finished")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert ids(reader, "同一", site="other") == [2]
        assert ids(reader, "一", site=SITE.key) == [1]
        assert ids(reader, "同一", category="财经") == [2]
        assert ids(reader, "词", category="科技", site="other") == []
        assert ids(reader, "同一", category="没有") == []
        assert [article.id for article in reader.articles(category="科技")] == [1]
        assert [article.id for article in reader.articles(site="other")] == [2]
        with pytest.raises(NotFound, match="portal"):
            reader.search("同一", site="nowhere")


def test_relevance_puts_headlines_and_repetition_first(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, title="无关", body="芯片" + "。别的话" * 50)
        archive.store(writer, 2, title="无关", body="芯片，" * 4 + "。别的话" * 50)
        archive.store(writer, 3, title="芯片", body="别的话" * 50)
        for number in range(4, 12):
            archive.store(writer, number, body="完全是别的话")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        hits = reader.search("芯片", sort="relevance")
    assert [hit.id for hit in hits] == [3, 2, 1]
    assert hits[0].score > hits[1].score > hits[2].score > 0


def test_relevance_of_a_word_in_every_article_reads_the_newest_and_the_headlines(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.archive.relevance.MAX_RANKED", 3)
    monkeypatch.setattr("newsarchive.archive.relevance.MAX_COUNTED", 4)
    monkeypatch.setattr("newsarchive.archive.relevance.MAX_READ", 4)
    with archive.writer() as writer:
        archive.store(writer, 1, title="芯片", body="电路", published="2024-01-01")
        archive.store(writer, 2, body="芯片" * 9, published="2024-01-02")
        for number in range(3, 9):
            text = "芯片芯片" if number == 6 else "芯片"
            archive.store(writer, number, body=f"{text}，{number}", published=f"2024-02-0{number}")
        archive.store(writer, 9, body="芯片，其他", published="2023-01-01")
        archive.store(writer, 10, body="其他", published="2024-03-01")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        hits = reader.search("芯片", sort="relevance")
        assert [hit.id for hit in hits] == [1, 6, 8, 7, 5]
        assert hits[0].score > hits[1].score > hits[2].score
        assert [hit.id for hit in reader.search("芯片", sort="relevance", limit=1)] == [1]
        assert [hit.id for hit in reader.search("芯片 其他", sort="relevance")] == [9]


def test_relevance_of_a_word_in_most_articles_goes_by_how_often_it_is_there(archive: Archive) -> None:
    with archive.writer() as writer:
        for number, times in enumerate([1, 4, 2, 0, 3], 1):
            archive.store(writer, number, body="芯片，" * times + "别的话，" * (9 - times))
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        hits = reader.search("芯片", sort="relevance")
    assert [hit.id for hit in hits] == [2, 5, 3, 1]
    assert [hit.score for hit in hits] == sorted({hit.score for hit in hits}, reverse=True)


def test_relevance_weighs_rare_words_and_common_ones_only_decide_what_matches(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.archive.relevance.MAX_COUNTED", 3)
    filling = "，别的话" * 20
    with archive.writer() as writer, Writer.open(archive.folder, site=SiteSpec("other")) as other:
        archive.store(writer, 1, body="台湾的芯片" + filling)
        archive.store(writer, 2, body="台湾，台湾，台湾的芯片" + filling)
        archive.store(writer, 3, body="台湾，台湾，台湾，台湾" + filling)
        for number in range(4, 9):
            archive.store(writer, number, body="芯片，" * number + filling)
        writer.commit()
        archive.store(other, 9, body="芯片，台北" + filling)
        other.finish("finished")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        ranked = [hit.id for hit in reader.search("台湾 芯片", sort="relevance")]
        assert ranked == [2, 1]
        assert [hit.id for hit in reader.search("台湾 -芯片", sort="relevance")] == [3]
        assert [hit.id for hit in reader.search("芯片", sort="relevance", site="other")] == [9]
        assert [hit.id for hit in reader.search("台北", sort="relevance", site="other")] == [9]
        assert [hit.id for hit in reader.search("台北", sort="relevance", site=SITE.key)] == []


def test_headlines_of_a_common_word_are_looked_for_among_the_newest_articles(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MAX_COUNTED": 3, "MAX_READ": 1, "MAX_HEADLINES": 3}.items():
        monkeypatch.setattr(f"newsarchive.archive.relevance.{name}", value)
    with archive.writer() as writer:
        for number in range(1, 7):
            title = "芯片" if number in {2, 4} else "无关"
            archive.store(writer, number, title=title, body="芯片", published=f"2024-01-0{number}")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [hit.id for hit in reader.search("芯片", sort="relevance", limit=2)] == [4, 6]
        until = [hit.id for hit in reader.search("芯片", sort="relevance", limit=2, until="2024-01-03")]
        assert until == [2, 3]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("台湾 体", [5, 4, 1]),
        ("台湾 -体", [6, 3, 2]),
        ("台湾 體 -国", [4, 1]),
        ("台湾 title:体", [4]),
        ("台湾 author:体", [2]),
        ("台湾 -author:体 体", [5, 4, 1]),
        ("国，台湾", [6, 5, 3]),
    ],
)
@pytest.mark.parametrize(("looked_at", "failed"), [(0, 9), (1, 9), (3, 1), (9, 2), (256, 24)])
def test_single_characters_beside_words_are_found_by_texts_and_by_lists(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    expected: list[int],
    looked_at: int,
    failed: int,
) -> None:
    monkeypatch.setattr("newsarchive.archive.search.TEXT_TESTS", looked_at)
    monkeypatch.setattr("newsarchive.archive.search.FAILED_TESTS", failed)
    monkeypatch.setattr("newsarchive.archive.search.FIRST_WINDOW", 1)
    texts = ["台湾的體育", "台湾", "国，台湾", "台湾", "台湾，国，台湾的人体", "美国，台湾"]
    with archive.writer() as writer:
        for number, text in enumerate(texts, 1):
            authors = ("体生",) if number == 2 else ("甲",)
            title = "体" if number == 4 else "无关"
            day = f"2024-01-0{number}"
            archive.store(writer, number, title=title, body=text, authors=authors, published=day)
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [hit.id for hit in reader.search(query)] == expected
        assert ids(reader, query, sort="relevance") == sorted(expected)
        assert reader.count(query) == len(expected)


def test_a_long_phrase_is_looked_up_by_two_rare_pairs(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SAMPLE": 5, "RARE_SHARE": 2}.items():
        monkeypatch.setattr(f"newsarchive.archive.shortcut.{name}", value)
    texts = ["我们的城市", "我们，城市", "的城，我们", "城市", "我们在城市", "我们", "城市", "我们的，城市"]
    with archive.writer() as writer:
        for number, text in enumerate(texts, 1):
            archive.store(writer, number, body=text, published=f"2024-01-0{9 - number}")
        writer.finish("finished")
    connection = open_for_reading(archive.folder)
    shortcuts = Shortcuts(connection, 1 << 62)

    def shortened(query: str) -> str:
        (term,) = build_match(connection, query, Filters()).wanted
        expression, pieces = shortcuts.shorten(term)
        assert bool(pieces) == ("NEAR" in expression)
        return expression

    # Among the newest six, one has 们的 and one 们在, two 的城 and four each 我们 and 城市.
    assert shortened("我们的城市") == '({title body} : NEAR("们的" "城市", 1))'
    assert shortened("title:我们在城市") == '({title} : NEAR("们在" "城市", 1))'
    # 在城 shares a character with both others.
    assert shortened("我在城市") == '({title body} : NEAR("我在" "城市", 1))'
    for exact in ("我们的", "author:我们的城市", "我们的GPU", "我我我我"):
        assert "NEAR" not in shortened(exact)
    monkeypatch.setattr("newsarchive.archive.shortcut.RARE_SHARE", 6)
    assert "NEAR" not in shortened("我们的城市")
    connection.close()
    with open_archive(archive.folder) as reader:
        assert ids(reader, "我们的城市") == [1]
        assert ids(reader, "我们的城市 城市", sort="relevance") == [1]


def test_relevance_ranks_the_newest_and_all_headlines(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.archive.relevance.MAX_RANKED", 3)
    with archive.writer() as writer:
        archive.store(writer, 1, title="芯片", body="旧的", published="2020-01-01")
        for number in range(2, 9):
            archive.store(writer, number, body="芯片", published=f"2024-01-0{number}")
        for number in range(10, 20):
            archive.store(writer, number, body="别的", published=f"2024-02-{number}")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [hit.id for hit in reader.search("芯片", sort="relevance")] == [1, 8, 7, 6]


def test_snippets_show_the_original_with_the_hit_marked(stored: Store) -> None:
    archive = stored("開頭的話。" * 30 + "超微電腦的軟體RTX4090發布\n了" + "後面的話。" * 30)
    with open_archive(archive.folder) as reader:
        snippet = reader.search("软件")[0].snippet
        glued = reader.search("rtx4090")[0].snippet
    assert "超微電腦的**軟體**RTX4090發布 了" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert "**RTX4090**" in glued
