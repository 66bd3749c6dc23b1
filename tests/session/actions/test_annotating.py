from collections.abc import Sequence

from msgspec.structs import replace

from reading import KEYS, reader
from sketch import sketch
from threadreader.library.read_state import locate_annotation
from threadreader.model.annotation import MAX_NOTE_CHARS, Annotation
from threadreader.model.page import Page, PageId
from threadreader.model.stored_thread import Progress, ThreadInMemory
from threadreader.model.thread import CommentId
from threadreader.session import ARTICLE, Pane, Session, Sizes
from threadreader.session.actions import annotating, finding, lists
from threadreader.session.actions.annotating import Notes
from threadreader.session.state import Copy, Keep

TALK = """
# Title

The article has words.

ann: Hello to you all, and welcome.
  bob: A second reply.
carl: The last one.
"""


def noted(session: Session, index: int, note: str = "", *, words: int = 1) -> None:
    session.pane = Pane.ARTICLE if index == ARTICLE else Pane.REPLIES
    if index != ARTICLE:
        session.show_reply(index)
    annotating.begin(session, None)
    annotating.word_end(session, words)
    annotating.annotate(session, note)
    session.effects.clear()


def rows(session: Session, width: int = 80) -> Sequence[str]:
    assert session.open_list
    items = session.open_list.items
    return [items.row(number, width).text.rstrip() for number in range(len(items))]


def full() -> Session:
    session = reader(TALK)
    noted(session, 2, "the end\nof it")
    noted(session, ARTICLE)
    noted(session, 0, "greeting")
    return session


def test_all_highlights_and_notes_are_listed_in_the_order_of_the_thread() -> None:
    session = full()
    session.show_reply(0)
    assert annotating.show_notes(session, None) == ""
    assert session.open_list
    assert session.open_list.items.title == "3 highlights and notes"
    assert rows(session) == [
        "article      yellow  “The”",
        "ann      #1  yellow  greeting · “Hello”",
        "carl     #3  yellow  the end of it · “The”",
    ]
    assert rows(session, 24)[1] == "ann      #1  y  greetin…"
    assert session.open_list.position.at == 1
    assert [session.open_list.items.person(n) for n in range(3)] == ["article", "ann", "carl"]


def test_a_row_leads_to_its_passage_and_back() -> None:
    session = full()
    session.show_reply(1)
    annotating.show_notes(session, None)
    lists.first(session, None)
    assert lists.go(session, None) == "highlighted · ^o back"
    assert session.link_highlight
    assert session.link_highlight.passage.owner is None
    annotating.show_notes(session, None)
    lists.last(session, None)
    assert lists.go(session, None) == "the end of it · ^o back"
    assert session.cursor == "c3"


def test_a_note_before_anything_is_selected_is_on_the_paragraph() -> None:
    session = reader(TALK)
    session.pane = Pane.REPLIES
    session.show_reply(0)
    annotating.begin(session, None)
    annotating.annotate(session, "greeting")
    annotating.show_notes(session, None)
    assert rows(session) == ["ann  #1  yellow  greeting · “Hello to you all, and welcome.”"]


def test_without_any_there_is_no_list() -> None:
    session = reader(TALK)
    assert annotating.show_notes(session, None) == "no highlights or notes in this thread · v selects text"
    assert session.open_list is None


def test_a_note_is_changed_and_removed() -> None:
    session = full()
    session.show_reply(0)
    annotating.show_notes(session, None)
    name, note = annotating.noted(session)
    assert note == "greeting"
    assert annotating.write(session, name, "greeting") == "note unchanged"
    assert annotating.write(session, name, "two\nlines \x1b[31m") == "note saved"
    assert session.annotations.all[name].note == "two\nlines \u241b[31m"
    assert session.effects == [Keep()]
    assert annotating.write(session, name, " ") == "note removed"
    assert session.annotations.all[name].exact == "Hello"
    too_long = "x" * (MAX_NOTE_CHARS + 1)
    assert annotating.write(session, name, too_long) == "2,000,001 characters: a note takes at most 2,000,000"


def test_the_colour_is_changed() -> None:
    session = full()
    annotating.show_notes(session, None)
    assert annotating.recolor(session, None) == "green"
    assert annotating.recolor(session, 4) == "pink"
    assert annotating.recolor(session, 5) == "colours 1 to 4: yellow, green, blue, pink"
    assert sorted(each.color for each in session.annotations.all.values()) == ["pink", "yellow", "yellow"]


def test_what_is_removed_can_be_put_back_as_long_as_the_list_is_open() -> None:
    session = full()
    before = session.annotations.all
    annotating.show_notes(session, None)
    lists.first(session, None)
    assert annotating.remove(session, None) == "removed · D again restores it"
    assert len(session.annotations.all) == 2
    assert "removed" in rows(session)[0]
    assert annotating.recolor(session, None) == "removed already"
    name, _ = annotating.noted(session)
    assert annotating.write(session, name, "late") == "removed already"
    assert annotating.remove(session, None) == "restored"
    assert session.annotations.all == before
    for _ in range(3):
        annotating.remove(session, None)
        lists.down(session, None)
    session.close_list()
    assert not session.annotations.all
    assert annotating.show_notes(session, None).startswith("no highlights")


def saved_again(talk: str, *annotations: Annotation) -> Session:
    """A session on a thread that was edited since its passages were highlighted."""
    progress = Progress(annotations={f"{number}": each for number, each in enumerate(annotations)})
    opened = ThreadInMemory(Page(PageId("page"), "Page"), sketch(talk))
    return Session(opened, Sizes((60, 12), (60, 12), both=True), progress=progress, keys=KEYS, locate=locate_annotation)


def test_what_was_edited_or_is_gone_is_listed_as_that() -> None:
    text = sketch(TALK).comments[0].text
    kept = Annotation.of(CommentId("c1"), text, 0, 5)
    edited = Annotation.of(CommentId("c1"), text, 9, 21)
    gone, elsewhere = replace(kept, exact="another", prefix="x", note="lost"), replace(kept, owner=CommentId("c99"))
    session = saved_again(TALK.replace("to you all", "to all of you"), kept, edited, gone, elsewhere)
    annotating.show_notes(session, None)
    assert session.open_list
    items = session.open_list.items
    assert isinstance(items, Notes)
    assert [items.state(row) for row in items.rows] == ["", "edited since", "reply gone", "not found"]
    lists.first(session, 2)
    assert lists.go(session, None).startswith("edited since · highlighted")
    annotating.show_notes(session, None)
    lists.last(session, None)
    assert lists.go(session, None) == "no longer on the page: “another” · ^o back"
    assert session.cursor == "c1"


def test_replies_are_filtered_by_notes() -> None:
    session = full()
    assert finding.show_matching(session, "is:noted") == "2 replies"
    assert finding.show_matching(session, "-is:noted") == "1 reply"
    assert finding.show_matching(session, "note:GREET") == "1 reply"
    assert finding.show_matching(session, 'note:"end of"') == 'no reply matches note:"end of"'
    assert "for example note:" in finding.show_matching(session, "note:")


def test_notes_of_another_window_come_in_and_nothing_is_lost() -> None:
    session = full()
    before = session.progress
    (name,) = (name for name, each in before.annotations.items() if each.note == "greeting")
    theirs = {
        **before.annotations,
        name: before.annotations[name].with_note("theirs"),
        "new": replace(before.annotations[name], start=6, note="from there"),
    }
    annotating.write(session, name, "ours")
    session.read_state.merge(before, replace(before, annotations=theirs))
    notes = sorted(each.note for each in session.annotations.all.values())
    assert notes == ["", "from there", "ours", "the end\nof it", "theirs"]


def test_what_another_window_removed_goes_unless_it_was_changed_here() -> None:
    session = full()
    before = session.progress
    (name,) = (name for name, each in before.annotations.items() if each.note == "greeting")
    annotating.write(session, name, "ours")
    session.read_state.merge(before, replace(before, annotations={}))
    assert [each.note for each in session.annotations.all.values()] == ["ours"]


def test_a_passage_of_the_list_is_copied_with_its_source() -> None:
    text = sketch(TALK).comments[0].text
    edited = Annotation.of(CommentId("c1"), text, 9, 21)
    gone = replace(edited, owner=CommentId("c99"), exact="words of before")
    lost = replace(gone, owner=CommentId("c1"), exact="another", prefix="x")
    session = saved_again(TALK.replace("to you all", "to all of you"), edited, gone, lost)
    annotating.show_notes(session, None)
    assert annotating.cite(session, 4) == "forms 1 to 3: plain, Markdown, BibTeX"
    assert annotating.cite(session, None) == "copied: the text and its source, plain · edited since"
    lists.down(session, None)
    assert annotating.cite(session, None) == "copied: the text and its source, plain · reply gone"
    lists.down(session, None)
    assert annotating.cite(session, 2) == "copied: the text and its source, Markdown · not found"
    assert session.effects == [
        Copy("“all of you, and”\nann, comment on “Page”"),
        Copy("“words of before”\ncomment on “Page”"),
        Copy("> another\n>\n> — ann, comment on “Page”"),
    ]
