"""What holds for all tests: processes share bytecode, who waits leaves room, nothing fails for the load."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Set in many containers. Without bytecode each of some hundred processes takes 0.2 s to compile what the one
# before it had compiled; an installed package has its bytecode too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Speed is the benchmarks' matter.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means: a third of the time tests wait, for delays, servers and browsers."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores * 3 // 2)
