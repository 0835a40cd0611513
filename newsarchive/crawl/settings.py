"""Scrapy's settings for every crawl, from the command line or by plain ``scrapy crawl``."""

from __future__ import annotations

from typing import Any

BOT_NAME = "newsarchive"
SPIDER_MODULES = ["newsarchive.crawl.spiders"]
NEWSPIDER_MODULE = "newsarchive.crawl.spiders"
USER_AGENT = "newsarchive (news archiving)"

# Polite unless told otherwise: one request at a time and one a second per host, robots.txt obeyed
# (by RobotsMiddleware below; Scrapy's own is off), slower when the site slows (PolitenessMiddleware).
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.2
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 8
AUTOTHROTTLE_ENABLED = False

# Safe defaults that are not Scrapy's: code received over HTTP is not run, certificates are checked.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 15
DOWNLOAD_FAIL_ON_DATALOSS = True
TWISTED_DNS_RESOLVER = "newsarchive.crawl.resolver.GuardedResolver"
DOWNLOAD_HANDLERS: dict[str, Any] = {"file": None, "ftp": None, "s3": None, "data": None}

# One item a page: Scrapy starts CONCURRENT_ITEMS tasks per response, and each costs.
CONCURRENT_ITEMS = 1
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000
REACTOR_THREADPOOL_MAXSIZE = 4
RETRY_BACKOFF = 1.0

SCHEDULER = "newsarchive.crawl.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
LOG_FORMATTER = "newsarchive.crawl.logformatter.QuietLogFormatter"
LOG_LEVEL = "WARNING"
STATS_DUMP = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh,en;q=0.8,*;q=0.5",
}

_SCRAPY = "scrapy.downloadermiddlewares"
_OURS = "newsarchive.crawl.middlewares"
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    f"{_SCRAPY}.offsite.OffsiteMiddleware": None,
    f"{_SCRAPY}.robotstxt.RobotsTxtMiddleware": None,
    f"{_SCRAPY}.httpauth.HttpAuthMiddleware": None,
    f"{_SCRAPY}.retry.RetryMiddleware": None,
    f"{_SCRAPY}.redirect.MetaRefreshMiddleware": None,
    f"{_SCRAPY}.redirect.RedirectMiddleware": None,
    f"{_SCRAPY}.httpcompression.HttpCompressionMiddleware": None,
    f"{_SCRAPY}.cookies.CookiesMiddleware": None,
    f"{_SCRAPY}.stats.DownloaderStats": None,
    f"{_SCRAPY}.httpcache.HttpCacheMiddleware": None,
    f"{_OURS}.scope.ScopeMiddleware": 50,
    f"{_OURS}.robots.RobotsMiddleware": 100,
    f"{_OURS}.redirects.RedirectMiddleware": 540,
    f"{_OURS}.politeness.PolitenessMiddleware": 550,
    f"{_OURS}.decoding.DecodingMiddleware": 600,
    f"{_OURS}.cookies.CookiesMiddleware": 700,
}

# The spider yields items only; each of these would wrap every page's output in another generator.
_SPIDER = "scrapy.spidermiddlewares"
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    f"{_SPIDER}.start.StartSpiderMiddleware": None,
    f"{_SPIDER}.httperror.HttpErrorMiddleware": None,
    f"{_SPIDER}.referer.RefererMiddleware": None,
    f"{_SPIDER}.urllength.UrlLengthMiddleware": None,
    f"{_SPIDER}.depth.DepthMiddleware": None,
    f"{_SPIDER}.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "newsarchive.crawl.pipelines.process.ProcessPipeline": 300,
    "newsarchive.crawl.pipelines.store.StorePipeline": 800,
}
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "newsarchive.crawl.extensions.ticker.Ticker": 100,
}
