from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.extraction.pictures.images import Pictures, find_images
from newsarchive.model import Image

PORTAL = """<html><body><div class="nav"><img src="/static/logo.png"></div>
<div class="card"><h1>某公司发布年度报告</h1><div class="info">2024-04-26</div>
<div class="content"><p class="t">这是文章的第一段，讲的是公司发布年度报告的背景和经过。</p>
<p><img src="/upload/1.jpg" alt=""></p><p>(图片来源:unsplash)</p>
<p class="t">这是文章的第二段，内容是对报告数据的介绍和分析，文字比较长。</p>
<p><img src="/upload/2.jpg" alt=""></p><p>图片来源:某研究院《2024 年报告》</p>
<p class="t">这是文章的第三段，对全文作了总结，并提出了对未来的展望。</p></div></div>
<div class="hot"><ul><li><a href="/a/1.html"><img src="/thumb/1.jpg"></a>
<a href="/a/1.html">另一篇文章的标题</a></li></ul></div>
</body></html>"""


def pictures_of(html: str, url: str = "") -> tuple[Document, Pictures]:
    document = Document(html, url)
    body = [block for block in document.blocks if block.element.get("class") == "t"]
    return document, find_images(document, body)


def images_in(*pieces: str, url: str = "") -> list[Image]:
    text = "<p class=t>A paragraph of the article that says something at some length.</p>"
    html = f"<html><body><article><h1>Headline</h1>{text}{text.join(pieces)}{text}</article></body></html>"
    return [image for _, image in pictures_of(html, url)[1].images]


def urls_in(*pieces: str) -> list[str]:
    return [image.url for image in images_in(*pieces)]


def test_portal_addresses_as_written() -> None:
    assert [image.url for _, image in pictures_of(PORTAL)[1].images] == ["/upload/1.jpg", "/upload/2.jpg"]


def test_portal_credits() -> None:
    credits_ = [image.credit for _, image in pictures_of(PORTAL)[1].images]
    assert credits_ == ["unsplash", "某研究院《2024 年报告》"]


def test_portal_captions() -> None:
    assert [image.caption for _, image in pictures_of(PORTAL)[1].images] == [None, None]


def test_portal_credit_lines_leave_the_body() -> None:
    document, pictures = pictures_of(PORTAL)
    texts = [document.blocks[index].text for index in sorted(pictures.claimed)]
    assert texts == ["(图片来源:unsplash)", "图片来源:某研究院《2024 年报告》"]


def test_addresses_are_absolute_where_the_page_has_one() -> None:
    images = images_in("<img src='../p/1.jpg'>", url="https://example.org/news/a.html")
    assert images[0].url == "https://example.org/p/1.jpg"


LAZY = {
    "<img src='data:image/gif;base64,R0lGOD' data-src='/p/1.jpg'>": "/p/1.jpg",
    "<img src='/static/blank.gif' data-original='/p/1.jpg'>": "/p/1.jpg",
    "<img src='/s/loading.gif' data-lazy-src='/p/1.jpg'>": "/p/1.jpg",
    "<img data-anything-lazyload='https://e.org/p/1.jpg'>": "https://e.org/p/1.jpg",
    "<img src='/static/none.gif' zoomfile='/p/1.jpg'>": "/p/1.jpg",
    "<img src='/p/s.jpg' srcset='/p/s.jpg 300w, /p/l.jpg 1200w, /p/m.jpg 600w'>": "/p/l.jpg",
    "<img src='/p/s.jpg' srcset='/p/s.jpg 1x, /p/l.jpg 2x'>": "/p/l.jpg",
    "<img srcset='/p/w,1.jpg 300w, /p/w,2.jpg 900w'>": "/p/w,2.jpg",
    "<img ngsrcset='300w, 600w' src='' srcset='/p/1.jpg 300w'>": "/p/1.jpg",
    "<picture><source srcset='/p/1.webp 900w'><img src='data:image/gif;base64,R0'></picture>": "/p/1.webp",
    "<img src='data:image/gif;base64,R0'><noscript><img src='/p/1.jpg'></noscript>": "/p/1.jpg",
}


@pytest.mark.parametrize(("html", "url"), LAZY.items())
def test_the_real_address(html: str, url: str) -> None:
    assert urls_in(f"<figure>{html}</figure>") == [url]


DECORATION = [
    "<img src='data:image/gif;base64,R0lGOD'>",
    "<img src='/p/1.jpg' width=1 height=1>",
    "<img src='/p/line.gif' width=600 height=12>",
    "<img src='/static/logo.png'>",
    "<img src='/avatars/1.jpg'>",
    "<img src='/wp-content/themes/x/bg.jpg'>",
    "<img src='/s/twitter.png'>",
    "<img class='avatar' src='/p/1.jpg'>",
    "<img src='/p/qrcode.png'>",
    "<img src='/p/1.jpg' alt='扫码关注公众号'>",
    "<img src='https://ad.doubleclick.net/x.gif'>",
    "<aside><img src='/p/1.jpg'></aside>",
    "<div class='related-articles'><img src='/p/1.jpg'></div>",
    "<div><a href='/news/2.html'><img src='/p/1.jpg'><h3>Another story's headline</h3></a></div>",
    "<div><img src='/p/1.jpg'><span>By Jane Roe</span></div>",
    "<a href='/authors/jane'><img src='/p/1.jpg'></a>",
    "<img src='https://e.org/p/face.jpg?imwidth=110'>",
]


@pytest.mark.parametrize("html", DECORATION)
def test_decoration_is_no_picture(html: str) -> None:
    assert images_in(html) == []


def test_a_picture_that_links_to_its_large_copy_counts() -> None:
    assert urls_in("<a href='/p/large.jpg'><img src='/p/1.jpg'></a>") == ["/p/1.jpg"]


@pytest.mark.parametrize(
    "name", ["WhatsApp-Image-2024-12-23.jpeg", "tesla-logo.jpg", "social-media-ban.webp"]
)
def test_a_photograph_may_be_named_after_its_subject(name: str) -> None:
    assert urls_in(f"<img src='/p/{name}'>") == [f"/p/{name}"]


def test_the_lead_picture_above_the_headline() -> None:
    html = """<article><figure><img src='/p/lead.jpg'>
    <figcaption>The bridge. Foto: Roe AG</figcaption></figure>
    <h1>Headline</h1><p class=t>A paragraph of the article.</p></article>"""
    assert [image for _, image in pictures_of(html)[1].images] == [
        Image("/p/lead.jpg", "The bridge.", "Roe AG")
    ]


def test_a_gallery_keeps_its_order() -> None:
    words = "<figcaption>Picture {0}. Foto: Roe {0}</figcaption>"
    slides = "".join(
        f"<li class=slide><figure><img src='/p/{n}.jpg'>{words.format(n)}</figure></li>" for n in range(4)
    )
    assert [(i.url, i.caption, i.credit) for i in images_in(f"<ul class=gallery>{slides}</ul>")] == [
        (f"/p/{n}.jpg", f"Picture {n}.", f"Roe {n}") for n in range(4)
    ]


def test_a_slider_with_captions_in_a_list_of_their_own() -> None:
    html = """<div class=slider><div><img src='/p/1.jpg'><img src='/p/2.jpg'></div>
    <div class=texts><figcaption>First one.</figcaption><figcaption>Second one.</figcaption></div></div>"""
    assert [(image.url, image.caption) for image in images_in(html)] == [
        ("/p/1.jpg", "First one."),
        ("/p/2.jpg", "Second one."),
    ]


def test_a_video_is_shown_by_its_poster() -> None:
    html = "<figure><video poster='/p/v.jpg'></video><figcaption>What happened.</figcaption></figure>"
    assert images_in(html) == [Image("/p/v.jpg", "What happened.")]


def test_a_picture_for_two_screens_counts_once() -> None:
    html = (
        "<img class=mobile src='/p/1.jpg'>",
        "<figure><img src='/p/1.jpg'><figcaption>Words</figcaption></figure>",
    )
    assert images_in(*html) == [Image("/p/1.jpg", "Words")]


def test_a_credit_in_the_title_attribute() -> None:
    html = "<img src='/p/1.jpg' title='Die Brücke | Bildquelle: WDR/Muster'>"
    assert images_in(html)[0].credit == "WDR/Muster"


def test_a_credit_in_structured_data() -> None:
    data = """{"@type": "NewsArticle", "image": [{"@type": "ImageObject", "url": "/big/bridge-102.jpg?w=1920",
    "author": {"name": "© Jane Roe/AP"}}, {"@type": "ImageObject", "url": "/logo-1.png", "creator": "Us"}]}"""
    html = "<figure><img src='/small/bridge-102-640x480.webp'></figure>"
    script = f"<script type='application/ld+json'>{data}</script>"
    assert [image.credit for image in images_in(html + script)] == ["Jane Roe/AP"]


def test_short_sentences_under_all_pictures_are_captions() -> None:
    paragraph = f"<p class=t>{'这是一个很长的段落，讲述了事情的经过和各方的反应。' * 4}</p>"
    pairs = "".join(
        f"<p><img src='/p/{n}.jpg'></p><p class=t>第{n}张照片里的孩子。</p>{paragraph}" for n in range(4)
    )
    _, pictures = pictures_of(f"<h1>标题</h1><div>{paragraph}{pairs}</div>")
    assert [image.caption for _, image in pictures.images] == [f"第{n}张照片里的孩子。" for n in range(4)]
    assert len(pictures.claimed) == 4


def test_subheadings_under_pictures_stay() -> None:
    paragraph = f"<p class=t>{'这是一个很长的段落，讲述了事情的经过和各方的反应。' * 4}</p>"
    pairs = "".join(f"<p><img src='/p/{n}.jpg'></p><p class=t>第{n}部分</p>{paragraph}" for n in range(4))
    _, pictures = pictures_of(f"<h1>标题</h1><div>{paragraph}{pairs}</div>")
    assert pictures.claimed == frozenset()


def test_a_page_without_text_has_no_pictures() -> None:
    assert pictures_of("<html><body><img src='/p/1.jpg'></body></html>")[1] == Pictures()


TAGS = st.sampled_from(["div", "p", "figure", "figcaption", "a", "picture", "span", "li", "noscript"])
WORDS = st.sampled_from(
    ["Foto: X", "图片来源：某网", "©", "(AP)", "text. ", "<img src=/p/1.jpg>", "<img srcset=', ,'>", "摄"]
)
MARKUP = st.recursive(
    WORDS,
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"
    ),
)


@given(st.lists(MARKUP, max_size=6).map("".join))
def test_any_markup_is_read(markup: str) -> None:
    document, pictures = pictures_of(
        f"<h1>H</h1>{markup}<p class=t>Paragraph.</p>{markup}<p class=t>End.</p>{markup}"
    )
    assert [index for index, _ in pictures.images] == sorted(index for index, _ in pictures.images)
    assert all(0 <= index < len(document.blocks) for index in pictures.claimed)
    assert all(image.url for _, image in pictures.images)
