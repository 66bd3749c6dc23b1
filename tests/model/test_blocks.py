import pytest
from hypothesis import given

from sketch import paragraph
from strategies import bodies, runs_of_spans
from threadreader.model.blocks import (
    LINE_BREAK,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Spans,
    Table,
    block_at,
    is_within,
    leaves,
    merge,
    paragraph_numbers,
    spans_text,
    text,
    walk,
)

BODY: Blocks = (
    Heading(2, (Span("Heading"),)),
    Paragraph((Span("one"), LINE_BREAK, Span("two", Marks.STRONG))),
    BlockQuote((paragraph("quoted"), paragraph("more")), "Ann wrote:"),
    ListBlock(((paragraph("first"), paragraph("still first")), (paragraph("second"),)), 1),
    Rule(),
    Image(None, "not in the text"),
    Image("https://example.org/a.png", caption=(Span("caption"),)),
    CodeBlock("a = 1\n\nb = 2"),
    Table((((Span("a"),), ()), ((Span("b"),), (Span("c"),)))),
)


def test_the_text_of_a_body() -> None:
    assert text(BODY) == (
        "Heading\n\none\ntwo\n\nquoted\n\nmore\n\nfirst\n\nstill first\nsecond\n\n"
        "caption\n\na = 1\n\nb = 2\n\na\t\nb\tc"
    )


def test_items_of_lists_in_lists_are_parted_by_a_newline() -> None:
    inner = ListBlock(((paragraph("b"),), (paragraph("c"),)))
    outer = ListBlock(((paragraph("a"), inner), (BlockQuote((paragraph("d"),)),)))
    assert text((outer, outer)) == "a\n\nb\nc\nd\n\na\n\nb\nc\nd"


def test_paths_lead_to_their_blocks() -> None:
    assert block_at(BODY, (2, 1)) == paragraph("more")
    assert block_at(BODY, (3, 1, 0)) == paragraph("second")
    assert [path for path, _ in walk(BODY[2:4])] == [(0,), (0, 0), (0, 1), (1,), (1, 0, 0), (1, 0, 1), (1, 1, 0)]


@pytest.mark.parametrize("path", [(9,), (2, 2), (3, 2, 0), (3, 0, 2), (1, 0)])
def test_a_path_that_leads_nowhere(path: tuple[int, ...]) -> None:
    with pytest.raises(KeyError):
        block_at(BODY, path)


@pytest.mark.parametrize(
    ("path", "inside"),
    [((1,), True), ((1, 0), True), ((1, 0, 2), True), ((0,), False), ((0, 1), False), ((11,), False), ((), False)],
)
def test_a_block_is_within_itself_and_what_holds_it(path: tuple[int, ...], inside: bool) -> None:
    assert is_within(path, {(1,), (2, 3)}) is inside


def test_headings_have_no_paragraph_number() -> None:
    assert paragraph_numbers(BODY) == {
        (1,): 1,
        (2, 0): 2,
        (2, 1): 3,
        (3, 0, 0): 4,
        (3, 0, 1): 5,
        (3, 1, 0): 6,
        (6,): 7,
        (7,): 8,
        (8,): 9,
    }


@given(bodies)
def test_leaves_lie_in_the_text_where_they_say(body: Blocks) -> None:
    whole = text(body)
    for leaf in leaves(body):
        assert whole[leaf.start : leaf.start + len(leaf.text)] == leaf.text
        assert block_at(body, leaf.path) == leaf.block


@given(bodies)
def test_between_leaves_there_is_white_space_alone(body: Blocks) -> None:
    whole, position = text(body), 0
    for leaf in leaves(body):
        assert whole[position : leaf.start] in {"", "\n", "\n\n"}
        position = leaf.start + len(leaf.text)
    assert position == len(whole)


@given(runs_of_spans)
def test_merging_keeps_the_text_and_is_done_once(spans: Spans) -> None:
    halves = [Span(half, span.marks, span.href) for span in spans for half in (span.text[:1], span.text[1:]) if half]
    assert merge(halves) == spans
    assert spans_text(merge(halves)) == spans_text(spans)


def test_line_breaks_are_not_merged() -> None:
    assert merge((LINE_BREAK, LINE_BREAK)) == (LINE_BREAK, LINE_BREAK)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("", None),
        ("a\nb", None),
        ("a\x1bb", None),
        ("a\x9bb", None),
        ("a\u2028b", None),
        ("a", "javascript:alert(1)"),
        ("a", " data:text/html,x"),
        ("a", "https://example.org/\x1b"),
    ],
)
def test_spans_refuse_what_is_empty_or_hostile(text: str, href: str | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        Span(text, href=href)


@pytest.mark.parametrize("spans", [(), (Span(" "),), (LINE_BREAK,), (Span("a"), Span("b"))])
def test_paragraphs_and_headings_hold_words_in_merged_spans(spans: Spans) -> None:
    with pytest.raises(ValueError, match=r"."):
        Paragraph(spans)
    with pytest.raises(ValueError, match=r"."):
        Heading(1, spans)


@pytest.mark.parametrize("level", [0, 7])
def test_heading_levels(level: int) -> None:
    with pytest.raises(ValueError, match=f"no heading has level {level}"):
        Heading(level, (Span("a"),))


def test_blocks_that_hold_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one block"):
        BlockQuote(())
    with pytest.raises(ValueError, match="at least one block"):
        ListBlock(((),))
    with pytest.raises(ValueError, match="at least one cell"):
        Table((((), ()),))
    with pytest.raises(ValueError, match="code holds text"):
        CodeBlock(" \n")


def test_a_table_has_no_more_heading_rows_than_rows() -> None:
    with pytest.raises(ValueError, match="has no 2 heading rows"):
        Table((((Span("a"),),),), 2)


def test_a_line_break_is_one_space() -> None:
    with pytest.raises(ValueError, match="one space"):
        Span("ab", Marks.BREAK)
