from datetime import datetime, timedelta, timezone

import pytest

from threadreader.importer.dates.text import read_relative
from threadreader.model.text import Moment

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
    assert Moment(text, read_relative(text, _SAVED)).iso == iso


def test_nothing_is_counted_from_an_unknown_time() -> None:
    assert read_relative("5 minutes ago", None) is None
