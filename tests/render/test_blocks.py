import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import compare
from sketch import paragraph, sketch
from strategies import bodies
from threadreader.model.blocks import (
    LINE_BREAK,
    BlockPath,
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
    Table,
    leaves,
)
from threadreader.render.blocks import render_blocks
from threadreader.render.lines import Line, Role
from threadreader.render.width import cell_width, clusters

EVERY_KIND: Blocks = (
    Heading(2, (Span("Why the bridge held, and what the engineers said about it afterwards"),)),
    Paragraph(
        (
            Span("Nobody had looked under it for "),
            Span("nine years", Marks.STRONG),
            Span("; the report is "),
            Span("on the county\u2019s pages", href="https://example.org/report"),
            Span("."),
            LINE_BREAK,
            Span("I read it twice — 日本語も読みました。 👩‍👩‍👧‍👦"),
        )
    ),
    BlockQuote(
        (
            paragraph("The base rate was never four per cent; it only looked so."),
            BlockQuote((paragraph("Was it not?"),)),
            paragraph("No."),
        ),
        "Ann wrote:",
        "https://example.org/#comment-1",
    ),
    ListBlock(((paragraph("oak"),), (paragraph("the larch that stands by the river, the tallest of them all"),))),
    ListBlock(
        ((paragraph("first"), ListBlock(((paragraph("inner"),),))), (paragraph("second"), paragraph("more of it"))), 9
    ),
    CodeBlock(
        "def held(load):\n\treturn load < 4000  # the limit that the plate on the pier gives\n\nheld(12)", "python"
    ),
    Table(
        (
            ((Span("Pier"),), (Span("Load"),), (Span("What was found there"),)),
            ((Span("north"),), (Span("3,100"),), (Span("nothing"),)),
            ((Span("south"),), (), (Span("rust under the bearing plate, a hand wide"),)),
        ),
        1,
    ),
    Rule(),
    Image("https://example.org/bridge.jpg", "the bridge from below", (Span("Photo: Bo"),)),
    Image(None),
)

widths = st.integers(1, 40)


def drawn(blocks: Blocks, width: int) -> str:
    return "".join(line.text + "\n" for line in render_blocks(blocks, width))


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


@pytest.mark.parametrize("width", [12, 40, 80])
def test_every_kind_of_block(width: int) -> None:
    compare(Path(__file__).parent / "golden" / f"blocks-{width}.txt", drawn(EVERY_KIND, width))


def test_the_tail_of_a_quotation_stands_at_the_right_of_its_last_line() -> None:
    quote = sketch("ann: > the bridge held for nine years").comments[0].body
    lines = render_blocks(quote, 30, tails={(0, 0): "↑ ann · ¶12"})
    assert texts(lines) == ["┃ the bridge held for nine", "┃ years            ↑ ann · ¶12"]
    assert lines[-1].runs[-1].role is Role.SOURCE


def test_a_tail_without_room_stands_on_a_line_of_its_own() -> None:
    quote = sketch("ann: > the bridge held").comments[0].body
    assert texts(render_blocks(quote, 22, tails={(0,): "↑ ann · ¶12"})) == [
        "┃ the bridge held",
        "           ↑ ann · ¶12",
    ]
    assert texts(render_blocks(quote, 7, tails={(0,): "↑ ann · ¶12"}))[-1] == " ↑ ann…"


def test_the_bar_of_what_has_no_source_is_dotted() -> None:
    quote = sketch("ann: > first\n     >\n     > second").comments[0].body
    assert texts(render_blocks(quote, 20, unresolved=frozenset({(0, 1)}))) == ["┃ first", "┃ ", "┆ second"]
    assert texts(render_blocks(quote, 20, unresolved=frozenset({(0,)}))) == ["┆ first", "┆ ", "┆ second"]


def test_a_paragraph_that_quotes_is_drawn_as_a_quote_is() -> None:
    body = sketch("ann: “the bridge held for nine years”\n\n     It did.").comments[0].body
    lines = render_blocks(body, 24, tails={(0,): "↑ ann · ¶12"}, quoted=frozenset({(0,)}))
    assert texts(lines) == ["┃ “the bridge held for", "┃ nine years”", "┃            ↑ ann · ¶12", "", "It did."]
    assert lines[0].runs[1].role is Role.QUOTE
    dotted = render_blocks(body, 40, quoted=frozenset({(0,)}), unresolved=frozenset({(0,)}))
    assert texts(dotted)[0] == "┆ “the bridge held for nine years”"


def test_quoted_text_has_its_own_role() -> None:
    lines = render_blocks(EVERY_KIND[2:3], 40)
    assert {run.role for line in lines for run in line.runs} == {Role.ATTRIBUTION, Role.QUOTE_BAR, Role.QUOTE}


def test_deep_nesting_leaves_room_for_the_words() -> None:
    blocks: Blocks = (paragraph("words"),)
    for _ in range(32):
        blocks = (BlockQuote(blocks),)
    assert texts(render_blocks(blocks, 20)) == ["┃ " * 7 + "words"]


@pytest.mark.slow
@given(bodies, widths)
def test_every_line_fits_unless_it_holds_one_cluster(body: Blocks, width: int) -> None:
    for line in render_blocks(body, width):
        assert cell_width(line.text) <= width or len(clusters(line.text)) == 1
        assert sum(cell_width(run.text) for run in line.runs) <= max(width, 2)


@given(bodies, widths)
def test_every_character_stands_once_where_its_run_says(body: Blocks, width: int) -> None:
    lines = render_blocks(body, width)
    shown = {path: list(group) for path, group in itertools.groupby(_placed(lines), key=lambda item: item[0])}
    for leaf in leaves(body):
        offset = 0
        for _, start, words in sorted(shown.get(leaf.path, [])):
            skipped, offset = leaf.text[offset:start], start + (1 if leaf.text[start] == "\t" else len(words))
            assert not skipped.strip(" \n\t\u200b")
            assert leaf.text[start:offset] in {words, "\t"}
        assert not leaf.text[offset:].strip(" \n\t\u200b")


@given(bodies, widths)
def test_no_line_holds_what_would_move_the_cursor(body: Blocks, width: int) -> None:
    assert all(character >= " " for line in render_blocks(body, width) for character in line.text)


def _placed(lines: tuple[Line, ...]) -> list[tuple[BlockPath | None, int, str]]:
    return [(line.path, run.start, run.text) for line in lines for run in line.runs if run.start is not None]
