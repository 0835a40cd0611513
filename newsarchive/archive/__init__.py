"""The archive folder and its database: the only place that knows SQL."""

from __future__ import annotations
