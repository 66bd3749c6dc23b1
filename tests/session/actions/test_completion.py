import pytest
from msgspec.structs import replace

from reading import read, reader
from sketch import sketch
from threadreader.model.query import FIELDS, REPLY_STATES
from threadreader.model.thread import Author
from threadreader.session.actions.finding import complete_query

TALK = "ann: One.\nannabel: Two.\n  ann: Three.\nBob: Four.\n"


@pytest.mark.parametrize(
    ("typed", "completed", "names"),
    [
        ("", "", [f"{field}:" for field in FIELDS]),
        ("au", "author:", ["author:"]),
        ("kettle au", "kettle author:", ["author:"]),
        ("kettle", "kettle", []),
        ("author:a", "author:ann", ["ann", "annabel"]),
        ("author:b", "author:Bob ", ["Bob"]),
        ("author:x", "author:x", []),
        ("is:st", "is:starred ", ["starred"]),
        ("is:", "is:", list(REPLY_STATES)),
    ],
)
def test_a_filter_goes_on_as_far_as_that_is_certain(typed: str, completed: str, names: list[str]) -> None:
    assert complete_query(reader(TALK), typed) == (completed, names or ())


def test_of_a_name_with_a_quotation_mark_in_it_what_stands_before_that_is_asked_for() -> None:
    thread = sketch("ann: One.\nbob: Two.\n")
    named = replace(thread.comments[0], author=Author('Ann "Kettle" Bell'))
    session = read(replace(thread, comments=(named, thread.comments[1])))
    assert complete_query(session, "author:an") == ("author:Ann ", ["Ann"])


def test_a_name_with_a_space_stands_between_quotation_marks() -> None:
    thread = sketch("ann: One.\nbob: Two.\n")
    named = replace(thread.comments[0], author=Author("Ann Bell"))
    session = read(replace(thread, comments=(named, thread.comments[1])))
    assert complete_query(session, "author:an") == ('author:"Ann Bell" ', ["Ann Bell"])
    assert complete_query(session, 'kettle author:"ann b') == ('kettle author:"Ann Bell" ', ["Ann Bell"])
