from datetime import UTC, datetime, timedelta

import pytest

from threadreader.render.dates import ago, short_iso, short_span

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
