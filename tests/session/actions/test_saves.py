"""The list of saves of a thread in a session: marked, compared, shown, dropped."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from reading import KEYS
from sketch import chain, sketch
from threadreader.errors import StoreError
from threadreader.model.merge import merge_saves
from threadreader.model.page import Note, Page, PageId, Paging, Save
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import ThreadInMemory
from threadreader.model.thread import CommentId, Thread
from threadreader.session import Pane, Session, Sizes
from threadreader.session.actions import lists, saves
from threadreader.session.actions.saves import ChangedReplies, Saves
from threadreader.session.state import DropSave, Load, ShowSave

DAY = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
OLD = "# Bread\n\nIt rises.\n\nann: The crust was hard.\n  bob: Put water under it.\ncy: Rye takes longer."
NEW = "# Bread\n\nIt rises.\n\nann: The crust was very hard.\n  bob: Put water under it."


def save(drawing: str | Thread, day: int, *, notes: tuple[Note, ...] = (), paging: Paging | None = None) -> ParsedPage:
    thread = sketch(drawing) if isinstance(drawing, str) else drawing
    one = Save(f"{day}", f"day {day}.html", "html", "drawn", DAY + timedelta(day))
    return ParsedPage(Page(PageId("page"), "Bread", saves=(one,)), thread, notes=notes, paging=paging)


def session_of(*pages: ParsedPage, shown: Save | None = None) -> Session:
    """A session on a thread that is joined from saves."""
    joined = merge_saves(pages)
    by_digest = {page.save.digest: page for page in pages}
    opened = ThreadInMemory(joined.page, joined.thread, changes=joined.changes)
    sizes = Sizes((60, 12), (60, 12), both=True)
    session = Session(opened, sizes, keys=KEYS, load_save=lambda one: by_digest[one.digest], save=shown)
    session.arrange((140, 30))
    return session


def run(session: Session, message: str = "") -> str:
    """Run what is to be loaded; the message after it."""
    while session.effects and isinstance(effect := session.effects[0], Load):
        del session.effects[0]
        message = effect.done(effect.load()) or message
    return message


def rows(session: Session, width: int = 90) -> Sequence[str]:
    assert session.open_list
    items = session.open_list.items
    return [items.row(number, width).text.rstrip() for number in range(len(items))]


def title(session: Session) -> str:
    assert session.open_list
    return session.open_list.items.title


def three() -> Session:
    newest = save(f"{NEW}\ndora: Any bread?", 2)
    *kept, last = newest.thread.comments
    comments = (*kept, replace(last, id=CommentId("c4")))
    newest = replace(newest, thread=Thread(newest.thread.article, comments))
    session = session_of(save(OLD, 0), save(NEW, 1), newest)
    assert run(session, saves.show_saves(session, None)) == ""
    return session


def test_the_saves_are_listed_with_their_replies_the_newest_first() -> None:
    session = three()
    assert title(session) == "3 saves"
    assert rows(session) == [
        " all saves merged  4 replies  shown",
        " 3 May 2024 09:30  3 replies         1 new · day 2.html · html",
        " 2 May 2024 09:30  2 replies         1 edited, 1 gone · day 1.html · html",
        " 1 May 2024 09:30  3 replies         day 0.html · html",
    ]
    assert rows(session, 30)[1] == " 3 May 2024 09:30  3 replies"


def test_a_row_shows_its_save_and_the_one_that_is_shown_stays() -> None:
    session = three()
    assert lists.go(session, None) == ""
    assert session.effects == []
    saves.show_saves(session, None)
    run(session)
    lists.last(session, None)
    assert lists.go(session, None) == "loading… · esc cancels"
    assert session.effects == [ShowSave(session.saves[0])]
    assert session.open_list is None


def test_the_list_of_a_save_as_it_was_leads_back_to_all() -> None:
    page = save(OLD, 0)
    session = session_of(page, save(NEW, 1), shown=page.save)
    saves.show_saves(session, None)
    assert [row.endswith("html") or "shown" in row for row in rows(session)] == [False, True, True]
    assert "shown" in rows(session)[2]
    lists.first(session, None)
    lists.go(session, None)
    assert session.effects[-1] == ShowSave(None)


def test_a_save_is_compared_with_the_one_before_it() -> None:
    session = three()
    lists.down(session, 2)
    assert run(session, saves.compare(session, None)) == "comparing…"
    assert title(session) == "1 edited, 1 gone from 1 May 2024 09:30 to 2 May 2024 09:30"
    assert rows(session) == [
        "edited  ann  #1  The crust was {+very+} hard.",
        "gone    cy   #3  Rye takes longer.",
    ]
    assert session.cursor == "c1"
    assert session.replies.layout.inserted
    box = "\n".join(line.text for line in session.replies.layout.inserted.lines)
    assert "between the two saves" in box
    assert "{+very+}" in box
    lists.down(session, None)
    assert session.cursor == "c3"
    assert session.replies.layout.inserted is None
    lists.up(session, None)
    assert lists.go(session, None) == "^o back · gS saves"
    assert session.replies.layout.inserted
    assert session.close_top_layer()
    assert not session.close_top_layer()


def test_a_comparison_leads_back_to_the_list_and_a_row_of_it_to_the_thread() -> None:
    session = three()
    lists.down(session, 2)
    run(session, saves.compare(session, None))
    assert session.close_top_layer()
    assert title(session) == "3 saves"
    assert saves.mark(session, None).startswith("selected")
    assert session.close_top_layer()
    assert not session.close_top_layer()


def test_two_marked_saves_are_compared_in_whichever_order() -> None:
    session = three()
    lists.last(session, None)
    assert saves.mark(session, None) == "selected · c on another save compares the two"
    assert rows(session)[3].startswith("✓1 May")
    lists.down(session, -2)
    run(session, saves.compare(session, None))
    assert title(session) == "1 new, 1 edited, 1 gone from 1 May 2024 09:30 to 3 May 2024 09:30"
    assert [row.split()[0] for row in rows(session)] == ["new", "edited", "gone"]


def test_an_edited_article_is_a_row_of_the_comparison() -> None:
    session = session_of(save(OLD, 0), save(OLD.replace("It rises.", "It rises in the morning, long before."), 1))
    run(session, saves.show_saves(session, None))
    lists.down(session, None)
    run(session, saves.compare(session, None))
    assert rows(session) == ["edited  article      It [-rises.-] {+rises in the morning, long before.+}"]
    assert lists.go(session, None) == "^o back · gS saves"
    assert session.pane is Pane.ARTICLE


def test_saves_of_one_minute_are_told_apart_by_seconds() -> None:
    one, other = save(OLD, 0), save(NEW, 1)
    taken = one.save.saved_at
    assert taken
    later = replace(other.save, saved_at=taken.replace(second=41))
    other = replace(other, page=replace(other.page, saves=(later,)))
    session = session_of(one, other)
    run(session, saves.show_saves(session, None))
    assert [row[:21].strip() for row in rows(session)] == [
        "all saves merged",
        "1 May 2024 09:30:41",
        "1 May 2024 09:30:00",
    ]


def test_where_all_saves_are_selected_the_newest_is_compared() -> None:
    session = three()
    run(session, saves.compare(session, None))
    assert title(session).endswith("from 2 May 2024 09:30 to 3 May 2024 09:30")


def test_what_cannot_be_compared_says_why() -> None:
    session = three()
    assert saves.mark(session, None) == "select one save to compare"
    lists.last(session, None)
    assert saves.compare(session, None) == "no earlier save · space selects one to compare with"
    saves.mark(session, None)
    assert saves.mark(session, None) == "no longer selected"
    same = session_of(save(OLD, 0), save(OLD, 1))
    run(same, saves.show_saves(same, None))
    lists.down(same, None)
    assert run(same, saves.compare(same, None)) == "no differences"
    pages = session_of(save(OLD, 0, paging=Paging("t", 1, 2)), save("eve: More", 1, paging=Paging("t", 2, 2)))
    run(pages, saves.show_saves(pages, None))
    lists.down(pages, None)
    assert run(pages, saves.compare(pages, None)) == "two different pages of the thread: no reply in common"


def test_a_comparison_with_a_file_that_is_cut_off_says_so() -> None:
    session = session_of(save(OLD, 0), save("ann: The crust was hard.", 1, notes=(Note("page", "its file ends"),)))
    run(session, saves.show_saves(session, None))
    lists.down(session, None)
    assert run(session, saves.compare(session, None)) == "incomplete: one of the saves is cut off"


def test_a_comparison_that_comes_after_the_list_was_closed_opens_none() -> None:
    session = three()
    lists.last(session, None)
    lists.up(session, None)
    saves.compare(session, None)
    session.close_list()
    assert run(session) == ""
    assert session.open_list is None


def test_a_save_is_dropped_when_it_is_asked_for_twice() -> None:
    session = three()
    assert saves.drop(session, None) == "select one save to delete"
    lists.last(session, None)
    asked = "D again deletes it for good, with 1 reply in no other save"
    assert saves.drop(session, None) == asked
    lists.up(session, None)
    lists.down(session, None)
    assert saves.drop(session, None) == asked
    assert session.effects == []
    assert saves.drop(session, None) == "deleting…"
    assert session.effects == [DropSave(session.saves[0])]


def test_the_only_save_is_not_dropped() -> None:
    session = session_of(save(OLD, 0))
    run(session, saves.show_saves(session, None))
    assert rows(session) == [" 1 May 2024 09:30  3 replies  shown  day 0.html · html"]
    assert saves.drop(session, None) == "the only save cannot be deleted · D in the library deletes the thread"


def test_a_thread_without_saves_and_one_that_cannot_be_loaded_say_so() -> None:
    session = Session(ThreadInMemory(Page(PageId("page"), "Page"), sketch(OLD)), keys=KEYS)
    assert saves.show_saves(session, None) == "no saves of this thread"
    session.saves = (save(OLD, 0).save,)
    saves.show_saves(session, None)
    effect = session.effects.pop()
    assert isinstance(effect, Load)
    with pytest.raises(StoreError):
        effect.load()


def test_names_of_files_are_hostile() -> None:
    page = save(OLD, 0)
    bad = replace(page.page, saves=(replace(page.save, name="\x1b[31m\nx" * 900, saved_at=None, imported_at=None),))
    session = session_of(replace(page, page=bad))
    run(session, saves.show_saves(session, None))
    (row,) = rows(session)
    assert row.isprintable()
    assert row.startswith(" at an unknown time")


def test_ten_thousand_replies_are_compared_in_one_pass() -> None:
    old = chain(10_000)
    new = Thread(old.article, old.comments[:-1])
    session = session_of(save(old, 0), save(new, 1))
    run(session, saves.show_saves(session, None))
    lists.down(session, None)
    run(session, saves.compare(session, None))
    assert session.open_list
    items = session.open_list.items
    assert isinstance(items, ChangedReplies)
    assert [each.before and each.before.id for each in items.rows] == [old.comments[-1].id]


def test_the_list_is_one_of_saves() -> None:
    session = three()
    assert session.open_list
    assert isinstance(session.open_list.items, Saves)
    assert session.open_list.items.only_in(session.saves[1]) == 0
