from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.dates import Dates
from threadreader.model.text import Moment, parse_iso

_SAVED = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


@given(st.none() | st.text(), st.none() | st.text(), st.none() | st.just(_SAVED))
def test_anything_is_a_moment_that_can_be_kept(
    words: str | None, machine: str | None, saved_at: datetime | None
) -> None:
    moment = Dates(saved_at=saved_at).read(words, machine)
    if moment is not None:
        assert moment.text
        assert moment.text == moment.text.strip()
        assert parse_iso(moment.text, moment.iso) == moment


def test_neither_words_nor_a_value_is_no_moment() -> None:
    assert Dates().read(None) is None
    assert Dates().read(" \u200b\n", "") is None


@pytest.mark.parametrize(
    ("words", "machine", "iso"),
    [
        ("May 4, 2019 at 1:05 pm", "2019-05-04T13:05:00+02:00", "2019-05-04T13:05:00+02:00"),
        ("2 days ago", "2019-05-04T13:05:00Z", "2019-05-04T13:05:00+00:00"),
        ("May 4, 2019 at 1:05 pm", "2019-05-04", "2019-05-04T13:05:00"),
        ("May 4, 2019 at 1:05 pm", "2019-05-04T00:00:00", "2019-05-04T13:05:00"),
        ("May 4, 2019 at 1:05 pm", "2019-05-04T00:00:00Z", "2019-05-04T00:00:00+00:00"),
        ("May 5, 2019 at 1:05 pm", "2019-05-04", "2019-05-04"),
        ("1:05 pm", "2019-05-04", "2019-05-04"),
        ("May 4, 2019 at 1:05 pm", "0000-00-00T00:00:00", "2019-05-04T13:05:00"),
        ("May 4, 2019 at 1:05 pm", "soon", "2019-05-04T13:05:00"),
        ("4 mai 2019", "soon", "2019-05-04"),
        (None, "Sat May 04 2019 10:42:00 GMT+0000 (Coordinated Universal Time)", "2019-05-04T10:42:00+00:00"),
        (None, "Sat, 04 May 2019 10:42:00 -0700", "2019-05-04T10:42:00-07:00"),
    ],
)
def test_the_machine_counts_first_and_words_add_the_time_of_day(
    words: str | None, machine: str, iso: str | None
) -> None:
    moment = Dates().read(words, machine)
    assert moment is not None
    assert (moment.text, moment.iso) == (words or machine, iso)


def test_words_stay_as_they_are_shown() -> None:
    assert Dates().read("  1\u00a0March\n2012 ") == Moment("1 March 2012", date(2012, 3, 1))
    assert Dates().read("vorgestern\x1b") == Moment("vorgestern\u241b")


def test_a_value_with_more_than_a_time_says_the_day_of_a_clock_that_is_shown() -> None:
    dates = Dates(shown=["Czw, 30 Mar 2023 20:36:12"] * 3)
    moment = dates.read("10:14", "Nd, 2 Kwi 2023 10:14:03")
    assert moment is not None
    assert moment.text == "10:14"
    assert moment.iso == "2023-04-02T10:14:03"


def test_relative_times_count_from_the_time_of_saving_or_are_none() -> None:
    assert Dates(saved_at=_SAVED).read("2 hours ago") == Moment("2 hours ago", datetime(2024, 5, 3, 12, 2, tzinfo=UTC))
    assert Dates().read("2 hours ago") == Moment("2 hours ago")
