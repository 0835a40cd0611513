"""Site profiles: what is declared about a site, loaded strictly from TOML; everything in one is optional."""

from newsarchive.profile.declared import FIELDS, GENERIC, Era, ListSelectors, Profile
from newsarchive.profile.loader import (
    bundled_profiles,
    digest_of,
    load_profile,
    parse_profile,
    profile_for,
    read_text,
)
from newsarchive.profile.schema import KEY, Checker
from newsarchive.profile.selectors import compile_selector, run_selector, select_text

__all__ = [
    "FIELDS",
    "GENERIC",
    "KEY",
    "Checker",
    "Era",
    "ListSelectors",
    "Profile",
    "bundled_profiles",
    "compile_selector",
    "digest_of",
    "load_profile",
    "parse_profile",
    "profile_for",
    "read_text",
    "run_selector",
    "select_text",
]
