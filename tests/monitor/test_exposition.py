"""The metrics against the grammar of Prometheus' text format, written down here from its description."""

from __future__ import annotations

import re

from newsarchive.archive.monitoring.records import AlarmRecord, Fact, MeasuredRun, SiteState
from newsarchive.monitor.exposition import METRICS, exposition
from newsarchive.sitefiles.thresholds import MONITORS

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(rf"({NAME})\{{({LABEL}(?:,{LABEL})*)\}} (-?\d+(?:\.\d+)?(?:e-?\d+)?)")
RUN = MeasuredRun(
    7, 'odd "site"\\\n', "finished", "2026-05-01T10:00:00Z", "2026-05-01T10:01:30Z", 3, 2, 1, 0,
    {"article: article": 6, "failed: http-500": 1, "not_modified: http 304": 4}, "finished", "",
    {
        "totals": {"requests": 12, "bytes": 3456, "not_modified": 4, "milliseconds": 90_500},
        "fields": {"article": {"page": 6}, "authors": {"meta": 2, "": 4}},
    },
)  # fmt: skip
ALARM = AlarmRecord(1, RUN.site, "hot", "热榜", "x", 1, "x", 7, None, None, "", "", "", "", "m")
STATE = SiteState(
    RUN.site, RUN, "2026-05-01T10:01:30Z", {"live": 10, "gone": 1}, (ALARM,),
    (Fact("certificate", "news.example", "2026-01-01T00:00:00Z/2027-01-01T00:00:00Z", "", 1, "", 7),),
)  # fmt: skip
NEW = SiteState("new.example", None, None, {}, (), ())


def read(text: str) -> dict[str, dict[str, float]]:
    """Families in order; every sample must follow its own HELP and TYPE lines, and stand once."""
    assert text.endswith("\n")
    families: dict[str, dict[str, float]] = {}
    lines = iter(text.removesuffix("\n").split("\n"))
    current = ""
    for line in lines:
        if line.startswith("# HELP "):
            current = line.split(" ")[2]
            assert current not in families, f"{current} is told twice"
            assert next(lines) == f"# TYPE {current} gauge"
            families[current] = {}
            continue
        match = SAMPLE.fullmatch(line)
        assert match, f"not in the format: {line!r}"
        assert match[1] == current
        assert match[2] not in families[current], f"{line!r} stands twice"
        families[current][match[2]] = float(match[3])
    return families


def test_every_line_is_in_the_format_and_says_what_is_known() -> None:
    families = read(exposition([STATE, NEW], "1.2.3"))
    assert set(families) == {"newsarchive_build_info", *(f"newsarchive_{name}" for name in METRICS)}
    site = r'site="odd \"site\"\\\n"'
    assert families["newsarchive_up"] == {site: 1}
    assert families["newsarchive_last_run_timestamp_seconds"] == {site: 1777629690}
    assert families["newsarchive_last_run_duration_seconds"] == {site: 90.5}
    assert families["newsarchive_last_run_articles"][f'{site},change="new"'] == 3
    assert families["newsarchive_last_run_pages"][f'{site},outcome="failed"'] == 1
    assert families["newsarchive_last_run_field_ratio"][f'{site},field="authors"'] == 0.333333
    assert families["newsarchive_certificate_expiry_timestamp_seconds"] == {
        f'{site},host="news.example"': 1798761600
    }


def test_every_monitor_has_its_number_even_when_it_is_none() -> None:
    alarms = read(exposition([STATE, NEW], "1"))["newsarchive_alarms"]
    assert sorted(alarms.values()) == [0] * (2 * len(MONITORS) - 1) + [1]
    assert alarms[r'site="odd \"site\"\\\n",monitor="hot"'] == 1


def test_an_archive_without_sites_has_valid_metrics() -> None:
    assert list(read(exposition([], "1"))) == ["newsarchive_build_info"]
