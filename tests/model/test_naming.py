from dataclasses import replace

from sketch import sketch
from threadreader.model.quote import Anchor, PassageNames
from threadreader.model.thread import Author, CommentId, Thread

_DRAWN = sketch("""
    # T

    One passage.

    Another.

    ann: One.
    bob: Two.
""")
_WRITTEN = Thread(replace(_DRAWN.article, authors=(Author("carl"), Author("dora"))), _DRAWN.comments)


def test_a_passage_is_called_by_its_writer_and_its_place() -> None:
    names = PassageNames.of(_WRITTEN)
    assert names.name(Anchor(None, (1,), 0, 3)) == "carl · ¶2"
    assert names.name(Anchor(CommentId("c2"), (0,), 0, 3)) == "bob #2"
    assert names.name(Anchor(CommentId("c2"), (0,), 0, 3), str.upper) == "BOB #2"


def test_what_is_no_paragraph_has_no_number() -> None:
    assert PassageNames.of(_WRITTEN).name(Anchor(None, (7,), 0, 3)) == "carl"


def test_writers_without_a_name_are_called_something() -> None:
    names = PassageNames.of(Thread(_DRAWN.article, (replace(_DRAWN.comments[0], author=None),)))
    assert names.name(Anchor(None, (0,), 0, 3)) == "article · ¶1"
    assert names.name(Anchor(CommentId("c1"), (0,), 0, 3)) == "nobody #1"
