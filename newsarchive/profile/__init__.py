"""Site profiles: what is declared about a site, loaded strictly from TOML; everything in one is optional."""

from newsarchive.profile.declared import FIELDS, GENERIC, Era, ListSelectors, Profile
from newsarchive.profile.loader import bundled_profiles, load_profile, parse_profile, profile_for
from newsarchive.profile.selectors import compile_selector, run_selector, select_text

__all__ = [
    "FIELDS",
    "GENERIC",
    "Era",
    "ListSelectors",
    "Profile",
    "bundled_profiles",
    "compile_selector",
    "load_profile",
    "parse_profile",
    "profile_for",
    "run_selector",
    "select_text",
]
