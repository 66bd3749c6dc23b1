"""What is exported of a thread, as the reader chose it."""

from msgspec import to_builtins

from reading import reader
from threadreader.session.actions import unread
from threadreader.session.actions.copying import ExportChoice, Scope, marks_of, with_ancestors

TALK = "ann: 1\n  bob: 2\n    carl: 3\n  dora: 4\neve: 5"


def test_a_choice_that_was_kept_is_the_same() -> None:
    choice = ExportChoice(Scope.STARRED, "json", 0, article=False, marks=True)
    assert ExportChoice.from_dict(to_builtins(choice)) == choice


def test_what_is_no_choice_is_as_usual() -> None:
    assert (
        ExportChoice.from_dict({"scope": "everything", "width": "wide", "article": 1, "gone": True}) == ExportChoice()
    )
    assert ExportChoice.from_dict({"width": 66}) == ExportChoice()


def test_what_is_answered_comes_with_a_reply() -> None:
    assert with_ancestors(reader(TALK), [2, 4]) == [0, 1, 2, 4]


def test_marks_are_words_for_what_is_unread_or_starred() -> None:
    session = reader(TALK)
    session.read_state.mark_seen([0, 1])
    session.replies.go(1)
    unread.toggle_star(session, None)
    assert marks_of(session, [0, 1, 2]) == {"c2": ["starred"], "c3": ["unread"]}
