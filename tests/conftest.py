"""What holds for all tests: processes compile the package once, and no test fails for the machine's load."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Set in many containers. Without bytecode each of some hundred processes takes 0.2 s to compile what the one
# before it had compiled; an installed package has its bytecode too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Speed is the benchmarks' matter.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
