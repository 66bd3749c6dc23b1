"""Schema of the library file (`schema.sql`) and its migrations, with the theory of the store.

The library is one SQLite file. It holds three kinds of data, and which kind a table is decides what may happen to it:

============  ==========================================  ====================================================
kind          tables                                      where it comes from, what becomes of it
============  ==========================================  ====================================================
imported      `page`, `save`, `original`                  the bytes of each save as they came; never changed
derived       `thread`, `bodies`, `part`, `joined`,       parsed from those bytes; made again by a newer
              `renamed`, `word_index`, `address`,         program, after damage, or when a save is added
              `entry`, `entry_count`
user's own    `reading`, `fact`, `mark`, `annotation`     what the user did; nothing can make it again
============  ==========================================  ====================================================

**Identity.** The user's own rows name pages and comments by the identifiers that the page gives, and refer to no row of
another kind. So they outlive another save of the page, another parse of it, and forgetting it. A page's number is given
once. A thread that is parsed again gets a new row id: a window that has the old one open finds its rows gone, and never
another comment in their place. Where a newer extractor gives a comment another identifier, the transaction that stores
the new thread moves the user's rows to it, and `renamed` keeps which became which: a window that still has the old
thread open goes on with the old identifiers, and what it saves is saved under the new ones. Sets of comments (read,
starred, folded, muted) are saved as differences, so that two windows on one thread both keep what was done in them. A
derived row says which extractor and which linker made it: threads made by older ones are made again when they are
opened, or in the background.

**Chunks.** To open a thread of 50,000 comments must not read 50,000 rows, and to show a screenful must not unpack all
of them. So a thread is stored in three parts, each JSON in zlib, which is small, quick to read and, unlike pickle,
harmless:

* the *thread index* (`thread.skeleton`): parents, authors, times, lengths of all comments, column by column in one
  blob, read when the thread is opened. It takes 32 ms at 50,000 comments; as rows it took 84 to 108 ms;
* the *bodies* (`bodies`): chunks of 16 neighbouring comments, read when they come on the screen. The plain texts stand
  on the first line of a chunk, so that a search need not parse the rest. The row id is the thread's id and the chunk's
  number, so that the chunks of a thread lie side by side in the file;
* the *quotations* (`thread.quotes`): chunks of who quotes whom, then chunks of the quotations themselves.

What a list shows of each thread, is sorted, filtered and counted by (`entry`) is a table of its own, since the rows of
`thread` are long, with an index for each order, and `entry_count` keeps the counts of it: a list of 100,000 threads
opens by the rows of its first screen.
Unpacking stops at a limit: a few bytes of a crafted file could expand to gigabytes.

**Full text.** `word_index` is an FTS5 table without content: it has the positions of words, and the text is in
`bodies`. Its row id is the thread's id and the position of the comment, so that hits sort by thread and position. It
is written in the transaction that writes the thread. FTS5 takes a run of Chinese or Japanese for one word, so such
runs are indexed as overlapping pairs of characters (see `fulltext`).

**Locks.** Three things keep windows and programs apart. SQLite's own locks keep each transaction whole. A file `-turn`
is the queue of writers: SQLite lets who waits look again after longer and longer pauses, and who waited long would be
overtaken by who comes often. A file `-open` is locked by all who have the library open, shared; who replaces the file
(restore, check) needs it exclusively. Both are `flock` locks, which end with the process that holds them.

**Journal.** Write-ahead logging lets windows read while an import writes. But several connections that write and
checkpoint at once could destroy the file in SQLite up to 3.51.2, so it is only chosen where SQLite has the correction,
and the rollback journal otherwise. `synchronous = EXTRA` in both: what the user was told is saved is on the disk.

**Migrations.** `user_version` is 1 and one more for each entry of `STEPS` that a file went through. A library of an
earlier version is brought to the present one when it is opened, in one transaction. Entries are only ever appended. A
library of before version 1 has another `application_id`: it is named, and left as it is (`scripts/take-over`).

**Damage.** `backup` finds it, with what somebody put there (`integrity`: a library may come from anybody), and derived
rows are made again from the saves. Where the file itself is damaged, `rescuing` copies row after row what SQLite can
still read of the other two kinds. What that does not bring back is in the backups that the program makes by itself
(`rotation`).
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

APPLICATION_ID = 0x74687231  # "thr1": marks an SQLite file as a library of this program
OLD_APPLICATION_ID = 0x74687264  # "thrd": marked those of before version 1

# Tables that can be made again from the bytes of the saves, or mean nothing without these.
DERIVED = frozenset({"thread", "bodies", "part", "joined", "renamed", "word_index", "address", "entry", "entry_count"})

Step = str | Callable[[sqlite3.Connection], None]
"""A statement, or what brings rows into another form: by no code that may be another one by then."""

STEPS: tuple[tuple[Step, ...], ...] = ()
"""What brings version n of the tables to version n + 1, from version 1 on. Only ever append."""


def newest_version() -> int:
    """The version of the tables that this program reads and writes."""
    return 1 + len(STEPS)


def bring_up(connection: sqlite3.Connection, version: int, newest: int | None = None) -> None:
    """Bring a file of a version, 0 for an empty one, to the newest, or to that one."""
    if not version:
        for statement in _statements():
            connection.execute(statement)
    for steps in STEPS[max(version, 1) - 1 : (newest or newest_version()) - 1]:
        for step in steps:
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)


def _statements() -> list[str]:
    """The statements of version 1, without comments and indentation: SQLite keeps what it is given."""
    text = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
    bare = " ".join(word for line in text.splitlines() for word in line.partition("--")[0].split())
    return [statement.strip() for statement in bare.split(";") if statement.strip()]
