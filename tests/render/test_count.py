import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import bodies
from threadreader.model.blocks import Blocks, CodeBlock, Paragraph, Span
from threadreader.render.blocks import render_blocks
from threadreader.render.count import count_lines


@given(bodies, st.integers(1, 60))
def test_the_count_is_the_number_of_lines(body: Blocks, width: int) -> None:
    assert count_lines(body, width) == len(render_blocks(body, width))


@given(st.lists(st.text("ab\u2019é  -.", min_size=1), max_size=3), st.integers(1, 30))
def test_the_count_of_narrow_words(words: list[str], width: int) -> None:
    body = tuple(Paragraph((Span(text),)) for text in words if text.strip())
    assert count_lines(body, width) == len(render_blocks(body, width))


@pytest.mark.parametrize("width", [1, 7, 20])
def test_the_count_of_code(width: int) -> None:
    body = (CodeBlock("if x:\n\treturn\t\ty\n\n" + "long " * 9),)
    assert count_lines(body, width) == len(render_blocks(body, width))


def test_nothing_takes_no_line() -> None:
    assert count_lines((), 10) == 0
