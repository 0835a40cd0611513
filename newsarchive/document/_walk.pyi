from collections.abc import Iterable
from typing import Final

from lxml.html import HtmlElement

from newsarchive.document.blocks import Block

SOURCE: Final[str]
BUILT_FOR: Final[tuple[str, int]]

def as_line(text: str) -> str: ...
def is_utf8(data: bytes) -> bool: ...
def collect_blocks(root: HtmlElement) -> list[Block]: ...
def find_named(root: HtmlElement, names: Iterable[str]) -> dict[str, list[HtmlElement]]: ...
