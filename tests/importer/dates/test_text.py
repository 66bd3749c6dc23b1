"""Written and relative times."""

import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.dates import find
from threadreader.importer.dates.text import parse_relative_time, parse_written_time
from threadreader.model.text import Moment


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("March 1, 2012 at 3:42 pm", "2012-03-01T15:42:00"),
        ("March 1, 2012 at 12:42 am", "2012-03-01T00:42:00"),
        ("March 1, 2012 at 12:42 p.m.", "2012-03-01T12:42:00"),
        ("1 March 2012 at 15:42", "2012-03-01T15:42:00"),
        ("Mar 1st, 2012 3:42 PM", "2012-03-01T15:42:00"),
        ("May 3rd, 2007 | 4:02 pm", "2007-05-03T16:02:00"),
        ("January 10th, 2010 at 11:22 am PST", "2010-01-10T11:22:00"),
        ("2012-03-01 15:42", "2012-03-01T15:42:00"),
        ("2012/03/01 at 3:42 pm", "2012-03-01T15:42:00"),
        ("Thursday, March 1, 2012 - 15:42", "2012-03-01T15:42:00"),
        ("Thu Mar 1 15:42:07 2012", "2012-03-01T15:42:07"),
        ("01 Mar 2012 15:42 UTC", "2012-03-01T15:42:00+00:00"),
        ("Thu, 01 Mar 2012 15:42:07 +0530", "2012-03-01T15:42:07+05:30"),
        ("1 March 2012, 15:42 UTC-3", "2012-03-01T15:42:00-03:00"),
        ("15:42, 1 March 2012 (UTC)", "2012-03-01T15:42:00+00:00"),
        ("3:42 pm on March 1, 2012", "2012-03-01T15:42:00"),
        ("3pm, March 1, 2012", "2012-03-01T15:00:00"),
        ("March 1, 2012 3 pm", "2012-03-01T15:00:00"),
        ("Posted on 1st of March 2012", "2012-03-01"),
        ("Friday, October 29 2010", "2010-10-29"),
        ("1-Mar-2012", "2012-03-01"),
        ("1. March 2012 15.42", "2012-03-01T15:42:00"),
        ("Mar 1 '12 at 3:42", "2012-03-01T03:42:00"),
        ("May 4, 2019", "2019-05-04"),
        ("2012 Mar 1", "2012-03-01"),
        ("16/04/2020 at 12:35 am", "2020-04-16T00:35:00"),
        ("04/16/2020", "2020-04-16"),
        ("5.5.2020", "2020-05-05"),
        ("March 1, 2012 at 3:42 pm #", "2012-03-01T15:42:00"),
        ("March 1, 2012 at 15:42 pm", "2012-03-01T15:42:00"),
        ("March 1, 2012, noon", "2012-03-01T12:00:00"),
        ("March 1, 2012, midnight", "2012-03-01T00:00:00"),
        ("1 March 2012, 15h", "2012-03-01T15:00:00"),
    ],
)
def test_ways_to_write_a_time(text: str, iso: str) -> None:
    assert Moment(text, parse_written_time(text)).iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "March",
        "March 1",
        "March 1 at 3:42 pm",
        "March 2012",
        "2012",
        "15:42",
        "09/06/2020 at 1:53 pm",
        "16/04/20",
        "1-Mar-12",
        "3 mai 2012",
        "4 مايو، 2019 at 10:42 ص",
        "3 april 2012 om 3:42 's middags",
        "before March 1, 2012",
        "March 1, 2012 and March 2, 2012",
        "March 32, 2012",
        "March 1, 2012 at 25:10",
        "March 1, 2012 at 3:42:99",
        "31/02/2012",
        "March 1, 2012 100 points",
        "1 2 March 2012",
        "March 1, 2012 at 3:42 +9959",
        "x" * 10_000 + " March 1, 2012",
        "²/³/2012",
    ],
)
def test_what_is_not_certain_is_not_guessed(text: str) -> None:
    assert parse_written_time(text) is None


_DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2090, 1, 1))
_TIMES = st.integers(0, 24 * 60 - 1).map(lambda minutes: timedelta(minutes=minutes))


@given(
    _DAYS,
    _TIMES,
    st.sampled_from(("%B %d, %Y at %I:%M %p", "%d %b %Y %H:%M", "%Y-%m-%d %H:%M", "%A, %d. %B %Y - %H:%M")),
)
def test_every_time_is_read_back_from_how_blogs_write_it(day: date, after: timedelta, form: str) -> None:
    moment = datetime(day.year, day.month, day.day) + after  # noqa: DTZ001 - wall clock
    assert parse_written_time(moment.strftime(form)) == moment


@given(st.text(st.sampled_from("0123456789 /-.:,apmutcMarch'th+")))
def test_any_text_is_a_time_or_none(text: str) -> None:
    assert isinstance(parse_written_time(text), date | None)


_SAVED = datetime(2024, 5, 3, 14, 2, 9, 500, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("just now", "2024-05-03T14:02:09+02:00"),
        ("30 seconds ago", "2024-05-03T14:01:39+02:00"),
        ("5 minutes ago", "2024-05-03T13:57:09+02:00"),
        ("5 mins ago", "2024-05-03T13:57:09+02:00"),
        ("5m ago", "2024-05-03T13:57:09+02:00"),
        ("an hour ago", "2024-05-03T13:02:09+02:00"),
        ("20 Hours ago", "2024-05-02T18:02:09+02:00"),
        ("1 day ago", "2024-05-02"),
        ("3 weeks ago", "2024-04-12"),
        ("today", "2024-05-03"),
        ("Yesterday at 3:42 PM", "2024-05-02T15:42:00"),
        ("Today, 11:20", "2024-05-03T11:20:00"),
        ("2 months ago", None),
        ("a year ago", None),
        ("about 2 hours ago", None),
        ("several minutes ago", None),
        ("yesterday in the evening", None),
        ("9999 weeks ago", "1832-09-14"),
        ("vor 2 Tagen", None),
        ("² days ago", None),
    ],
)
def test_lengths_of_time_that_are_exact(text: str, iso: str | None) -> None:
    assert Moment(text, parse_relative_time(text, _SAVED)).iso == iso


def test_nothing_is_counted_from_an_unknown_time() -> None:
    assert parse_relative_time("5 minutes ago", None) is None


def test_words_around_times_are_looked_for_in_lower_case() -> None:
    words = re.sub(r"\\.", "", find._TIME.pattern)
    assert words == words.lower()
    assert find.find_time("İzmir, 3 MAY 2012 10:30 PM") == "3 MAY 2012 10:30 PM"
