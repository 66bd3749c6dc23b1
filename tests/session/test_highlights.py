from reading import reader
from threadreader.session import ARTICLE
from threadreader.session.actions import following, moving, search
from threadreader.session.decorations import Glow, highlights

TALK = """
# Salt

The article is about salt.

ann: Nothing here.
  bob: Salt, and more
       salt.
eve: Pepper.
  finn: Some salt.
"""


def test_matches_are_marked_the_current_one_above_the_others() -> None:
    session = reader(TALK)
    search.search(session, "salt")
    assert [(h.start, h.end, h.glow) for h in highlights(session, 1)] == [
        (0, 4, Glow.CURRENT_MATCH),
        (15, 19, Glow.MATCH),
    ]
    assert [h.glow for h in highlights(session, ARTICLE)] == [Glow.MATCH]
    search.stop(session)
    assert highlights(session, 1) == ()


def test_what_is_picked_is_marked_while_the_cursor_is_on_its_reply() -> None:
    session = reader("ann: Salt\nbob: > Salt\n\n     No.\ncarl: Pepper.", (("c2", "Salt", "c1"),))
    moving.last(session, 2)
    following.next_quote(session, None)
    assert [h.glow for h in highlights(session, 1)] == [Glow.PICKED]
    moving.last(session, 3)
    assert highlights(session, 1) == ()


def test_what_is_picked_in_the_article_is_marked_wherever_the_reader_goes() -> None:
    session = reader("# Title\n\nSalt and more.\n\nann: > Salt\n\n     No.\nbob: Pepper.", (("c1", "Salt", ""),))
    moving.other_pane(session, None)
    following.next_quote(session, None)
    moving.last(session, 2)
    assert [(h.start, h.end, h.glow) for h in highlights(session, ARTICLE)] == [(0, 4, Glow.PICKED)]
