"""Fetches by libcurl, which takes less than half of what Twisted takes for it; Twisted does the rest."""
