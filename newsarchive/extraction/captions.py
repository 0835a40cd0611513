"""The words that belong to one picture: its caption, its credit and the blocks that hold them."""

from __future__ import annotations
