"""What is called a reply: the words of one, or what is pressed to write one."""

import pytest

from threadreader.importer.generic.record import is_not_words
from threadreader.importer.html.parser import parse_html

WORDS = "Ours leaks where the handle is fixed, too."


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (WORDS, False),
        ("<p>Ours leaks</p> <p>where the handle is <b>fixed</b>.</p>", False),
        ("Write a reply", True),
        ("3 replies", True),
        ("回复", True),
        ("So does ours.", False),
        ("回复Ann:我的也漏", False),
        (" " * 40, True),
        (f"<script>{WORDS}</script><!-- {WORDS} -->", True),
        (f"{WORDS}<form></form>", True),
        (f"<ul><li>{WORDS}</li><li><button>Send</button></li></ul>", True),
    ],
)
def test_a_reply_has_words_and_nothing_to_press(inside: str, expected: bool) -> None:
    tag = parse_html(f"<div class='reply'>{inside}</div>").find("div")
    assert tag is not None
    assert is_not_words(tag) is expected


@pytest.mark.parametrize("called", ["in_reply_to", "in-reply-to", "reply_link", "replybutton"])
def test_what_says_who_is_answered_is_no_part_of_the_words(called: str) -> None:
    tag = parse_html(f"<div class='{called}'>&nbsp;- <a href='#post-695'>In reply to Ann</a></div>").find("div")
    assert tag is not None
    assert is_not_words(tag)


def test_replies_in_replies_are_looked_through_to_a_depth_each() -> None:
    depth = 3000
    soup = parse_html("<div class='replies'>some words" * depth + "<a href='#form'>Reply</a>")
    left_out = [is_not_words(tag) for tag in soup.find_all("div")]
    kept = left_out.index(True)
    assert depth - 200 <= kept < depth
    assert all(left_out[kept:])
