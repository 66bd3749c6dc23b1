"""A thread as plain lines: heads, quotations with their sources, words for speech, hostile and large threads."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from export_sample import SAMPLE
from sketch import paragraph
from threadreader.export.linear import linear_lines
from threadreader.export.markdown import export_markdown
from threadreader.export.text import write_text
from threadreader.model.page import Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread


def _page(*comments: Comment) -> ParsedPage:
    return replace(SAMPLE, thread=Thread(Article("Bread", (paragraph("It rises."),)), comments), quotes=QuoteIndex())


def _comment(number: int, parent: int | None, text: str, name: str = "Bo") -> Comment:
    above = None if parent is None else CommentId(f"c{parent}")
    return Comment(CommentId(f"c{number}"), above, Author(name), (paragraph(text),))


def test_each_reply_has_number_author_time_parent_and_level() -> None:
    heads = [line for line in linear_lines(SAMPLE, 100) if line.startswith("#")]
    assert heads[1:] == [
        "#1 Bo, 3 May 2024 15:00, replies to the article, level 1",
        "#2 Ann Smith (author), 3 May 2024 15:20, replies to #1 Bo, level 2",
        "#3 unknown author, replies to #2 Ann Smith, level 3",
        "#4 Bridges of the World, 2 days ago, replies to the article, level 1",
        "#5 unknown author, 3 May 2024, replies to the article, level 1",
    ]
    assert heads[0].startswith("#1 on the list was rust")


def test_a_quotation_says_whose_words_it_has() -> None:
    lines = list(linear_lines(SAMPLE, 72))
    start = lines.index("  Ann wrote:")
    assert lines[start : start + 3] == [
        "  Ann wrote:",
        "  > Nobody had looked under it for nine years",
        "    (Ann Smith · ¶1)",
    ]
    assert "  > > Nobody had looked under it for nine years" in lines


def test_a_reply_without_words_says_why() -> None:
    lines = list(linear_lines(SAMPLE, 72))
    assert lines[lines.index("#3 unknown author, replies to #2 Ann Smith, level 3") + 1] == "  [not in the saved page]"


@pytest.mark.parametrize("width", [20, 40, 72])
def test_lines_fit(width: int) -> None:
    assert max(map(len, linear_lines(_page(_comment(1, None, "several words " * 20)), width))) <= width


def test_speech_gets_words_in_place_of_signs() -> None:
    lines = list(linear_lines(SAMPLE, 72, speak=True))
    start = lines.index("Reply 2, level 2. Ann Smith, the author, replies to reply 1 by Bo. 3 May 2024 15:20.")
    assert lines[start + 1 : start + 8] == [
        "Quotation:",
        "Nobody had looked under it for nine years",
        "From Ann Smith, paragraph 1.",
        "I counted ten.",
        "From Bo, reply 1.",
        "End of quotation.",
        "Ten it is: https://ann.example/ten.",
    ]
    assert not {">", "┃", "•", "─", "│"} & set("".join(lines[start:]))
    assert lines.count("Code:") == lines.count("End of code.") == 1


def test_it_can_begin_at_a_reply() -> None:
    lines = list(linear_lines(SAMPLE, 72, start=CommentId("comment-10")))
    assert lines[1].startswith("#4 Bridges of the World")
    assert not any(line.startswith(("#1", "Why")) for line in lines)


def test_no_control_character_of_a_page_is_left() -> None:
    bad = "\x1b]52;c;eHg=\x07\x9b31m\u202e"
    page = _page(Comment(CommentId("c1"), None, Author(f"B{bad}o"), (paragraph("word"),)))
    for speak in (False, True):
        written = "\n".join(linear_lines(page, 72, speak=speak))
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(written)


def test_thousands_of_levels_are_written() -> None:
    chain = [_comment(number, number - 1 if number else None, "word") for number in range(2_000)]
    assert "#2000 Bo, replies to #1999 Bo, level 2000" in set(linear_lines(_page(*chain), 72))


def test_a_time_in_years_before_the_save_is_a_year() -> None:
    page = _page(replace(_comment(1, None, "It does."), posted_at=Moment("4 yr. ago")))
    page = replace(page, page=replace(page.page, saves=(Save("", "", "html", "", datetime(2023, 5, 3, tzinfo=UTC)),)))
    assert "#1 Bo, ~2019, replies to the article, level 1" in set(linear_lines(page, 72))
    assert "Reply 1, level 1. Bo replies to the article. ~2019." in set(linear_lines(page, 72, speak=True))
    assert "#1 Bo, ~2019" in write_text(page)
    assert "~2019" in export_markdown(page)
