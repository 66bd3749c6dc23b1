"""What the user did in a thread, after a newer extractor has read its page with other names and so under other ids."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from threadreader.importer import assemble
from threadreader.library import versions
from threadreader.library.library import Library
from threadreader.library.maintenance import upgrade
from threadreader.model.save import Versions
from threadreader.model.stored_thread import Bookmark, OpenThread, Progress
from threadreader.model.thread import Author, CommentId
from threadreader.paths import find_paths
from threadreader.store import writing

_WORDS = [
    "The crust was as hard as a board this time, whatever I did.",
    "Put a bowl of water under it, and wait for half an hour.",
    "Thanks!",
    "Mine is soft inside and never done, with all the water I can find.",
    "Then the oven is not hot enough: give it twenty minutes more.",
    "Thanks!",
    "Rye needs twice the time, and no one says so in the recipe.",
    "Does anybody bake it without a tin?",
    "I do, on a stone, and turn it once when it has a colour.",
]
_NAMES = ["ann", "bob", "cid", "dora", "eve", "fay", "gil", "hal", "ida"]


def _page() -> bytes:
    """A page whose comments have no ids of their own."""
    comments = "".join(
        f'<div class="comment"><div class="head"><b class="who">{name}</b> wrote on <time datetime="2024-05-{day:02}">'
        f'May {day}, 2024</time></div><div class="words"><p>{words}</p></div></div>'
        for day, (name, words) in enumerate(zip(_NAMES, _WORDS, strict=True), 1)
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bread</title></head><body><article>'
        "<h1>Bread</h1><p>It rises for a night, and is baked in the morning before anybody is up. The oven is hot by "
        "then, so that it is the first to get up, and the last to go to bed.</p></article>"
        f'<section class="comments"><h2>{len(_WORDS)} comments</h2>{comments}</section></body></html>'
    ).encode()


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library with the page as an older extractor read it, which took the same word for every name."""
    (tmp_path / "bread.html").write_bytes(_page())
    present = versions.VERSIONS
    with Library.open(find_paths()) as opened, monkeypatch.context() as older:
        older.setattr(versions, "VERSIONS", Versions(present.extractor - 1, present.linker))
        older.setattr(assemble.ThreadBuilder, "_author", lambda *_: Author("wrote"))
        opened.import_page(tmp_path / "bread.html")
        older.undo()
        assert set(opened.open_thread(1).skeleton.names) == {"wrote"}
        yield opened


def _done(thread: OpenThread) -> Progress:
    """Something done in every third reply."""
    some = thread.skeleton.ids[::3]
    marks = {"m": Bookmark(some[1], 1), "t": Bookmark(None, block=1)}
    every = frozenset(some)
    return Progress(some[1], 1, every, every, every, every, marks, top=some[0], top_line=1)


def _by_words(thread: OpenThread, comments: frozenset[CommentId]) -> list[tuple[int, str]]:
    texts = list(thread.texts())
    return sorted((at, texts[at]) for at in map(thread.skeleton.position.__getitem__, comments))


def _upgrade(library: Library) -> OpenThread:
    assert list(upgrade(library)) == [1]
    thread = library.open_thread(1)
    assert list(thread.skeleton.names) == _NAMES
    return thread


def test_all_that_was_done_stays_on_the_same_words(library: Library) -> None:
    before = library.open_thread(1)
    done = _done(before)
    library.save_progress(1, done, Progress())
    after = _upgrade(library)
    assert set(before.skeleton.ids).isdisjoint(after.skeleton.ids)
    kept = library.load_progress(1)
    some = [(at, _WORDS[at]) for at in (0, 3, 6)]
    assert [_by_words(after, each) for each in (kept.folded, kept.seen, kept.starred, kept.muted)] == [some] * 4
    cursor, top = after.skeleton.ids[3], after.skeleton.ids[0]
    assert (kept.cursor, kept.line, kept.top, kept.top_line) == (cursor, 1, top, 1)
    assert kept.marks == {"m": Bookmark(cursor, 1), "t": Bookmark(None, block=1)}
    (entry,) = library.threads()
    assert (entry.seen, entry.starred, entry.progress_label) == (3, 3, "#4 dora")


def test_a_window_that_has_the_thread_open_goes_on_in_it(library: Library) -> None:
    before = library.open_thread(1)
    done = _done(before)
    library.save_progress(1, done, Progress())
    with Library.open(find_paths()) as other:
        after = _upgrade(other)
        assert library.load_progress(1, before).starred == done.starred
        ids = before.skeleton.ids
        now = Progress(cursor=ids[5], starred=frozenset({ids[0], ids[5]}), seen=frozenset(ids))
        library.save_progress(1, now, done, opened=before)
        kept = other.load_progress(1, after)
        assert _by_words(after, kept.starred) == [(0, _WORDS[0]), (5, "Thanks!")]
        assert (kept.cursor, kept.seen) == (after.skeleton.ids[5], frozenset(after.skeleton.ids))
        assert library.load_progress(1, before).starred == now.starred
        (entry,) = other.threads()
        assert (entry.seen, entry.starred, entry.progress_label) == (9, 2, "#6 fay")


def test_a_thread_that_nobody_has_read_yet_is_renamed_for_who_has_it_open(library: Library) -> None:
    before = library.open_thread(1)
    _upgrade(library)
    library.save_progress(1, _done(before), Progress(), opened=before)
    after = library.open_thread(1)
    assert _by_words(after, library.load_progress(1).starred) == [(at, _WORDS[at]) for at in (0, 3, 6)]


@pytest.mark.parametrize("step", ["_drop_thread", "recount", "add_to_index", "relist"])
def test_what_ends_in_the_middle_leaves_all_as_it_was(
    library: Library, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = library.open_thread(1)
    library.save_progress(1, _done(before), Progress())
    tables = ("reading", "fact", "mark", "renamed", "thread", "bodies", "part", "joined", "entry")
    rows = [library.database.rows(f"SELECT * FROM {table}") for table in tables]
    original: Callable[..., None] = getattr(writing, step)

    def end(*arguments: Any) -> None:
        original(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as ended:
        ended.setattr(writing, step, end)
        with pytest.raises(KeyboardInterrupt):
            library.bring_up_to_date(1)
    assert [library.database.rows(f"SELECT * FROM {table}") for table in tables] == rows
    assert library.load_progress(1) == _done(before)
    assert len(_upgrade(library).skeleton) == len(library.load_progress(1).starred) * 3


def test_a_thread_that_cannot_be_read_any_more_is_made_again_without_renames(library: Library) -> None:
    before = library.open_thread(1)
    library.save_progress(1, _done(before), Progress())
    with library.database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00'")
    _upgrade(library)
    assert library.load_progress(1) == _done(before)
