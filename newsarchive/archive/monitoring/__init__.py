"""What runs measured, what is known of a site beside its pages, and the alarms that follow from it."""

from __future__ import annotations
