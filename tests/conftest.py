"""What holds for all tests: the processes that they start compile the package once, not each for itself."""

from __future__ import annotations

import os

# Set in many containers. Without bytecode each of some hundred processes takes 0.2 s to compile what the one
# before it had compiled; an installed package has its bytecode too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
