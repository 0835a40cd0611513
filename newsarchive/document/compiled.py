"""Chooses how trees are walked: by the compiled module where it was built and fits, else in Python.

Both give the same (``tests/document/test_compiled.py``). ``NEWSARCHIVE_PURE_PYTHON``, set to anything, makes
it Python.
"""

from __future__ import annotations

import os
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from newsarchive.document import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block

PURE = "NEWSARCHIVE_PURE_PYTHON"
_SOURCE = Path(__file__).with_name("_walk.pyx")


class _Unfit(Exception):
    """The compiled module is there, but for other sources or another lxml."""


def load() -> tuple[ModuleType | None, str]:
    """The compiled module, or None and why it is not used."""
    if os.environ.get(PURE):
        return None, f"{PURE} is set"
    try:
        module = import_module("newsarchive.document._walk")
        _check(module.SOURCE, *module.BUILT_FOR)
    except ModuleNotFoundError:
        return None, "no compiled module was built for this Python"
    except Exception as error:  # noqa: BLE001 - whatever a module built elsewhere raises, Python does the work
        return None, f"{type(error).__name__.lstrip('_')}: {error}"
    return module, ""


def _check(source: str, lxml: str, libxml: int) -> None:
    """Raise unless the module was made of the source beside it, if there is one, and for this lxml."""
    if _SOURCE.exists() and source != sha256(_SOURCE.read_bytes()).hexdigest():
        raise _Unfit("it was compiled from another source; install again")
    here = ".".join(map(str, etree.LXML_VERSION[:2])), etree.LIBXML_VERSION[:2]
    built = ".".join(lxml.split(".")[:2]), (libxml // 10_000, libxml // 100 % 100)
    if here != built:
        raise _Unfit(f"it was compiled for lxml {lxml}, not for the one that is here; install again")


_module, WHY_NOT = load()
_walks = _module or blocks
collect_blocks: Callable[[HtmlElement], list[Block]] = _walks.collect_blocks
find_named: Callable[[HtmlElement, Iterable[str]], dict[str, list[HtmlElement]]] = _walks.find_named


def report() -> str:
    """Which of the two is in use, on one line."""
    return f"Pages are read in pure Python ({WHY_NOT})" if WHY_NOT else "Pages are read by compiled code"
