import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from strategies import texts
from threadreader.render import width as width_render
from threadreader.render.width import cell_width, chop_text, clusters, fit, fit_parts, is_narrow, wrap_text


def test_every_narrow_character_is_one_cell_wide() -> None:
    narrow = [chr(code) for code in range(sys.maxunicode + 1) if is_narrow(chr(code))]
    assert len(narrow) > 2000
    assert {cell_len(character) for character in narrow} == {1}


@pytest.mark.parametrize("text", ["\u2019", "—", "…", "“”", "é", "Ω", "Ж", "€", "→", "•", "┃", "½"])
def test_usual_punctuation_and_letters_are_narrow(text: str) -> None:
    assert is_narrow(text)


@pytest.mark.parametrize(
    "text", ["e\u0301", "日", "\u200b", "\u200d", "\ufe0f", "☕", "\n", "\t", "\u1112\u1161\u11ab"]
)
def test_what_is_wide_or_joins_is_not_narrow(text: str) -> None:
    assert not is_narrow(text)


@pytest.mark.parametrize(
    ("text", "width"), [("word", 4), ("日本", 4), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("e\u0301", 1), ("❤️", 2), ("\u200b", 0)]
)
def test_cell_width(text: str, width: int) -> None:
    assert cell_width(text) == width


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "1️⃣", "❤️", "a\u0308\u0323", "\u1112\u1161\u11ab"])
def test_what_is_drawn_as_one_is_one_cluster(text: str) -> None:
    assert [(start, end) for start, end, _ in clusters(f"x{text}y")] == [
        (0, 1),
        (1, 1 + len(text)),
        (1 + len(text), 2 + len(text)),
    ]


def test_flags_in_a_row_are_one_cluster_each() -> None:
    assert [end - start for start, end, _ in clusters("🇩🇪🇫🇷🇬")] == [2, 2, 1]


@given(texts)
def test_clusters_cover_the_text_without_a_gap(text: str) -> None:
    found = clusters(text)
    assert "".join(text[start:end] for start, end, _ in found) == text
    assert sum(cells for _, _, cells in found) >= cell_width(text)


@given(texts, st.integers(0, 12))
def test_fit_never_exceeds_the_width(text: str, width: int) -> None:
    assert cell_width(fit(text, width)) <= width


def test_fit_shows_that_it_cut() -> None:
    assert fit("↑ ann · ¶12", 11) == "↑ ann · ¶12"
    assert fit("↑ ann · ¶12", 8) == "↑ ann ·…"
    assert fit("日本語", 4) == "日…"


def test_parts_that_do_not_fit_go_as_a_whole_before_any_is_cut() -> None:
    assert fit_parts("nothing unread above · 29 below · n next unread", 60).endswith("n next unread")
    assert fit_parts("nothing unread above · 29 below · n next unread", 38) == "nothing unread above · 29 below"
    assert fit_parts("nothing unread above · 29 below · n next unread", 12) == "nothing unr…"


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
