"""Searches find exactly what stands in the texts: compared with looking through all of them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from archive_folder import Archive
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive.reader import open_archive
from newsarchive.text.artefacts import spellings
from newsarchive.text.folding import fold

if TYPE_CHECKING:
    import random

# Few characters, so that random queries have hits; both scripts, punctuation, a line break, a rare character.
CHINESE = "台湾臺灣国國的人體体\U0002f81a\U00031350"
ALPHABET = CHINESE + "，。 \n" + "ab1２é"


def expected(texts: list[str], query: str) -> list[int]:
    folded = [fold(text) for text in texts]
    return [n for n, text in enumerate(folded, 1) if any(s in text for s in spellings(fold(query)))]


def found(texts: list[str], queries: list[str]) -> list[list[int]]:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        with archive.writer() as writer:
            for number, text in enumerate(texts, 1):
                archive.store(writer, number, title="", body=text)
            writer.finish("finished")
        with open_archive(folder) as reader:
            answers = [sorted(hit.id for hit in reader.search(f'"{query}"', limit=99)) for query in queries]
            assert [reader.count(f'"{query}"') for query in queries] == list(map(len, answers))
            # In so small an archive no phrase is looked up by its rarest pairs, unless one article is sample
            # enough.
            for failed in (9, 1):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr("newsarchive.archive.shortcut.SAMPLE", 0)
                    patch.setattr("newsarchive.archive.search.FAILED_TESTS", failed)
                    for query, answer in zip(queries, answers, strict=True):
                        hits = reader.search(f'"{query}"', limit=99)
                        assert sorted(hit.id for hit in hits) == answer, query
            return answers


@settings(max_examples=40)
@given(st.lists(st.text(ALPHABET, min_size=1, max_size=60), min_size=1, max_size=8), st.randoms())
def test_any_part_of_a_chinese_run_is_found_where_it_stands_and_nowhere_else(
    texts: list[str], source: random.Random
) -> None:
    runs = [run for text in texts for run in re.findall(f"[{CHINESE}]+", text)]
    queries = []
    for run in runs[:20]:
        start = source.randrange(len(run))
        queries.append(run[start : start + source.randint(1, 8)])
    queries += ["".join(source.choices(CHINESE, k=k)) for k in (1, 2, 3)]
    # What would stand there if marks and line ends did not part it.
    for joined in ["".join(re.findall(f"[{CHINESE}]+", text)) for text in texts]:
        start = source.randrange(len(joined)) if joined else 0
        queries += [joined[start : start + source.randint(2, 8)]] if joined[start:] else []
    assert found(texts, queries) == [expected(texts, query) for query in queries]


SEAMS = ("中国，国家大事", "哈哈哈，哈哈", "天天。天天向上", "研究。究竟", "高高兴兴\n兴高采烈", "人、人人")


@pytest.mark.parametrize("text", SEAMS)
def test_runs_that_would_fit_together_are_parted_by_what_stands_between_them(text: str) -> None:
    runs = re.findall("[\u4e00-\u9fff]+", text)
    across = [runs[0] + runs[1], runs[0][-2:] + runs[1][:2], runs[0] + runs[1][1:]]
    queries = [*runs, *(query for query in across if query not in text)]
    assert found([text], queries) == [expected([text], query) for query in queries]


def test_a_phrase_with_a_mark_is_found_where_runs_would_fit_together() -> None:
    assert found(list(SEAMS[:2]), ["中国，国家", "哈哈，哈哈", "中国，国"]) == [[1], [2], [1]]


@settings(max_examples=40)
@given(st.lists(st.text("台湾国ab12", min_size=1, max_size=30), min_size=1, max_size=8), st.randoms())
def test_glued_letters_digits_and_characters_are_found_as_written(
    texts: list[str], source: random.Random
) -> None:
    queries = []
    for text in texts:
        pieces = re.findall("[台湾国]|[ab]+|[12]+", text)
        start = source.randrange(len(pieces))
        queries.append("".join(pieces[start : start + source.randint(1, 6)]))
    answers = []
    for query in queries:
        # Letters and digits are words: whole runs, not parts of them.
        before = "(?<![ab])" if query[0] in "ab" else "(?<![12])" if query[0] in "12" else ""
        after = "(?![ab])" if query[-1] in "ab" else "(?![12])" if query[-1] in "12" else ""
        pattern = re.compile(before + query + after)
        answers.append([n for n, text in enumerate(texts, 1) if pattern.search(text)])
    assert found(texts, queries) == answers
