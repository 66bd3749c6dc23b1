from reading import article_rows, reader
from threadreader.session import Session, Sizes, moving


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
