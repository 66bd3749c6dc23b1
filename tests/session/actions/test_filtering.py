from typing import Any

import pytest
from msgspec.structs import replace

from reading import read, reader, rows
from sketch import sketch, voted
from threadreader.model.thread import Author
from threadreader.session import Pane, Session
from threadreader.session.actions import act, finding, lists, moving, people, quotations
from threadreader.session.viewport import Spot

TALK = """
# Title

About kettles.

ann: Copper is best.
  bob: Enamel lasts.
    ann: Copper shines.
      bob: Enamel does too.
        ann: Not as long.
    carl: A pan will do.
dora: Copper again.
  eve*: I agree.
finn: Nothing.
"""


def test_a_filter_leaves_what_matches_and_a_line_for_what_leads_to_it() -> None:
    session = reader(TALK, height=30)
    assert finding.show_matching(session, "copper") == "3 replies"
    choice = session.replies.outline.choice
    assert choice is not None
    assert list(choice.rows) == [0, 1, 2, 6]
    assert choice.context == {1}
    assert session.replies.height(1) == 1
    finding.show_matching(session, "coppers")
    assert session.replies.outline.choice is None, "while nothing matches all is shown"


def test_moves_in_a_filter_pass_over_the_lines_that_only_lead_there() -> None:
    session = reader(TALK, height=30)
    finding.accept_matching(session, "copper")
    moving.next_reply(session, None)
    assert session.cursor == "c3"
    moving.next_reply(session, None)
    assert session.cursor == "c7"
    assert moving.next_reply(session, None) == "no next reply: end of what is shown"
    moving.previous_reply(session, None)
    assert session.cursor == "c3"
    moving.parent(session, None)
    assert session.cursor == "c2"


def test_leaving_a_filter_stays_at_the_reply_and_finds_the_folds_as_they_were() -> None:
    session = reader(TALK, height=30)
    moving.fold_all(session, None)
    folded = session.replies.outline.folded
    finding.accept_matching(session, "copper again")
    assert session.cursor == "c7"
    moving.back_out(session, None)
    assert session.replies.outline.choice is None
    assert session.replies.outline.folded == folded
    assert session.cursor == "c7"


def test_giving_a_filter_up_comes_back_to_where_it_was_typed() -> None:
    session = reader(TALK, height=8)
    moving.last(session, None)
    before = rows(session)
    finding.show_matching(session, "enamel")
    finding.cancel_matching(session)
    assert rows(session) == before


def test_going_to_what_a_filter_hides_ends_it() -> None:
    session = reader(TALK, height=30)
    finding.accept_matching(session, "copper")
    moving.last(session, 9)
    assert session.cursor == "c9"
    assert session.replies.outline.choice is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("author:ann", [0, 2, 4]),
        ('author:"ann" copper', [0, 2]),
        ("is:op", [7]),
        ("is:unread", list(range(9))),
        ("after:2024", []),
        ("author:ann OR is:op", [0, 2, 4, 7]),
        ("-author:ann -is:op", [1, 3, 5, 6, 8]),
        ("quoted:1", []),
        ("quoted:<1", list(range(9))),
        ("votes:>100", [1]),
        ("votes:<0", [3]),
        ("votes:<=0 OR votes:>0", [0, 1, 3]),
    ],
)
def test_a_filter_asks_for_writers_marks_times_and_votes(query: str, found: list[int]) -> None:
    session = read(voted(sketch(TALK), 0, 4413, None, -7), height=30)
    finding.show_matching(session, query)
    choice = session.replies.outline.choice
    assert (list(choice.shown) if choice else []) == found


def test_nothing_folds_in_a_filter_and_it_is_said() -> None:
    session = reader(TALK, height=30)
    finding.accept_matching(session, "copper")
    assert "esc shows all" in moving.toggle_fold(session, None)
    assert "esc shows all" in moving.fold_all(session, None)


def test_a_conversation_is_what_leads_to_it_and_what_the_two_say_in_turn() -> None:
    session = reader(TALK, height=40)
    moving.last(session, 4)
    assert finding.conversation(session, None).startswith("5 replies")
    choice = session.replies.outline.choice
    assert choice is not None
    assert list(choice.rows) == [0, 1, 2, 3, 4]
    assert [session.replies.layout.level(place) for place in choice.rows] == [0, 1, 0, 1, 0]
    assert session.cursor == "c4"
    finding.conversation(session, None)
    assert session.cursor == "c4"
    finding.conversation(session, None)
    assert session.replies.outline.choice is None
    assert session.cursor == "c4"


def test_a_conversation_is_of_two_people_whatever_their_names() -> None:
    thread = sketch("ann: One\n  bob: Two\n    ann: Three\ncat: Four")
    called = {"ann": "Sam and Max", "bob": "Ms. Bob, all replies", "cat": "Max"}
    comments = [replace(each, author=each.author and Author(called[each.author.name])) for each in thread.comments]
    session = read(replace(thread, comments=tuple(comments)), height=40)
    moving.last(session, 2)
    finding.conversation(session, None)
    finding.conversation(session, None)
    choice = session.replies.outline.choice
    assert choice is not None
    assert (choice.title, list(choice.rows)) == (
        "conversation of Sam and Max and Ms. Bob, all replies, all replies",
        [0, 1, 2],
    )


def test_how_many_others_were_passed_over_in_a_conversation() -> None:
    session = reader(TALK, height=40)
    moving.last(session, 8)
    finding.conversation(session, None)
    choice = session.replies.outline.choice
    assert choice is not None
    assert dict(choice.left_out) == {}
    moving.last(session, 6)
    finding.conversation(session, None)
    choice = session.replies.outline.choice
    assert choice is not None
    assert dict(choice.left_out) == {1: 3}


def test_an_answer_to_the_article_is_no_conversation() -> None:
    session = reader(TALK)
    assert finding.conversation(session, None) == "no conversation: a top-level reply"


def test_the_time_view_shows_every_reply_without_indentation_and_leaves_the_reader_there() -> None:
    session = reader(TALK, height=60)
    moving.last(session, 5)
    act(session, finding.by_time)
    assert [line.strip(">") for line in rows(session) if line.startswith((">c", "c"))] == [
        f"c{n}" for n in range(1, 10)
    ]
    assert session.cursor == "c5"
    assert session.replies.layout.level(4) == 0
    act(session, finding.by_time)
    assert session.replies.layout.level(4) == 4
    assert session.cursor == "c5"


def test_everybody_is_listed_with_their_share_and_first_words_those_who_wrote_most_first() -> None:
    session = reader(TALK, height=30)
    moving.last(session, 2)
    people.show_people(session, None)
    assert session.open_list is not None
    items = session.open_list.items
    assert items.title == "6 people"
    assert session.open_list.position.at == 0
    assert items.row(0, 60).text.split()[:4] == ["ann", "3", "33", "%"]
    assert items.row(0, 110).text.split()[:5] == ["ann", "3", "33", "%", "▰" * 10]
    assert items.row(1, 60).text.split()[:2] == ["bob", "2"]
    words = session.opened.comment(0).text.split()
    assert items.row(0, 60).text.split()[4:6] == words[:2]


def test_somebody_is_found_by_a_part_of_the_name() -> None:
    session = reader(TALK, height=30)
    people.show_people(session, None)
    assert session.open_list is not None
    assert people.find(session, "BO") == "1 of 6 people"
    assert session.open_list.items.person(0) == "bob"
    assert people.find(session, "nobody at all") == "no author matches nobody at all"
    assert len(session.open_list.items) == session.open_list.position.length == 1
    people.find(session, "")
    assert (len(session.open_list.items), session.open_list.position.at) == (6, 1)
    people.find(session, "")
    lists.last(session, None)
    people.find(session, "ann")
    assert session.open_list.position.at == 0


def branches_of(session: Session) -> lists.Table[Any]:
    lists.show_map(session, None)
    assert session.open_list
    return session.open_list.items


def test_names_in_a_list_take_what_they_need_of_a_wide_row_and_no_more() -> None:
    long = "Carnival of links number fourteen"
    thread = sketch("ann: Kettles.\nbob: Pans.\ncarl: Pots.\n")
    named = replace(thread.comments[1], author=Author(long))
    session = read(replace(thread, comments=(thread.comments[0], named, thread.comments[2])))
    people_of, branches = people.People(session), branches_of(session)
    assert people_of.row(0, 95).text.split("  ")[0] == f" {long}"
    assert long in branches.row(1, 155).text
    assert "Carnival of link…" in people_of.row(0, 40).text
    assert "Carnival of lin…" in branches.row(1, 40).text
    assert branches.row(0, 40).text.startswith("ann              ")
    short = branches_of(reader("ann: Kettles.\nbob: Pots.\n"))
    assert short.row(0, 155).text.startswith("ann           ▰")


def test_only_the_replies_of_one_person() -> None:
    session = reader(TALK, height=30)
    people.show_people(session, None)
    assert people.only(session, None) == "3 replies · esc shows all"
    assert session.open_list is None
    choice = session.replies.outline.choice
    assert choice is not None
    assert list(choice.shown) == [0, 2, 4]


def test_two_who_are_marked_talk() -> None:
    session = reader(TALK, height=30)
    people.show_people(session, None)
    assert people.mark(session, None) == "one of two selected · space selects the other"
    lists.up(session, None)
    assert people.mark(session, None) == "nobody selected"
    lists.up(session, None)
    people.mark(session, None)
    assert people.mark(session, None) == "ann and bob · c shows replies between the two"
    people.talk(session, None)
    choice = session.replies.outline.choice
    assert choice is not None
    assert list(choice.rows) == [0, 1, 2, 3, 4]


def test_a_person_is_marked_in_the_thread_and_folded() -> None:
    session = reader(TALK, height=30)
    people.show_people(session, None)
    people.color(session, None)
    assert session.pinned == {"ann"}
    people.color(session, None)
    assert session.pinned == set()
    people.fold(session, None)
    assert session.replies.outline.folded == {0, 2, 4}


def test_the_same_person_is_followed_through_the_thread() -> None:
    session = reader(TALK, height=30)
    people.next_by_author(session, None)
    assert session.cursor == "c3"
    people.next_by_author(session, None)
    assert session.cursor == "c5"
    assert people.next_by_author(session, None) == "no later reply by ann"
    people.previous_by_author(session, 2)
    assert session.cursor == "c1"
    quotations.back(session, None)
    assert session.cursor == "c5"


def test_a_list_shows_what_a_row_is_about_and_gives_the_place_back_when_it_closes() -> None:
    session = reader(TALK, height=5)
    before = session.location()
    people.show_people(session, None)
    lists.down(session, 2)
    assert session.cursor == "c6"
    assert moving.back_out(session, None) == ""
    assert session.location() == before
    assert session.pane is Pane.REPLIES


def test_there_is_no_list_of_the_newest_without_times() -> None:
    session: Session = reader(TALK)
    assert lists.show_newest(session, None) == "no reply has a date"


@pytest.mark.parametrize("height", [1, 2, 3, 30])
def test_a_quotation_in_a_reply_that_only_leads_to_others_is_shown_when_it_is_gone_to(height: int) -> None:
    tree = "ann: Copper is best.\n  bob: Copper is best. No.\n    ann: Enamel!\n      carl: Enamel!"
    session = reader(tree, [("c2", "Copper is best.", "c1")], height=height)
    finding.accept_matching(session, "enamel")
    session.replies.cursor = 0
    quotations.who_quotes(session, None)
    assert session.cursor == "c2"
    assert session.replies.window.row_of(Spot(1, 1)) is not None
    choice = session.replies.outline.choice
    assert choice is not None
    assert choice.context == {0}


def test_the_list_of_people_begins_with_those_who_wrote_most_wherever_the_reader_is() -> None:
    session = reader("\n".join(f"{name}: Hello." for name in ("ann", "ann", "bob", "carl", "dora", "eve")))
    session.arrange((100, 30))
    moving.last(session, None)
    people.show_people(session, None)
    session.arrange()
    assert session.open_list
    assert (session.open_list.position.at, session.open_list.position.top) == (0, 0)
