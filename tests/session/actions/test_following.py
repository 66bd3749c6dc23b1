from msgspec.structs import replace

from reading import KEYS, anchor, index, reader, rows
from sketch import sketch
from threadreader.model.page import Page, PageId
from threadreader.model.quote import Method, QuoteIndex, QuoteLink
from threadreader.model.stored_thread import ThreadInMemory
from threadreader.model.thread import CommentId
from threadreader.session import Pane, Session, Sizes
from threadreader.session.actions import finding, moving, quotations
from threadreader.session.decorations import HighlightKind, highlights
from threadreader.session.quotes import Quoting

TALK = """
# Title

The article begins.

The base rate was never four per cent.

ann: I measured it twice, and it held.

     Nobody asked me.
  bob: Unrelated words in between.
    carl: > The base rate was never four per cent.

          That is so. And

          > I measured it twice

          where?
dora: > Words of a page that is not here

      Who said it?
"""
LONG = TALK.replace("The article begins.", "The article begins." + "\n\nIt goes on." * 20)
QUOTES = (
    ("c3", "The base rate was never four per cent.", ""),
    ("c3", "I measured it twice", "c1"),
    ("c4", "Words of a page that is not here", None),
)


def test_a_quotation_of_the_article_lights_the_passage_and_stays_in_the_replies() -> None:
    session = reader(TALK, QUOTES, height=8)
    moving.last(session, 3)
    before = rows(session)
    assert quotations.follow(session, None).startswith("article · ¶2")
    assert session.pane is Pane.REPLIES
    assert rows(session) == before
    assert [(h.path, h.start, h.end) for h in highlights(session, -1) if h.kind is HighlightKind.LINK] == [
        ((1,), 0, 38)
    ]
    assert HighlightKind.LINK in [h.kind for h in highlights(session, 2)]


def test_one_pane_at_a_time_goes_to_the_article_and_comes_back() -> None:
    session = reader(TALK, QUOTES, height=8, both=False)
    moving.last(session, 3)
    before = rows(session)
    quotations.follow(session, None)
    assert session.location().pane is Pane.ARTICLE
    assert quotations.back(session, None) == ""
    assert session.location().pane is Pane.REPLIES
    assert rows(session) == before


def test_the_article_that_a_jump_put_beside_the_replies_goes_with_it() -> None:
    session = reader(LONG, QUOTES)
    session.arrange((100, 30))
    moving.last(session, 3)
    before = rows(session)
    quotations.follow(session, None)
    assert session.sizes.both
    quotations.back(session, None)
    assert not session.sizes.both
    assert rows(session) == before
    quotations.forward(session, None)
    assert session.sizes.both


def test_the_article_stays_beside_the_replies_where_the_reader_put_it_there() -> None:
    session = reader(LONG, QUOTES)
    session.arrange((100, 30))
    moving.last(session, 3)
    for _ in range(2):
        moving.cycle_panes(session, None)
    quotations.follow(session, None)
    quotations.back(session, None)
    assert session.sizes.both
    quotations.follow(session, None)
    moving.cycle_panes(session, None)
    quotations.follow(session, None)
    assert session.sizes.both
    moving.back_out(session, None)
    assert not session.sizes.both


def test_a_quotation_of_a_reply_goes_there_and_back_to_the_same_line() -> None:
    session = reader(TALK, QUOTES, height=8)
    moving.last(session, 3)
    moving.line_down(session, 2)
    before = rows(session)
    assert quotations.follow(session, 2) == "ann #1 · ^o back"
    assert session.cursor == "c1"
    assert [(h.start, h.end) for h in highlights(session, 0) if h.kind is HighlightKind.LINK] == [(0, 19)]
    quotations.back(session, None)
    assert rows(session) == before
    assert session.link_highlight is None
    quotations.forward(session, None)
    assert session.cursor == "c1"


def test_a_jump_unfolds_exactly_what_hides_the_passage() -> None:
    session = reader(TALK, (*QUOTES, ("c4", "Who said it?", None)))
    moving.fold_all(session, None)
    (link,) = session.quoting.quoters(CommentId("c1"))
    session.show_link(link, link.quote.at)
    assert session.cursor == "c3"
    assert session.replies.outline.folded == {3}


def test_behind_the_last_quotation_of_a_reply_comes_the_next_reply_that_quotes() -> None:
    session = reader(TALK, QUOTES, height=30)
    moving.first(session, 1)
    assert quotations.next_quote(session, None) == "quotation 1 of 2"
    assert session.cursor == "c3"
    quotations.back(session, None)
    assert session.cursor == "c1"
    moving.last(session, None)
    assert quotations.next_quote(session, None) == "quotation 1 of 1"
    assert quotations.next_quote(session, None) == "no later quotation"
    assert quotations.previous_quote(session, None) == "quotation 2 of 2"
    assert session.cursor == "c3"
    moving.first(session, 1)
    assert quotations.previous_quote(session, None) == "no earlier quotation"


def test_several_quotations_are_picked_in_turn() -> None:
    session = reader(TALK, QUOTES, height=30)
    moving.last(session, 3)
    assert quotations.next_quote(session, None) == "quotation 1 of 2"
    assert quotations.next_quote(session, None) == "quotation 2 of 2"
    assert quotations.next_quote(session, None) == "quotation 1 of 1"
    assert session.cursor == "c4"
    assert quotations.previous_quote(session, None) == "quotation 2 of 2"
    assert quotations.previous_quote(session, 5) == "quotation 1 of 2"
    assert quotations.next_quote(session, 5) == "quotation 2 of 2"
    assert quotations.follow(session, None) == "ann #1 · ^o back"
    quotations.back(session, None)
    assert quotations.previous_quote(session, None) == "quotation 1 of 2"
    assert quotations.follow(session, None).startswith("article")


def test_while_quotations_are_linked_none_is_said_to_have_no_source() -> None:
    session = reader(TALK, QUOTES)
    session.quoting = Quoting(session.opened, linking=True)
    moving.last(session, 4)
    assert quotations.follow(session, None).startswith(quotations.LINKING)
    assert quotations.peek(session, 1) == quotations.LINKING
    assert not session.quoting.tails(session.opened.comment(3)).unresolved
    assert Quoting(session.opened).tails(session.opened.comment(3)).unresolved


def test_the_first_quotation_with_a_source_is_followed_past_one_without() -> None:
    session = reader(TALK.replace("> I measured it twice", "> Words of another page"), QUOTES[:1], height=30)
    moving.last(session, 3)
    assert quotations.follow(session, None).startswith("article · ¶2")
    swapped = TALK.replace("> The base rate was never four per cent.", "> Words of another page", 1)
    session = reader(swapped, QUOTES[1:2], height=30)
    moving.last(session, 3)
    assert quotations.follow(session, None) == "ann #1 · ^o back"


def test_what_is_not_in_the_file_is_said_to_be_missing() -> None:
    session = reader(TALK, QUOTES)
    moving.last(session, 4)
    said = "source not found · / and enter search for its words"
    assert quotations.follow(session, None) == said
    finding.search(session, "")
    assert "match 1 of" in finding.enter_search(session, "")
    moving.last(session, 1)
    assert quotations.follow(session, None) == "no quotation in this reply"
    assert quotations.follow(session, 5) == "no quotation in this reply"


def test_quoted_passages_of_the_article_are_gone_through() -> None:
    session = reader(TALK, QUOTES, height=3)
    moving.other_pane(session, None)
    assert quotations.next_quote(session, None) == "quoted passage 1 of 1"
    assert quotations.next_quote(session, None) == "no next quoted passage"


def test_the_same_key_again_goes_to_the_next_passage_it_may_come_from() -> None:
    thread = sketch("ann: Same words here\nbob: Same words here\ncarl: > Same words here\n\n      Which?")
    (quote,) = index(thread, (("c3", "Same words here", None),)).quotes
    links = [
        QuoteLink(quote, anchor(thread.comments[place].body, CommentId(name), "Same words here"), Method.EXACT, 0.95)
        for place, name in ((1, "c2"), (0, "c1"))
    ]
    opened = ThreadInMemory(Page(PageId("page"), "Page"), thread, QuoteIndex((quote,), (links[0],), (links[1],)))
    session = Session(opened, Sizes((60, 12), (60, 12)), keys=KEYS)
    moving.last(session, 3)
    before = rows(session)
    assert quotations.follow(session, None) == "bob #2 · 1 of 2 · > next · ^o back"
    assert quotations.follow(session, None) == "ann #1 · 2 of 2 · > next · ^o back"
    assert session.cursor == "c1"
    assert quotations.follow(session, None).startswith("bob #2 · 1 of 2")
    quotations.back(session, None)
    assert rows(session) == before


def test_going_back_passes_over_where_the_reader_is_already() -> None:
    session = reader(TALK, QUOTES, height=8)
    moving.last(session, 3)
    moving.last(session, 4)
    moving.previous_reply(session, None)
    moving.first(session, 3)
    moving.last(session, 3)
    assert session.replies.cursor == 2
    quotations.back(session, None)
    assert session.replies.cursor == 0
    assert quotations.back(session, None) == "no earlier jump"


def test_going_back_from_the_start_says_so() -> None:
    assert quotations.back(reader(TALK), None) == "no earlier jump"
    assert quotations.forward(reader(TALK), None) == "no later jump"


def test_no_step_back_is_one_that_nobody_sees() -> None:
    session = reader(TALK, QUOTES)
    session.jumps.leave(session.location())
    session.jumps.leave(replace(session.location(), outline=session.replies.outline.fold_all()))
    assert quotations.back(session, None) == "no earlier jump"


def test_a_match_in_a_reply_of_which_only_a_line_is_left_shows_it_whole() -> None:
    session = reader(TALK, QUOTES, height=5)
    finding.show_matching(session, "author:carl")
    finding.accept_matching(session, "author:carl")
    assert session.replies.outline.is_context(0)
    finding.search(session, "nobody asked")
    finding.enter_search(session, "typed")
    assert session.cursor == "c1"
    assert not session.replies.outline.is_context(0)
    assert any("Nobody asked me." in row for row in rows(session))


def test_the_next_quotation_is_one_in_sight_where_the_one_picked_is_not() -> None:
    words = [f"Sentence number {n} is about the {n}th clock." for n in range(9)]
    said = "\n\n     ".join(f"> {line}\n\n     Yes to that." for line in words)
    talk = "# Title\n\n" + "\n\n".join(words) + f"\n\nann: {said}"
    session = reader(talk, [("c1", line, "") for line in words])
    assert quotations.next_quote(session, 9) == "quotation 9 of 9"
    moving.first(session, None)
    assert quotations.next_quote(session, None) == "quotation 1 of 9"
    assert quotations.next_quote(session, 8) == "quotation 9 of 9"
    moving.first(session, None)
    assert quotations.previous_quote(session, None) == "quotation 3 of 9"
