import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import addresses, authors, comments, names, runs_of_spans, texts
from threadreader.export.text.inline import (
    escape,
    escape_before_address,
    escape_in_brackets,
    read_address,
    read_author,
    read_cell,
    read_header,
    read_lines,
    read_segments,
    unescape,
    write_address,
    write_author,
    write_cell,
    write_header,
    write_lines,
    write_segments,
)
from threadreader.model.blocks import LINE_BREAK, Marks, Span, Spans, merge
from threadreader.model.thread import Author, Comment, CommentId
from threadreader.render.width import cell_width


def kept(spans: Spans) -> Spans:
    return merge(LINE_BREAK if Marks.BREAK in span.marks else Span(span.text, href=span.href) for span in spans)


@pytest.mark.parametrize(
    ("spans", "written"),
    [
        ((), [""]),
        ((Span("a < b, [1], C:\\dir *"),), ["a < b, [1], C:\\dir *"]),
        ((Span("one", Marks.STRONG), Span(" two")), ["one two"]),
        ((Span("one"), LINE_BREAK, Span("two")), ["one", "two"]),
        ((Span("see "), Span("the page", href="https://e.org/")), ["see [the page] <https://e.org/>"]),
        ((Span("https://e.org/", href="https://e.org/"),), ["<https://e.org/>"]),
        ((Span("[1] "), Span("https://e.org/", href="https://e.org/")), ["[1\\] <https://e.org/>"]),
        ((Span("a [b", href="https://e.org/a>b"),), ["[a \\[b] <https://e.org/a\\>b>"]),
        ((Span("<https://e.org/>"),), ["\\<https://e.org/>"]),
        ((Span("a\\"), LINE_BREAK, Span(" b ")), ["a\\\\", "\\_b\\_"]),
    ],
)
def test_spans_as_text(spans: Spans, written: list[str]) -> None:
    assert write_segments(spans) == written
    assert read_segments(written) == kept(spans)


@given(runs_of_spans)
def test_spans_read_back_without_marks(spans: Spans) -> None:
    assert read_segments(write_segments(spans)) == kept(spans)


@given(runs_of_spans)
def test_cells_read_back(spans: Spans) -> None:
    written = write_cell(spans)
    assert read_cell(written) == kept(spans)
    assert written.replace("\\|", "").count("|") == 0


@given(texts)
def test_escaped_text_reads_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape(escape_in_brackets(text)) == text
    assert unescape(escape_before_address(text)) == text


@given(addresses)
def test_addresses_read_back(address: str) -> None:
    assert read_address(write_address(address)[2:-1]) == address


@pytest.mark.parametrize("address", [None, "", "javascript:alert(1)", "data:text/html,x"])
def test_an_address_that_is_not_safe_is_not_written(address: str | None) -> None:
    assert write_address(address) == ""


@pytest.mark.parametrize(
    "written", ["[] <https://e.org/>", "] <https://e.org/>", "[a <https://e.org/>", "[a]<https://e.org/>"]
)
def test_an_address_without_words_is_its_own_words(written: str) -> None:
    assert Span("https://e.org/", href="https://e.org/") in read_segments([written])


def test_an_address_that_is_not_safe_is_read_as_words() -> None:
    assert read_segments(["[a] <javascript:alert(1)>"]) == (Span("[a] <javascript:alert(1)>"),)


@given(comments(), names, st.integers(1, 999), st.none() | st.integers(1, 999), st.booleans())
def test_headers_read_back(comment: Comment, name: str, number: int, parent: int | None, is_fragment: bool) -> None:
    named = Comment(
        CommentId(name),
        None,
        comment.author,
        (),
        comment.posted_at,
        None,
        comment.by_op,
        comment.kind,
        comment.status,
        comment.score,
    )
    found = read_header(write_header(named, number, parent, is_fragment=is_fragment))
    assert (found.number, found.parent, found.comment_id, found.is_fragment) == (number, parent, name, is_fragment)
    assert (found.author, found.by_op, found.kind) == (comment.author, comment.by_op, comment.kind)
    assert (found.status, found.score) == (comment.status, comment.score)
    posted = comment.posted_at
    assert (found.posted_at and found.posted_at.at) == (posted and posted.at)
    assert (found.posted_at and found.posted_at.text) == (posted and (posted.iso or posted.text))


@given(authors)
def test_authors_read_back(author: Author) -> None:
    assert read_author(write_author(author)) == author


@pytest.mark.parametrize(
    "name", ["(no name)", "Bo (OP)", "Bo, no time", "a < b", "<a>", "Bo <https://e.org/>", "\\", "\\(OP)"]
)
def test_names_that_look_like_the_grammar(name: str) -> None:
    comment = Comment(CommentId("[#x]"), None, Author(name), ())
    found = read_header(write_header(comment, 1, None, is_fragment=False))
    assert (found.author, found.by_op, found.comment_id) == (Author(name), False, "[#x]")


@pytest.mark.parametrize(
    "line", ["", "#1", "#1 Bo", "#x Bo, no time", "#1 Bo, soon", "#1 Bo, no time, re 3", "#1 Bo, 2024-13-01"]
)
def test_what_is_no_header_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_header(line)


# A segment as `inline` gives it: no space at its ends, no backslash that would be a line break.
segments = texts.map(lambda text: text.replace("\\", "/").strip(" ")) | st.just("日本語 の 文章" * 9)
paragraphs = st.lists(segments, min_size=1, max_size=4).filter(lambda some: some[-1] != "")


def unescaped(segment: str) -> str:
    return segment.replace("\\", "")


@pytest.mark.parametrize(
    ("segments", "width", "lines"),
    [
        (["one two three"], 0, ["one two three"]),
        (["one two three"], 7, ["one two", "three"]),
        (["one", "two"], 9, ["one \\", "two"]),
        (["one", "", "two"], 9, ["one \\", "\\", "two"]),
        (["one", ""], 9, ["one \\"]),
        (["a longestword b"], 5, ["a", "longestword", "b"]),
        (["日本語です"], 6, ["日本語", "です"]),
        (["日本 語です"], 6, ["日", "本 語", "です"]),
        (["two > one"], 4, ["two", "\\>", "one"]),
        (["in 1998. Yes"], 6, ["in", "1998\\.", "Yes"]),
        (["a  b c"], 4, ["a  b", "c"]),
    ],
)
def test_paragraphs(segments: list[str], width: int, lines: list[str]) -> None:
    assert write_lines(segments, width) == lines


def test_a_marker_stands_once_and_is_not_escaped() -> None:
    assert write_lines(["* one two"], 9, "== ") == ["== * one", "two"]


@given(paragraphs, st.integers(0, 30))
def test_lines_are_joined_as_they_were(segments: list[str], width: int) -> None:
    assert [unescaped(segment) for segment in read_lines(write_lines(segments, width))] == segments


@given(paragraphs, st.integers(4, 30))
def test_lines_fit_unless_they_cannot_be_parted(segments: list[str], width: int) -> None:
    for line in write_lines(segments, width):
        words = line.removesuffix(" \\")
        assert cell_width(line) <= width or len(write_lines([words], 1)) == 1
