"""Measures of runs, and the monitors that compare a run with its site's own last runs."""

from __future__ import annotations
