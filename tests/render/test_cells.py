import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from strategies import texts
from threadreader.render.width import cell_width, clusters, fit, fit_parts, is_narrow


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
    assert fit_parts("nothing unread above · 29 below · . goes there", 60).endswith(". goes there")
    assert fit_parts("nothing unread above · 29 below · . goes there", 38) == "nothing unread above · 29 below"
    assert fit_parts("nothing unread above · 29 below · . goes there", 12) == "nothing unr…"
