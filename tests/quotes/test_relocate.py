import pytest

from sketch import sketch
from threadreader.library.read_state import locate_annotation
from threadreader.model.annotation import Annotation
from threadreader.model.thread import Comment


def comment(text: str) -> Comment:
    return sketch("ann: " + text.replace("\n\n", "\n\n     ")).comments[0]


LONG = "I walked there at noon. The cat sat on the mat near the old door. Nobody came, and so I left it there alone."


@pytest.mark.parametrize(
    ("before", "words", "after", "found"),
    [
        (LONG, "cat", LONG.replace("cat", "dog"), "dog"),
        (LONG, "The cat sat on the mat", LONG.replace("sat on", "slept on"), "The cat slept on the mat"),
        # The neighbours are edited too.
        (
            LONG,
            "The cat sat on the mat near the old door.",
            "At noon I went. The cat sat on a mat near the old door! So I left.",
            "The cat sat on a mat near the old door",
        ),
        # Other quotation marks and spaces are the same words.
        ("He said “yes, of course” to me.", "“yes, of course”", 'He said "yes, of course" to me.', '"yes, of course"'),
        # Over two paragraphs, of which one is edited.
        (
            "First words are here.\n\nSecond words of mine stand here.",
            "words are here.\n\nSecond words of mine stand here.",
            "New.\n\nFirst words are here.\n\nSecond words of mine still stand here.",
            "words are here.\n\nSecond words of mine still stand here.",
        ),
        # The first and the last word of a text have no neighbours on one side.
        (LONG, "I walked there at noon.", LONG.replace("I walked", "We walked"), "We walked there at noon."),
        (LONG, "it there alone.", LONG.replace("alone.", "all alone."), "it there all alone."),
    ],
)
def test_a_passage_that_was_edited_is_found(before: str, words: str, after: str, found: str) -> None:
    start = before.index(words)
    old, new = comment(before), comment(after)
    range_ = locate_annotation(Annotation.of(old.id, old.text, start, start + len(words)), new)
    assert range_ is not None
    assert new.text[range_.start : range_.end] == found
    assert range_.edited == (found.replace('"', "") != words.replace("“", "").replace("”", ""))


@pytest.mark.parametrize(
    "after",
    [
        LONG.replace("The cat sat on the mat near the old door. ", ""),
        "Something else was written here, and nothing of what was there.",
        "[gone]",
    ],
)
def test_a_passage_that_is_gone_is_not_taken_for_another(after: str) -> None:
    start = LONG.index("The cat")
    words = "The cat sat on the mat near the old door."
    assert locate_annotation(Annotation.of(None, LONG, start, start + len(words)), comment(after)) is None
