"""What the status line says of the keys that fit the moment."""

import pytest

from reading import read, reader
from sketch import sketch
from threadreader.model.quote import QuoteIndex
from threadreader.session import Pane, Session
from threadreader.session.actions import lists, moving, people, quotations
from threadreader.tui.drawing.thread import describe_position, hints

TALK = "# Title\n\nThe kettle is slow.\n\nann: Kettles.\nbob: > The kettle is slow.\n\n     It is.\n"


def named(session: Session) -> list[str]:
    return [hint[0] for hint in hints(session, 140)]


def test_the_way_back_is_named_where_its_key_works() -> None:
    session = reader(TALK, (("c2", "The kettle is slow.", ""),))
    moving.last(session, None)
    quotations.follow(session, None)
    assert "go.back" in named(session)
    people.show_people(session, None)
    assert "go.back" not in named(session)


def test_a_list_over_the_thread_says_its_keys_in_any_width_also_to_those_who_know_them() -> None:
    session = reader(TALK, (("c2", "The kettle is slow.", ""),))
    people.show_people(session, None)
    for width in (40, 80, 160):
        shown = [hint[0] for hint in hints(session, width, lambda _: True)]
        assert shown[-4:] == ["people.only", "app.back-out", "list.go", "app.help"]
    session = reader(TALK)
    lists.show_statistics(session, None)
    assert [hint[0] for hint in hints(session, 40)] == ["list.down", "app.back-out", "list.go", "app.help"]


def test_where_there_is_no_room_for_all_the_key_that_reads_on_and_the_way_to_the_source_are_said() -> None:
    session = reader(TALK, (("c2", "The kettle is slow.", ""),))
    moving.last(session, None)
    assert [hint[0] for hint in hints(session, 40)] == ["read.on", "quote.follow", "app.help"]


def test_reading_on_is_not_offered_at_the_end_of_an_article() -> None:
    short, long = (reader("# Title\n\n" + "Words.\n\n" * count) for count in (1, 40))
    assert "read.on" not in named(short)
    assert "read.on" in named(long)


def test_of_an_article_is_said_how_much_was_scrolled_past() -> None:
    whole, long = (reader("# Title\n\n" + "Words.\n\n" * count + "ann: Yes.", both=False) for count in (1, 40))
    for session in (whole, long):
        session.pane = Pane.ARTICLE
    assert describe_position(whole, 40) == "1 of 1 unread"
    assert describe_position(long, 40) == "0 % · 1 of 1 unread"
    moving.last(long, None)
    assert describe_position(long, 40) == "100 % · 1 of 1 unread"


def test_no_frame_unpacks_the_quotations_of_an_article_of_which_there_may_be_thousands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = reader(TALK, (("c2", "The kettle is slow.", ""),))
    session.pane = Pane.ARTICLE
    session.quoting.passages(None)
    monkeypatch.delattr(QuoteIndex, "links_into")
    assert "quote.quoters" in named(session)


def test_a_box_that_looks_from_elsewhere_or_compares_leads_nowhere_from_here() -> None:
    session = reader(TALK, (("c2", "The kettle is slow.", ""),))
    moving.last(session, None)
    quotations.peek(session, None)
    assert named(session) == ["app.back-out", "quote.follow", "quote.peek", "app.help"]
    moving.first(session, None)
    assert session.peek
    assert named(session) == ["find.next", "read.on", "app.back-out", "app.help"]


def test_of_what_was_edited_the_key_that_closes_it_is_said() -> None:
    before, now = sketch("ann: It was three."), sketch("ann: It was four.")
    session = read(now, since=before)
    quotations.show_change(session, None)
    assert session.peek
    assert named(session) == ["read.on", "app.back-out", "app.help"]
