"""Site files are read as strictly as profiles, and a broken one does not hide the others."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.target import resolve_target
from newsarchive.errors import ProfileError, UsageError
from newsarchive.sitefiles import (
    Profiles,
    parse_duration,
    parse_site_file,
    read_site_files,
    shown_duration,
    sites_folder,
)
from newsarchive.sitefiles.thresholds import Thresholds

DAILY = """
name = "The Daily"
hosts = ["daily.example"]
start = ["https://daily.example/news/"]
timezone = "Asia/Shanghai"
language = "zh-Hans"
every = "1h30m"

[crawl]
delay = 2
max_pages = 500
since = 2026-04-30
recheck = "none"
images = true

[select]
title = "h1.headline"
"""
START = 'start = ["https://x.example/"]\n'


def put(archive: Path, key: str, text: str) -> Path:
    path = sites_folder(archive) / f"{key}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_file_says() -> None:
    site = parse_site_file(DAILY, Path("sites/daily.toml"))
    assert (site.key, site.profile.name, site.every) == ("daily", "The Daily", timedelta(minutes=90))
    assert site.wishes == {
        "delay": 2.0, "max_pages": 500, "since": "2026-04-30", "recheck": "none", "images": True,
    }  # fmt: skip
    assert site.profile.declares("title")
    assert site.covers("https://www.daily.example/a")
    assert not site.covers("https://other.example/")


def test_without_every_a_site_is_not_crawled_by_itself_and_its_hosts_are_those_of_its_start() -> None:
    site = parse_site_file(START, Path("x.toml"))
    assert (site.every, site.hosts) == (None, ("x.example",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("evry = '30m'", "sites/x.toml:2: evry: unknown key; did you mean 'every'?"),
        ("every = 30", "sites/x.toml:2: every: '30' is no duration"),
        ("every = '30 minutes'", "sites/x.toml:2: every: '30 minutes' is no duration"),
        ("every = '10s'", "sites/x.toml:2: every: '10s' must lie between 1m and 366d"),
        ("every = '9999d'", "sites/x.toml:2: every: '9999d' must lie between 1m and 366d"),
        ("crawl = 5", "sites/x.toml:2: crawl: must be written as [crawl]"),
        ("[crawl]\nmax-pages = 5", "sites/x.toml:3: max-pages: unknown key in [crawl]; did you mean"),
        ("[crawl]\nmax_pages = -1", "sites/x.toml:3: max_pages: must be a whole number"),
        ("[crawl]\nmax_pages = true", "sites/x.toml:3: max_pages: must be a whole number"),
        ("[crawl]\ndelay = '1s'", "sites/x.toml:3: delay: must be seconds between 0 and 3600"),
        ("[crawl]\nconcurrency = 0", "sites/x.toml:3: concurrency: must be a whole number between 1 and 256"),
        ("[crawl]\nrecheck = 'some'", "sites/x.toml:3: recheck: 'some' is not one of due, all, none"),
        ("[crawl]\nimages = 1", "sites/x.toml:3: images: must be true or false"),
        ("[crawl]\nsince = '30.4.2026'", "sites/x.toml:3: since: must be a date like 2026-04-30"),
        ("[crawl]\ncontact = \"a\\nb\"", "sites/x.toml:3: contact: must be an address"),
        ("key = 'other'", "sites/x.toml:2: key: 'other' must be the file's name, 'x'"),
        ("timezone = 'Mars'", "sites/x.toml:2: timezone: 'Mars' is no IANA time zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ProfileError) as error:
        parse_site_file(START + text, Path("sites/x.toml"))
    assert str(error.value).startswith(message)


def test_a_start_page_is_needed() -> None:
    with pytest.raises(ProfileError, match="start: a site file needs the address"):
        parse_site_file('every = "1d"', Path("x.toml"))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30m", 30), ("6h", 360), ("1d", 1440), ("1d12h", 2160), (" 2H ", 120), ("90s", 1.5)],
)
def test_durations(text: str, minutes: float) -> None:
    assert parse_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "m", "30", "-5m", "5m1h", "1.5h", "５m", "1w", "99999999999h"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        parse_duration(text)


@given(st.integers(0, 10**8))
def test_a_shown_duration_is_read_again(seconds: int) -> None:
    assert parse_duration(shown_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(ValueError):
        assert parse_duration(text) >= timedelta(0)


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    put(tmp_path, "daily", DAILY)
    put(tmp_path, "weekly", "every = '1w'\n" + START)
    put(tmp_path, ".hidden", "nonsense")
    files = read_site_files(tmp_path)
    assert list(files.sites) == ["daily"]
    assert "weekly.toml:1: every:" in str(files.broken["weekly"])


def test_a_folder_without_sites_has_none(tmp_path: Path) -> None:
    assert not read_site_files(tmp_path)


def test_a_crawl_knows_the_archives_own_sites_by_key_and_by_host(tmp_path: Path) -> None:
    put(tmp_path, "daily", DAILY)
    by_key = resolve_target("daily", archive=tmp_path)
    assert (by_key.start, by_key.site.key) == (("https://daily.example/news/",), "daily")
    assert (by_key.site.timezone, by_key.site.language) == ("Asia/Shanghai", "zh-Hans")
    for address in ("https://www.daily.example/tech/", "daily.example"):
        by_host = resolve_target(address, archive=tmp_path)
        assert (by_host.site.key, by_host.profile) == ("daily", by_key.profile)
    assert resolve_target("https://other.example/", archive=tmp_path).site.key == "other.example"


def test_a_file_of_ones_own_goes_before_a_bundled_profile(tmp_path: Path) -> None:
    put(tmp_path, "dakule", START)
    assert resolve_target("dakule", archive=tmp_path).start == ("https://x.example/",)


def test_a_broken_file_matters_to_its_own_site_only(tmp_path: Path) -> None:
    put(tmp_path, "weekly", "evry = '1d'\nstart = ['https://weekly.example/']")
    assert Profiles(tmp_path).at("https://other.example/").key == ""
    for target in ("weekly", "https://weekly.example/"):
        with pytest.raises(ProfileError, match="evry"):
            resolve_target(target, archive=tmp_path)


@pytest.mark.parametrize("target", ["../secret", "a/b", "", "no-such-site"])
def test_what_is_no_key_is_no_file(tmp_path: Path, target: str) -> None:
    with pytest.raises(UsageError):
        resolve_target(target, archive=tmp_path)


def test_thresholds_of_the_monitors() -> None:
    text = START + '[monitor]\noff = ["silence"]\nsightings = 20\ndrop = 0.2\n'
    site = parse_site_file(text, Path("sites/x.toml"))
    assert site.thresholds == Thresholds(off=frozenset({"silence"}), sightings=20, drop=0.2)
    assert parse_site_file(START, Path("sites/x.toml")).thresholds == Thresholds()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("artikels = 3", "artikels: unknown key"),
        ("drop = 'much'", "must be a number between 0"),
        ("chance = true", "must be a number between 0"),
        ("sightings = 0", "must be a whole number between 1"),
        ("off = 'hot'", "must be a list of monitors"),
        ("off = ['hott']", "must be a list of monitors"),
    ],
)
def test_impossible_thresholds_name_file_and_line(line: str, words: str) -> None:
    with pytest.raises(ProfileError, match=words) as caught:
        parse_site_file(f"{START}[monitor]\n{line}\n", Path("sites/x.toml"))
    assert str(caught.value).startswith("sites/x.toml:3")
