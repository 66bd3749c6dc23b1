import pytest

from reading import read, reader
from threadreader.model.annotation import COLORS
from threadreader.model.blocks import CodeBlock, Paragraph, Span
from threadreader.model.thread import Article, Comment, CommentId, Thread
from threadreader.session import ARTICLE, Pane, Session
from threadreader.session.actions import act, annotating, finding, moving, quotations
from threadreader.session.decorations import HighlightKind, highlights
from threadreader.session.state import Copy, Keep

TALK = """
# Title

First words of the article. A second sentence stands here, and it is long enough for two lines.

Another paragraph.

ann: Hello to you! How are you (all)? Fine.

     Second paragraph, naïve \U0001f1e9\U0001f1ea flag.
  bob: > Hello to you!

       Short.
"""
ANN = "Hello to you! How are you (all)? Fine.\n\nSecond paragraph, naïve \U0001f1e9\U0001f1ea flag."


def start(*, width: int = 60) -> Session:
    session = reader(TALK, width=width)
    annotating.begin(session, None)
    return session


def selected(session: Session) -> str:
    assert session.selection
    first, end = session.selection.range
    return session.selection.text[first:end]


@pytest.mark.parametrize(
    ("action", "count", "words"),
    [
        (annotating.right, None, "He"),
        (annotating.right, 4, "Hello"),
        (annotating.next_word, None, "Hello t"),
        (annotating.next_word, 3, "Hello to you!"),
        (annotating.word_end, None, "Hello"),
        (annotating.word_end, 2, "Hello to"),
        (annotating.sentence_end, None, "Hello to you!"),
        (annotating.sentence_end, 2, "Hello to you! How are you (all)?"),
        (annotating.sentence_end, 4, ANN),
        (annotating.paragraph_end, None, "Hello to you! How are you (all)? Fine."),
        (annotating.paragraph_end, 2, ANN),
        (annotating.line_end, None, "Hello to you! How are you (all)? Fine."),
        (annotating.down, None, "Hello to you! How are you (all)? Fine.\n\nS"),
        (annotating.last, None, ANN),
    ],
)
def test_the_end_of_a_selection_moves_on(action: object, count: int | None, words: str) -> None:
    session = start()
    assert callable(action)
    assert action(session, count) == ""
    assert selected(session) == words


@pytest.mark.parametrize(
    ("action", "count", "words"),
    [
        (annotating.left, None, "g."),
        (annotating.previous_word, None, "flag."),
        (annotating.previous_word, 3, "naïve \U0001f1e9\U0001f1ea flag."),
        (annotating.sentence_begin, None, "Second paragraph, naïve \U0001f1e9\U0001f1ea flag."),
        (annotating.sentence_begin, 2, "Fine.\n\nSecond paragraph, naïve \U0001f1e9\U0001f1ea flag."),
        (annotating.paragraph_begin, None, "Second paragraph, naïve \U0001f1e9\U0001f1ea flag."),
        (annotating.paragraph_begin, 2, ANN),
        (annotating.line_begin, None, "Second paragraph, naïve \U0001f1e9\U0001f1ea flag."),
        (annotating.first, None, ANN),
    ],
)
def test_and_back(action: object, count: int | None, words: str) -> None:
    session = start()
    annotating.last(session, None)
    annotating.from_here(session, None)
    assert callable(action)
    assert action(session, count) == ""
    assert selected(session) == words


def test_a_flag_is_one_character() -> None:
    session = start()
    here, flag = session.selection, ANN.index("\U0001f1e9")
    assert here is not None
    annotating.extend_to(session, flag - 1)
    annotating.from_here(session, None)
    annotating.right(session, None)
    assert selected(session) == " \U0001f1e9\U0001f1ea"
    annotating.right(session, None)
    assert selected(session) == " \U0001f1e9\U0001f1ea "
    annotating.left(session, None)
    assert here.end == flag


def test_a_motion_that_goes_nowhere_says_why() -> None:
    session = start()
    for back in (annotating.left, annotating.previous_word, annotating.up, annotating.first, annotating.sentence_begin):
        assert back(session, None) == "start of the text"
    assert annotating.line_begin(session, None) == "start of the line"
    annotating.last(session, None)
    for on in (annotating.right, annotating.next_word, annotating.word_end, annotating.down, annotating.paragraph_end):
        assert on(session, None) == "end of the text"


def test_lines_keep_their_column_and_the_window_follows() -> None:
    session = reader(TALK, width=60, height=4)
    session.pane = Pane.ARTICLE
    annotating.begin(session, None)
    here = session.selection
    assert here is not None
    annotating.right(session, 20)
    positions = []
    for _ in range(3):
        annotating.down(session, None)
        positions.append(here.end)
    text = session.opened.article.text
    assert [text[:each].count("\n\n") for each in positions] == [0, 1, 1]
    assert annotating.up(session, 9) == ""
    assert here.end == 20


def test_the_other_end_moves() -> None:
    session = start()
    annotating.word_end(session, 2)
    assert annotating.other_end(session, None) == ""
    annotating.next_word(session, None)
    assert selected(session) == "to"


def test_a_selection_begins_with_what_was_searched_for_or_followed() -> None:
    session = reader(TALK, [("c2", "Hello to you!", "c1")])
    finding.search(session, "second sentence")
    finding.enter_search(session, "second sentence")
    annotating.begin(session, None)
    assert selected(session) == "second sentence"
    moving.back_out(session, None)
    finding.stop_search(session)
    session.show_reply(1)
    act(session, quotations.follow)
    annotating.begin(session, None)
    assert session.selection
    assert (session.selection.index, selected(session)) == (0, "Hello to you!")


def test_what_is_folded_or_empty_has_no_words_to_select() -> None:
    session = reader("ann: Hi\n  bob: Ho")
    session.replies.fold([0])
    assert annotating.begin(session, None) == "collapsed · l expands it"
    empty = reader("# Title\n")
    assert annotating.begin(empty, None) == "no text to select"
    assert empty.selection is None


def test_escape_ends_a_selection_alone() -> None:
    session = start()
    assert session.close_top_layer()
    assert session.selection is None
    assert not session.annotations.all


def test_what_is_selected_is_shown_and_highlighted() -> None:
    session = start()
    annotating.word_end(session, None)
    assert [(h.start, h.end, h.kind) for h in highlights(session, 0)] == [
        (0, 5, HighlightKind.SELECTED),
        (4, 5, HighlightKind.SELECTION_END),
    ]
    assert not highlights(session, 1)
    assert not highlights(session, ARTICLE)
    annotating.color(session, None)
    assert annotating.mark(session, None) == "highlighted, green · V lists all"
    assert session.selection is None
    assert session.effects == [Keep()]
    assert [(h.start, h.end, h.kind) for h in highlights(session, 0)] == [(0, 5, HighlightKind.GREEN)]
    (one,) = session.annotations.all.values()
    assert (one.owner, one.exact, one.prefix, one.suffix[:4]) == ("c1", "Hello", "", " to ")


def test_a_selection_of_several_paragraphs_is_highlighted_in_each() -> None:
    session = start()
    annotating.last(session, None)
    annotating.mark(session, None)
    assert [h.path for h in highlights(session, 0)] == [(0,), (1,)]


def test_colours_are_gone_through_or_chosen_by_number() -> None:
    session = start()
    for color in (*COLORS[1:], COLORS[0]):
        assert annotating.color(session, None).startswith(color)
    assert annotating.color(session, 3).startswith("blue")
    assert annotating.color(session, 9) == "colours 1 to 4: yellow, green, blue, pink"
    assert session.color == "blue"


def test_what_is_selected_is_copied() -> None:
    session = start()
    annotating.sentence_end(session, None)
    assert annotating.copy(session, None) == "copied: 13 characters"
    assert session.effects == [Copy("Hello to you!")]
    assert session.selection is None


def test_a_whole_book_is_no_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotating, "MAX_PASSAGE_CHARS", 20)
    session = start()
    annotating.last(session, None)
    assert annotating.mark(session, None) == f"{len(ANN)} characters selected: a highlight takes at most 20"
    assert session.selection is not None
    assert not session.annotations.all


def test_quoted_text_that_is_hidden_comes_back() -> None:
    session = reader("ann: Hello to you!\n  bob: > Hello to you!", [("c2", "Hello to you!", "c1")])
    session.show_reply(1)
    quotations.cycle_quoted_text(session, 2)
    assert annotating.begin(session, None).startswith("yellow")
    annotating.line_end(session, None)
    assert selected(session) == "Hello to you!"


def test_code_with_tabs_is_selected_to_its_end() -> None:
    body = (CodeBlock("one\n\ttwo\n\t\tthree"), Paragraph((Span("After it."),)))
    thread = Thread(Article("Title"), (Comment(CommentId("c1"), None, None, body),))
    session = read(thread)
    annotating.begin(session, None)
    for _ in range(9):
        annotating.down(session, None)
        annotating.line_end(session, None)
    assert selected(session) == "one\n\ttwo\n\t\tthree\n\nAfter it."
