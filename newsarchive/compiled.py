"""Lends a compiled module where it was built for what is here; its twin in Python gives the same."""

from __future__ import annotations

import os
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PURE = "NEWSARCHIVE_PURE_PYTHON"
"""Set to anything in the environment, it keeps to Python."""


class Unfit(Exception):
    """A compiled module is there, but was built for something else."""


def lend(name: str, source: Path, check: Callable[[Any], None] | None = None) -> tuple[Any, str]:
    """The compiled module, or None and why it is not used; never raises.

    ``source`` is what it is compiled from (a wheel need not have it): the module tells its SHA-256 as
    ``SOURCE``. ``check`` may raise `Unfit` for other reasons.
    """
    if os.environ.get(PURE):
        return None, f"{PURE} is set"
    try:
        module = import_module(name)
        _check_source(module, source)
        if check is not None:
            check(module)
    except Unfit as error:
        return None, str(error)
    except ModuleNotFoundError:
        return None, "no compiled module was built for this Python"
    except Exception as error:  # noqa: BLE001 - whatever a module built elsewhere raises, Python does the work
        return None, f"{type(error).__name__}: {error}"
    return module, ""


def _check_source(module: Any, source: Path) -> None:
    if source.exists() and sha256(source.read_bytes()).hexdigest() != module.SOURCE:
        raise Unfit("it was compiled from another source; install again")
