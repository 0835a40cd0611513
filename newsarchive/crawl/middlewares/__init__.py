"""Downloader middlewares, one verb each."""
