from sketch import sketch
from threadreader.model.annotation import Annotation, Range, locate_verbatim
from threadreader.model.thread import Comment


def comment(text: str) -> Comment:
    return sketch(f"ann: {text}").comments[0]


def highlighted(text: str, words: str, *, last: bool = False) -> Annotation:
    start = text.rindex(words) if last else text.index(words)
    return Annotation.of(None, text, start, start + len(words))


def test_a_passage_is_at_its_place() -> None:
    one = highlighted("The sea is grey, the sea is green.", "sea", last=True)
    assert locate_verbatim(one, comment("The sea is grey, the sea is green.")) == Range(21, 24)


def test_a_passage_that_moved_is_between_its_neighbours_or_else_the_nearest() -> None:
    one = highlighted("The sea is grey, the sea is green.", "sea", last=True)
    moved = comment("A sea. Well. The sea is grey, the sea is green.")
    assert locate_verbatim(one, moved) == Range(34, 37)
    assert locate_verbatim(one, comment("No sea and no sea here")) == Range(14, 17)


def test_a_passage_that_is_gone_is_nowhere() -> None:
    assert locate_verbatim(highlighted("The sea.", "sea"), comment("The lake.")) is None


def test_a_note_has_line_breaks_and_no_control_characters() -> None:
    noted = highlighted("The sea.", "sea").with_note("  one\r\ntwo \x1b[2J\u202e ")
    assert noted.note == "one\ntwo \u241b[2J\ufffd"
