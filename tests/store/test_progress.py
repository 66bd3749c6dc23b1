from datetime import UTC, datetime

from msgspec.structs import replace

from keeping import keep, parse_save
from sketch import row, sketch
from threadreader.model.annotation import Annotation
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.store.connection import Database
from threadreader.store.entries import list_entries
from threadreader.store.progress import load_progress, save_progress
from threadreader.store.writing import replace_thread

ADDRESS = "https://example.org/bread"
PAGE = PageId(ADDRESS)
BEGINNING = Progress()


def _ids(*names: str) -> frozenset[CommentId]:
    return frozenset(map(CommentId, names))


FULL = Progress(
    CommentId("c7"),
    3,
    folded=_ids("c1", "c2"),
    seen=_ids("c1", "c3"),
    starred=_ids("c3"),
    muted=_ids("c2"),
    marks={"a": Bookmark(CommentId("c7"), 3), "b": Bookmark(None, 1, 4)},
    annotations={"1": Annotation(CommentId("c7"), 3, 9, "quoted", "un", " words", "pink", "two\nlines")},
    top=CommentId("c6"),
    top_line=2,
    pane="article",
    article=(4, 1),
    view={"quoted_text": "LINE"},
    progress_label="#7 ann",
    muted_unread=1,
)


def _figures(database: Database) -> tuple[int, int]:
    ((seen, starred),) = database.rows("SELECT seen, starred FROM reading")
    return seen, starred


def test_a_page_that_was_never_read_is_at_its_beginning(database: Database) -> None:
    assert load_progress(database, PAGE) == BEGINNING


def test_an_id_that_looks_like_a_statement_is_an_id(database: Database) -> None:
    page = PageId("x' OR 1 = 1; DROP TABLE reading; --")
    save_progress(database, page, FULL, BEGINNING)
    assert load_progress(database, page) == FULL
    assert load_progress(database, PAGE) == BEGINNING


def test_all_that_was_done_is_kept(database: Database) -> None:
    save_progress(database, PAGE, FULL, BEGINNING)
    assert load_progress(database, PAGE) == FULL
    later = replace(
        FULL, cursor=CommentId("c9"), folded=_ids("c2"), seen=_ids("c1"), starred=_ids(), marks={}, annotations={}
    )
    save_progress(database, PAGE, later, FULL)
    assert load_progress(database, PAGE) == later


def test_pages_do_not_share_their_places(database: Database) -> None:
    save_progress(database, PAGE, FULL, BEGINNING)
    assert load_progress(database, PageId("other")) == BEGINNING


def test_a_page_without_comments_has_a_place_too(database: Database) -> None:
    save_progress(database, PAGE, BEGINNING, BEGINNING)
    assert load_progress(database, PAGE) == BEGINNING


def test_two_windows_keep_what_was_done_in_both(database: Database) -> None:
    both = replace(BEGINNING, seen=_ids("c1", "c2"), starred=_ids("c1"))
    save_progress(database, PAGE, both, BEGINNING)
    save_progress(database, PAGE, replace(both, seen=_ids("c1", "c2", "c3"), starred=_ids("c1", "c4")), both)
    save_progress(database, PAGE, replace(both, seen=_ids("c2"), starred=_ids()), both)
    kept = load_progress(database, PAGE)
    assert kept.seen == _ids("c2", "c3")
    assert kept.starred == _ids("c4")
    assert _figures(database) == (2, 1)


def test_the_same_thing_done_in_two_windows_counts_once(database: Database) -> None:
    for _ in range(2):
        save_progress(database, PAGE, replace(BEGINNING, seen=_ids("c1")), BEGINNING)
    assert _figures(database) == (1, 0)


def test_only_comments_that_are_on_the_page_now_are_counted(database: Database) -> None:
    keep(database, row(3), b"old", url=ADDRESS)
    save_progress(database, PAGE, replace(BEGINNING, seen=_ids("c1", "c3"), starred=_ids("c3")), BEGINNING)
    replace_thread(database, 1, parse_save(sketch("# Row\n\nann: Only one now"), b"old", url=ADDRESS))
    assert _figures(database) == (1, 0)
    replace_thread(database, 1, parse_save(row(3), b"old", url=ADDRESS))
    assert _figures(database) == (2, 1)


def test_a_clock_that_was_set_back_does_not_make_the_reading_older(database: Database) -> None:
    for day in (3, 1):
        save_progress(database, PAGE, FULL, BEGINNING, datetime(2024, 5, day, tzinfo=UTC))
    assert database.rows("SELECT read_at FROM reading") == [("2024-05-03T00:00:00+00:00",)]


def test_what_a_list_says_of_a_reading_holds_for_the_thread_that_there_is_now(database: Database) -> None:
    keep(database, sketch("# Row\n\nann: 1\n  bob: 2\n    carl: 3"), b"old", url=ADDRESS)
    now = replace(
        BEGINNING, cursor=CommentId("c3"), seen=_ids("c2"), muted=_ids("c1"), progress_label="#3 carl", muted_unread=2
    )
    save_progress(database, PAGE, now, BEGINNING)
    (entry,) = list_entries(database)
    assert (entry.unread, entry.progress_label) == (0, "#3 carl")
    grown = sketch("# Row\n\nann: 1\n  bob: 2\n    carl: 3\ndora: 4")
    replace_thread(database, 1, parse_save(grown, b"old", url=ADDRESS))
    (entry,) = list_entries(database)
    assert (entry.muted_unread, entry.unread, entry.progress_label) == (2, 1, "#3 carl")
    replace_thread(database, 1, parse_save(sketch("# Row\n\nann: 1"), b"old", url=ADDRESS))
    (entry,) = list_entries(database)
    assert (entry.muted_unread, entry.unread, entry.progress_label) == (1, 0, "#1 ann")


NOTE = Annotation(CommentId("c1"), 0, 5, "Words", note="first")


def _notes(database: Database) -> list[str]:
    return sorted(each.note for each in load_progress(database, PAGE).annotations.values())


def test_a_note_that_two_windows_changed_at_once_is_kept_as_both_wrote_it(database: Database) -> None:
    before = replace(BEGINNING, annotations={"a": NOTE})
    save_progress(database, PAGE, before, BEGINNING)
    # Neither has heard of the other.
    save_progress(database, PAGE, replace(before, annotations={"a": replace(NOTE, note="one")}), before)
    save_progress(database, PAGE, replace(before, annotations={"a": replace(NOTE, note="other")}), before)
    assert _notes(database) == ["one", "other"]


def test_a_note_that_one_window_changed_outlives_its_removal_in_another(database: Database) -> None:
    before = replace(BEGINNING, annotations={"a": NOTE, "b": NOTE})
    save_progress(database, PAGE, before, BEGINNING)
    save_progress(database, PAGE, replace(before, annotations={"a": replace(NOTE, note="one"), "b": NOTE}), before)
    save_progress(database, PAGE, BEGINNING, before)
    assert _notes(database) == ["one"]


def test_a_note_has_the_time_when_it_was_made(database: Database) -> None:
    before = replace(BEGINNING, annotations={"a": NOTE})
    save_progress(database, PAGE, before, BEGINNING, datetime(2024, 5, 3, tzinfo=UTC))
    later = replace(before, annotations={"a": replace(NOTE, note="later")})
    save_progress(database, PAGE, later, before, datetime(2024, 5, 4, tzinfo=UTC))
    (kept,) = load_progress(database, PAGE).annotations.values()
    assert (kept.note, kept.made_at) == ("later", "2024-05-03T00:00:00+00:00")


def test_notes_go_with_their_comments_when_these_get_other_ids_and_none_is_lost(database: Database) -> None:
    words = "Words that are long enough to know this comment by them, and no other one."
    keep(database, sketch(f"# Row\n\nann: {words}\nbob: Short."), b"old", url=ADDRESS)
    on_first, on_second = NOTE, replace(NOTE, owner=CommentId("c2"), note="second")
    annotations = {"a": on_first, "b": on_second, "c": replace(NOTE, owner=None, note="article")}
    save_progress(database, PAGE, replace(BEGINNING, annotations=annotations), BEGINNING)
    (thread,) = database.rows("SELECT id FROM thread")[0]
    replace_thread(database, 1, parse_save(sketch(f"# Row\n\ndora: New here.\nann: {words}"), b"old", url=ADDRESS))
    now = load_progress(database, PAGE).annotations
    assert (now["a"].owner, now["c"].owner) == ("c2", None)
    assert len(now) == 3
    assert load_progress(database, PAGE, thread).annotations["a"].owner == "c1"


def test_the_list_counts_notes(database: Database) -> None:
    keep(database, row(2), b"old", url=ADDRESS)
    assert list_entries(database)[0].notes == ()
    save_progress(database, PAGE, replace(BEGINNING, annotations={"a": NOTE, "b": replace(NOTE, note="")}), BEGINNING)
    assert sorted(list_entries(database)[0].notes) == ["", "first"]
