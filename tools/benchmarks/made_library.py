"""Makes a library of any number of threads, as imports and a reader would have left it, the same for the same number.

`python -m benchmarks.made_library 100000 FOLDER`: a millisecond or two a thread. All is written by the
store itself, only a thousand threads in a transaction.
"""

import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from msgspec.structs import replace

from keeping import keep_read, parse_save
from sketch import paragraph
from threadreader.library.library import Library
from threadreader.library.versions import VERSIONS
from threadreader.model.annotation import Annotation
from threadreader.model.page import PageId
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import Progress
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
from threadreader.paths import find_paths
from threadreader.store.connection import BUSY_TIMEOUT
from threadreader.store.progress import change_tags, save_progress

RARE, COMMON = "zymurgy", "station"
"""A word of one thread in a thousand, and one of nearly all."""

_BATCH = 1_000
_BEGAN = datetime(2009, 1, 1, tzinfo=UTC)
_DAYS = 365 * 15
_TAGS = ("bread", "history", "languages", "later", "networks", "queue", "done", "to-cite")
_SYLLABLES = [*map("".join, zip("bcdefghjklmnopqrstuvwxyz", "aeiouaeiouaeiouaeiouaeio", strict=True))]
_NAMES = [f"{first}{second}".title() for first in _SYLLABLES for second in _SYLLABLES]
_WORDS = [f"{first}{second}{third}" for first in _SYLLABLES for second in _SYLLABLES for third in _SYLLABLES[:9]]
_SITES = [f"{word}.example" for word in _WORDS[::13]]


def make_library(folder: Path, count: int) -> None:
    """Make the library of a folder."""
    with Library.open(find_paths(str(folder))) as library:
        numbers = iter(range(count))
        while batch := list(islice(numbers, _BATCH)):
            with library.database.writing() as connection, _all_in(library, connection):
                for number in batch:
                    _add(library, number)


@contextmanager
def _all_in(library: Library, connection: sqlite3.Connection) -> Iterator[None]:
    """Let all that is written meanwhile be of one transaction."""

    @contextmanager
    def join(_timeout: float = BUSY_TIMEOUT) -> Iterator[sqlite3.Connection]:
        yield connection

    with patch.object(library.database, "writing", join):
        yield


def _add(library: Library, number: int) -> None:
    dice = random.Random(number)
    read = made_thread(number, dice)
    content = f"page {number}".encode()
    keep_read(library.database, read, content)
    page, at = read.page.id, read.save.imported_at
    if at and dice.random() < 0.4:
        seen = frozenset(CommentId(f"c{each}") for each in range(dice.randrange(12)))
        notes = {"1": Annotation(None, 0, 4, "word", note="Cite it.")} if dice.random() < 0.1 else {}
        now = Progress(seen=seen, starred=frozenset(sorted(seen)[:1]), annotations=notes)
        save_progress(library.database, page, now, Progress(), at + timedelta(hours=dice.randrange(900)))
    if dice.random() < 0.2:
        change_tags(library.database, {page: (dice.sample(_TAGS, dice.choice((1, 1, 2))), ())})


def made_thread(number: int, dice: random.Random) -> ParsedPage:
    """A thread of some site and day, with some replies."""
    day = _BEGAN + timedelta(days=dice.randrange(_DAYS), minutes=dice.randrange(1440))
    words = _words(dice, 40) + f" {COMMON}" * (number % 10 > 0) + f" {RARE}" * (number % 1_000 == 7)
    authors = (Author(_name(dice)),) if dice.random() < 0.8 else ()
    article = Article(_words(dice, 6).capitalize(), (paragraph(words),), authors, Moment(day.isoformat(), day))
    comments = tuple(_comments(dice, day, min(60, int(dice.expovariate(1 / 6)))))
    site = _SITES[int(dice.random() ** 3 * len(_SITES))]
    url = f"https://www.{site}/{day.year}/{number}"
    read = parse_save(Thread(article, comments), f"page {number}".encode(), url=url)
    imported = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    save = replace(read.page.saves[0], imported_at=imported)
    return replace(read, page=replace(read.page, id=PageId(url), site=site, saves=(save,)), versions=VERSIONS)


def _comments(dice: random.Random, day: datetime, count: int) -> Iterator[Comment]:
    path: list[CommentId] = []
    for at in range(count):
        # An answer to the one before it, or to one above that.
        path = path[: dice.randrange(len(path) + 1)]
        posted = day + timedelta(minutes=at)
        body, moment = (paragraph(_words(dice, 15)),), Moment(posted.isoformat(), posted)
        yield Comment(CommentId(f"c{at}"), path[-1] if path else None, Author(_name(dice)), body, moment)
        path.append(CommentId(f"c{at}"))


def _name(dice: random.Random) -> str:
    return f"{dice.choice(_NAMES)} {dice.choice(_NAMES)}"


def _words(dice: random.Random, count: int) -> str:
    # Some words are in most texts, and most in few.
    return " ".join(_WORDS[int(dice.random() ** 4 * len(_WORDS))] for _ in range(count))


if __name__ == "__main__":
    make_library(Path(sys.argv[2]), int(sys.argv[1]))
