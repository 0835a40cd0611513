"""What a run counts, and that an interruption changes none of it."""

from __future__ import annotations

import json
import random

import pytest

from newsarchive.model import Article, HotEntry, HotList, Image
from newsarchive.monitor.measures import (
    MAX_GROUPS,
    MAX_SOURCES,
    Measures,
    bucket_of,
    group_of,
    middle_of,
    quantile,
)

SIGNED = Article(
    title="标题",
    authors=("王健",),
    body="正" * 511,
    images=(Image("https://news.example/a.png"),),
    provenance={"title": "h1", "authors": "json-ld:author", "body": "generic"},
)
UNSIGNED = Article(title="标题", body="正" * 127, provenance={"title": "meta:og:title", "body": "generic"})


def test_each_field_is_counted_by_the_source_that_gave_it() -> None:
    measures = Measures()
    measures.article("https://news.example/tech/1.html", SIGNED, "recent")
    measures.article("https://news.example/tech/2.html", UNSIGNED, "undated")
    measures.article("https://news.example/tech/3.html", UNSIGNED)
    told = measures.to_dict()
    assert told["totals"] == {"asked": 3, "articles": 3, "recent": 1, "undated": 1}
    assert told["fields"]["title"] == {"h1": 1, "meta:og:title": 2}
    assert told["fields"]["authors"] == {"json-ld:author": 1, "": 2}
    assert told["fields"]["images"] == {"page": 1, "": 2}
    assert told["missing"]["authors"] == "https://news.example/tech/2.html"
    assert "title" not in told["missing"]


def test_parts_of_a_site_are_counted_apart() -> None:
    measures = Measures()
    measures.article("https://news.example/tech/1.html", SIGNED)
    measures.article("https://news.example/world/1.html", UNSIGNED)
    measures.unreadable("https://news.example/world/2.html")
    groups = measures.to_dict()["groups"]
    assert groups["news.example/tech/"] == {
        "asked": 1, "article": 1, "title": 1, "authors": 1, "images": 1, "body": 1, "log2": 9.0,
    }  # fmt: skip
    assert groups["news.example/world/"] == {"asked": 2, "article": 1, "title": 1, "body": 1, "log2": 7.0}


@pytest.mark.parametrize(
    ("url", "group"),
    [
        ("https://news.example/tech/2026/11/a.html", "news.example/tech/"),
        ("https://news.example/2026/11/26/a.html", "news.example/"),
        ("https://tech.news.example/a.html", "tech.news.example/"),
        ("https://news.example/a", "news.example/"),
        ("https://news.example:8080/en_US/a", "news.example:8080/en_US/"),
        ("", "/"),
        ("http://[", "others"),
    ],
)
def test_a_part_is_a_host_and_its_first_named_folder(url: str, group: str) -> None:
    assert group_of(url) == group


def test_hostile_variety_is_bounded() -> None:
    measures = Measures()
    for number in range(300):
        article = Article(title="t", body="b", provenance={"title": f"source {number}"})
        folder = f"part{chr(97 + number % 26)}{chr(97 + number // 26)}"
        measures.article(f"https://news.example/{folder}/{number}.html", article)
        measures.page(f"https://news.example/{number}", "other", f"content-type:x/{number}", 0.1)
        ranking = HotList(f"list {number}", (HotEntry(1, "t", "u"),))
        measures.listing(f"https://news.example/list/{number}", "listing", 3, (ranking,))
    told = measures.to_dict()
    assert len(told["fields"]["title"]) == MAX_SOURCES + 1
    assert sum(told["fields"]["title"].values()) == 300
    assert len(told["groups"]) == MAX_GROUPS + 1
    assert sum(group["article"] for group in told["groups"].values()) == 300
    assert (len(told["lists"]), len(told["hot"]), len(told["examples"])) == (100, 40, 60)
    assert len(json.dumps(told)) < 40_000


def test_the_slowest_answers_are_kept() -> None:
    measures = Measures()
    times = [number / 100 for number in range(1, 101)]
    random.Random(3).shuffle(times)
    for time in times:
        measures.page(f"https://news.example/{time}", "article", "article", time)
    measures.page("https://news.example/not-asked", "other", "robots-disallowed", 0)
    slow = measures.to_dict()["slow"]
    assert [milliseconds for milliseconds, _ in slow] == [1000, 990, 980, 970, 960, 950, 940, 930, 920, 910]
    assert sum(measures.latency.values()) == 100


def test_lists_count_their_own_links_and_name_their_hot_lists() -> None:
    measures = Measures()
    ranking = HotList("热榜", tuple(HotEntry(rank, "t", "u") for rank in (1, 2, 3)))
    measures.listing("https://news.example/", "start", 20, (ranking,))
    measures.listing("https://news.example/tech/", "category", 0, (HotList("热榜", ranking.entries[:1]),))
    told = measures.to_dict()
    assert told["lists"] == {
        "https://news.example/": ["start", 20],
        "https://news.example/tech/": ["category", 0],
    }
    assert told["hot"] == {"热榜": [3, "https://news.example/"]}


def count_some(measures: Measures, numbers: range) -> None:
    for number in numbers:
        url = f"https://news.example/tech/{number}.html"
        measures.page(url, "article", "article", number / 10)
        measures.article(url, SIGNED if number % 3 else UNSIGNED, "recent")


def test_an_interrupted_run_goes_on_counting() -> None:
    whole, first, second = Measures(), Measures(), Measures()
    count_some(whole, range(50))
    count_some(first, range(20))
    second.restore(json.loads(json.dumps(first.to_dict())))
    count_some(second, range(20, 50))
    assert json.loads(json.dumps(second.to_dict())) == json.loads(json.dumps(whole.to_dict()))


def test_quantiles_of_a_histogram() -> None:
    histogram = {bucket_of(number): 1 for number in (100, 1000, 10_000)}
    middle = quantile(histogram, 0.5)
    assert middle is not None
    assert 840 <= middle <= 1190
    assert quantile({}, 0.5) is None
    assert middle_of(bucket_of(0)) == 0
    assert all(abs(middle_of(bucket_of(n)) - n) <= 0.1 * n + 1 for n in range(0, 5000, 7))
