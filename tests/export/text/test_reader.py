import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketch import paragraph
from threadreader.export.text import read_text
from threadreader.model.blocks import BlockQuote, ListBlock
from threadreader.model.thread import Thread

_WRITTEN_BY_HAND = """
threadreader text 1
Title: By hand
By: Ann
Mood: fine
Address: <javascript:alert(1)>

Words of
the article.
* not an item, since no blank line is above


#1 Bo, 2024-05-03
  A <javascript:alert(1)> b.

    * indented too far

  Cy wrote:
  >no space
  >
  > * item

#3 Cy, "today", re #1, score 5
"""


def read(text: str) -> Thread:
    return read_text(textwrap.dedent(text).lstrip("\n")).thread


def test_what_people_write() -> None:
    thread = read(_WRITTEN_BY_HAND)
    assert thread.article.body == (paragraph("Words of the article. * not an item, since no blank line is above"),)
    one, two = thread.comments
    assert (one.id, two.id, two.parent_id, two.score) == ("comment-1", "comment-3", "comment-1", 5)
    assert one.body == (
        paragraph("A <javascript:alert(1)> b."),
        paragraph("  * indented too far"),
        BlockQuote((paragraph("no space"), ListBlock(((paragraph("item"),),))), "Cy wrote:"),
    )


def test_lines_may_end_as_on_windows_and_begin_with_a_mark() -> None:
    assert read_text("\ufeff" + _WRITTEN_BY_HAND.strip().replace("\n", "\r\n")).thread == read(_WRITTEN_BY_HAND)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "line 1"),
        ("threadreader text 2\n", "line 1"),
        ("threadreader text 1\n\n#1 Bo\n", "line 3: not the first line of a comment"),
        ("threadreader text 1\n\n#1 Bo, no time, re #7\n", "line 3: there is no comment #7 above"),
        ("threadreader text 1\n\n#1 Bo, 2024-99-99\n", "line 3"),
        ("threadreader text 1\nTitle: T\nComments: 1000000001\n", "line 3: a number of comments is wanted, not '1"),
        pytest.param(f"threadreader text 1\nComments: {'9' * 5000}\n", "line 2: a number of comments", id="long"),
        ("threadreader text 1\nComments: many\n", "line 2: a number of comments is wanted, not 'many'"),
        ("threadreader text 1\n\n#1 Bo, no time, score -1000000001\n", "line 3: a number is wanted"),
        ("threadreader text 1\n\n#1 Bo, no time\n  1000000001. x\n", "line 3: a number is wanted"),
        ("threadreader text 1\n\n#1 Bo, no time\n  " + "> " * 99 + "x\n", "line 3: quotes and lists nest deeper"),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(text: str, trouble: str) -> None:
    with pytest.raises(ValueError, match=trouble):
        read_text(text)


@pytest.mark.parametrize(("written", "count"), [("1000000000", 10**9), ("-3", 0), ("", None)])
def test_a_number_of_comments_is_bounded_as_in_the_json_form(written: str, count: int | None) -> None:
    assert read_text(f"threadreader text 1\nComments: {written}\n").page.declared_count == count


_LINES = st.sampled_from(
    ["#1 Bo, no time", "#2 Cy, no time, re #1", "  > x", "  * y", "  | z", "  || a |", "", "  ![", "  \\"]
)


@given(st.lists(_LINES | st.text(max_size=20), max_size=12))
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    try:
        found = read_text("\n".join(["threadreader text 1", *lines]))
    except ValueError:
        return
    assert isinstance(found.thread, Thread)
