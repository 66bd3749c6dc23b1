import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketch import sketch
from threadreader.model.annotation import Annotation, Range, TextFragment, locate_verbatim
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


TEXT = "The base-rate was never four per cent. \nAnd then, and\nthen, one & two. The base-rate is not known. The end."


@pytest.mark.parametrize("words", ["base-rate was", "And then, and\nthen", "four", "base-rate", "The", TEXT])
def test_words_in_an_address_lead_to_the_words(words: str) -> None:
    for start in (TEXT.find(words), TEXT.rfind(words)):
        written = str(TextFragment.of(TEXT, start, start + len(words)))
        before, fragment = TextFragment.parse(f"c-1{written}")
        assert before == "c-1"
        assert fragment is not None
        assert fragment.find(TEXT) == (start, start + len(words))
        assert " " not in written
        assert "#" not in written


def test_words_in_an_address_are_found_as_browsers_write_them() -> None:
    _, fragment = TextFragment.parse(":~:text=was-,NEVER%20four,cent.,-and%20then&text=other")
    assert fragment == TextFragment("NEVER four", "cent.", "was", "and then")
    assert fragment.find(TEXT) == (18, 38)
    assert TextFragment("never", suffix="five").find(TEXT) is None
    assert TextFragment("four", end="never").find(TEXT) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("字" * 150 + "".join(map(chr, range(0x4E00, 0x4F00))), 150, 400),
        ("begin here now and then " + "one two three four five " * 4 + "tail", 0, 119),
        ("start art, and art", 6, 9),
        ("İ ΟΔΟΣ foo", 2, 6),
    ],
)
def test_words_of_any_script_lead_back_to_them(text: str, start: int, end: int) -> None:
    _, fragment = TextFragment.parse(str(TextFragment.of(text, start, end)))
    assert fragment is not None
    assert fragment.find(text) == (start, end)


def test_whole_words_come_before_parts_of_words_and_a_later_end_before_none() -> None:
    assert TextFragment("art").find("start art") == (6, 9)
    assert TextFragment("ar").find("start art") == (2, 4)
    assert TextFragment("a", "end", suffix="y").find("a b end x end y") == (0, 13)


@pytest.mark.parametrize("fragment", ["", "comment-1", "c:~:", "c:~:text=", "c:~:text=%20", "c:~:other=a"])
def test_a_fragment_may_have_no_words(fragment: str) -> None:
    assert TextFragment.parse(fragment) == (fragment.partition(":~:")[0], None)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_address_and_any_text_are_borne(directive: str, text: str) -> None:
    _, fragment = TextFragment.parse(f":~:text={directive}")
    found = fragment.find(text) if fragment else None
    assert found is None or 0 <= found[0] < found[1] <= len(text)
