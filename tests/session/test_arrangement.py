import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reading import article_rows, reader, rows
from threadreader.session import Pane
from threadreader.session.actions import moving, quotations
from threadreader.session.arrangement import Breadth, LayoutPreferences, divide, divide_library

TALK = """
# Title

The base rate was never four per cent.

ann: > The base rate was never four per cent.

     That is so.
  bob: Yes.
"""
LONG = TALK.replace("# Title", "# Title" + "\n\nIt begins." * 20)
QUOTES = (("c1", "The base rate was never four per cent.", ""),)
wishes = st.builds(
    LayoutPreferences,
    st.none() | st.booleans(),
    st.none() | st.floats(0.0, 1.0),
    strip=st.booleans(),
    ancestors=st.booleans(),
)


@given(st.integers(1, 300), st.integers(1, 80), wishes, st.integers(0, 50), st.integers(0, 9))
def test_nothing_is_wider_or_higher_than_the_terminal(
    width: int, height: int, wish: LayoutPreferences, rows: int, levels: int
) -> None:
    found = divide(width, height, wish, rows, levels)
    sizes = found.sizes
    used = sizes.article[0] + sizes.replies[0] + 3 if sizes.both else max(sizes.article[0], sizes.replies[0]) + 1
    assert used <= width
    chrome = (4 if found.framed else 1) + found.strip + (sizes.list_rows + 1 if rows else 0)
    assert sizes.article[1] == max(1, height - chrome) or sizes.article[1] == 1
    assert sizes.replies[1] + found.ancestors == sizes.article[1] or sizes.replies[1] == 1


@pytest.mark.parametrize(
    ("width", "breadth", "both"), [(160, Breadth.WIDE, True), (100, Breadth.MEDIUM, False), (60, Breadth.NARROW, False)]
)
def test_the_width_decides_how_many_panes_there_are(width: int, breadth: Breadth, both: bool) -> None:
    found = divide(width, 30, LayoutPreferences())
    assert (found.breadth, found.sizes.both) == (breadth, both)


@pytest.mark.parametrize(
    ("size", "levels", "lines"),
    [((160, 45), 9, 3), ((160, 45), 2, 2), ((160, 45), 1, 2), ((100, 29), 9, 1), ((60, 45), 9, 1), ((40, 12), 9, 0)],
)
def test_those_who_are_answered_have_as_many_lines_as_there_is_room_for(
    size: tuple[int, int], levels: int, lines: int
) -> None:
    assert divide(*size, LayoutPreferences(), levels=levels).ancestors == lines
    assert divide(*size, LayoutPreferences(ancestors=False), levels=levels).ancestors == 0


def test_what_is_too_small_is_said() -> None:
    assert divide(19, 30, LayoutPreferences()).too_small
    assert divide(30, 5, LayoutPreferences()).too_small
    assert not divide(20, 6, LayoutPreferences()).too_small


def test_w_goes_round_both_panes_the_replies_and_the_article() -> None:
    session = reader(TALK)
    session.arrange((160, 45))
    states = []
    for _ in range(3):
        moving.cycle_panes(session, None)
        states.append((session.sizes.both, session.pane))
    assert states == [(False, Pane.REPLIES), (False, Pane.ARTICLE), (True, Pane.REPLIES)]
    session.arrange((60, 20))
    assert moving.cycle_panes(session, None) == "layout: replies"
    assert moving.cycle_panes(session, None) == "layout: article"
    assert moving.cycle_panes(session, None) == "layout: both panes"
    session = reader(LONG)
    session.arrange((60, 20))
    moving.cycle_panes(session, None)
    assert (session.sizes.both, session.pane) == (False, Pane.ARTICLE)
    moving.cycle_panes(session, None)
    assert (session.sizes.both, session.pane) == (False, Pane.REPLIES)


def test_in_a_medium_terminal_the_article_comes_beside_the_replies_when_it_is_led_to() -> None:
    session = reader(LONG, QUOTES)
    session.arrange((100, 30))
    assert not session.sizes.both
    quotations.follow(session, None)
    assert session.sizes.both
    assert session.pane is Pane.REPLIES
    assert any("The base rate" in line for line in article_rows(session))
    moving.back_out(session, None)
    assert not session.sizes.both


def test_the_divider_moves_and_stays_in_the_terminal() -> None:
    session = reader(TALK)
    session.arrange((160, 45))
    assert session.arrangement
    assert session.arrangement.above
    # The article is short: it comes beside the replies.
    assert moving.wider_article(session, None) == ""
    assert not session.arrangement.above
    before = session.sizes.article[0]
    moving.wider_article(session, None)
    assert session.sizes.article[0] > before
    moving.narrower_article(session, 2)
    assert session.sizes.article[0] < before
    assert moving.narrower_article(session, 30) == ""
    assert moving.narrower_article(session, None) == "no further"
    moving.put_divider(session, 100)
    assert session.sizes.article[0] == 99
    session.arrange((60, 20))
    assert moving.wider_article(session, None) == "no divider: one pane at a time"


@pytest.mark.parametrize(("lines", "above"), [(0, False), (13, True), (14, False)])
def test_an_article_of_few_lines_stands_above_its_replies(lines: int, above: bool) -> None:
    found = divide(160, 45, LayoutPreferences(), article_lines=lambda columns: lines * (columns == 159))
    assert found.above is above
    assert found.sizes.both
    if above:
        # With a rule between them, in as many lines as they would have side by side.
        heights = found.sizes.article[1] + 1 + found.ancestors + found.sizes.replies[1]
        assert (found.sizes.article, heights) == ((159, lines), 41)
        assert divide(160, 45, LayoutPreferences(share=0.4), article_lines=lambda _: lines).above
        assert not divide(160, 45, LayoutPreferences(short_share=0.4), article_lines=lambda _: lines).above
        for size in ((100, 45), (60, 45)):
            assert divide(*size, LayoutPreferences(), article_lines=lambda _: lines).above
            assert not divide(*size, LayoutPreferences(together=False), article_lines=lambda _: lines).above


def test_the_divider_is_kept_for_short_and_for_long_articles() -> None:
    short, long = reader(TALK), reader(LONG)
    for session in (short, long):
        session.arrange((160, 45))
        moving.put_divider(session, 100)
    assert (short.preferences.share, long.preferences.short_share) == (None, None)
    assert short.preferences.short_share == long.preferences.share == 100 / 159


def test_few_replies_to_a_long_article_take_what_they_need() -> None:
    session = reader(LONG.replace("It begins.", "It begins.\n\nIt goes on."))
    session.arrange((160, 45))
    assert session.arrangement
    assert session.arrangement.above
    assert session.sizes.replies[1] == 7
    assert session.sizes.article[1] == 33
    assert "Yes." in rows(session)


def test_an_article_is_laid_out_once_to_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    session = reader(TALK)
    session.arrange((160, 45))
    monkeypatch.setattr("threadreader.session.ArticleLayout", None)
    assert session.arrange()


def test_lines_get_shorter_and_longer_in_the_pane_that_is_read() -> None:
    session = reader(TALK, width=100)
    assert moving.narrower_text(session, None) == "line width 68"
    assert session.replies.layout.columns.text == 68
    moving.other_pane(session, None)
    moving.wider_text(session, 2)
    assert session.article.layout.width == 80
    assert moving.usual_text(session, None) == "line width 72"


def test_the_strip_is_for_terminals_in_which_the_article_is_not_shown() -> None:
    session = reader(LONG, QUOTES)
    session.arrange((100, 30))
    assert moving.toggle_strip(session, None) == "quoted passage shown on top"
    assert session.arrangement is not None
    assert session.arrangement.strip == 3
    session.arrange((160, 45))
    assert session.arrangement.strip == 0
    assert moving.toggle_strip(session, None) == "quoted passage hidden"


def test_where_there_is_no_room_for_the_strip_that_is_said() -> None:
    session = reader(LONG, QUOTES)
    for size, said in (
        ((160, 45), "needs a terminal of 80 to 119 columns"),
        ((60, 20), "needs a terminal of 80 to 119 columns"),
        ((100, 12), "terminal too low for the quoted passage"),
    ):
        session.arrange(size)
        assert moving.toggle_strip(session, None) == said
        assert not session.preferences.strip
    session.arrange((100, 30))
    moving.cycle_panes(session, None)
    moving.cycle_panes(session, None)
    assert session.sizes.both
    assert moving.toggle_strip(session, None) == ("article shown already · w shows only the replies")
    assert not session.preferences.strip


def test_an_article_without_replies_takes_all_but_the_lines_that_say_so() -> None:
    found = divide(120, 35, LayoutPreferences(), reply_lines=lambda _: 2)
    assert (found.above, found.left, found.ancestors) == (True, 120, 0)
    assert (found.sizes.article, found.sizes.replies) == ((119, 28), (119, 2))
    assert not divide(100, 35, LayoutPreferences(), reply_lines=lambda _: 2).sizes.both


def test_where_nobody_quotes_the_article_the_strip_takes_no_lines() -> None:
    session = reader("ann: 0\nbob: 1")
    session.arrange((100, 30))
    assert moving.toggle_strip(session, None) == "article not quoted by anyone"
    session.preferences = replace(session.preferences, strip=True)
    session.arrange((100, 30))
    assert session.arrangement is not None
    assert session.arrangement.strip == 0


@pytest.mark.parametrize(
    ("size", "each", "tall", "beside", "below"),
    [
        ((160, 45), 1, 3, True, 0),
        ((120, 18), 1, 2, True, 0),
        ((100, 31), 2, 2, False, 8),
        ((100, 30), 1, 2, False, 8),
        ((80, 24), 1, 2, False, 0),
        ((60, 20), 1, 2, False, 0),
        ((40, 12), 1, 2, False, 0),
    ],
)
def test_where_the_digest_stands_and_how_many_lines_a_thread_has(
    size: tuple[int, int], each: int, tall: int, beside: bool, below: int
) -> None:
    found = divide_library(*size)
    assert (found.each, found.side_by_side, 0 if beside else found.detail[1]) == (each, beside, below)
    assert [divide_library(*size, tall=chosen).each for chosen in (False, True)] == [1, tall]


def test_every_size_is_filled_and_has_room_for_a_thread() -> None:
    for width in range(1, 260, 7):
        for height in range(1, 80):
            found = divide_library(width, height, counts=bool(height % 2))
            lines = found.list[1] + (0 if found.side_by_side else found.detail[1] + bool(found.detail[1]))
            assert lines == max(1, height - (4 if found.framed else 1))
            assert found.rows >= 1
            assert found.counts + found.list[0] + (found.detail[0] + 1 if found.side_by_side else 0) == width


def test_sites_and_tags_stand_beside_a_list_that_is_wide_even_so() -> None:
    assert [divide_library(width, 45).counts > 0 for width in (119, 120, 159, 160)] == [False, False, False, True]
    assert [divide_library(width, 45, counts=True).counts > 0 for width in (119, 120)] == [False, True]
    assert [divide_library(200, 45, counts=False).counts, divide_library(200, 45, whole_rows=True).counts] == [0, 0]
    found = divide_library(160, 45)
    assert found.dividers == (found.counts - 1, found.counts + found.list[0])
    assert divide_library(160, 45, counts=False).dividers == (108,)
