"""What holds for all tests: the processes they start share bytecode, and who waits leaves room to others."""

from __future__ import annotations

import os

import pytest

# Set in many containers. Without bytecode each of some hundred processes takes 0.2 s to compile what the one
# before it had compiled; an installed package has its bytecode too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means: a third of the time tests wait, for delays, servers and browsers."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores * 3 // 2)
