"""Scrapy's settings for every crawl, from the command line or by plain ``scrapy crawl``."""

from __future__ import annotations

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
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "newsarchive.crawl.transport.handler.Handler")

# One item a page: Scrapy starts CONCURRENT_ITEMS tasks per response, and each costs.
CONCURRENT_ITEMS = 1
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000
REACTOR_THREADPOOL_MAXSIZE = 4
RETRY_BACKOFF = 1.0

DOWNLOADER = "newsarchive.crawl.downloader.Downloader"
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
# Scrapy's own lists are replaced, not switched off entry by entry: what stands in them is imported even where
# it is off (a third of a second for what a crawl never uses), and a release may add to them.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES: dict[str, int] = {
    f"{_OURS}.scope.ScopeMiddleware": 50,
    f"{_OURS}.robots.RobotsMiddleware": 100,
    f"{_SCRAPY}.downloadtimeout.DownloadTimeoutMiddleware": 350,
    f"{_SCRAPY}.defaultheaders.DefaultHeadersMiddleware": 400,
    f"{_SCRAPY}.useragent.UserAgentMiddleware": 500,
    f"{_OURS}.home.HomeMiddleware": 530,
    f"{_OURS}.redirects.RedirectMiddleware": 540,
    f"{_OURS}.politeness.PolitenessMiddleware": 550,
    f"{_OURS}.decoding.DecodingMiddleware": 600,
    f"{_OURS}.cookies.CookiesMiddleware": 700,
    f"{_SCRAPY}.httpproxy.HttpProxyMiddleware": 750,
}

# The spider yields items only; each of Scrapy's would wrap every page's output in another generator.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
ITEM_PIPELINES = {
    "newsarchive.crawl.pipelines.process.ProcessPipeline": 300,
    "newsarchive.crawl.pipelines.store.StorePipeline": 800,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {"newsarchive.crawl.extensions.ticker.Ticker": 100}
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # the run counts for itself
