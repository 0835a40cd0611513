"""The tables layout: an old Chinese page of tables, declared gb2312, its body broken by BR elements."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.demo.records import Content, Section, Story

SITE_NAME = "松间新闻网"
ENCODING = "gb18030"


def article_page(content: Content, story: Story) -> str:
    """A story with its source line under the title and the editor at the end."""
    stories = content.in_section(story.section)
    at = stories.index(story)
    older = stories[at + 1] if at + 1 < len(stories) else None
    sequel = f'<BR>下一篇：<A href="{older.path}">{escape(older.title)}</A>' if older else ""
    main = f"""<TABLE width="760" align="center" cellpadding="4"><TR><TD class="wz">
您现在的位置：<A href="/">首页</A> &gt;
<A href="{story.section.path}">{story.section.name}</A> &gt; 正文</TD></TR>
<TR><TD align="center" class="biaoti"><FONT size="5"><B>{escape(story.title)}</B></FONT></TD></TR>
<TR><TD align="center" bgcolor="#eeeeee">{_source_line(story)}</TD></TR>
<TR><TD class="zw" id="zoom">
{"<BR><BR>".join(_blocks(story))}
<BR><BR>（责任编辑：{story.editor}）
</TD></TR>
<TR><TD class="xg">【字体：大 中 小】【打印本页】【关闭窗口】{sequel}</TD></TR></TABLE>"""
    return _frame(content, f"{story.title}_{SITE_NAME}", main)


def listing_page(content: Content, section: Section, stories: Iterable[Story], page: int, pages: int) -> str:
    """One page of a section's listing: a bare list of titles with dates."""
    lines = "\n".join(
        f'<TR><TD>·<A href="{story.path}" target="_blank">{escape(story.title)}</A>'
        f"　<FONT color=gray>({story.when:%Y-%m-%d})</FONT></TD></TR>"
        for story in stories
    )
    links = f'共{pages}页 <A href="{section.path}">首页</A>'
    if page < pages:
        links += (
            f' <A href="{section.listing(page + 1)}">下一页</A> <A href="{section.listing(pages)}">尾页</A>'
        )
    main = f'<TABLE width="760" align="center">{lines}<TR><TD align="right">{links}</TD></TR></TABLE>'
    return _frame(content, f"{section.name}_{SITE_NAME}", main)


def _source_line(story: Story) -> str:
    authors = " ".join(story.authors)
    return escape(f"{story.when:%Y年%m月%d日 %H:%M}　来源：{story.source}　作者：{authors}")


def _blocks(story: Story) -> Iterator[str]:
    pictures = {picture.position: picture for picture in story.images}
    for index, paragraph in enumerate(story.paragraphs):
        if picture := pictures.get(index):
            yield f'<CENTER><IMG src="{picture.path}" border=0><BR>{escape(picture.caption or "")}</CENTER>'
        text = escape(paragraph)
        yield f"　　<B>{text}</B>" if index in story.subheads else f"　　{text}"


def _frame(content: Content, title: str, main: str) -> str:
    nav = " | ".join(f'<A href="{section.path}">{section.name}</A>' for section in content.sections)
    return f"""<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=gb2312">
<TITLE>{escape(title)}</TITLE></HEAD>
<BODY bgcolor="#ffffff" topmargin="0">
<TABLE width="760" align="center" border="0">
<TR><TD bgcolor="#cc0000"><FONT color="white">{SITE_NAME}</FONT></TD></TR>
<TR><TD>{nav}</TD></TR></TABLE>
{main}
<TABLE width="760" align="center">
<TR><TD align="center">关于我们 | 网站地图 | 版权所有 不得转载</TD></TR></TABLE>
</BODY></HTML>
"""
