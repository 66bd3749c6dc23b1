"""WordPress: what tells the words of a comment from what a theme puts beside them."""

import pytest

from threadreader.importer import import_bytes

_LINK = "<a href='#respond'>Reply</a>"
_WORDS = "So does ours, where the handle is fixed to it with two screws."


def comment(number: int, reply: str) -> str:
    head = f"<footer><b class='fn'>Ann {number}</b> <time datetime='2020-01-0{number}T10:00'>January</time></footer>"
    words = f"<div class='comment-content'><p>Ours leaks.</p><div class='reply'>{reply}</div></div>"
    return f"<li class='comment depth-1' id='comment-{number}'><article>{head}{words}</article></li>"


@pytest.mark.parametrize("replies", [(_LINK, _WORDS), (_WORDS, _LINK)])
def test_words_in_a_box_that_is_called_as_that_of_a_link_are_kept_whichever_comes_first(
    replies: tuple[str, str],
) -> None:
    page = (
        "<meta name='generator' content='WordPress 6'><h1>Pots</h1>"
        f"<div class='entry-content'><p>{'Pots are round. ' * 30}</p></div>"
        f"<ol class='commentlist'>{''.join(comment(number, reply) for number, reply in enumerate(replies, 1))}</ol>"
    )
    texts = [each.text for each in import_bytes(page.encode(), "pots.html").thread.comments]
    expected = {_LINK: "Ours leaks.", _WORDS: f"Ours leaks.\n\n{_WORDS}"}
    assert texts == [expected[reply] for reply in replies]
