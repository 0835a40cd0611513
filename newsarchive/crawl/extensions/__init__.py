"""Scrapy extensions, one duty each."""
