import pytest

from reading import article_rows, read, reader
from sketch import sketch, voted
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.statistics import sparkline

TALK = """
# On clocks

The base rate was never four per cent.

ann: Who told you?
  bob: > Who told you?
       The registry.
    ann: Why?
  carl: Nobody, see [a](https://a.example/x).
bob: The base rate was never four per cent.
carl: Also [a](https://a.example/x).
"""
SAID = [("c2", "Who told you?", "c1"), ("c5", "The base rate was never four per cent.", "")]


def opened(width: int = 100) -> Session:
    session = reader(TALK, SAID, width=width, height=40)
    assert lists.show_statistics(session, None) == ""
    return session


def rows(session: Session, width: int = 100) -> list[str]:
    assert session.open_list is not None
    items = session.open_list.items
    return [items.row(number, width).text.rstrip() for number in range(len(items))]


def choose(session: Session, words: str) -> str:
    (number,) = [number for number, row in enumerate(rows(session)) if words in row]
    lists.first(session, number + 1)
    return lists.go(session, None)


def test_each_section_is_named_once() -> None:
    labels = [row[:9].strip() for row in rows(opened())]
    assert [label for label in labels if label] == ["Quoted", "Branches", "Questions", "Links", "People"]


@pytest.mark.parametrize("width", [20, 38, 60, 100, 200])
def test_rows_fit_in_any_width(width: int) -> None:
    assert all(cell_width(row) <= width for row in rows(opened(), width))


def test_who_answers_whom_is_a_matrix() -> None:
    people = rows(opened())[-4:]
    assert people[0].split() == ["People", "who", "replies", "to", "whom", "#", "a", "b", "c"]
    assert [row.split() for row in people[1:]] == [
        ["a", "ann", "2", "·", "1", "·"],
        ["b", "bob", "2", "1", "·", "·"],
        ["c", "carl", "2", "1", "·", "·"],
    ]


def test_a_row_leads_to_what_it_counts_and_back() -> None:
    session = opened()
    choose(session, "“Who told you?”")
    assert session.cursor == "c1"
    session = opened()
    choose(session, "b bob")
    assert session.cursor == "c2"


def test_a_passage_of_the_article_is_shown_there() -> None:
    session = reader(TALK, SAID, width=60, height=8, both=False)
    lists.show_statistics(session, None)
    choose(session, "“The base rate")
    assert session.pane is Pane.ARTICLE


def test_open_questions_and_links_are_lists_of_their_own() -> None:
    session = opened()
    choose(session, "the unanswered ones")
    assert session.open_list is not None
    assert session.open_list.items.title == "1 question"
    assert rows(session)[0].split() == ["ann", "#3", "Why?"]
    lists.go(session, None)
    assert session.cursor == "c3"
    lists.show_statistics(session, None)
    choose(session, "to other pages")
    assert rows(session) == ["2  https://a.example/x"]
    lists.go(session, None)
    assert session.cursor == "c4"


def test_the_list_is_opened_again_at_the_row_that_was_followed() -> None:
    session = opened()
    choose(session, "b bob")
    lists.show_statistics(session, None)
    assert session.open_list is not None
    assert "b bob" in rows(session)[session.open_list.position.at]


def test_a_link_of_the_article_is_shown_where_it_stands() -> None:
    body = "\n\n".join(["Words."] * 20 + ["See [a](https://a.example/x)."])
    session = reader(f"# On clocks\n\n{body}\n\nann: One", width=60, height=6)
    lists.show_statistics(session, None)
    choose(session, "to other pages")
    lists.go(session, None)
    assert session.pane is Pane.ARTICLE
    assert "See a." in " ".join(article_rows(session))


def test_what_is_not_there_is_said() -> None:
    session = reader("ann: One\nbob: Two", width=100, height=40)
    lists.show_statistics(session, None)
    assert choose(session, "the unanswered ones") == "no unanswered questions"
    lists.show_statistics(session, None)
    assert choose(session, "to other pages") == "no links to other pages"
    assert lists.show_statistics(reader("# Alone\n\nWords."), None) == NO_REPLIES


def test_bars_are_added_up_where_there_is_no_room() -> None:
    assert sparkline([1, 0, 2, 4], 10) == "▂ ▄█"
    assert sparkline([1, 0, 2, 4], 2) == "▂█"
    assert sparkline([5] * 48, 1) == "█"


def test_the_replies_and_the_people_with_the_most_votes_lead_to_the_best_of_them() -> None:
    session = read(voted(sketch(TALK), 3, 4413, None, -7), SAID, width=100, height=40)
    lists.show_statistics(session, None)
    shown = [" ".join(row.split()) for row in rows(session)]
    first = next(number for number, row in enumerate(shown) if row.startswith("Votes"))
    listed = [" ".join(row.split()[:4]) for row in shown[first : first + 3]]
    assert listed == ["Votes 4,413 bob Who", "3 ann Who told", "-7 carl Nobody, see"]
    first = next(number for number, row in enumerate(shown) if row.startswith("By votes"))
    assert shown[first : first + 3] == ["By votes 4,413 bob", "3 ann", "-7 carl"]
    choose(session, "By votes")
    assert session.cursor == "c2"
