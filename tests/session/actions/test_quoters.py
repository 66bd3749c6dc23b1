from reading import reader
from threadreader.session.actions import act, lists, moving, quotations

TALK = """
# Title

The base rate was never four per cent.

ann: I measured it twice, and it held.
  carl: > The base rate was never four per cent.

        > I measured it twice
dora: > I measured it twice

      Who said it?
"""
QUOTES = (
    ("c2", "The base rate was never four per cent.", ""),
    ("c2", "I measured it twice", "c1"),
    ("c3", "I measured it twice", "c1"),
)


def test_the_only_one_who_quotes_a_passage_is_gone_to() -> None:
    session = reader(TALK, QUOTES)
    moving.other_pane(session, None)
    assert quotations.who_quotes(session, None) == "quoted by carl #2 · ^o back"
    assert session.cursor == "c2"


def test_several_who_quote_are_listed_and_each_is_shown_as_the_list_is_gone_through() -> None:
    session = reader(TALK, QUOTES)
    before = session.location()
    quotations.who_quotes(session, None)
    assert session.open_list is not None
    assert session.open_list.items.title == "Quoted by 2"
    assert session.cursor == "c2"
    assert session.open_list.items.row(0, 60).text.split() == ["carl", "#2", "I", "measured", "it", "twice"]
    assert session.open_list.items.row(1, 60).text.split() == ["dora", "#3", "Who", "said", "it?"]
    act(session, lists.down)
    assert session.cursor == "c3"
    assert session.link_highlight is not None
    session.close_list()
    assert session.location() == before
    assert session.open_list is None


def test_the_one_chosen_is_gone_to_and_back_leads_to_where_the_list_was_opened() -> None:
    session = reader(TALK, QUOTES)
    before = session.location()
    quotations.who_quotes(session, None)
    lists.down(session, None)
    assert lists.go(session, None) == "quoted by dora #3 · ^o back"
    assert session.cursor == "c3"
    place = session.jumps.step(session.location(), back=True)
    assert place == before


def test_a_row_says_what_follows_a_quotation_in_running_text_or_behind_other_quotations() -> None:
    talk = """
ann: I measured it twice.
bob: “I measured it twice”, you say.
carl: > I measured it twice.

      > Often.

      Why?
"""
    session = reader(talk, (("c2", "I measured it twice", "c1"), ("c3", "I measured it twice.", "c1")))
    quotations.who_quotes(session, None)
    assert session.open_list is not None
    words = [session.open_list.items.row(number, 60).text.split("  ")[-1].strip() for number in range(2)]
    assert words == ["you say.", "Why?"]


def test_what_nobody_quotes_is_said() -> None:
    session = reader(TALK)
    assert quotations.who_quotes(session, None) == "not quoted by anyone"
    moving.other_pane(session, None)
    assert quotations.who_quotes(session, None) == "no quoted text on screen"
