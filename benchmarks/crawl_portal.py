"""The portal that the crawl benchmark serves: pages of about 30 KB, from a process of its own.

Articles are written before the first request, up to `WRITTEN_AHEAD`: on two cores, writing them meanwhile
would take time from a contestant that uses both.

Run as a program it serves on a free port of 127.0.0.1, prints the address and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import sys

WRITTEN_AHEAD = 6_000
PER_PAGE = 40
SECTIONS = 10
_CLAUSES = (
    "昨天下午港口的管理方公布了新的靠泊计划",
    "三条航线将在下个月恢复每周两班的往返",
    "货主们表示仓储费用的上涨比预想的要快",
    "工程人员正在检查两台老旧的岸边起重机",
    "当地渔民希望航道疏浚能够避开产卵季节",
    "市政府承诺在年底之前完成道路的拓宽",
    "一位在码头工作了二十年的调度员说情况正在好转",
    "气象部门提醒未来一周可能出现较强的海风",
    "物流企业开始为旺季招聘临时的装卸工人",
    "研究者比较了近十年的吞吐量并给出三种预测",
)
_WORDS = tuple(chr(0x4E00 + n * 31 % 5000) + chr(0x4E00 + n * 67 % 5000) for n in range(3000))
_STYLE = "<style>" + "".join(f".c{i}{{margin:{i}px;color:#{i:06x}}}" for i in range(180)) + "</style>"
_SCRIPT = "<script>var config={" + ",".join(f'"k{i}":"v{i * 7919}"' for i in range(280)) + "};</script>"


class Site:
    """``articles`` pages in ten sections, listed 40 a page, each with a sidebar of 20 other articles."""

    def __init__(self, articles: int) -> None:
        self.articles = articles

    def page(self, path: str) -> bytes | None:
        """Body of the page at ``path``, or None."""
        if path == "/":
            return self._frame("海港日报", self._items(range(min(PER_PAGE, self.articles)))).encode()
        if path.startswith("/article/"):
            number = int(path.removeprefix("/article/").removesuffix(".html") or 0) - 1_000_000
            return self._article(number).encode() if 0 <= number < self.articles else None
        if path.startswith("/section/"):
            section, _, page = path.removeprefix("/section/").partition("?page=")
            return self._listing(int(section.strip("/") or 0), int(page or 1)).encode()
        return None

    def article_paths(self) -> list[str]:
        """Paths of all articles."""
        return [f"/article/{1_000_000 + number}.html" for number in range(self.articles)]

    def _listing(self, section: int, page: int) -> str:
        own = range(section, self.articles, SECTIONS)
        shown = own[(page - 1) * PER_PAGE : page * PER_PAGE]
        more = f"<a href='/section/{section}/?page={page + 1}'>下一页</a>" if own[page * PER_PAGE :] else ""
        return self._frame(f"栏目{section}", self._items(shown) + f"<div class='pager'>{more}</div>")

    @staticmethod
    def _items(numbers: range) -> str:
        items = (
            f"<li class='c{n % 180}'><a href='/article/{1_000_000 + n}.html'>{title(n)}</a>"
            f"<span class='date'>2026-05-{1 + n % 28:02}</span><p>{_CLAUSES[n % 10]}。</p></li>"
            for n in numbers
        )
        return f"<ul class='list'>{''.join(items)}</ul>"

    def _article(self, number: int) -> str:
        paragraphs = "".join(f"<p class='c{i}'>{paragraph(number, i)}</p>" for i in range(30))
        beside = range(number * 7 % self.articles, min(number * 7 % self.articles + 20, self.articles))
        return self._frame(
            title(number),
            f"<article><h1>{title(number)}</h1><div class='meta'>"
            f"<span>2026-05-{1 + number % 28:02} 08:00</span><span>来源：海港日报</span></div>"
            f"<div class='content'>{paragraphs}</div></article>"
            f"<aside><h3>相关新闻</h3>{self._items(beside)}</aside>",
        )

    @staticmethod
    def _frame(name: str, content: str) -> str:
        sections = "".join(f"<li><a href='/section/{i}/'>栏目{i}</a></li>" for i in range(SECTIONS))
        foot = "".join(f"<a href='/about/{i}'>关于我们之{i}</a>" for i in range(30))
        return (
            "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'>"
            f"<title>{name} - 海港日报</title>{_STYLE}{_SCRIPT}</head><body><header><nav>"
            f"<ul><li><a href='/'>首页</a></li>{sections}</ul></nav></header>"
            f"<main>{content}</main><footer>{foot}</footer></body></html>"
        )


def title(number: int) -> str:
    """Headline of an article."""
    return f"港口第{number}号通报：{_CLAUSES[number % 10][2:12]}的最新安排"


def paragraph(number: int, index: int) -> str:
    """A paragraph that no other article has: near-duplicates would make storing look dearer than it is."""
    chance = random.Random(number * 64 + index)
    words = "".join(chance.choices(_WORDS, k=26))
    return f"{words[:18]}，{words[18:35]}，{words[35:]}。"


async def _serve(articles: int) -> None:
    site = Site(articles)
    ready = {path: _reply(site.page(path), "") for path in site.article_paths()[:WRITTEN_AHEAD]}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            etag = ""
            while (header := await reader.readline()).strip():
                if header.lower().startswith(b"if-none-match:"):
                    etag = header.partition(b":")[2].strip().decode()
            path = line.split(b" ")[1].decode()
            written = None if etag else ready.get(path)
            writer.write(written or _reply(site.page(path), etag))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def _reply(body: bytes | None, known: str) -> bytes:
    if body is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno"
    etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if known == etag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
    head = ("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", f"ETag: {etag}")
    return "\r\n".join((*head, f"Content-Length: {len(body)}", "", "")).encode() + body


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
