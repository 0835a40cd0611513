"""The cards layout: a Bootstrap-like Chinese page with breadcrumb, lead-in, credits and a hot list."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.demo.records import Content, Section, Story

SITE_NAME = "松间新闻"
REGIONS = {"hk": "zh-HK", "sg": "zh-SG", "tw": "zh-TW"}


def article_page(content: Content, story: Story, page: int, base: str) -> str:
    """One page of a story, in Simplified script; the first has the lead-in, the last the closing line."""
    first, last = page == 1, page == story.pages
    lead_in = (
        f"<p>今天小编分享的{story.section.name}经验：{escape(story.title)}，欢迎阅读。</p>\n" if first else ""
    )
    text = "\n".join(_blocks(story, page))
    closing = f"\n<p>{_closing(story)}</p>" if last else ""
    main = (
        f'<h1 class="title">{escape(story.title)}</h1>\n'
        f'<div class="info"><span class="date">{story.published}</span> {_editions(story)}</div>\n'
        f'<div class="content">\n{lead_in}{text}{closing}\n</div>'
        f"{_pager(story, page)}{_related(content, story)}"
    )
    suffix = f"（第{page}页）" if page > 1 else ""
    head = f'<link rel="canonical" href="{base}{story.path}">' if first else ""
    return frame(content, f"{story.title}{suffix} - {SITE_NAME}", main, trail=(story.section,), head=head)


def listing_page(content: Content, section: Section, stories: Iterable[Story], page: int, pages: int) -> str:
    """One page of a section's listing, with numbered pagination and sort links that lead nowhere new."""
    cards = "\n".join(_card(story) for story in stories)
    numbers = " ".join(
        f'<li class="page-item"><a class="page-link" href="{section.listing(n)}">{n}</a></li>'
        for n in range(1, pages + 1)
    )
    following = (
        f'<li><a class="page-link" href="{section.listing(page + 1)}">下一页</a></li>' if page < pages else ""
    )
    sort = (
        f'<p class="sort"><a href="{section.path}?sort=hot&amp;sid={page}f3a{len(cards)}">按热度排序</a></p>'
    )
    main = f'<h1>{section.name}</h1>{sort}\n{cards}\n<ul class="pagination">{numbers} {following}</ul>'
    return frame(content, f"{section.name} - 第{page}页 - {SITE_NAME}", main, trail=(section,))


def home_page(content: Content) -> str:
    """The front page: the newest of every section, with tracking parameters as portals add them."""
    parts = "\n".join(
        f'<section><h3><a href="{section.path}">{section.name}</a></h3>'
        + "".join(
            _card(story, "?utm_source=home&amp;utm_medium=card") for story in content.in_section(section)[:5]
        )
        + "</section>"
        for section in content.sections
    )
    head = (
        '<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed.xml">'
        '<link rel="alternate" type="application/atom+xml" title="English" href="/en/atom.xml">'
    )
    return frame(content, SITE_NAME, parts, head=head)


def plain_page(content: Content, title: str, text: str) -> str:
    """A page that is not news: terms, contact, a calendar month or a page that is not there."""
    return frame(content, f"{title} - {SITE_NAME}", f"<h1>{title}</h1>\n{text}")


def frame(content: Content, title: str, main: str, *, trail: Iterable[Section] = (), head: str = "") -> str:
    """The navigation, breadcrumb, hot list and footer around ``main``."""
    nav = "".join(
        f'<li class="nav-item"><a class="nav-link" href="{section.path}">{section.name}</a></li>'
        for section in content.sections
    )
    crumbs = "".join(
        f'<li class="breadcrumb-item"><a href="{section.path}">{section.name}</a></li>' for section in trail
    )
    breadcrumb = f'<ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">首页</a></li>{crumbs}</ol>'
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<title>{escape(title)}</title>{head}<link rel="stylesheet" href="/static/app.css">
<script>var _stat=_stat||[];</script></head>
<body><header class="navbar"><a class="navbar-brand" href="/">{SITE_NAME}</a>
<ul class="navbar-nav">{nav}</ul></header>
<div class="container">{breadcrumb if crumbs else ""}
<div class="row"><div class="col-lg-8">{main}
</div>
<div class="col-lg-4"><div class="card hot"><h4>熱門排行</h4><ul class="list-unstyled">
{content.once(hot_html)}
</ul></div></div></div></div>
<footer class="footer"><p>©2026 {SITE_NAME} 版权所有</p>
<p><a href="/privacy">隐私政策</a> | <a href="/terms">服务条款</a> | <a href="/contact">联系我们</a> |
<a href="/calendar/2026/05">往日回顾</a> | <a href="/search?q=%E7%83%AD%E7%82%B9">搜索</a> |
<a href="/private/notes.html">内部通道</a></p></footer>
</body></html>
"""


def hot_html(content: Content) -> str:
    """The hot list's lines: titles cut in the text and whole in the title attribute."""
    return "\n".join(
        f'<li class="media"><a href="{item.path}" title="{escape(item.title)}">'
        f'<img src="/thumb/{item.rank}.svg" alt="{escape(item.title)}"></a><div class="media-body">'
        f'<a href="{item.path}">{escape(item.cut)}</a>'
        f'<p class="meta">{item.author} | {item.date}</p></div></li>'
        for item in content.hot
    )


def _blocks(story: Story, page: int) -> Iterator[str]:
    pictures = {picture.position: picture for picture in story.images}
    for index in story.span(page):
        if picture := pictures.get(index):
            yield f'<p><img src="{picture.path}" alt=""></p>'
            if picture.credit:
                # Both forms of credit line that such portals use.
                line = f"（图片来源：{picture.credit}）" if index % 2 else f"图片来源：{picture.credit}"
                yield f"<p>{escape(line)}</p>"
        text = escape(story.paragraphs[index])
        yield f"<p><strong>{text}</strong></p>" if index in story.subheads else f"<p>{text}</p>"


def _closing(story: Story) -> str:
    return escape(f"（本文首发于{story.source}，作者|{'、'.join(story.authors)}，编辑|{story.editor}）")


def _editions(story: Story) -> str:
    others = " ".join(f'<a href="/{region}{story.path}">{region.upper()}</a>' for region in REGIONS)
    return f'<a href="{story.path}">简体</a> {others}'


def _pager(story: Story, page: int) -> str:
    if story.pages == 1:
        return ""
    numbers = " ".join(
        f"<span>{n}</span>" if n == page else f'<a href="{story.page_path(n)}">{n}</a>'
        for n in range(1, story.pages + 1)
    )
    following = f' <a href="{story.page_path(page + 1)}">下一页</a>' if page < story.pages else ""
    return f'\n<div class="page-nav">{numbers}{following}</div>'


def _related(content: Content, story: Story) -> str:
    """Five links to other stories of the section; every tenth story also links to one long gone."""
    links = [
        f'<li><a href="{other.path}">{escape(other.title)}</a></li>'
        for other in content.in_section(story.section)[:6]
        if other is not story
    ][:5]
    if story.number % 10 == 0:
        links.append(f'<li><a href="/article/{story.number - 300000}.html">一篇早已撤下的旧稿</a></li>')
    return f'\n<div class="related"><h4>相关阅读</h4><ul>{"".join(links)}</ul></div>'


def _card(story: Story, query: str = "") -> str:
    return (
        f'<div class="media"><a class="thumb" href="{story.path}{query}">'
        f'<img src="/thumb/{story.number}.svg" alt=""></a>'
        f'<div class="media-body"><h5><a href="{story.path}{query}">{escape(story.title)}</a></h5>'
        f'<p class="meta">{story.poster} | {story.when:%Y-%m-%d}</p></div></div>'
    )
