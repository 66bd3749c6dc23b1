from datetime import UTC, datetime, timedelta

import pytest

from threadreader.model.page import Save
from threadreader.model.text import Moment
from threadreader.render.dates import ago, short_iso, short_span, short_time

NOW = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=5), "5m ago"),
        (timedelta(minutes=60), "1h ago"),
        (timedelta(hours=23), "23h ago"),
        (timedelta(days=1, hours=2), "1d ago"),
        (timedelta(days=29), "29d ago"),
        (timedelta(days=31), "2 Apr 2024"),
        (timedelta(days=-3), "just now"),
    ],
)
def test_how_long_ago_something_was(passed: timedelta, words: str) -> None:
    assert ago(NOW - passed, NOW) == words


def test_from_one_day_to_another() -> None:
    assert short_span("2012-03-09", "2012-03-09") == "9 Mar 2012"
    assert short_span("2012-03-09", "2012-04-02") == "9 Mar to 2 Apr 2012"
    assert short_span("2011-12-31", "2012-01-01") == "31 Dec 2011 to 1 Jan 2012"


def test_a_time_in_iso_is_written_as_others_are() -> None:
    assert short_iso("2012-03-09T15:50:11") == "9 Mar 2012 15:50"
    assert short_iso("2012-03-09T15:50:11+00:00") == "9 Mar 2012 15:50"
    assert short_iso("2012-03-09") == "9 Mar 2012"


def saved(*days: datetime | None) -> tuple[Save, ...]:
    return tuple(Save("", "", "html", "", day) for day in days)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4 yr. ago", "~2020"),
        ("4y", "~2020"),
        ("a year ago", "~2023"),
        ("edited 2 years ago", "~2022"),
        ("2 months ago", "~Mar 2024"),
        ("6 mo. ago", "~Nov 2023"),
        ("1 year, 5 months ago", "~Dec 2022"),
        ("vor 3 Jahren", "~2021"),
        ("vor einem Monat", "~Apr 2024"),
        ("il y a 3 ans", "~2021"),
        ("hace 2 años", "~2022"),
        ("5年前", "~2019"),
        ("3 個月前", "~Feb 2024"),
        ("2년 전", "~2022"),
        ("3 года назад", "~2021"),
        ("منذ 3 سنوات", "~2021"),
        ("5 minutes ago", "5 minutes ago"),
        ("3 May", "3 May"),
        ("2 years ago, 4 votes", "2 years ago, 4 votes"),
        ("3 years ago " * 20, "3 years ago " * 20),
        ("999 years ago", "~1025"),
        ("day", "day"),
        ("", ""),
    ],
)
def test_months_and_years_count_back_from_the_day_of_saving(text: str, shown: str) -> None:
    assert short_time(Moment(text), saved(NOW)) == shown
    assert short_time(Moment(text)) == short_time(Moment(text), saved(None)) == text


def test_saves_must_agree_on_the_date_that_a_length_of_time_gives() -> None:
    saves = saved(NOW - timedelta(days=60), None, NOW)
    assert short_time(Moment("2 years ago"), saves) == "~2022"
    assert short_time(Moment("2 months ago"), saves) == "2 months ago"
