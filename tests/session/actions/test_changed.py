from dataclasses import replace

from reading import read, rows
from sketch import sketch
from threadreader.session import Session
from threadreader.session.actions import filtering, following, leaving, moving, peek, quoters
from threadreader.session.query import parse_query, places_of

BEFORE = sketch("""
# Bread

ann: It takes two days.
  bob: Mine never did.
cy: Salt.
""")
AFTER = sketch("""
# Bread

ann: It takes three long days.
  bob: Mine never did.
cy: Salt.
dora: Rye is another thing.
""")


def at(number: int) -> Session:
    session = read(AFTER, since=BEFORE, height=30)
    moving.last(session, number)
    return session


def test_what_was_edited_stands_under_the_reply_until_the_key_is_pressed_again() -> None:
    session = at(1)
    assert peek.show_change(session, None) == ""
    assert rows(session)[:6] == [
        ">c1",
        "\N{BOX DRAWINGS LIGHT ARC DOWN AND RIGHT} since the save before",
        "│ changed: It takes [-two-] {+three long+} days",
        "╰ esc close",
        "It takes three long days.",
        "",
    ]
    assert peek.show_change(session, None) == ""
    assert rows(session)[1] == "It takes three long days."
    peek.show_change(session, None)
    leaving.back_out(session, None)
    assert rows(session)[1] == "It takes three long days."


def test_a_look_at_the_parent_and_a_jump_are_not_taken_for_it() -> None:
    session = at(1)
    peek.show_change(session, None)
    following.follow(session, None)
    assert session.cursor == "c1"
    assert peek.peek(session, None) == "nothing to look at: it answers the article, which is not in this file"


def test_why_there_is_nothing_to_show_is_said() -> None:
    assert peek.show_change(at(2), None) == "the same as in the save before"
    assert peek.show_change(at(4), None) == "new: the save before does not have it"
    alone = read(AFTER)
    moving.last(alone, 1)
    assert peek.show_change(alone, None) == "saved once: nothing to compare with"
    only_signs = sketch("# Bread\n\nann: It, rises?")
    session = read(only_signs, since=sketch("# Bread\n\nann: It rises."))
    assert peek.show_change(session, None) == "changed in nothing but its signs"


def test_a_reply_that_is_gone_says_so() -> None:
    session = read(BEFORE, since=AFTER)
    gone = replace(session.opened.changes, gone=session.opened.changes.edited, edited=frozenset())
    session = read(BEFORE)
    session.opened = replace(session.opened, changes=gone)  # type: ignore[type-var] # it is one in memory
    moving.last(session, 1)
    assert peek.show_change(session, None).startswith("gone: ")


def test_replies_are_filtered_by_what_became_of_them() -> None:
    session = at(1)
    assert places_of(session, parse_query("is:new")) == [3]
    assert places_of(session, parse_query("is:edited")) == [0]
    assert places_of(session, parse_query("is:gone")) == []
    assert filtering.show_matching(session, "is:new rye") == "1 reply"


def test_the_list_of_the_newest_says_which_came_with_the_newest_save() -> None:
    listed = quoters.Newest(at(1))
    assert listed.row(0, 80).text.startswith("dora  #4")
    new = [listed.row(number, 80).text for number in range(len(listed))]
    assert [" new " in row for row in new] == ["dora" in row for row in new]
    assert not any(" new " in quoters.Newest(read(AFTER)).row(number, 80).text for number in range(4))
