from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.pictures.boxes import caption_box
from newsarchive.extraction.pictures.captions import Legend, find_legend
from newsarchive.extraction.pictures.words import Surroundings


def figure(caption: str, before: str = "") -> str:
    return f"<figure><img src=a.jpg>{before}<figcaption>{caption}</figcaption></figure>"


FIGURES = {
    "caption and credit element": (
        figure("<span>The old bridge.</span> <span class='figure__credits'>Jane Roe/AFP</span>"),
        "The old bridge.",
        "Jane Roe/AFP",
    ),
    "credit in a cite": (figure("The old bridge. <cite>Jane Roe</cite>"), "The old bridge.", "Jane Roe"),
    "credit in a footer of the figure": (
        "<figure><img src=a.jpg><figcaption>The bridge.</figcaption><footer>Imago/Muster</footer></figure>",
        "The bridge.",
        "Imago/Muster",
    ),
    "credit element without caption": (
        figure("<span class=credit>(Image: Getty Images)</span>"),
        None,
        "Getty Images",
    ),
    "unnamed element at the caption's end": (
        figure("<p>The old bridge seen from the river.</p><span class='x-1'>Philipp Roe/dpa</span>"),
        "The old bridge seen from the river.",
        "Philipp Roe/dpa",
    ),
    "credit before the caption": (
        "<figure><div>Foto: Jan Novák</div><img src=a.jpg><figcaption><p>Most.</p></figcaption></figure>",
        "Most.",
        "Jan Novák",
    ),
    "label and name in elements of their own": (
        figure("The old bridge (<div>Image:</div> Getty Images)"),
        "The old bridge",
        "Getty Images",
    ),
    "caption only": (
        figure("The most read notice on the old bridge is closed."),
        "The most read notice on the old bridge is closed.",
        None,
    ),
    "buttons and counters": (
        figure("Die Brücke.", "<div>1 / 12</div><div>Bild vergrößern</div><div>03:20 min</div>"),
        "Die Brücke.",
        None,
    ),
    "two marked credits": (
        figure(
            "<span class=caption>The bridge.</span> <span class=credit>Photo by Jean Roe</span>"
            " <span class=distributor>Example News</span>"
        ),
        "The bridge.",
        "Jean Roe / Example News",
    ),
    "one credit said twice": (
        figure(
            "The bridge. <span class=credit>Jean Roe/AP</span> <span class=copyright>© Jean Roe/AP</span>"
        ),
        "The bridge.",
        "Jean Roe/AP",
    ),
    "words for screen readers": (
        figure("<span>Image source, </span>Jane Roe"),
        None,
        "Jane Roe",
    ),
    "caption announced": (figure("<span>Image caption, </span>The bridge."), "The bridge.", None),
    "counter before the caption": (figure("1of4The old bridge."), "The old bridge.", None),
    "caption inside the credit's element": (
        figure("<span class=copyright>The bridge at night. Bild © Jane Roe (hr)</span>"),
        "The bridge at night.",
        "Jane Roe (hr)",
    ),
    "two holders in the credit's element": (
        figure("The bridge. <span class=copyright>Jane Roe/Copyright 2026 The AP</span>"),
        "The bridge.",
        "Jane Roe/Copyright 2026 The AP",
    ),
    "figure without caption": ("<figure><img src=a.jpg></figure>", None, None),
    "box named after pictures": (
        "<div class='image-widget'><img src=a.jpg><p><span>The bridge.</span></p><p>Image: J. Roe</p></div>",
        "The bridge.",
        "J. Roe",
    ),
    "credit outside the figure": (
        f"<div>{figure('The bridge.')}<span class='image-copyright'>Jane Roe/Getty Images</span></div>",
        "The bridge.",
        "Jane Roe/Getty Images",
    ),
    "Chinese credit line below": ("<p><img src=a.jpg></p><p>图片来源：某某网</p>", None, "某某网"),
    "Chinese credit told by its verb": (
        "<p><img src=a.jpg></p><p>本报记者李四、王五摄</p>",
        None,
        "本报记者李四、王五摄",
    ),
    "Chinese triangle": ("<p><img src=a.jpg></p><p>▲新建成的大桥</p>", "新建成的大桥", None),
    "Chinese caption announced": ("<p><img src=a.jpg></p><p>图说：新建成的大桥</p>", "新建成的大桥", None),
    "Chinese caption that says what it shows": (
        "<p><img src=a.jpg></p><p>图为新建成的大桥。</p>",
        "图为新建成的大桥。",
        None,
    ),
    "Chinese centred line": (
        "<p><img src=a.jpg></p><p style='text-align: center'>新建成的大桥。</p>",
        "新建成的大桥。",
        None,
    ),
    "caption and credit lines without names": (
        "<div><img src=a.jpg><div><p>Gebet in der Kirche</p><p>© Rolf Muster/imago</p></div></div>",
        "Gebet in der Kirche",
        "Rolf Muster/imago",
    ),
    "paragraph below": (
        "<p><img src=a.jpg></p><p>他说，大桥已经建成通车，市民出行更加方便。</p>",
        None,
        None,
    ),
    "copyright line after a paragraph below": (
        "<p><img src=a.jpg></p><p>他说，大桥已经建成。</p><p class=copyright>本文未经允许不得转载</p>",
        None,
        None,
    ),
    "bold subheading below": ("<p><img src=a.jpg></p><p align=center><b>新的开始</b></p>", None, None),
}


def legend_of(html: str) -> tuple[Document, Legend]:
    page = f"<article><p>First paragraph.</p>{html}<p>Last paragraph of the text.</p></article>"
    document = Document(page)
    at = next(block.index for block in document.blocks if block.is_image)
    article = set(document.blocks[0].box.up()) - {document.blocks[0].box}
    return document, find_legend(Surroundings(document.blocks, article, {at}), at)


@pytest.mark.parametrize("name", FIGURES)
def test_caption(name: str) -> None:
    html, caption, _ = FIGURES[name]
    assert legend_of(html)[1].caption == caption


@pytest.mark.parametrize("name", FIGURES)
def test_credit(name: str) -> None:
    html, _, credit = FIGURES[name]
    assert legend_of(html)[1].credit == credit


@pytest.mark.parametrize("name", FIGURES)
def test_only_the_pictures_own_words_are_claimed(name: str) -> None:
    document, legend = legend_of(FIGURES[name][0])
    texts = [document.blocks[index].text for index in legend.claimed]
    assert not {"First paragraph.", "Last paragraph of the text."} & set(texts)
    assert bool(texts) == bool(legend.caption or legend.credit)


def test_a_figcaption_is_a_caption() -> None:
    blocks = Document("<figure><figcaption><p>Words</p></figcaption></figure><p>Text</p>").blocks
    assert [caption_box(block) is not None for block in blocks] == [True, False]
