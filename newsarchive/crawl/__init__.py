"""The crawl: Scrapy at work for the archive. Importing this package does not import Scrapy."""

from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.report import Coverage, CrawlReport, OnProgress, Progress
from newsarchive.crawl.run import crawl

__all__ = ["Coverage", "CrawlOptions", "CrawlReport", "OnProgress", "Progress", "crawl"]
