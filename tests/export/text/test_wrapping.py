import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from threadreader.export.text.inline import read_lines, write_lines
from threadreader.render.width import cell_width

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
