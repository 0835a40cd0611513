"""Salvage: what is sound of a damaged archive, read page by page without SQLite, into a new archive."""
