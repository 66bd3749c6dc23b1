import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from threadreader.render import width as width_render
from threadreader.render.width import cell_width, chop_text, clusters, is_narrow, wrap_text

widths = st.integers(1, 30)
narrow_texts = st.text("ab\u2019é  -.", max_size=60)
lines_of_text = st.lists(texts | narrow_texts, max_size=4).map("\n".join)


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap_text(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("one two ", 7, ["one two"]),
        ("one   two", 5, ["one", "two"]),
        ("  one", 3, ["one"]),
        ("a bookkeeper", 4, ["a", "book", "keep", "er"]),
        ("one\ntwo\n\nthree", 9, ["one", "two", "", "three"]),
        ("ab", 1, ["a", "b"]),
        ("don\u2019t stop", 5, ["don\u2019t", "stop"]),
    ],
)
def test_words(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("日本語です", 6, ["日本語", "です"]),
        ("日本語。です", 6, ["日本", "語。で", "す"]),
        ("それは「日本」", 8, ["それは", "「日本」"]),
        ("日本語", 1, ["日", "本", "語"]),
        ("한국어 단어", 8, ["한국어", "단어"]),
        ("see 日本語 now", 8, ["see 日本", "語 now"]),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 4, ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]),
        ("🇩🇪🇫🇷", 3, ["🇩🇪", "🇫🇷"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("long\u200bword", 5, ["long\u200b", "word"]),
    ],
)
def test_other_scripts_and_emoji(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(lines_of_text, widths)
def test_lines_fit_unless_they_hold_one_cluster(text: str, width: int) -> None:
    for line in lines(text, width):
        assert cell_width(line) <= width or len(clusters(line)) == 1


@given(lines_of_text, widths)
def test_nothing_is_lost_but_white_space_at_the_ends(text: str, width: int) -> None:
    found = wrap_text(text, width)
    edges = [0, *(edge for pair in found for edge in pair), len(text)]
    assert edges == sorted(edges)
    assert all(not text[end:start].strip(" \n\u200b") for end, start in zip(edges[::2], edges[1::2], strict=True))


@given(lines_of_text, widths)
def test_no_cluster_is_cut(text: str, width: int) -> None:
    whole = {(start, end) for start, end, _ in clusters(text.replace("\n", " "))}
    inside = {place for start, end in whole for place in range(start + 1, end)}
    assert all(start not in inside or text[start - 1] == "\n" for start, _ in wrap_text(text, width))


@given(narrow_texts, widths)
def test_narrow_text_wraps_as_any_text_does(text: str, width: int) -> None:
    assert is_narrow(text)
    assert wrap_text(text, width) == width_render._wrap_wide(text, 0, width) or not text.strip(" ")


@given(texts | narrow_texts, widths, widths)
def test_chopped_text_is_whole(text: str, width: int, rest: int) -> None:
    parts = chop_text(text, width, rest)
    assert "".join(text[start:end] for start, end in parts) == text
    for place, (start, end) in enumerate(parts):
        line = text[start:end]
        assert cell_width(line) <= (rest if place else width) or len(clusters(line)) == 1


def test_chopped_text_keeps_its_spaces() -> None:
    assert chop_text("    return x", 6, 4) == [(0, 6), (6, 10), (10, 12)]
