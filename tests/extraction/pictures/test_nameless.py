"""Pictures of pages whose class names tell nothing: captions, portraits, drawings, galleries by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsarchive import extract

if TYPE_CHECKING:
    from newsarchive.model import Article, Image

TEXTS = (
    "The council decided on Monday to rebuild the harbour wall that the storm of last winter had torn down.",
    "Work is to begin in spring, the mayor said, and will cost about four million over the next two years.",
    "Fishermen asked for a passage to the slipway, which the plan shown to them in January did not have.",
    "The harbour office, which had warned of the old stones for years, said that divers would go in May.",
)
MORE = (
    "Divers of the navy had looked at the stones twice since autumn and found three of them loose, she said."
)
TITLE = "Harbour wall to be rebuilt after the storm"


def read(*between: str, after: str = "", before: str = "") -> Article:
    pieces = (*between, "", "", "")[:3]
    text = "".join(f"<p>{t}</p>{p}" for t, p in zip(TEXTS, (*pieces, ""), strict=True))
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div class=x1>{before}<div class=x2><h1>{TITLE}</h1>"
        f"</div><div class=x3>{text}</div>{after}</div></body></html>"
    )
    return extract(html, "https://news.example/2024/05/harbour-wall.html").article


def article(*between: str, after: str = "", before: str = "") -> tuple[Image, ...]:
    return read(*between, after=after, before=before).images


def words(image: Image) -> tuple[str | None, str | None]:
    return image.caption, image.credit


CAPTIONS = {
    "two spans in a box of their own": (
        (
            "<div class=a><img src=/p/1.jpg><div class=b><span>The quay in January.</span> "
            "<span>Photo: Owen Tait</span></div></div>"
        ),
        ("The quay in January.", "Owen Tait"),
    ),
    "spans without a blank between them": (
        (
            "<div class=a><img src=/p/1.jpg><div class=b><span>The quay in January.</span>"
            "<span>Owen Tait/Island Lantern</span></div></div>"
        ),
        ("The quay in January.", "Owen Tait/Island Lantern"),
    ),
    "deep boxes and a line in another element than the paragraphs": (
        (
            "<div class=a><div><div><picture><img src=/p/1.jpg></picture></div></div>"
            "<div class=b>The quay in January, before the stones were taken away</div></div>"
        ),
        ("The quay in January, before the stones were taken away", None),
    ),
    "caption and credit in boxes of their own": (
        (
            "<div class=a><div><img src=/p/1.jpg><div class=c>© Owen Tait</div></div>"
            "<div class=b>The quay in January</div></div>"
        ),
        ("The quay in January", "Owen Tait"),
    ),
    "a paragraph that the alternative text repeats": (
        (
            "<p><img src=/p/1.jpg alt='The quay before the stones were taken'></p>"
            "<p>The quay before the stones were taken</p>"
        ),
        ("The quay before the stones were taken", None),
    ),
}


@pytest.mark.parametrize("markup", CAPTIONS.values(), ids=CAPTIONS.keys())
def test_words_of_a_picture_are_known_by_their_place(markup: tuple[str, tuple[str, str | None]]) -> None:
    assert [words(image) for image in article("", markup[0])] == [markup[1]]


@pytest.mark.parametrize("markup", CAPTIONS.values(), ids=CAPTIONS.keys())
def test_they_are_no_paragraphs(markup: tuple[str, tuple[str, str | None]]) -> None:
    assert read("", markup[0]).body == "\n".join(TEXTS)


def test_a_paragraph_beside_a_picture_stays() -> None:
    found = read(f"<div class=a><img src=/p/1.jpg><p>{MORE}</p></div>")
    assert found.body == "\n".join([TEXTS[0], MORE, *TEXTS[1:]])


def test_a_portrait_beside_a_life_is_no_picture_of_the_article() -> None:
    life = "Nell Arbroath has written about the islands since 2014 and lives near the harbour with her dog."
    assert article(after=f"<div class=b><img src=/a/na.jpg><p>{life}</p></div>") == ()


def test_a_portrait_that_leads_to_its_author_is_none() -> None:
    assert article("<div><a href=/@nell><img src=/a/na.jpg></a> <a href=/@nell>Nell Arbroath</a></div>") == ()


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Ferry crews vote on new rosters", "The union says the change would give crews two free weekends."),
        ("轮渡船员就新排班表投票", "工会表示，五月商定的调整方案将使船员每月多休两个周末。"),
    ],
)
def test_a_card_of_another_story_is_none(title: str, summary: str) -> None:
    card = f"<div class=z><a href=/x/1.html><img src=/t/1.jpg><div>{title}</div></a><p>{summary}</p></div>"
    assert article("", card) == ()


def test_a_trail_above_the_headline_has_no_pictures() -> None:
    trail = "<div><img src=/i/place.jpg><a href=/>Home</a> &gt; <a href=/news/>News</a> &gt; Text</div>"
    assert article(before=trail) == ()


def test_a_picture_that_leads_home_is_a_logo() -> None:
    assert article("<p><a href='https://news.example/'><img src=/i/lantern.jpg></a></p>") == ()


def test_a_drawing_between_paragraphs_is_a_chart() -> None:
    assert [image.url for image in article("<div><img src=/charts/costs.svg></div>")] == [
        "https://news.example/charts/costs.svg"
    ]


@pytest.mark.parametrize(
    "drawing", ["<ul><li><img src=/i/share.svg> Share</li></ul>", "<div><img src=/i/logo-main.svg></div>"]
)
def test_a_sign_is_none(drawing: str) -> None:
    assert article(drawing) == ()


def test_a_gallery_is_read_to_its_end() -> None:
    captions = (
        "Waves break at dusk.",
        "Sandbags at the post office.",
        "A boat on the slipway.",
        "Roof beams.",
    )
    slides = "".join(
        f"<div class=s><div>{n}/4</div><img src=/g/{n}.jpg><div>{caption}</div><p>Foto: Owen Tait</p></div>"
        for n, caption in enumerate(captions, 1)
    )
    html = (
        "<html><head><title>The storm in pictures</title></head><body><article><h1>The storm in pictures</h1>"
        f"<time datetime=2022-02-03>3 February 2022</time><p>{TEXTS[0]}</p>{slides}</article></body></html>"
    )
    images = extract(html).article.images
    assert [words(image) for image in images] == [(caption, "Owen Tait") for caption in captions]


@pytest.mark.parametrize(
    ("picture", "url"),
    [
        (
            "<picture><source srcset='/p/l.webp 1600w, /p/m.webp 800w'><img src=/p/s.jpg></picture>",
            "/p/l.webp",
        ),
        (
            "<picture><source srcset='/p/s.webp 400w'><img src=/p/l.jpg srcset='/p/l.jpg 1200w'></picture>",
            "/p/l.jpg",
        ),
        ("<picture><source srcset='/p/w.webp'><img src=/p/l.jpg></picture>", "/p/l.jpg"),
        (
            "<img src='data:image/gif;base64,R0lGOD' data-echo='/p/a.jpg.jpg/size=708x398.jpg'>",
            "/p/a.jpg.jpg/size=708x398.jpg",
        ),
    ],
)
def test_the_largest_source_is_the_address(picture: str, url: str) -> None:
    assert [image.url for image in article(f"<div>{picture}</div>")] == [f"https://news.example{url}"]


def test_above_a_headline_that_is_no_h1_the_house_has_its_own_pictures() -> None:
    text = "".join(f"<p>{t}</p>" for t in TEXTS)
    html = (
        f"<html><head><title>{TITLE} - Lantern</title></head><body><h1>Lantern</h1><img src=/i/slogan.jpg>"
        f"<div><h2>{TITLE}</h2><img src=/p/1.jpg>{text}</div></body></html>"
    )
    images = extract(html, "https://news.example/2024/05/harbour-wall.html").article.images
    assert [image.url for image in images] == ["https://news.example/p/1.jpg"]
