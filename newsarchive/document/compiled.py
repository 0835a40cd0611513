"""Chooses between compiled modules and Python: the former where they were built and fit what is here.

Both give the same (``tests/document/test_compiled.py``).
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsarchive.compiled import Unfit, attempt, lend
from newsarchive.document import blocks, crowded, links, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, MutableSequence
    from types import ModuleType

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block
    from newsarchive.document.links import Link

_SOURCE = Path(__file__).with_name("_walk.pyx")
# Beside a package's sources: its compiled modules, and for each a digest of what it was made of.
FOLDER = "_compiled"


def load() -> tuple[ModuleType | None, str]:
    """The compiled module, or None and why it is not used."""
    return lend("newsarchive.document._walk", _SOURCE, check_lxml)


def check_lxml(module: Any) -> None:
    """Raise `Unfit` unless a module that reads lxml's trees was made for this lxml."""
    lxml, libxml = module.BUILT_FOR
    here = ".".join(map(str, etree.LXML_VERSION[:2])), etree.LIBXML_VERSION[:2]
    built = ".".join(lxml.split(".")[:2]), (libxml // 10_000, libxml // 100 % 100)
    if here != built:
        raise Unfit(f"it was compiled for lxml {lxml}, not for the one that is here; install again")


_module, WHY_NOT = load()
_walks, _texts = _module or blocks, _module or texts
is_utf8: Callable[[bytes], bool] = _texts.is_utf8
is_crowded: Callable[[bytes, int], bool] = (_module or crowded).is_crowded
collect_blocks: Callable[[HtmlElement], list[Block]] = _walks.collect_blocks
find_named: Callable[[HtmlElement, Iterable[str]], dict[str, list[HtmlElement]]] = _walks.find_named
_readers = _module or links
read_links: Callable[..., list[Link]] = _readers.read_links
read_pieces: Callable[[Block, int], tuple[str, ...]] = _readers.read_pieces
read_attributes: Callable[[Block, Collection[str], int], list[tuple[str, dict[str, str]]]]
read_attributes = _readers.read_attributes


def load_parts(package: str, path: MutableSequence[str]) -> str:
    """Let a package's modules be found compiled, where all of them fit; why not, or "".

    They rely on the compiled walk's blocks, so they are used with it or not at all.
    """
    return attempt(package, lambda: _load_parts(package, path))[1]


def _load_parts(package: str, path: MutableSequence[str]) -> None:
    if WHY_NOT:
        raise Unfit(WHY_NOT)
    here = Path(path[0])
    names = [f"{package}.{name}" for name in _built_parts(here)]
    path.insert(0, str(here / FOLDER))
    try:
        for name in names:
            import_module(name)
    except Exception:
        path[:] = [str(here)]
        for name in names:
            sys.modules.pop(name, None)
        raise


def _built_parts(here: Path) -> list[str]:
    """The names of all parts; raises `ModuleNotFoundError` if there are none, `Unfit` if one is not fit."""
    made_of = here / FOLDER / f"made_of{EXTENSION_SUFFIXES[0]}.json"
    try:
        digests: dict[str, str] = json.loads(made_of.read_bytes())
    except FileNotFoundError:
        raise ModuleNotFoundError from None
    for name, digest in digests.items():
        if digest != digest_of(here / f"{name}.py"):
            raise Unfit(f"{name} was compiled from another source; install again")
    return list(digests)


def digest_of(source: Path) -> str:
    """A digest of a module's source with its types and those of the walk, which a compiled one is made of."""
    parts = (source, source.with_suffix(".pxd"), _SOURCE, _SOURCE.with_suffix(".pxd"))
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()
