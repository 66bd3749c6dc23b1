"""What the reader did in two libraries, joined by dumps."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from keeping import keep
from sketch import row
from threadreader.errors import DamageError, StoreError
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.read_state import Loaded, dump, load
from threadreader.model.annotation import Annotation
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.paths import Paths

NOW = datetime(2024, 5, 3, tzinfo=UTC)
ADDRESS = "https://example.org/bread"
NOTE = Annotation(CommentId("c1"), 0, 4, "Word", note="first")
NOTHING = Loaded(0, 0, ())


def opened(folder: Path) -> Library:
    return Library.open(Paths(folder, folder, folder), lambda: NOW)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "here") as library:
        keep(library.database, row(4), url=ADDRESS)
        yield library


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "there") as library:
        keep(library.database, row(4), url=ADDRESS)
        yield library


def do(library: Library, number: int = 1, **changes: object) -> None:
    before = library.load_progress(number)
    library.save_progress(number, replace(before, **changes), before)


def loaded(library: Library, text: str) -> Loaded:
    return load(library, FileSource(Path("marks.jsonl"), content=text.encode()))


def ids(*names: str) -> frozenset[CommentId]:
    return frozenset(map(CommentId, names))


def notes(library: Library) -> list[str]:
    return sorted(each.note for each in library.load_progress(1).annotations.values())


def test_both_sides_are_kept_and_a_second_load_changes_nothing(here: Library, there: Library) -> None:
    do(
        here,
        seen=ids("c1", "c2"),
        starred=ids("c1"),
        marks={"a": Bookmark(CommentId("c2"), 1)},
        annotations={"x": NOTE},
    )
    do(there, seen=ids("c2", "c3"), muted=ids("c4"), annotations={"y": replace(NOTE, owner=None, note="article")})
    here.change_tags({PageId(ADDRESS): (["queue"], [])})
    there.change_tags({PageId(ADDRESS): (["done"], [])})
    assert loaded(here, dump(there)).new == 4
    assert loaded(there, dump(here)).new == 5
    assert dump(here) == dump(there)
    progress = here.load_progress(1)
    assert (progress.seen, progress.starred, progress.muted) == (ids("c1", "c2", "c3"), ids("c1"), ids("c4"))
    assert progress.marks == {"a": Bookmark(CommentId("c2"), 1)}
    assert progress.annotations == there.load_progress(1).annotations
    assert notes(here) == ["article", "first"]
    (entry,) = here.threads()
    assert (entry.seen, entry.starred, entry.muted_unread, entry.tags) == (3, 1, 1, ("done", "queue"))
    rows = here.database.rows("SELECT * FROM fact UNION ALL SELECT page, 0, 0 FROM reading")
    assert loaded(here, dump(there)) == loaded(here, dump(here)) == NOTHING
    assert here.database.rows("SELECT * FROM fact UNION ALL SELECT page, 0, 0 FROM reading") == rows


def test_a_dump_in_an_empty_library_is_the_same_dump(here: Library, tmp_path: Path) -> None:
    do(here, seen=ids("c1"), marks={"a": Bookmark(None, 1, 4)}, annotations={"x": NOTE}, cursor=CommentId("c2"))
    with opened(tmp_path / "empty") as empty:
        assert loaded(empty, dump(here)).absent == (ADDRESS,)
        assert dump(empty) == dump(here)
        # It waits for the page.
        keep(empty.database, row(4), url=ADDRESS)
        assert notes(empty) == ["first"]
        (entry,) = empty.threads()
        assert (entry.seen, entry.progress_label, entry.read_at) == (1, "#2 ann", NOW)
        assert dump(empty) == dump(here)


def test_a_note_that_is_written_anew_takes_the_place_of_the_old_one_elsewhere(here: Library, there: Library) -> None:
    do(here, annotations={"x": NOTE}, marks={"m": Bookmark(CommentId("c1"))})
    loaded(there, dump(here))
    old = dump(there)
    do(here, annotations={"x": replace(NOTE, note="better")}, marks={"m": Bookmark(CommentId("c3"))})
    assert loaded(here, old) == NOTHING
    loaded(there, dump(here))
    assert notes(there) == notes(here) == ["better"]
    assert there.load_progress(1).marks == {"m": Bookmark(CommentId("c3"))}
    assert dump(there) == dump(here)


def test_a_note_that_was_changed_and_changed_back_stays(here: Library, there: Library) -> None:
    do(here, annotations={"x": NOTE})
    do(here, annotations={"x": replace(NOTE, note="other")})
    loaded(there, dump(here))
    do(here, annotations={"x": NOTE})
    loaded(here, dump(there))
    assert "first" in notes(here)


def test_a_note_that_both_wrote_anew_is_kept_as_both_wrote_it(here: Library, there: Library) -> None:
    do(here, annotations={"x": NOTE})
    loaded(there, dump(here))
    do(here, annotations={"x": replace(NOTE, note="mine")})
    do(there, annotations={"x": replace(NOTE, note="yours")})
    mine, yours = dump(here), dump(there)
    loaded(here, yours)
    loaded(there, mine)
    assert notes(here) == notes(there) == ["mine", "yours"]
    assert dump(here) == dump(there)
    assert loaded(here, mine) == loaded(here, yours) == NOTHING


def test_a_page_is_known_by_its_address_and_by_its_bytes(here: Library, there: Library) -> None:
    keep(here.database, row(2), b"first", url=None)
    do(here, seen=ids("c1"))
    do(here, 2, seen=ids("c2"))
    other = dump(here).replace(ADDRESS, "http://www.example.org/bread/")
    keep(there.database, row(2), b"first", url="https://example.org/named")
    assert loaded(there, other).absent == ()
    assert [entry.seen for entry in there.threads()] == [1, 1]
    assert loaded(there, other) == NOTHING


def test_the_later_reading_says_where_it_was(here: Library, there: Library) -> None:
    do(here, cursor=CommentId("c2"), line=3)
    dumped = dump(here)
    later = dumped.replace(NOW.isoformat(), "2024-05-04T02:00:00+02:00").replace('"c2"', '"c3"')
    assert loaded(there, later).new == 1
    assert loaded(there, dumped) == NOTHING
    assert there.load_progress(1).cursor == "c3"
    assert loaded(here, later).new == 1
    progress = here.load_progress(1)
    assert (progress.cursor, progress.line, progress.progress_label) == ("c3", 0, "#3 ann")
    assert dump(here) == dump(there)


def test_a_dump_with_a_bad_line_changes_nothing(here: Library, there: Library) -> None:
    do(there, seen=ids("c1"))
    before = dump(here)
    with pytest.raises(StoreError, match=r"marks\.jsonl: line 4 is not from a dump"):
        loaded(here, f"{dump(there)}[]\n")
    assert dump(here) == before


def test_a_library_with_a_wrong_value_is_damaged(here: Library) -> None:
    do(here, marks={"a": Bookmark(None, 1, 4)})
    with here.database.writing() as connection:
        connection.execute("UPDATE mark SET block = 'b'")
    with pytest.raises(DamageError):
        dump(here)


_ids, _words = st.sampled_from(("c1", "c2", "c3")).map(CommentId), st.sampled_from(("one", "two", "three"))
_steps = st.fixed_dictionaries(
    {
        "seen": st.frozensets(_ids),
        "starred": st.frozensets(_ids),
        "marks": st.dictionaries(st.sampled_from("ab"), st.builds(Bookmark, _ids)),
        "annotations": st.dictionaries(
            st.sampled_from("xy"), st.builds(lambda note: replace(NOTE, note=note), _words), min_size=1
        ),
        "cursor": st.none() | _ids,
    }
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_steps, max_size=3), st.lists(_steps, max_size=2), st.lists(_steps, max_size=2))
def test_two_machines_are_joined_in_either_order(
    tmp_path_factory: pytest.TempPathFactory,
    common: list[dict[str, Any]],
    mine: list[dict[str, Any]],
    yours: list[dict[str, Any]],
) -> None:
    folder = tmp_path_factory.mktemp("machines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("threadreader.store.connection.SYNCHRONOUS", "OFF")
        with opened(folder / "here") as here, opened(folder / "there") as there:
            for library in (here, there):
                keep(library.database, row(3), url=ADDRESS)
            for step in common:
                do(here, **step)
            loaded(there, dump(here))
            assert dump(there) == dump(here)
            for step in mine:
                do(here, **step)
            for step in yours:
                do(there, **step)
            before, other = here.load_progress(1), there.load_progress(1)
            first, second = dump(here), dump(there)
            loaded(here, second)
            loaded(there, first)
            assert dump(here) == dump(there)
            assert loaded(here, first) == loaded(here, second) == NOTHING
            both = here.load_progress(1)
            assert (both.seen, both.starred) == (before.seen | other.seen, before.starred | other.starred)
            assert replace(there.load_progress(1), progress_label="") == replace(both, progress_label="")


def test_what_is_undone_here_alone_stays_there(here: Library, there: Library) -> None:
    do(here, starred=ids("c1"), annotations={"x": NOTE})
    loaded(there, dump(here))
    do(here, starred=ids(), annotations={})
    loaded(there, dump(here))
    assert there.load_progress(1) == replace(Progress(), starred=ids("c1"), annotations={"x": NOTE})
