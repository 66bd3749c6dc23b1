import pytest
from msgspec.structs import replace

from reading import reader
from sketch import chain, sketch
from threadreader.model.annotation import TextFragment
from threadreader.model.page import Page, PageId
from threadreader.model.stored_thread import Start, ThreadInMemory
from threadreader.model.thread import CommentId, Thread
from threadreader.session import Pane, Session
from threadreader.session.actions import Action, act, copying, finding, moving
from threadreader.session.actions.copying import Selected, selected_text
from threadreader.session.selection import Selection
from threadreader.session.state import Copy

TALK = """
# Title

The article begins.

And ends.

ann: I measured it.

     Twice.
  bob: Where?
    carl: There.
dora: Elsewhere.
"""


@pytest.mark.parametrize(
    ("action", "number", "copied", "said"),
    [
        (copying.copy_text, 1, "I measured it.\n\nTwice.", "copied: the text of ann #1"),
        (copying.copy_quotation, 1, "ann wrote:\n> I measured it.\n>\n> Twice.", "copied: as a quotation"),
        (copying.copy_path, 2, "ann [#1]\n  I measured it.\n\n  Twice.\n\n  bob [#2]\n    Where?", "copied: 2 replies"),
        (copying.copy_branch, 2, "bob [#2]\n  Where?\n\n  carl [#3]\n    There.", "copied: the branch, 2 replies"),
        (copying.copy_branch, 4, "dora [#4]\n  Elsewhere.", "copied: the branch, 1 reply"),
    ],
)
def test_what_is_copied(action: Action, number: int, copied: str, said: str) -> None:
    session = reader(TALK)
    moving.last(session, number)
    assert act(session, action).startswith(said)
    assert session.effects == [Copy(copied)]


def test_in_the_article_it_is_the_article() -> None:
    session = reader(TALK)
    session.pane = Pane.ARTICLE
    assert act(session, copying.copy_text) == "copied: the article"
    assert session.effects == [Copy("The article begins.\n\nAnd ends.")]


def test_a_page_of_which_nothing_says_where_it_was_has_no_address() -> None:
    session = reader(TALK)
    assert act(session, copying.copy_address) == "no address known for this page"
    assert session.effects == []


def test_a_reply_with_an_address_that_leads_nowhere_has_none() -> None:
    (comment,) = chain(1).comments
    thread = Thread(chain(1).article, (replace(comment, permalink="/t/5#c1"),))
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), thread))
    moving.last(session, 1)
    assert act(session, copying.copy_address) == "no address known for this page"


def test_the_address_of_a_reply_is_that_of_the_page_and_its_id() -> None:
    page = Page(PageId("page"), "Page", url="https://blog.example/talk/")
    session = Session(ThreadInMemory(page, chain(3)))
    moving.last(session, 3)
    assert act(session, copying.copy_address) == "copied: https://blog.example/talk/#c3"
    session.pane = Pane.ARTICLE
    act(session, copying.copy_address)
    assert session.effects == [Copy("https://blog.example/talk/#c3"), Copy("https://blog.example/talk/")]


def test_a_deep_branch_is_not_indented_without_end() -> None:
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), chain(2_000)))
    act(session, copying.copy_branch)
    (errand,) = session.effects
    assert isinstance(errand, Copy)
    assert max(map(len, errand.text.split("\n"))) < 60


SELECTION_TALK = """
# Title

The article begins here, and goes on over more than one line of the pane that it is shown in.

It ends.

ann: I measured it twice, and then a third time since nobody believed the first two of them.

     It held.
  bob: Where?
"""


def drawn(item: int, first: int, last: int, start: int = 0, end: int = 60) -> list[Selected]:
    bar = "  \N{LEFT ONE QUARTER BLOCK}  "
    return [Selected(item, n, start, end, f"{bar}words" if n else f"{bar}ann  #1  ") for n in range(first, last + 1)]


def test_lines_of_one_paragraph_are_one_line_of_text() -> None:
    session = reader(SELECTION_TALK)
    words = "I measured it twice, and then a third time since nobody believed the first two of them."
    assert len(session.replies.layout.body(0)) > 3
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 2)) == words
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 4)) == f"{words}\n\nIt held."


def test_only_the_characters_between_the_ends_are_taken() -> None:
    session = reader(SELECTION_TALK)
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 1, 5, 6)) == "I"
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 1, 7, 18)) == "measured it"
    assert selected_text(session, Pane.REPLIES, drawn(0, 1, 1, 0, 5)) == ""


def test_a_header_is_taken_as_it_is_drawn_without_its_bar() -> None:
    assert selected_text(reader(SELECTION_TALK), Pane.REPLIES, drawn(0, 0, 0)) == "ann  #1"


def test_in_the_article_too() -> None:
    session = reader(SELECTION_TALK)
    assert selected_text(session, Pane.ARTICLE, drawn(2, 0, 0)) == "It ends."


def test_what_is_selected_is_copied_with_an_address_that_leads_back_to_it() -> None:
    session = _selecting("measured it twice")
    assert copying.copy_passage(session, None) == "copied: the text and its source, plain"
    (copied,) = session.effects
    assert isinstance(copied, Copy)
    words, source = copied.text.split("\n")
    assert words == "“measured it twice”"
    assert source.startswith("ann, comment on “Measures”, ")
    address = source.rpartition(" ")[2]
    assert address == "https://blog.example/measures/#c1:~:text=measured%20it%20twice"
    assert session.selection is None
    name, fragment = TextFragment.parse(address.partition("#")[2])
    elsewhere = _measures()
    assert finding.open_at_words(elsewhere, Start(CommentId(name), fragment)) == ""
    assert elsewhere.cursor == "c1"
    assert elsewhere.active_search is not None
    at = elsewhere.active_search.at
    assert elsewhere.opened.comment(at.position).text[at.start : at.end] == "measured it twice"


def test_a_citation_has_three_forms() -> None:
    session = _measures()
    assert copying.copy_citation(session, 3) == "copied: the source, BibTeX"
    assert copying.copy_citation(session, 4) == "forms 1 to 3: plain, Markdown, BibTeX"
    moving.other_pane(session, None)
    assert copying.copy_citation(session, 2) == "copied: the source, Markdown"
    *_, article = session.effects
    assert isinstance(article, Copy)
    assert article.text == "[“Measures”](<https://blog.example/measures/>)"


def test_words_that_are_nowhere_are_said() -> None:
    start = Start(None, TextFragment("nobody wrote this"))
    assert finding.open_at_words(_measures(), start) == "the text of the address is not on this page"


def _measures() -> Session:
    thread = sketch(SELECTION_TALK)
    page = Page(PageId("p"), "Measures", "https://blog.example/measures/")
    return Session(ThreadInMemory(page, thread))


def _selecting(words: str) -> Session:
    session = _measures()
    begun = Selection.of(session, 0)
    begun.origin = begun.text.index(words)
    begun.end = begun.origin + len(words) - 1
    session.selection = begun
    return session
