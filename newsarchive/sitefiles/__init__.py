"""An archive's own site files: a profile with a schedule, one TOML each in ``ARCHIVE/sites``."""

from newsarchive.sitefiles.durations import parse_duration, shown_duration
from newsarchive.sitefiles.folder import SiteFiles, read_site_files, site_file, sites_folder
from newsarchive.sitefiles.lookup import Profiles
from newsarchive.sitefiles.sitefile import SiteFile, parse_site_file

__all__ = [
    "Profiles",
    "SiteFile",
    "SiteFiles",
    "parse_duration",
    "parse_site_file",
    "read_site_files",
    "shown_duration",
    "site_file",
    "sites_folder",
]
