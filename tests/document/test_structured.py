from __future__ import annotations

import json

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document.structured import MAX_NODES, is_article, node_types, read_jsonld, read_microdata


def jsonld(*scripts: str) -> list[dict[str, object]]:
    page = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    root = lxml.html.document_fromstring(f"<html><head>{page}</head><body><p>x</p></body></html>")
    return read_jsonld(root.iter("script"))


def test_graph_is_flattened_in_order() -> None:
    nodes = jsonld(
        '{"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle"}]}'
    )
    assert [node["@type"] for node in nodes] == ["WebPage", "NewsArticle"]


def test_lists_are_flattened() -> None:
    assert [n["@type"] for n in jsonld('[{"@type": "A"}, [{"@type": "B"}]]')] == ["A", "B"]


def test_main_entity_becomes_a_node_of_its_own() -> None:
    assert (
        jsonld('{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "H"}}')[1]["headline"]
        == "H"
    )


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": "One",}',
        '<!-- {"@type": "NewsArticle", "headline": "One"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "One"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "One"};',
        '/* built 5 May */ {"@type": "NewsArticle", "headline": "One"}',
        '{"@type": "NewsArticle", "headline": "One"} {"@type": "Organization"}',
        '{"@type": "NewsArticle", "headline": "One", "about": "he "said" so"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;One&quot;}",
    ],
)
def test_common_faults_are_repaired(broken: str) -> None:
    assert jsonld(broken)[0]["headline"] == "One"


def test_raw_line_ends_in_strings_are_read() -> None:
    assert jsonld('{"@type": "Article", "headline": "One\ntwo"}')[0]["headline"] == "One\ntwo"


def test_a_broken_script_does_not_hide_the_next() -> None:
    assert jsonld("{]", '{"@type": "Article"}')[-1]["@type"] == "Article"


def test_depth_and_number_are_bounded() -> None:
    assert jsonld("[" * 5000 + "]" * 5000) == []
    assert len(jsonld(json.dumps([{"@type": "Thing"}] * (MAX_NODES + 50)))) == MAX_NODES


@given(st.text(max_size=300))
def test_any_script_is_survived(text: str) -> None:
    root = lxml.html.document_fromstring(
        "<html><script type='application/ld+json'></script><body>x</body></html>"
    )
    next(iter(root.iter("script"))).text = "".join(c for c in text if c.isprintable() or c in "\n\t")
    assert isinstance(read_jsonld(root.iter("script")), list)


MICRODATA = """
<article itemscope itemtype="http://schema.org/NewsArticle">
 <h1 itemprop="headline">A <b>storm</b></h1>
 <time itemprop="datePublished" datetime="2024-05-01">1 May</time>
 <span itemprop="author" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Ana Lima</b></span>
 <a itemprop="keywords">rain</a><a itemprop="keywords">wind</a>
</article>"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("headline", "A storm"),
        ("datePublished", "2024-05-01"),
        ("author", {"@type": ["Person"], "name": "Ana Lima"}),
        ("keywords", ["rain", "wind"]),
    ],
)
def test_microdata_has_the_shape_of_jsonld(name: str, expected: object) -> None:
    assert read_microdata(lxml.html.fromstring(MICRODATA))[0][name] == expected


@pytest.mark.parametrize(
    "kind", ["NewsArticle", "schema:BlogPosting", "http://schema.org/ReportageNewsArticle"]
)
def test_kinds_of_articles(kind: str) -> None:
    assert is_article({"@type": ["Thing", kind]})


def test_other_types_are_no_articles() -> None:
    assert not is_article({"@type": "WebPage"})
    assert node_types({"@type": 7}) == frozenset()
