"""Hints at parents in the text of comments."""

from reading import index
from sketch import sketch
from threadreader.model.thread import CommentId
from threadreader.quotes.hints import Cause, Hint, find_hints

DRAWING = """
    ann: Rye wants a quiet night. Oats want none.
    bob: @Ann: so does wheat.
    cid_weir: No more than oats.
    ann: Oats want porridge.
    dora: @ann and @Cid Weir, bread!
    eve: @nobody is here, and mail goes to eve@ann.example
"""


def hints(quotations: list[tuple[str, str, str | None]] | None = None) -> dict[str, list[tuple[str, str]]]:
    thread = sketch(DRAWING)
    found = find_hints(thread, index(thread, quotations or []))
    return {comment: [(hint.cause.value, hint.target) for hint in some] for comment, some in found.items()}


def test_a_name_hints_at_the_last_comment_above_of_who_bears_it() -> None:
    assert hints() == {"c2": [("name", "c1")], "c5": [("name", "c4"), ("name", "c3")]}


def test_a_quotation_hints_at_its_source_and_none_at_the_article() -> None:
    assert hints([("c4", "Oats want", "c1")])["c4"] == [("quotation", "c1")]
    assert "c4" not in hints([("c4", "porridge", None)])


def test_a_hint_is_a_value() -> None:
    assert Hint(Cause.NAME, CommentId("1")) == Hint(Cause.NAME, CommentId("1"))
