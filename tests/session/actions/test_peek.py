from datetime import date

import pytest
from msgspec.structs import replace

from reading import anchor, index, read, reader, rows
from sketch import sketch
from threadreader.model.page import Page, PageId
from threadreader.model.query import parse_query
from threadreader.model.quote import Method, QuoteIndex, QuoteLink
from threadreader.model.stored_thread import ThreadInMemory
from threadreader.model.text import Moment
from threadreader.session import Session, Sizes
from threadreader.session.actions import finding, lists, moving, quotations
from threadreader.session.actions.finding import matching_replies

TALK = """
# Title

The article begins here.

The base rate was never four per cent.

The article ends here.

ann: I measured it twice, and it held.
  bob: Nobody asked.
    carl: > The base rate was never four per cent.

          That is so.

          > I measured it twice

          Where?
dora: Plain.
"""
QUOTES = (("c3", "The base rate was never four per cent.", ""), ("c3", "I measured it twice", "c1"))


def at_reply(number: int, *, height: int = 40) -> Session:
    session = reader(TALK, QUOTES, height=height, width=70)
    moving.last(session, number)
    return session


def box(session: Session) -> list[str]:
    return [line for line in rows(session) if line[:1] in set("╭│├╰")]


def test_a_look_at_the_source_shows_the_passage_and_what_stands_around_it() -> None:
    session = at_reply(3)
    assert quotations.peek(session, None) == ""
    assert box(session) == [
        "╭ ↑ article · ¶2",
        "│ The article begins here.",
        "│",
        "│ The base rate was never four per cent.",
        "│",
        "│ The article ends here.",
        "╰ x more · > go there · esc close",
    ]


def test_the_box_stands_under_the_quotation_which_keeps_its_line() -> None:
    session = at_reply(3)
    before = rows(session)
    quotations.peek(session, None)
    after = rows(session)
    first = after.index("╭ ↑ article · ¶2")
    assert after[:first] == before[:first]
    assert "article · ¶2" in after[first - 1]
    quotations.close_peek(session, None)
    assert rows(session) == before


def test_more_with_each_press_up_to_the_thread_above_the_source_and_then_closed() -> None:
    session = at_reply(3)
    quotations.next_quote(session, 2)
    seen = []
    while not (said := quotations.peek(session, None)):
        seen.append([line for line in box(session) if line[:1] in set("╭├")])
    # The reply is whole at once, and nothing is above it.
    assert seen == [["╭ ↑ ann #1"]]
    assert said == "no more sources"
    assert box(session) == []


def test_a_reply_without_quotations_shows_what_it_answers_step_by_step() -> None:
    session = at_reply(2)
    quotations.peek(session, None)
    assert box(session)[:2] == ["╭ ↑ ann #1", "│ I measured it twice, and it held."]
    quotations.peek(session, None)
    assert [line for line in box(session) if line[:1] in set("╭├")] == ["╭ ↑ Title", "├ ↑ ann #1"]
    assert quotations.peek(session, None) == "no more sources"


def test_a_misquotation_shows_what_it_changed() -> None:
    said = "The base rate was often six per cent."
    thread = sketch(TALK.replace("> The base rate was never four per cent.", f"> {said}"))
    (quote,) = index(thread, (("c3", said, None),)).quotes
    target = anchor(thread.article.body, None, "The base rate was never four per cent.")
    link = QuoteLink(quote, target, Method.FUZZY, 0.8)
    opened = ThreadInMemory(Page(PageId("page"), "Page"), thread, QuoteIndex((quote,), (link,)))
    session = Session(opened, Sizes((90, 40), (90, 40)))
    moving.last(session, 3)
    assert session.quoting.label(link) == "↑ article? · ¶2, 2 words differ"
    quotations.peek(session, None)
    assert "│ changed: The base rate was [-never four-] {+often six+} per cent" in box(session)


def test_quoted_text_is_shown_in_full_then_in_a_line_then_not_at_all() -> None:
    session = at_reply(3)
    full = rows(session)
    assert quotations.cycle_quoted_text(session, None) == "quoted text in one line each"
    assert sum(line.startswith("┃") for line in rows(session)) == 2
    assert quotations.cycle_quoted_text(session, None) == "quoted text hidden"
    assert not any(line.startswith("┃") for line in rows(session))
    assert "That is so." in rows(session)
    assert quotations.cycle_quoted_text(session, None) == "quoted text in full"
    assert rows(session) == full


def test_a_line_of_a_quotation_names_the_source_of_its_words() -> None:
    drawing = (
        "ann: One was first.\nbob: Two was next.\ncarl: > One was first.\n      >\n      > Two was next.\n\n      Yes."
    )
    session = reader(drawing, (("c3", "One was first.", "c1"), ("c3", "Two was next.", "c2")), height=40)
    quotations.cycle_quoted_text(session, None)
    quoted = [line for line in rows(session) if "┃" in line]
    assert len(quoted) == 1
    assert "One was first." in quoted[0]
    assert quoted[0].endswith("↑ ann #1")


def test_quotations_that_lead_nowhere_are_never_hidden() -> None:
    session = reader(TALK, (("c3", "I measured it twice", None),), height=40)
    quotations.cycle_quoted_text(session, 1)
    quotations.cycle_quoted_text(session, 1)
    assert any("I measured it twice" in line and line.startswith("┆") for line in rows(session))


def test_skipping_quoted_text_goes_to_the_first_words_after_it() -> None:
    session = at_reply(3, height=4)
    quotations.skip_quoted(session, None)
    assert rows(session)[0] == "That is so."
    quotations.skip_quoted(session, None)
    assert rows(session)[0] in {"Where?", "That is so."}
    moving.last(session, 4)
    assert quotations.skip_quoted(session, None) == "no quoted text to skip in this reply"
    assert quotations.skip_quoted(at_reply(3), None) == "nothing after the quoted text to scroll to"


def test_a_paragraph_between_quotation_marks_is_quoted_text() -> None:
    drawing = (
        "ann: I measured it twice.\nbob: “I measured it twice.”\n\n     Why?\n\n     No.\n\n     Other.\n\n     Reason."
    )
    session = reader(drawing, (("c2", "I measured it twice.", "c1"),), height=4)
    moving.last(session, 2)
    assert any(line.startswith("┃ “I measured") for line in rows(session))
    quotations.skip_quoted(session, None)
    assert rows(session)[0] == "Why?"
    quotations.cycle_quoted_text(session, 2)
    moving.last(session, 2)
    assert not any("“I measured" in line for line in rows(session))


@pytest.mark.parametrize("number", [1, 4])
def test_a_root_that_quotes_nothing_shows_the_article(number: int) -> None:
    session = at_reply(number)
    assert quotations.peek(session, None) == ""
    assert box(session)[0] == "╭ ↑ Title"


def test_the_box_is_brought_into_the_window_and_scrolled_through_before_more_is_shown() -> None:
    session = at_reply(3, height=6)
    quotations.peek(session, None)
    seen = {*rows(session)}
    for _ in range(6):
        if "╰ x more · > go there · esc close" in seen:
            break
        assert quotations.peek(session, None) == ""
        seen |= {*rows(session)}
    assert {"╭ ↑ article · ¶2", "│ The base rate was never four per cent.", "╰ x more · > go there · esc close"} <= seen


def test_a_look_at_another_quotation_begins_anew_and_the_key_to_follow_goes_where_one_looks() -> None:
    session = at_reply(3)
    quotations.peek(session, None)
    quotations.next_quote(session, None)
    quotations.next_quote(session, None)
    quotations.peek(session, None)
    assert box(session)[0] == "╭ ↑ ann #1"
    assert quotations.follow(session, None) == "ann #1 · ^o back"
    session = at_reply(2)
    quotations.peek(session, None)
    quotations.follow(session, None)
    assert session.cursor == "c1"


def test_quoted_text_keeps_the_words_at_the_top_of_the_window() -> None:
    session = at_reply(3, height=4)
    while rows(session)[0] != "That is so.":
        assert moving.line_down(session, None) == ""
    quotations.cycle_quoted_text(session, None)
    assert rows(session)[0] == "That is so."


def test_what_is_aimed_at_is_never_hidden() -> None:
    session = at_reply(3)
    quotations.cycle_quoted_text(session, None)
    quotations.cycle_quoted_text(session, None)
    quotations.next_quote(session, None)
    assert any("The base rate was never" in line for line in rows(session))


def test_following_the_same_quotation_again_needs_no_second_way_back() -> None:
    session = at_reply(3)
    for _ in range(3):
        quotations.follow(session, None)
    quotations.back(session, None)
    assert quotations.back(session, None) == ""
    assert quotations.back(session, None) == "no earlier jump"


def test_counts_say_which_quotation_is_looked_at_and_how_often_quoted_text_changes() -> None:
    session = at_reply(3)
    assert quotations.peek(session, 2) == ""
    assert box(session)[0] == "╭ ↑ ann #1"
    assert quotations.peek(session, 1) == ""
    assert box(session)[0] == "╭ ↑ article · ¶2"
    assert quotations.peek(session, 3) == "no quotation 3: only 2"
    assert quotations.peek(at_reply(4), 1) == "no quotation in this reply"
    lost = reader(TALK, (("c3", "I measured it twice", None),))
    moving.last(lost, 3)
    assert quotations.peek(lost, 1) == "source not found"
    assert quotations.cycle_quoted_text(session, 2) == "quoted text hidden"


BEFORE = sketch("""
# Bread

ann: It takes two days.
  bob: Mine never did.
cy: Salt.
""")
AFTER = sketch("""
# Bread

ann: It takes three long days.
  bob: Mine never did.
cy: Salt.
dora: Rye is another thing.
""")


def at(number: int) -> Session:
    session = read(AFTER, since=BEFORE, height=30)
    moving.last(session, number)
    return session


def test_what_was_edited_stands_under_the_reply_until_the_key_is_pressed_again() -> None:
    session = at(1)
    assert quotations.show_change(session, None) == ""
    assert rows(session)[:6] == [
        ">c1",
        "\N{BOX DRAWINGS LIGHT ARC DOWN AND RIGHT} since the previous save",
        "│ It takes [-two-] {+three long+} days.",
        "╰ esc close",
        "It takes three long days.",
        "",
    ]
    assert quotations.show_change(session, None) == ""
    assert rows(session)[1] == "It takes three long days."
    quotations.show_change(session, None)
    moving.back_out(session, None)
    assert rows(session)[1] == "It takes three long days."


def test_a_look_at_the_parent_and_a_jump_are_not_taken_for_it() -> None:
    session = at(1)
    quotations.show_change(session, None)
    quotations.follow(session, None)
    assert session.cursor == "c1"
    assert quotations.peek(session, None) == "no preview: this replies to the article, which was not saved"


def test_why_there_is_nothing_to_show_is_said() -> None:
    assert quotations.show_change(at(2), None) == "unchanged since the previous save"
    assert quotations.show_change(at(4), None) == "new: not in the previous save"
    alone = read(AFTER)
    moving.last(alone, 1)
    assert quotations.show_change(alone, None) == "only one save"


def test_signs_that_changed_are_shown_too() -> None:
    session = read(sketch("# Bread\n\nann: It, rises?"), since=sketch("# Bread\n\nann: It rises."))
    assert quotations.show_change(session, None) == ""
    assert "│ [-It rises.-] {+It, rises?+}" in rows(session)


def test_a_reply_that_is_gone_says_so() -> None:
    session = read(BEFORE, since=AFTER)
    gone = replace(session.opened.changes, gone=session.opened.changes.edited, edited=frozenset())
    session = read(BEFORE)
    session.opened = replace(session.opened, changes=gone)  # type: ignore[type-var] # it is one in memory
    moving.last(session, 1)
    assert quotations.show_change(session, None).startswith("gone: ")


def test_replies_are_filtered_by_what_became_of_them() -> None:
    session = at(1)
    assert matching_replies(session, parse_query("is:new")) == [3]
    assert matching_replies(session, parse_query("is:edited")) == [0]
    assert matching_replies(session, parse_query("is:gone")) == []
    assert finding.show_matching(session, "is:new rye") == "1 reply"


def newest_of(session: Session) -> list[str]:
    lists.show_newest(session, None)
    assert session.open_list
    items = session.open_list.items
    return [items.row(number, 80).text for number in range(len(items))]


def test_the_list_of_the_newest_says_which_came_with_the_newest_save() -> None:
    last = replace(AFTER.comments[-1], posted_at=Moment("3 May", date(2024, 5, 3)))
    dated = replace(AFTER, comments=(*AFTER.comments[:-1], last))
    new = newest_of(read(dated, since=BEFORE, height=30))
    assert new[0].startswith("dora  #4")
    assert [" new " in row for row in new] == ["dora" in row for row in new]
    assert not any(" new " in row for row in newest_of(read(dated)))
