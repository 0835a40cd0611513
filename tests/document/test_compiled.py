"""The compiled walk gives what the one in Python gives, and is never used where it does not fit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from newsarchive import compiled as lending
from newsarchive.compiled import PURE
from newsarchive.document import blocks, compiled, texts
from newsarchive.document.decode import to_utf8
from newsarchive.document.document import NAMED
from newsarchive.document.parse import parse
from newsarchive.extraction import content
from newsarchive.extraction.content import cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

PAGES = sorted((Path(__file__).parents[1] / "pages").rglob("*.html"))
SPACES = " \t\n\r\f\x0b\x1c\x85\xa0\u1680\u2003\u2028\u202f\u205f\u3000"
UNSEEN = "\xad\u200b\u2060\ufeff\ufffc\u200e\u0378\U000e0001"

needs_walk = pytest.mark.skipif(bool(compiled.WHY_NOT), reason=f"nothing compiled: {compiled.WHY_NOT}")


@pytest.fixture(autouse=True)
def _noted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests make unfit is told to nobody else; each says itself whether it asks for Python."""
    monkeypatch.delenv(PURE, raising=False)
    monkeypatch.setattr(lending, "_why_not", {})


def described(found: Sequence[blocks.Block]) -> list[tuple[object, ...]]:
    """Everything that a block and the boxes around it say; elements stay themselves, boxes are numbered."""
    numbers: dict[object, int] = {}
    return [
        (
            block.index, block.tag, block.text, block.link_chars, block.bold_chars, block.links,
            block.heading, block.is_image, block.after_break, block.element, block.size, block.stops,
            [
                (
                    numbers.setdefault(box, len(numbers)), box.tag, box.depth, box.number, box.hints,
                    box.attributes, box.element, box.has_attributes, box.is_hidden,
                )
                for box in block.box.up()
            ],
        )
        for block in found
    ]  # fmt: skip


def assert_alike(root: HtmlElement) -> None:
    from newsarchive.document import _walk

    assert described(_walk.collect_blocks(root)) == described(blocks.collect_blocks(root))
    assert _walk.find_named(root, NAMED) == blocks.find_named(root, NAMED)


@needs_walk
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_real_pages_are_walked_alike(page: Path) -> None:
    assert_alike(parse(to_utf8(page.read_bytes())))


TAGS = [
    "p", "div", "a", "b", "strong", "span", "h1", "li", "ul", "pre", "code", "img", "br", "button", "x-part",
    "svg:g", "html:p", "xhtml:h2", "script", "select", "template", "head", "table", "td", "title", "time",
    "input", "iframe", "option",
]  # fmt: skip
WRITTEN = [
    " class='Wide Side'", " class=code id=A", " class='\xc9\u0130'", " role=main itemprop='B C'", " hidden",
    " x:lang=de", " class='a&amp;b\n'", " class=''", " aria-hidden=true",
    " style='Display: NONE'", " style='color: red; Display :none'", " style=display:&#110;one",
]  # fmt: skip
MARKS = ["a. b", "！", "？", "，", "；", "：", "、", "।", "،", "…", "?", "; ", "!"]
TEXTS = [
    *MARKS,
    *"ab，。字é\u0301\U0001f600",
    *SPACES,
    *UNSEEN,
    "\n\n",
    "word ",
    " two  words",
    "\u3000字 ",
    "&lt;",
    "&nbsp;x",
]
SOUP = [
    *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), *TEXTS,
    *(f"<{tag}{written}>" for tag in ("div", "pre", "p") for written in WRITTEN),
]  # fmt: skip


@needs_walk
@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SOUP), max_size=60))
def test_made_up_pages_are_walked_alike(soup: list[str]) -> None:
    assert_alike(parse(to_utf8("<body>" + "".join(soup))))


STEPS = ["up", "stay", "down"]
KINDS = ["p", "a", "b", "h1", "img", "pre", "x-y", "meta", "{urn:x}p", "{urn:x}x-y", "!", "?", "&"]
WORDS = ["", " ", "\n", "\x85\xa0\u3000", "word", " 字\u2003", "\xad", "two\n\nlines"]


def grown(steps: Sequence[tuple[str, str, str]]) -> etree._Element:
    """A tree with what a parser may leave in one: comments, instructions, entities, CDATA, namespaces."""
    root = etree.Element("html")
    parent = root
    for step, kind, word in steps:
        if kind in {"!", "?", "&"}:
            makers = {
                "!": etree.Comment,
                "?": lambda said: etree.PI("go", said),
                "&": lambda _: etree.Entity("copy"),
            }
            element = makers[kind](word)
            parent.append(element)
        else:
            element = etree.SubElement(parent, kind, {"class": word, "{urn:x}id": word})
            element.text = etree.CDATA(word) if kind == "b" else word
        element.tail = word
        if step == "down" and isinstance(element.tag, str):
            parent = element
        elif step == "up":
            above = parent.getparent()
            parent = root if above is None else above
    return root


@needs_walk
@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(*map(st.sampled_from, (STEPS, KINDS, WORDS))), max_size=40))
def test_trees_that_no_page_makes_are_walked_alike(steps: list[tuple[str, str, str]]) -> None:
    assert_alike(grown(steps))


# Twice what a parser lets through; lxml makes such a tree in quadratic time.
DEEP = 4_000


@needs_walk
@pytest.mark.parametrize("tag", ["div", "a", "x-y", "img"])
def test_a_tree_may_be_as_deep_as_it_likes(tag: str) -> None:
    root = etree.Element("html")
    inner = root
    for _ in range(DEEP):
        inner = etree.SubElement(inner, tag)
        if tag != "img":
            inner.tail = "t"
    inner.text = "bottom"
    from newsarchive.document import _walk

    ours, theirs = _walk.collect_blocks(root), blocks.collect_blocks(root)
    assert [(b.text, b.tag, b.box.depth, b.link_chars) for b in ours] == [
        (b.text, b.tag, b.box.depth, b.link_chars) for b in theirs
    ]
    assert len(_walk.find_named(root, [tag])[tag]) == DEEP


@needs_walk
def test_more_blocks_and_more_tags_than_anybody_reads_are_bounded_alike() -> None:
    from newsarchive.document import _walk

    root = etree.Element("html")
    for number in range(32_000):
        etree.SubElement(root, f"t{number % 5_000}" if number % 2 else "p").text = str(number)
        etree.SubElement(root, "img")
    ours, theirs = _walk.collect_blocks(root), blocks.collect_blocks(root)
    assert len(ours) == blocks.MAX_BLOCKS
    assert [(b.text, b.is_image) for b in ours] == [(b.text, b.is_image) for b in theirs]


@needs_walk
def test_every_character_is_shown_or_not_as_python_says() -> None:
    from newsarchive.document import _walk

    odd = [
        hex(code)
        for code in [*range(1, 0xD800), *range(0xE000, 0x10000), *range(0x10000, 0x110000, 251)]
        if _walk.as_line(text := f"a{chr(code)} {chr(code)}b{chr(code)}") != blocks.as_line(text)
    ]  # fmt: skip
    assert odd == []
    assert unicodedata.category("\u0378") == "Cn"  # among them some that Unicode does not know


@needs_walk
@given(st.binary(max_size=12) | st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_are_utf8_or_not_as_python_says(data: bytes) -> None:
    from newsarchive.document import _walk

    for padded in (data, b"0123456" + data, data + b"01234567"):
        assert _walk.is_utf8(padded) == texts.is_utf8(padded)


@needs_walk
def test_every_first_and_second_byte_is_judged_as_python_does() -> None:
    from newsarchive.document import _walk

    starts = [bytes((first, second)) for first in range(0x80, 0x100) for second in range(0x70, 0x100, 5)]
    tails = [b"", b"\x80", b"\x80\x80", b"\xbf\xbf", b"a"]
    found = [start + tail for start in starts for tail in tails if _walk.is_utf8(start + tail)]
    assert found == [start + tail for start in starts for tail in tails if texts.is_utf8(start + tail)]


@needs_walk
def test_a_box_of_no_page_says_nothing() -> None:
    box = type(compiled.collect_blocks(parse(b"<p>text"))[0].box)()  # type: ignore[call-arg]
    assert (box.hints, box.attributes) == (blocks.NO_HINTS, {})
    assert not box.has_attributes
    assert not box.is_hidden
    with pytest.raises(TypeError):
        _ = box.element


@needs_walk
def test_elements_outlive_everything_that_found_them() -> None:
    found = compiled.collect_blocks(parse(b"<p class=x>one <b>two</b><img src=1>"))
    text, image = found
    del found
    box = text.box
    del text
    assert box.element.get("class") == "x"
    assert image.element.get("src") == "1"
    assert [around.tag for around in box.up()] == ["p", "body", "html"]


# Prints what a page's record is and how each of its blocks is judged, one page a line.
READ = """
import json, sys
from pathlib import Path
from newsarchive import extract
from newsarchive.document import Document
from newsarchive.compiled import report
from newsarchive.extraction.content.body import read_features

print(report())
for path in sys.argv[1:]:
    page = Path(path).read_bytes()
    features = read_features(Document(page), "A headline")
    rows = [list(features.row(i)) for i in range(len(features.blocks))]
    print(json.dumps([extract(page, "https://news.example/a/1").to_dict(), rows]))
"""


def read_pages(**environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, PAGES)],
        env=os.environ | environment, capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@needs_walk
def test_records_and_every_number_behind_them_are_the_same_in_pure_python() -> None:
    said, *plain = read_pages(**{PURE: "1"})
    assert said.startswith("Everything runs in pure Python: document._walk, ")
    assert said.endswith(" (NEWSARCHIVE_PURE_PYTHON is set)")
    said, *quick = read_pages()
    assert said == "Compiled code is in use"
    assert quick == plain
    assert len(quick) == len(PAGES)


@needs_walk
def test_what_stands_on_the_walk_is_compiled_with_it() -> None:
    assert content.WHY_NOT == ""
    assert Path(cards.__file__).parent.name == compiled.FOLDER


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one module that has types, and notes of what was compiled of it."""
    monkeypatch.setattr(compiled, "WHY_NOT", "")
    (tmp_path / compiled.FOLDER).mkdir()
    (tmp_path / "part.py").write_text("told = 'python'\n")
    (tmp_path / "part.pxd").touch()
    note_down(tmp_path)
    return tmp_path


def note_down(package: Path) -> None:
    notes = package / compiled.FOLDER / f"made_of{EXTENSION_SUFFIXES[0]}.json"
    notes.write_text(json.dumps({"part": compiled.digest_of(package / "part.py")}))


def test_a_part_of_another_source_is_not_used(package: Path) -> None:
    (package / "part.pxd").write_text("# newer\n")
    path = [str(package)]
    why = "part was compiled from another source; install again"
    assert compiled.load_parts("some.package", path) == why
    assert path == [str(package)]


def test_a_part_that_does_not_load_is_not_used(package: Path) -> None:
    (package / compiled.FOLDER / f"part{EXTENSION_SUFFIXES[0]}").write_bytes(b"no library")
    path = [str(package)]
    assert compiled.load_parts("newsarchive.extraction.content", path)
    assert path == [str(package)]


def test_no_part_is_used_without_the_walk(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "WHY_NOT", "no walk")
    path = [str(package)]
    assert compiled.load_parts("part", path) == "no walk"
    assert path == [str(package)]


def test_what_was_never_compiled_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "WHY_NOT", "")
    path = [str(tmp_path)]
    assert compiled.load_parts("part", path) == "no compiled module was built for this Python"
    assert path == [str(tmp_path)]


@needs_walk
def test_a_module_of_another_source_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "_walk.pyx"
    other.write_text("# newer\n")
    monkeypatch.setattr(compiled, "_SOURCE", other)
    module, why = compiled.load()
    assert module is None
    assert "another source" in why


@needs_walk
def test_a_module_for_another_lxml_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from newsarchive.document import _walk

    monkeypatch.setattr(_walk, "BUILT_FOR", ("5.0.1", _walk.BUILT_FOR[1]))
    assert compiled.load() == (
        None,
        "it was compiled for lxml 5.0.1, not for the one that is here; install again",
    )


@pytest.mark.parametrize(
    "fault", [ValueError("size changed"), ImportError("no such symbol"), SystemError("init")]
)
def test_a_module_that_does_not_load_is_not_used(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise fault

    monkeypatch.delenv(PURE, raising=False)
    monkeypatch.setitem(sys.modules, "newsarchive.document._walk", Broken())  # type: ignore[arg-type]
    module, why = compiled.load()
    assert module is None
    assert str(fault) in why


def test_without_a_module_python_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PURE, raising=False)
    monkeypatch.setitem(sys.modules, "newsarchive.document._walk", None)  # type: ignore[arg-type]
    assert compiled.load() == (None, "no compiled module was built for this Python")
