"""Where in the site an article stands: the breadcrumb trail as shown, and the section."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsarchive.document import once_a_page
from newsarchive.document.blocks import NO_HINTS
from newsarchive.document.compiled import read_links
from newsarchive.document.structured import is_article, node_types
from newsarchive.extraction.declared import declared_first, declared_texts
from newsarchive.extraction.found import Found
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import find_headline
from newsarchive.extraction.sectionlinks import section_links
from newsarchive.extraction.title import folded_titles, head_title
from newsarchive.extraction.wording import fold
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box
    from newsarchive.profile import Profile

MAX_STEPS = 8
STEP_CHARS = 40
LINE_CHARS = 160
# How many blocks above the headline (and below it) a trail may stand.
REACH_ABOVE, REACH_BELOW = 30, 4

_HINT = re.compile(
    r"bread-?crumb|crumb|brotkr|ariane|bread_?nav|brea_nav|news_?path|channel-?path|cur_?pos|location-?bar|dqwz|weizhi|"
    r"(?:^|[\s_-])(?:mbx|mianbao|(?:nav|cur|now)[-_]?(?:path|nav|pos(?:ition)?))(?:$|[\s_-])"
)
_LABEL = re.compile(
    r"^\W{0,3}(?:您|你|本[页頁])?(?:当前|當前|现在|現在|目前|的|所在|所处|所處|浏览|[页頁]面){0,4}位置(?:导航|導航)?\s?(?:是|为)?\s?[:：]?\s?|"
    r"^You are here:?\s?",
    re.IGNORECASE,
)
_STEP = re.compile(r"\s*(?:>{1,2}|＞{1,2}|»|›|→|❯|▸|▶)\s*")
_SLASH = re.compile(r"\s+/\s+|\s+\|\s+|\s+·\s+")
# The same marks without blanks, in lines that say where they begin or end.
_TIGHT = re.compile(r"[-－—/|｜·]")
_SLASHED = re.compile(r"首页|首頁|正文")
# One of these is in every line that is written as a trail.
_TRAILS = LineWords((*">＞»›→❯▸▶", "you are here", "位置", "首页", "首頁", "正文"), LINE_CHARS)
_ARTICLE = re.compile(
    r"^(?:.{0,4}正文|详细(?:内容|信息|页)|(?:新闻|信息|文章)(?:内容|正文)|内容|內容|文章|详情|詳情|新闻详情|浏览文章|查看内容|阅读全文)"
)
_HOME = late(
    r"^(?:home ?page|home|front ?page|all|articles?|uncategori[sz]ed|start(?:seite)?|accueil|inicio|início|"
    r"forsiden?|hem|etusivu|domů|ana ?sayfa|главная|головна|beranda|strona główna|トップ|ホーム|홈|"
    r".{0,10}(?:首页|首頁|主页|主頁))$",
    re.IGNORECASE,
)
_CATEGORY_META = (
    "article:section",
    "og:article:section",
    "section",
    "articlesection",
    "category",
    "parsely-section",
    "catalogs",
    "columnname",
)
_FILED = late(
    r"^(?:所属)?(?:分类|分類|栏目|欄目|频道|頻道)\s?[:：]\s?(?P<name>[^\s:：|｜]{2,12})$|所属分类\s?[:：]\s?(?P<other>[^\s:：|｜]{2,12})"
)
_FILINGS = LineWords(
    (
        f"{name}{mark}"
        for name in ("分类", "分類", "栏目", "欄目", "频道", "頻道")
        for mark in (":", "：", " :", " ：")
    ),
    longest=80,
    eastern=True,
)
# What parts headline, section and site there; a section's name is short.
_TITLE_PARTS = re.compile(r"\s?(?:[_|｜]|--?)\s?")
SECTION_CHARS = 8
# Chinese portals put the channel between headline and site: …_政经频道_网.
_CHANNEL = re.compile(
    r"[_|｜-]\s?(?P<name>[\u4e00-\u9fff]{2,5})(?:频道|頻道|栏目|欄目)(?:\s?[_|｜-][^_|｜-]{2,20}){0,2}$"
)


def find_breadcrumb(document: Document, profile: Profile) -> Iterator[Found[tuple[str, ...]]]:
    """Yield candidates for the trail, best first; without the article itself (its title, 正文)."""
    texts = declared_texts(document, profile, "breadcrumb")
    steps = texts if len(texts) > 1 else [step for text in texts for step in _split(text)]
    yield from declared_first(
        profile, "breadcrumb", _offer(steps, document, "profile"), _best_first(document)
    )


def _best_first(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """The best trail, found once a page, then the others."""
    best = _best_trail(document)
    if best is not None:
        yield best
        yield from islice(_trails(document), 1, None)


@once_a_page
def _best_trail(document: Document) -> Found[tuple[str, ...]] | None:
    return next(_trails(document), None)


def _trails(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    above = _surroundings(document)
    for steps in _hinted(above):
        yield from _offer(steps, document, "trail:class")
    for steps in _lines(above, document):
        yield from _offer(steps, document, "trail:line")
    for node in document.jsonld:
        if "breadcrumblist" in node_types(node):
            yield from _offer(_listed(node), document, "json-ld:BreadcrumbList")


def find_category(document: Document, profile: Profile) -> Iterator[Found[str]]:
    """Yield candidates for the section, best first: the last step of the trail that is not the front page."""
    declared = (Found(text, "profile") for text in declared_texts(document, profile, "category"))
    yield from declared_first(profile, "category", declared, _generic_section(document, profile))


def _generic_section(document: Document, profile: Profile) -> Iterator[Found[str]]:
    for trail in find_breadcrumb(document, profile):
        inner = [step for step in trail.value if not _HOME.match(step)]
        if inner:
            yield Found(inner[-1], f"breadcrumb ({trail.source})")
    for node in document.jsonld:
        name = _first_text(node.get("articleSection")) if is_article(node) else ""
        if name:
            yield Found(name, "json-ld:articleSection")
    yield from _declared_sections(document)
    for block in _FILINGS.among(_surroundings(document), document):
        match = _FILED.search(block.text)
        if match:
            yield Found(match["name"] or match["other"], "line:labelled")
    yield from section_links(document)
    channel = _CHANNEL.search(head_title(document).strip())
    if channel:
        yield Found(channel["name"], "title:channel")
    yield from _in_head_title(document)


def _in_head_title(document: Document) -> Iterator[Found[str]]:
    """Parts of a head's title between headline and site (…_直击现场_某某网) that a link of the page names."""
    parts = _TITLE_PARTS.split(head_title(document).strip())[1:-1]
    names = [part for part in parts if 1 < len(part) <= SECTION_CHARS and not part.isascii()]
    start = (find_headline(document) or 0) if names else 0
    near = document.blocks[max(0, start - REACH_ABOVE) : start + REACH_ABOVE] if names else ()
    for name in names:
        if any(block.links and name in block.text and _links_to(block, name) for block in near):
            yield Found(name, "title:part")


def _links_to(block: Block, name: str) -> bool:
    return any(text.strip() == name for text, *_ in read_links(block, 2 * MAX_STEPS))


def _declared_sections(document: Document) -> Iterator[Found[str]]:
    for key in _CATEGORY_META:
        for name in document.meta.get(key, ()):
            if len(name) <= STEP_CHARS and "://" not in name and not _HOME.match(name):
                yield Found(name, f"meta:{key}")


def _first_text(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    name = first.split(",")[0].strip() if isinstance(first, str) else ""
    return name if len(name) <= STEP_CHARS and not _HOME.match(name) else ""


def _surroundings(document: Document) -> list[Block]:
    """Text blocks from the page's head to just below the headline; the first ones where there is none."""
    at = find_headline(document)
    end = REACH_ABOVE if at is None else at + REACH_BELOW
    return [
        b
        for b in document.blocks[max(0, end - REACH_ABOVE - REACH_BELOW) : end]
        if 0 < len(b.text) <= LINE_CHARS
    ]


def _offer(steps: Sequence[str], document: Document, source: str) -> Iterator[Found[tuple[str, ...]]]:
    """The steps as a trail, unless they are none (nothing left, or a sentence among them)."""
    if len(steps) > MAX_STEPS + 2:
        return
    titles = folded_titles(document)
    kept: list[str] = []
    for step in steps:
        plain = fold(step[:LINE_CHARS]).rstrip(" .…")
        is_title = len(plain) > 5 and any(
            title.startswith(plain) or plain.startswith(title) for title in titles if title
        )
        if _ARTICLE.match(step) or is_title:
            break
        if len(step) <= STEP_CHARS and any(c.isalnum() for c in plain):
            kept.append(step)
    if kept and len("".join(kept)) <= LINE_CHARS:
        yield Found(tuple(kept[:MAX_STEPS]), source)


def _hinted(blocks: list[Block]) -> Iterator[list[str]]:
    """Trails in elements that are named so, whether in one line or an item each."""
    named: dict[Box, Box | None] = {}
    trails: dict[Box, list[Block]] = {}
    for block in blocks:
        box = _named_box(block.box, named)
        if box is not None:
            # Each item of a trail is often named too: the trail is what holds them.
            is_item = box.parent is not None and (box.tag == "li" or "item" in box.hints)
            trails.setdefault(box.parent if box.parent and is_item else box, []).append(block)
    for items in trails.values():
        if len(items) > 4 * MAX_STEPS:  # a page inside a box that is never closed
            continue
        steps = [step for item in items for step in _steps_of(item)]
        yield [step for step in steps if step]


def _steps_of(item: Block) -> list[str]:
    """Steps of one line; where only style sheets part them, its links are."""
    steps = _split(item.text)
    if item.links < 2 or len(steps) > item.links:
        return steps
    links = [" ".join(text.split()) for text, *_ in read_links(item, sys.maxsize)]
    return links if len(steps) == 1 else [part for step in steps for part in _parted(step, links)]


def _parted(step: str, links: Sequence[str]) -> Sequence[str]:
    """The links that a step consists of where nothing but a blank parts them."""
    inner = [link for link in links if link and link in step]
    return inner if len(inner) > 1 and " ".join(inner) == " ".join(step.split()) else (step,)


def _is_trail(box: Box) -> bool:
    """Whether class or id name the box as a trail, or its item type does; most boxes have neither."""
    hints = box.hints
    if hints is not NO_HINTS and _names_trail(hints):
        return True
    attributes = box.attributes
    if "itemtype" in attributes and "BreadcrumbList" in attributes["itemtype"]:
        return True
    # https://www.w3.org/WAI/ARIA/apg/patterns/breadcrumb/
    return "aria-label" in attributes and _names_trail(attributes["aria-label"].lower())


@lru_cache(maxsize=8192)
def _names_trail(hints: str) -> bool:
    return _HINT.search(hints) is not None


def _named_box(box: Box | None, known: dict[Box, Box | None]) -> Box | None:
    """The innermost box around that is named or typed as a trail; boxes are shared, so each is asked once."""
    asked: list[Box] = []
    answer: Box | None = None
    while box is not None:
        if box in known:
            answer = known[box]
            break
        asked.append(box)
        if _is_trail(box):
            answer = box
            break
        box = box.parent
    for each in asked:
        known[each] = answer
    return answer


def _lines(blocks: list[Block], document: Document) -> Iterator[list[str]]:
    """Lines that are written as trails: 首页 > 新闻 > 正文, or follow 当前位置."""
    for block in _TRAILS.among(blocks, document):
        label = _LABEL.match(block.text)
        if label and label.end() == len(block.text):
            index = blocks.index(block)
            yield _following(blocks[index + 1 : index + 1 + MAX_STEPS])
        elif _STEP.search(block.text) or _SLASHED.search(block.text):
            steps = _steps_of(block) if label else _split(block.text)
            is_trail = len(steps) > 1 and (label or block.link_chars or _HOME.match(steps[0]))
            if is_trail and all(len(s) <= STEP_CHARS for s in steps):
                yield steps


def _following(blocks: list[Block]) -> list[str]:
    """Steps in elements of their own behind the label, each but the first led by its separator."""
    steps: list[str] = []
    for block in blocks:
        if len(block.text) > STEP_CHARS or (steps and not _STEP.match(block.text) and len(steps) > 1):
            break
        steps += _split(block.text)
    return steps


def _split(text: str) -> list[str]:
    text = _LABEL.sub("", text)
    parts = _STEP.split(text) if _STEP.search(text) else _SLASH.split(text)
    if len(parts) == 1 and len(text) <= LINE_CHARS and _SLASHED.search(text):
        parts = _TIGHT.split(text)
    steps = [part.strip(" /|·:：-") for part in parts]
    if len(steps) > 1 and " " in steps[0] and re.search(r"首[页頁]$", steps[0]):
        steps[0] = steps[0].split()[-1]
    return [step for step in steps if step]


def _listed(node: dict[str, Any]) -> list[str]:
    """Names of a BreadcrumbList by position."""
    items = node.get("itemListElement")
    rows: list[tuple[float, int, str]] = []
    for index, item in enumerate(items if isinstance(items, list) else [items]):
        if isinstance(item, dict):
            inner = item.get("item")
            name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
            if isinstance(name, str) and name.strip():
                rows.append((_number(item.get("position"), index), index, " ".join(name.split())))
    return [name for _, _, name in sorted(rows)][: MAX_STEPS + 2]


def _number(value: Any, default: int) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default
