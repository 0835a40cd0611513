from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.dates.calendars import solar_hijri_ordinal, western_digits
from newsarchive.extraction.dates.written import read_written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("۱۷ اردیبهشت ۱۴۰۳ - ۰۸:۱۲", "2024-05-06T08:12:00"),
        ("دوشنبه ۱۷ اردیبهشت ۱۴۰۳ ساعت ۰۸:۱۲", "2024-05-06T08:12:00"),
        ("۱۴۰۳/۰۲/۱۷", "2024-05-06"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("6 พ.ค. 2567 08:12 น.", "2024-05-06T08:12:00"),
        ("6 พฤษภาคม 2567", "2024-05-06"),
        ("6 พ.ค. 67", "2024-05-06"),
        ("الاثنين ٦ مايو ٢٠٢٤ - ٠٨:١٢ م", "2024-05-06T20:12:00"),
        ("٢٠٢٤/٠٥/٠٦", "2024-05-06"),
        ("०६ मई २०२४", None),  # months of Hindi are not known
        ("Senin, 06 Mei 2024 08:12 WIB", "2024-05-06T08:12:00+07:00"),
        ("Thứ hai, 6/5/2024, 08:12 (GMT+7)", "2024-05-06T08:12:00+07:00"),
    ],
)
def test_dates_of_other_calendars_and_figures(text: str, expected: str | None) -> None:
    written = read_written(text)
    assert (written.iso() if written else None) == expected


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
)
def test_days_of_the_solar_hijri_calendar(solar: tuple[int, int, int], gregorian: date) -> None:
    assert date.fromordinal(solar_hijri_ordinal(*solar)) == gregorian


def test_the_pages_own_words_stay() -> None:
    written = read_written("نُشر ٦ مايو ٢٠٢٤")
    assert written is not None
    assert written.text == "٦ مايو ٢٠٢٤"


@given(st.text())
def test_figures_keep_their_places(text: str) -> None:
    assert len(western_digits(text)) == len(text)
