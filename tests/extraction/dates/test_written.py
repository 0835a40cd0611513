from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.dates.monthnames import month_number
from newsarchive.extraction.dates.offsets import read_zone
from newsarchive.extraction.dates.relative import read_relative
from newsarchive.extraction.dates.written import read_value, read_written

NOW = datetime(2024, 4, 24, 10, 0, tzinfo=timezone(timedelta(hours=8)))  # a Wednesday


def iso(text: str) -> str | None:
    written = read_value(text, now=NOW)
    return written.iso() if written else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-04-26", "2024-04-26"),
        ("2024-04-26T18:00:05+08:00", "2024-04-26T18:00:05+08:00"),
        ("2024-04-26T10:00:05.123Z", "2024-04-26T10:00:05+00:00"),
        ("2024-04-26 18:00", "2024-04-26T18:00:00"),
        ("2024-04-26T18:00:05+0800", "2024-04-26T18:00:05+08:00"),
        ("2024/4/6", "2024-04-06"),
        ("2024.04.26 14:22", "2024-04-26T14:22:00"),
        ("2024年4月26日 18:05:09", "2024-04-26T18:05:09"),
        ("2024年04月26日18时05分", "2024-04-26T18:05:00"),
        ("2024 年 4 月 26 日", "2024-04-26"),
        ("2024年4月26日 下午3:05", "2024-04-26T15:05:00"),
        ("2024年4月26日 上午12:05", "2024-04-26T00:05:00"),
        ("二〇二四年四月二十六日", "2024-04-26"),
        ("二零二四年十二月三十一日", "2024-12-31"),
        ("民國113年4月26日", "2024-04-26"),
        ("中華民國 113 年 4 月 26 日", "2024-04-26"),
        ("令和6年4月26日", "2024-04-26"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成30年1月2日", "2018-01-02"),
        ("2024년 4월 26일 오후 3:20", "2024-04-26T15:20:00"),
        ("20240426", "2024-04-26"),
        ("2024 04/26 18:05:09", "2024-04-26T18:05:09"),
        ("20240426180509", "2024-04-26T18:05:09"),
        ("18-03-0823:16", "2018-03-08T23:16:00"),
        ("26.04.2024", "2024-04-26"),
        ("26.04.2024, 13:05 Uhr", "2024-04-26T13:05:00"),
        ("26/04/2024 à 13h05", "2024-04-26T13:05:00"),
        ("4/26/2024", "2024-04-26"),
        ("26. April 2024", "2024-04-26"),
        ("26 avril 2024 à 18:05", "2024-04-26T18:05:00"),
        ("26 de abril de 2024", "2024-04-26"),
        ("26 aprile 2024", "2024-04-26"),
        ("26 kwietnia 2024", "2024-04-26"),
        ("26. dubna 2024", "2024-04-26"),
        ("26 апреля 2024, 18:05", "2024-04-26T18:05:00"),
        ("26 Nisan 2024", "2024-04-26"),
        ("26. huhtikuuta 2024", "2024-04-26"),
        ("26 أبريل 2024", "2024-04-26"),
        ("April 26, 2024 at 1:53 PM EDT", "2024-04-26T13:53:00-04:00"),
        ("Apr 26, 2024 6:05 a.m.", "2024-04-26T06:05:00"),
        ("14:57, 26.04.2024", "2024-04-26T14:57:00"),
        ("Fri, 26 Apr 2024 10:00:00 GMT", "2024-04-26T10:00:00+00:00"),
        ("Fri Apr 26 19:20:36 CEST 2024", "2024-04-26T19:20:36+02:00"),
        ("1714125600", "2024-04-26T10:00:00+00:00"),
        ("1714125600000", "2024-04-26T10:00:00+00:00"),
        ("2024-04-26T24:00", "2024-04-27T00:00:00"),
        ("12月30日", "2023-12-30"),
        ("04-20 14:07", "2024-04-20T14:07:00"),
        ("2024-13-45", None),
        ("2024-02-30", None),
        ("3.5", None),
        ("1234", None),
        ("", None),
    ],
)
def test_written_dates(text: str, expected: str | None) -> None:
    assert iso(text) == expected


def test_any_other_language_is_left_to_the_general_parser() -> None:
    assert iso("3 tháng 5, 2024") == "2024-05-03"


def test_the_order_of_day_and_month_is_asked_for() -> None:
    both = [read_written("3/5/2024", month_first=first) for first in (False, True)]
    assert [w.iso() if w else None for w in both] == ["2024-05-03", "2024-03-05"]


def test_a_date_is_found_inside_its_line() -> None:
    written = read_written("发布时间：2024-04-26 18:05 来源：示例社")
    assert written is not None
    assert (written.text, written.iso()) == ("2024-04-26 18:05", "2024-04-26T18:05:00")


def test_days_without_year_stay_unread_without_now() -> None:
    assert read_written("4月26日") is None


@pytest.mark.parametrize("version", ["v2024.10", "1.2.3.4", "2024/25", "80-90%", "10.1000/182"])
def test_other_figures_are_no_dates(version: str) -> None:
    assert read_written(version) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [("+08:00", 8), ("GMT+8", 8), ("-0530", -5.5), ("CEST", 2), ("Z", 0), ("CST", None), ("", None)],
)
def test_zones(text: str, hours: float | None) -> None:
    zone = read_zone(text)
    assert (zone.utcoffset(None) if zone else None) == (None if hours is None else timedelta(hours=hours))


DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))
MOMENTS = st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2090, 12, 31)).map(  # noqa: DTZ001 - naive on purpose
    lambda moment: moment.replace(microsecond=0)
)


@given(
    DAYS,
    st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"]
    ),
)
def test_every_day_in_every_form_is_read_back(day: date, form: str) -> None:
    written = read_written(day.strftime(form))
    assert written is not None
    assert written.iso() == day.isoformat()


@given(
    MOMENTS,
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S"]),
)
def test_every_second_is_read_back(moment: datetime, form: str) -> None:
    written = read_written(f"发布：{moment.strftime(form)} 来源")
    assert written is not None
    assert written.iso() == moment.isoformat()


@given(st.datetimes(min_value=datetime(2002, 1, 1), max_value=datetime(2030, 1, 1)))  # noqa: DTZ001 - naive on purpose
def test_an_instant_survives_its_iso_form(moment: datetime) -> None:
    text = moment.replace(tzinfo=UTC, microsecond=0).isoformat()
    written = read_value(text)
    assert written is not None
    assert written.iso() == text


@given(st.text(max_size=80))
def test_any_text_is_survived_and_gives_real_days_only(text: str) -> None:
    for read in (read_written(text, now=NOW), read_value(text, now=NOW), read_relative(text, NOW)):
        if read is not None:
            assert 1900 <= date.fromisoformat(read.iso()[:10]).year <= 2100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3小时前", "2024-04-24T07:00:00+08:00"),
        ("5 分鐘前", "2024-04-24T09:55:00+08:00"),
        ("刚刚", "2024-04-24T10:00:00+08:00"),
        ("3시간 전", "2024-04-24T07:00:00+08:00"),
        ("2 hours ago", "2024-04-24T08:00:00+08:00"),
        ("vor 58 Minuten", "2024-04-24T09:02:00+08:00"),
        ("il y a 3 jours", "2024-04-21"),
        ("hace 2 horas", "2024-04-24T08:00:00+08:00"),
        ("2天前", "2024-04-22"),
        ("昨天 14:05", "2024-04-23T14:05:00"),
        ("前天", "2024-04-22"),
        ("今天", "2024-04-24"),
        ("Yesterday", "2024-04-23"),
        ("上周五", "2024-04-19"),
        ("周五", "2024-04-19"),
        ("周一 10:30", "2024-04-22T10:30:00"),
        ("an article", None),
    ],
)
def test_relative_dates(text: str, expected: str | None) -> None:
    written = read_relative(text, NOW)
    assert (written.iso() if written else None) == expected


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("März", 3),
        ("août", 8),
        ("Sept.", 9),
        ("grudnia", 12),
        ("ŞUBAT", 2),
        ("мая", 5),
        ("červenec", 7),
        ("lundi", None),
    ],
)
def test_names_of_months(name: str, number: int | None) -> None:
    assert month_number(name) == number


def test_a_korean_dates_closing_dot() -> None:
    assert iso("입력 2023.12.12. 18:05 | 수정 2023.12.12. 19:10") == "2023-12-12T18:05:00"
