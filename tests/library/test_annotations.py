"""200 highlights on 20 threads that are saved again with edits, read again, restored, and loaded: none is lost."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from blog import blog_page
from threadreader.library import versions
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.maintenance import back_up, check_library, restore, upgrade
from threadreader.library.read_state import dump, load
from threadreader.model.annotation import Annotation, Annotations, Located
from threadreader.model.save import AnnotatedPage
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import Thread
from threadreader.paths import find_paths
from threadreader.session import Session

THREADS, EACH, REPLIES = 20, 10, 8
_FEW = 4  # words, of which one that is left tells no passage
NOW = datetime(2024, 5, 3, tzinfo=UTC)
SYLLABLES = ("ka", "lo", "mi", "ren", "tus", "vel", "o", "sa", "per", "ni", "dor", "a")


def sentence(dice: random.Random) -> str:
    words = ("".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(dice.randint(6, 14)))
    return " ".join(words).capitalize() + "."


def text_of(dice: random.Random) -> list[str]:
    return [sentence(dice) for _ in range(dice.randint(3, 6))]


def edited(dice: random.Random, text: list[str]) -> list[str]:
    """A text as somebody changed it, or left it as it was."""
    number = dice.randrange(len(text))
    match dice.randrange(5):
        case 0:
            return text
        case 1:
            return [sentence(dice), *text]
        case 2:
            words = text[number].split()
            words[dice.randrange(1, len(words) - 1)] = "quixot"
            return [*text[:number], " ".join(words), *text[number + 1 :]]
        case 3:
            return [*text[:number], *text[number + 1 :]] or text
        case _:
            return text_of(dice)


def page(number: int, texts: Sequence[Sequence[str]]) -> bytes:
    article, *replies = (" ".join(text) for text in texts)
    address = f"https://blog.example.org/{number}/"
    return blog_page(*replies, title=f"Number {number}", address=address, words=article)


def passage(dice: random.Random, thread: Thread) -> Annotation:
    comment = dice.choice([None, *thread.comments])
    text = comment.text if comment else thread.article.text
    starts = [0, *(index + 1 for index, character in enumerate(text) if character == " ")]
    first, last = sorted(dice.sample(range(len(starts)), 2))
    return Annotation.of(comment.id if comment else None, text, starts[first], starts[min(last, first + 25)] - 1)


@pytest.fixture(scope="module")
def saved_twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, dict[int, Annotations]]]:
    """A library of threads with highlights, all saved again since, and what was highlighted by number."""
    folder = tmp_path_factory.mktemp("saves")
    dice = random.Random(1)
    texts = {number: [text_of(dice) for _ in range(REPLIES + 1)] for number in range(THREADS)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        with Library.open(find_paths()) as library:
            made = dict(_highlighted(library, folder, texts, dice))
            newer = folder / "newer"
            newer.mkdir()
            for number, before in texts.items():
                after = [edited(dice, text) for text in before]
                # A reply is gone, and others came.
                (newer / f"{number}.html").write_bytes(page(number, [*after[:-1], text_of(dice), text_of(dice)]))
            list(library.import_pages([FileSource(newer)], jobs=2))
            assert [len(entry.page.saves) for entry in library.threads()] == [2] * THREADS
            yield library, made


def _highlighted(
    library: Library, folder: Path, texts: dict[int, list[list[str]]], dice: random.Random
) -> Iterator[tuple[int, Annotations]]:
    pages = folder / "pages"
    pages.mkdir()
    for number, each in texts.items():
        (pages / f"{number}.html").write_bytes(page(number, each))
    list(library.import_pages([FileSource(pages)], jobs=2))
    for entry in library.threads():
        thread = library.exported(entry.number).thread
        names = (f"{entry.number}-{number}" for number in range(EACH))
        annotations = {name: passage(dice, thread).with_note(f"note {name}") for name in names}
        library.save_progress(entry.number, replace(Progress(), annotations=annotations), Progress())
        yield entry.number, annotations


def check(library: Library, made: dict[int, Annotations]) -> list[Located]:
    """Each highlight is at its words or is listed; where its words are there, it is at them."""
    located: list[Located] = []
    for number, annotations in made.items():
        assert library.load_progress(number).annotations == annotations
        exported = library.exported(number)
        assert isinstance(exported, AnnotatedPage)
        assert {each.name: each.annotation for each in exported.annotations} == annotations
        opened = library.open_thread(number)
        listed = Session(opened, progress=library.load_progress(number, opened)).annotations.in_order()
        assert {each.name for _, each in listed} == annotations.keys()
        for each in exported.annotations:
            owner = each.annotation.owner
            position = exported.thread.position
            there = exported.thread.article if owner is None else exported.thread.comments[position[owner]]
            if each.annotation.exact in there.text:
                assert each.range is not None
                assert there.text[each.range.start : each.range.end] == each.annotation.exact
        located += exported.annotations
    assert len(located) == THREADS * EACH
    return located


@pytest.mark.process
def test_none_is_lost_by_a_newer_save(saved_twice: tuple[Library, dict[int, Annotations]]) -> None:
    library, made = saved_twice
    located = check(library, made)
    as_it_was = sum(each.range is not None and not each.range.edited for each in located)
    since = sum(each.range is not None and each.range.edited for each in located)
    assert as_it_was >= 90
    assert since >= 30
    for number in made:
        exported = library.exported(number)
        assert isinstance(exported, AnnotatedPage)
        for each in exported.annotations:
            assert each.range or _is_gone(exported, each), each.annotation.exact


def _is_gone(exported: AnnotatedPage, located: Located) -> bool:
    """True if most words of a passage, without short ones that are everywhere, are no longer where it was."""
    thread, owner = exported.thread, located.annotation.owner
    body = thread.article if owner is None else thread.comments[thread.position[owner]]
    words = [word for word in located.annotation.exact.split() if len(word) > 5]
    return len(words) < _FEW or sum(word in body.text for word in words) <= len(words) / 2


@pytest.mark.process
def test_nor_by_a_newer_version_nor_by_a_backup(
    saved_twice: tuple[Library, dict[int, Annotations]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, made = saved_twice
    before = check(library, made)
    monkeypatch.setattr(versions, "VERSIONS", replace(versions.VERSIONS, extractor=versions.VERSIONS.extractor + 1))
    assert len(list(upgrade(library))) == THREADS
    assert check(library, made) == before
    back_up(library, tmp_path / "backup.db")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    paths = find_paths()
    paths.library.parent.mkdir(parents=True, exist_ok=True)
    restore(paths, tmp_path / "backup.db", NOW)
    with Library.open(paths) as restored:
        assert check(restored, made) == before
    assert not [finding for finding in check_library(paths, NOW) if "damage" in str(finding)]


@pytest.mark.process
def test_nor_in_a_library_that_a_dump_is_loaded_into(
    saved_twice: tuple[Library, dict[int, Annotations]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, made = saved_twice
    before, dumped = check(library, made), FileSource(Path("marks.jsonl"), content=dump(library).encode())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with Library.open(find_paths()) as other:
        assert len(load(other, dumped).absent) == THREADS
        for entry in library.threads():
            for save in entry.page.saves:
                (tmp_path / f"{save.digest}.html").write_bytes(library.saved(save).content or b"")
                other.import_page(tmp_path / f"{save.digest}.html")
        assert [entry.page.id for entry in other.threads()] == [entry.page.id for entry in library.threads()]
        assert check(other, made) == before
        assert load(other, dumped).new == 0
