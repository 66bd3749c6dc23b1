"""Whether days or months come first: told by all dates of a page together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.dates import Dates
from threadreader.importer.dates.formats import Order, decide_order


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
        (["May 4", "3.5.1 is out", "10:42"], None),
    ],
)
def test_the_order_is_told_by_all_dates_together(texts: list[str], order: Order | None) -> None:
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


@given(st.lists(st.from_regex(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", fullmatch=True) | st.text(max_size=15)))
def test_any_texts_may_be_asked(texts: list[str]) -> None:
    assert decide_order(texts) in (Order.DAY, Order.MONTH, None)
