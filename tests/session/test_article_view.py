from itertools import pairwise

import pytest

from reading import article_rows, read, reader
from threadreader.model.blocks import Paragraph, Span
from threadreader.model.thread import Article, Thread
from threadreader.render.lines import Line
from threadreader.session import Session, Sizes
from threadreader.session.actions import moving
from threadreader.session.layout import ArticleLayout
from threadreader.session.viewport import Spot


def article(*paragraphs: str, height: int = 6, width: int = 40) -> Session:
    body = "\n\n".join(paragraphs)
    session = reader(f"# Title\n\n{body}\n\nann: Hi", height=height, width=width)
    moving.other_pane(session, None)
    return session


def test_a_passage_in_the_window_does_not_move_it() -> None:
    session = article("One.", "Two.", height=10)
    before = article_rows(session)
    session.article.show_passage((1,), 0, 3)
    assert article_rows(session) == before


def test_a_passage_out_of_the_window_is_brought_in_with_lines_above_it() -> None:
    session = article(*(f"Paragraph {number}." for number in range(30)))
    session.article.show_passage((20,), 0, 5)
    assert article_rows(session).index("Paragraph 20.") == 2


def test_another_width_keeps_the_block_at_the_top() -> None:
    long = " ".join(["word"] * 200)
    session = article(*(f"{number} {long}" for number in range(8)))
    session.article.show_passage((4,), 0, 1)
    moving.half_down(session, None)
    top = session.article.window.top.item
    session.resize(Sizes((90, 12), (60, 12), both=True))
    assert session.article.window.top.item == top


def test_the_extent_grows_as_the_article_is_read() -> None:
    session = article(*(f"Paragraph {number}." for number in range(30)))
    start, length = session.article.extent()
    assert start == 0
    moving.last(session, None)
    start, after = session.article.extent()
    assert (round(start + after, 6), after) == (1.0, length)


def test_the_extent_is_exact_at_the_ends_and_grows_between_them() -> None:
    session = article(*("word " * (7 * number % 90 + 1) for number in range(40)))
    seen = [session.article.extent()]
    while session.article.window.scroll(1):
        seen.append(session.article.extent())
    starts = [start for start, _ in seen]
    assert starts[0] == 0.0
    assert sum(seen[-1]) == 1.0
    assert all(one <= other for one, other in pairwise(starts))
    assert all(start + length < 1 for start, length in seen[: len(seen) // 2])


def test_the_extent_is_about_the_part_that_is_read() -> None:
    session = article(*("word " * (7 * number % 90 + 1) for number in range(40)))
    lines = sum(session.article.height(item) for item in range(41))
    session.article.window.scroll(lines // 2)
    start, length = session.article.extent()
    assert abs(start - 0.5) < 0.05
    assert abs(length - 6 / lines) < 0.01


def test_an_article_that_fits_is_seen_whole() -> None:
    assert article("One.", "Two.", height=10).article.extent() == (0.0, 1.0)


def test_an_article_that_does_not_fit_is_never_seen_whole_at_its_top() -> None:
    wide = "漢字の長い文" * 20
    start, length = article(wide, height=6).article.extent()
    assert start == 0.0
    assert length < 1.0


def test_the_extent_lays_out_no_more_than_is_near_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    body = tuple(Paragraph((Span(f"Paragraph {number}."),)) for number in range(2_000))
    session = read(Thread(Article("T", body=body), ()))
    laid_out: set[int] = set()
    really = ArticleLayout.lines

    def lines(layout: ArticleLayout, item: int) -> tuple[Line, ...]:
        laid_out.add(item)
        return really(layout, item)

    monkeypatch.setattr(ArticleLayout, "lines", lines)
    session.article.extent()
    session.article.window.put(Spot(1_000), 0)
    session.article.extent()
    session.article.window.put(Spot(2_000), 0)
    session.article.extent()
    assert len(laid_out) < 60


def test_another_width_has_its_own_extent() -> None:
    session = article(*("word " * 60 for _ in range(20)))
    _, before = session.article.extent()
    session.resize(Sizes((90, 6), (60, 6), both=True))
    assert session.article.extent()[1] > before
