"""Alerts: rules that a person declares, what of a run they ask for, and telling it through Apprise."""

from __future__ import annotations
