"""Timers of the machine that call `newsarchive run`: systemd's, cron's and launchd's."""

from __future__ import annotations
