"""Lends a compiled module where it was built for what is here; its twin in Python gives the same."""

from __future__ import annotations

import os
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PURE = "NEWSARCHIVE_PURE_PYTHON"
"""Set to anything in the environment, it keeps to Python."""

LENDERS: Final = (
    "newsarchive.document.compiled",
    "newsarchive.extraction.content",
    "newsarchive.text.compiled",
    "newsarchive.discover.compiled",
    "newsarchive.archive.segments.compiled",
)
"""The modules that choose when they are imported; they stand above this one, which names them only."""

_ASKED_FOR: Final = f"{PURE} is set"
_NOT_BUILT: Final = "no compiled module was built for this Python"

# What was to be lent, and why it is not used; "" if it is.
_why_not: dict[str, str] = {}


class Unfit(Exception):
    """A compiled module is there, but was built for something else."""


def lend(name: str, source: Path, check: Callable[[Any], None] | None = None) -> tuple[Any, str]:
    """The compiled module, or None and why it is not used; never raises.

    ``source`` is what it is compiled from (a wheel need not have it): the module tells its SHA-256 as
    ``SOURCE``. ``check`` may raise `Unfit` for other reasons.
    """

    def load() -> Any:
        module = import_module(name)
        _check_source(module, source)
        if check is not None:
            check(module)
        return module

    return attempt(name, load)


def attempt(name: str, load: Callable[[], Any]) -> tuple[Any, str]:
    """What ``load`` gives, or None and why that is not used; `report` tells it by ``name``; never raises.

    ``load`` raises `Unfit` for what was built for something else, `ModuleNotFoundError` for what never was.
    """
    module, why = _attempt(load)
    _why_not[name] = why
    return module, why


def _attempt(load: Callable[[], Any]) -> tuple[Any, str]:
    if os.environ.get(PURE):
        return None, _ASKED_FOR
    try:
        return load(), ""
    except Unfit as error:
        return None, str(error)
    except ModuleNotFoundError:
        return None, _NOT_BUILT
    except Exception as error:  # noqa: BLE001 - whatever a module built elsewhere raises, Python does the work
        return None, f"{type(error).__name__}: {error}"


def _check_source(module: Any, source: Path) -> None:
    if source.exists() and sha256(source.read_bytes()).hexdigest() != module.SOURCE:
        raise Unfit("it was compiled from another source; install again")


def report() -> str:
    """On one line: whether compiled code is in use, and what is not, and why."""
    left_out = _left_out()
    if "" not in _why_not.values():
        return f"Everything runs in pure Python: {left_out}"
    return f"Compiled code is in use; in Python: {left_out}" if left_out else "Compiled code is in use"


def stale() -> str:
    """What to tell of an installation where something was compiled and is not used, or only in part; else "".

    One that was never compiled, or was asked to keep to Python, is as its owner wants it.
    """
    left_out = _left_out()
    is_pure = {*_why_not.values()} <= {_ASKED_FOR, _NOT_BUILT}
    return f"slower than it could be, in Python: {left_out}" if left_out and not is_pure else ""


def _left_out() -> str:
    """What is not used, what has the same reason together."""
    for name in LENDERS:
        import_module(name)
    names: dict[str, list[str]] = {}
    for name, why in _why_not.items():
        if why:
            names.setdefault(why, []).append(name.removeprefix("newsarchive."))
    return "; ".join(f"{', '.join(same)} ({why})" for why, same in names.items())
