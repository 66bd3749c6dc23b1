from dataclasses import replace

import pytest

from in_memory import ThreadInMemory
from reading import reader
from sketch import chain
from threadreader.model.page import Page, PageId
from threadreader.model.thread import Thread
from threadreader.session import Pane, Session
from threadreader.session.actions import Action, act, copying, moving
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
        (copying.copy_text, 1, "I measured it.\n\nTwice.", "copied: the words of ann #1"),
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
    assert session.errands == [Copy(copied)]


def test_in_the_article_it_is_the_article() -> None:
    session = reader(TALK)
    session.pane = Pane.ARTICLE
    assert act(session, copying.copy_text) == "copied: the article"
    assert session.errands == [Copy("The article begins.\n\nAnd ends.")]


def test_a_page_of_which_nothing_says_where_it_was_has_no_address() -> None:
    session = reader(TALK)
    assert act(session, copying.copy_address) == "the file does not say where the page was"
    assert session.errands == []


def test_a_reply_with_an_address_that_leads_nowhere_has_none() -> None:
    (comment,) = chain(1).comments
    thread = Thread(chain(1).article, (replace(comment, permalink="/t/5#c1"),))
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), thread))
    moving.last(session, 1)
    assert act(session, copying.copy_address) == "the file does not say where the page was"


def test_the_address_of_a_reply_is_that_of_the_page_and_its_id() -> None:
    page = Page(PageId("page"), "Page", url="https://blog.example/talk/")
    session = Session(ThreadInMemory(page, chain(3)))
    moving.last(session, 3)
    assert act(session, copying.copy_address) == "copied: https://blog.example/talk/#c3"
    session.pane = Pane.ARTICLE
    act(session, copying.copy_address)
    assert session.errands == [Copy("https://blog.example/talk/#c3"), Copy("https://blog.example/talk/")]


def test_a_deep_branch_is_not_indented_without_end() -> None:
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), chain(2_000)))
    act(session, copying.copy_branch)
    (errand,) = session.errands
    assert isinstance(errand, Copy)
    assert max(map(len, errand.text.split("\n"))) < 60
