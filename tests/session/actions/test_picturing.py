"""Which picture is shown."""

import pytest

from reading import read
from sketch import paragraph
from threadreader.model.blocks import BlockQuote, Blocks, Image
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
from threadreader.session import Session
from threadreader.session.actions import moving
from threadreader.session.actions.links import show_picture
from threadreader.session.state import ShowPictures

ONE, TWO, BARE = (Image(f"https://example.org/{n}.png", n) for n in ("one", "two", "bare"))
NOWHERE = Image(None, "no address")


@pytest.fixture
def session() -> Session:
    body: Blocks = (paragraph("See:"), ONE, *(paragraph("Words.") for _ in range(20)), BlockQuote((TWO,)), NOWHERE)
    comments = (
        Comment(CommentId("c1"), None, Author("ann"), body),
        Comment(CommentId("c2"), None, Author("bob"), (paragraph("None."),)),
    )
    return read(Thread(Article("Title", (paragraph("Words."), BARE)), comments), height=12)


def shown(session: Session) -> ShowPictures:
    (errand,) = session.errands
    assert isinstance(errand, ShowPictures)
    session.errands.clear()
    return errand


def test_the_first_in_view_is_shown(session: Session) -> None:
    assert show_picture(session, None) == ""
    assert shown(session) == ShowPictures([ONE, TWO], 0)
    session.replies.window.scroll(38)
    session.replies.cursor = 0
    assert show_picture(session, None) == ""
    assert shown(session) == ShowPictures([ONE, TWO], 1)


def test_a_number_chooses(session: Session) -> None:
    assert show_picture(session, 2) == ""
    assert shown(session).first == 1
    assert show_picture(session, 3) == "no picture 3: there are 2"


def test_where_there_is_none_it_is_said(session: Session) -> None:
    session.replies.go(1)
    assert show_picture(session, None) == "no picture in this reply"


def test_those_of_the_article_are_shown_in_its_pane(session: Session) -> None:
    moving.other_pane(session, None)
    assert show_picture(session, None) == ""
    assert shown(session) == ShowPictures([BARE], 0)
