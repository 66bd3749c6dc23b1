from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given

from strategies import moments
from threadreader.model.text import Moment, parse_iso


@given(moments)
def test_a_moment_is_read_back_as_it_was_written(moment: Moment) -> None:
    assert parse_iso(moment.text, moment.iso) == moment


@pytest.mark.parametrize(
    ("at", "iso"),
    [
        (datetime(2012, 3, 1, 15, 42), "2012-03-01T15:42:00"),  # noqa: DTZ001 - wall clock
        (datetime(2012, 3, 1, 15, 42, 7, 999999, tzinfo=UTC), "2012-03-01T15:42:07+00:00"),
        (datetime(2012, 3, 1, 15, 42, tzinfo=timezone(timedelta(hours=-8))), "2012-03-01T15:42:00-08:00"),
        (date(2012, 3, 1), "2012-03-01"),
        (None, None),
    ],
)
def test_iso_is_as_precise_as_the_page(at: datetime | date | None, iso: str | None) -> None:
    assert Moment("then", at).iso == iso


def test_moments_of_one_page_are_ordered_by_the_clock_on_the_wall() -> None:
    eastern = datetime(2012, 3, 1, 15, 42, tzinfo=timezone(timedelta(hours=-5)))
    assert Moment("a", eastern).wall_clock == datetime(2012, 3, 1, 15, 42)  # noqa: DTZ001 - wall clock
    assert Moment("b", date(2012, 3, 1)).wall_clock == datetime(2012, 3, 1)  # noqa: DTZ001 - wall clock
    assert Moment("long ago").wall_clock is None


def test_a_date_is_not_read_from_nonsense() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        parse_iso("then", "yesterday")
