from __future__ import annotations

import ast
import re
from pathlib import Path

from newsarchive.document import Document
from newsarchive.extraction.content import body, trees
from newsarchive.extraction.content.body import read_features
from newsarchive.extraction.content.features import names
from newsarchive.extraction.content.forest import SURE, log_odds

SENTENCE = "The harbour board met on Monday, and it chose plan {} that costs less than the others did."
PAGE = (
    "<html><body><h1>Harbour board chooses a plan</h1>"
    + "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(6))
    + "<p>Read more: the others</p><footer><a href='/'>Home</a></footer></body></html>"
)


# The source, which is what was compiled where something was.
SUMS = {
    part.name: ast.unparse(part)
    for part in ast.parse(Path(body.__file__).with_name("trees.py").read_text("utf-8")).body
    if isinstance(part, ast.FunctionDef)
}


def asked_for(name: str) -> set[int]:
    return {int(number) for number in re.findall(r"x\[(\d+)\]", SUMS[name])}


def test_the_first_trees_ask_for_nothing_that_is_computed_later() -> None:
    assert names().index("further") not in asked_for("first")


def test_the_trees_ask_for_features_that_are_there() -> None:
    assert max(asked_for("first") | asked_for("rest")) < len(names())


def test_every_row_has_every_feature() -> None:
    features = read_features(Document(PAGE), "Harbour board chooses a plan")
    assert features.blocks
    assert {len(features.row(i)) for i in range(len(features.blocks))} == {len(names())}


def test_a_sure_sum_is_that_of_the_first_trees() -> None:
    features = read_features(Document(PAGE), "Harbour board chooses a plan")
    for i in range(len(features.blocks)):
        row = features.row(i)
        first = trees.first(row)
        whole = first if abs(first) > SURE else first + trees.rest(features.complete(i, row))
        assert log_odds(features, [i]) == [whole]


def test_a_paragraph_is_likelier_than_a_call_to_read_more() -> None:
    features = read_features(Document(PAGE), "Harbour board chooses a plan")
    odds = dict(zip(features.texts, log_odds(features, range(len(features.texts))), strict=True))
    assert odds[SENTENCE.format(3)] > odds["Read more: the others"]
