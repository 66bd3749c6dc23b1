"""Machine-readable times, the order of day and month, and other calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.dates import Dates
from threadreader.importer.dates.formats import PERSIAN_YEARS, Order, decide_order, from_persian, parse_machine_time
from threadreader.model.text import Moment


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2012-03-01T15:42:07+01:00", "2012-03-01T15:42:07+01:00"),
        ("2012-03-01T15:42:07+0100", "2012-03-01T15:42:07+01:00"),
        ("2012-03-01T15:42:07-08", "2012-03-01T15:42:07-08:00"),
        ("2012-03-01T15:42:07Z", "2012-03-01T15:42:07+00:00"),
        ("2012-03-01T15:42:07.123456789Z", "2012-03-01T15:42:07+00:00"),
        ("2012-03-01T15:42:07,5", "2012-03-01T15:42:07"),
        ("2012-03-01T15:42", "2012-03-01T15:42:00"),
        ("2012-03-01 15:42:07", "2012-03-01T15:42:07"),
        ("2012-03-01 5:42", "2012-03-01T05:42:00"),
        ("2012-03-01 15:42:07 UTC", "2012-03-01T15:42:07+00:00"),
        ("2012-03-01 15:42:07 -0500", "2012-03-01T15:42:07-05:00"),
        ("20120301T154207Z", "2012-03-01T15:42:07+00:00"),
        ("20120301154207", "2012-03-01T15:42:07"),
        ("2012/03/01", "2012-03-01"),
        ("2012-03-01", "2012-03-01"),
        ("20120301", "2012-03-01"),
        ("2012-03-01T15:42:07 1330616527", "2012-03-01T15:42:07+00:00"),
        ("1330616527", "2012-03-01T15:42:07+00:00"),
        ("1330616527.25", "2012-03-01T15:42:07+00:00"),
        ("1330616527999", "2012-03-01T15:42:07+00:00"),
        ("1330616527999000", "2012-03-01T15:42:07+00:00"),
        ("1330616527999000000", "2012-03-01T15:42:07+00:00"),
        ("1970-01-01T00:00:00+00:00", None),
        ("0000-00-00 00:00:00", None),
        ("2012-02-30", None),
        ("2012-03", None),
        ("2012", None),
        ("12345", None),
        ("9999999999999999999999", None),
        ("2012-03-01T25:00:00", None),
        ("2012-03-01T15:42:07+99:00", None),
        ("yesterday", None),
    ],
)
def test_machine_values(value: str, iso: str | None) -> None:
    assert Moment(value, parse_machine_time(value)).iso == iso


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["09/06/2020 at 1:53 pm", "14/06/2020 at 2:00 pm"], Order.DAY),
        (["09-06-2020", "06-14-2020"], Order.MONTH),
        (["14/06/2020", "06/14/2020"], None),
        (["09.06.2020"], Order.DAY),
        (["09.06.20"], Order.DAY),
        (["17.07, 2011 @ 13:04"], Order.DAY),
        (["09/06/2020"], None),
        (["01/02/2020", "12/02/2020", "03/03/2020"], Order.DAY),
        (["03/01/2020", "03/12/2020", "04/02/2020"], Order.MONTH),
        (["04/02/2020", "03/12/2020", "03/01/2020"], Order.MONTH),
        (["05-04-2019", "05-05-2019", "05-06-2019"], Order.MONTH),
        (["04-05-2019", "05-05-2019", "06-05-2019"], Order.DAY),
        (["05-04-2019", "05-05-2019"], None),
        (["05-04-2019"] * 7 + ["05-05-2019"] * 2, Order.MONTH),
        (["05-08-2019"] * 6 + ["05-09-2019"] * 3, Order.MONTH),
        (["31/12/2019"] * 2 + ["01/01/2020"] * 2, Order.DAY),
        (["05-04-2019"] * 7 + ["05-05-2019"], None),
        (["05-04-2019"] * 2 + ["06-05-2019"] * 2, None),
        (["05-05-2019"] * 4, None),
        (["Sat, 04/05/2019 - 10:42am"], Order.DAY),
        (["Fri, 04/05/2019 - 10:42am"], Order.MONTH),
        (["Mon, 04/05/2019 - 10:42am"], None),
        (["16/04/24(Sun)19:06", "16/04/25(Mon)18:41"], Order.YEAR),
        (["16/04/24(Sun)19:06", "16/04/25(Tue)18:41"], Order.DAY),
        (["24/04/16(Sun)19:06"], Order.DAY),
        (["May 4", "3.5.1 is out", "10:42"], None),
    ],
)
def test_the_order_is_decided_by_all_dates_together(texts: list[str], order: Order | None) -> None:
    assert decide_order(texts) == order


def test_a_day_of_the_week_may_be_in_the_language_of_the_page() -> None:
    assert decide_order(["sam. 04/05/2019"], "fr-CA") is Order.DAY
    assert decide_order(["ven. 04/05/2019"], "fr-CA") is Order.MONTH


def test_nothing_is_written_after_the_page_was_saved() -> None:
    assert decide_order(["02/05/2020"], saved=date(2020, 2, 6)) is Order.MONTH
    assert decide_order(["02/05/2020"], saved=date(2020, 6, 6)) is None


@pytest.mark.parametrize(
    ("language", "order"), [("de", Order.DAY), ("fr-CA", None), ("en-GB", Order.DAY), ("en-US", None)]
)
def test_a_language_may_have_one_order_only(language: str, order: Order | None) -> None:
    assert decide_order(["02/05/2020"], language) == order


def test_a_page_s_dates_are_read_in_its_order() -> None:
    shown = ["09/06/2020 at 1:53 pm", "14/06/2020 at 2:00 pm", "10/06/20"]
    dates = Dates("en", shown=shown)
    moments = [dates.read(text) for text in shown]
    assert [moment and moment.iso for moment in moments] == ["2020-06-09T13:53:00", "2020-06-14T14:00:00", "2020-06-10"]
    lonely = Dates("en", shown=shown[:1]).read(shown[0])
    assert lonely is not None
    assert lonely.at is None


def test_the_year_comes_first_where_only_so_the_days_of_the_week_are_right() -> None:
    shown = ["16/04/24(Sun)19:06", "16/05/01(Sun)00:23"]
    dates = Dates("en", shown=shown)
    moments = [dates.read(text) for text in shown]
    assert [moment and moment.iso for moment in moments] == ["2016-04-24T19:06:00", "2016-05-01T00:23:00"]


@given(st.lists(st.from_regex(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", fullmatch=True) | st.text(max_size=15)))
def test_any_texts_may_be_asked(texts: list[str]) -> None:
    assert decide_order(texts) in (*Order, None)


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
