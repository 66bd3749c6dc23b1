"""Years and days of other calendars."""

from datetime import date, timedelta

import pytest

from threadreader.importer.dates import Dates
from threadreader.importer.dates.formats import PERSIAN_YEARS, from_persian


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "平成24年3月5日 15:42"),
        ("ja", "平成24年3月5日(月) 午後3時42分"),
        ("zh-TW", "民國101年3月5日 15:42"),
        ("th", "5 มีนาคม 2555 เวลา 15:42 น."),
        ("th", "วันจันทร์ที่ 5 มีนาคม พ.ศ. 2555 เวลา 15:42 น."),
        ("th", "5 มี.ค. 2012 15:42"),
        ("fa", "\u06f1\u06f5 اسفند \u06f1\u06f3\u06f9\u06f0 در \u06f1\u06f5:\u06f4\u06f2"),
        ("fa", "دوشنبه \u06f1\u06f5 اسفند \u06f1\u06f3\u06f9\u06f0 ساعت \u06f1\u06f5:\u06f4\u06f2"),
        ("fa", "\u06f1\u06f3\u06f9\u06f0/\u06f1\u06f2/\u06f1\u06f5 \u06f1\u06f5:\u06f4\u06f2"),
    ],
)
def test_a_year_of_another_calendar(language: str, text: str) -> None:
    moment = Dates(language, shown=[text]).read(text)
    assert moment is not None
    assert moment.iso == "2012-03-05T15:42:00"


def test_the_first_year_of_an_era_has_a_name() -> None:
    moment = Dates("ja").read("令和元年5月4日")
    assert moment is not None
    assert moment.iso == "2019-05-04"


@pytest.mark.parametrize(
    "text",
    [
        "平成99年3月5日x",
        "\u06f3\u06f1 مهر \u06f1\u06f3\u06f9\u06f0",
        "\u06f1\u06f4\u06f4\u06f5/\u06f0\u06f3/\u06f0\u06f5",
        "2999/03/05",
    ],
)
def test_no_such_day(text: str) -> None:
    moment = Dates("fa").read(text)
    assert moment is not None
    assert moment.at is None


def test_the_days_of_the_persian_calendar_follow_each_other() -> None:
    days = [
        from_persian(year, month, day)
        for year in PERSIAN_YEARS
        for month in range(1, 13)
        for day in range(1, 32)
        if _is_day(year, month, day)
    ]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert from_persian(1391, 1, 1) == date(2012, 3, 20)
    assert from_persian(1403, 12, 30) == date(2025, 3, 20)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        from_persian(year, month, day)
    except ValueError:
        return False
    return True
