from reading import reader
from threadreader.session import Pane
from threadreader.session.actions.copying import Selected, selected_text

TALK = """
# Title

The article begins here, and goes on over more than one line of the pane that it is shown in.

It ends.

ann: I measured it twice, and then a third time since nobody believed the first two of them.

     It held.
  bob: Where?
"""


def drawn(item: int, first: int, last: int, start: int = 0, end: int = 60) -> list[Selected]:
    bar = "  \N{LEFT ONE QUARTER BLOCK}  "
    return [Selected(item, n, start, end, f"{bar}words" if n else f"{bar}ann  #1  ") for n in range(first, last + 1)]


def test_lines_of_one_paragraph_are_one_line_of_text() -> None:
    session = reader(TALK)
    words = "I measured it twice, and then a third time since nobody believed the first two of them."
    assert len(session.replies.layout.body(0)) > 3
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 2)) == words
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 4)) == f"{words}\n\nIt held."


def test_only_the_characters_between_the_ends_are_taken() -> None:
    session = reader(TALK)
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 1, 5, 6)) == "I"
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 1, 7, 18)) == "measured it"
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 1, 0, 5)) == ""


def test_a_header_is_taken_as_it_is_drawn_without_its_bar() -> None:
    assert selected_text(reader(TALK), Pane.REPLIES, drawn(0, 0, 0)) == "ann  #1"


def test_in_the_article_too() -> None:
    session = reader(TALK)
    assert selected_text(session, Pane.ARTICLE, drawn(2, 0, 0)) == "It ends."
