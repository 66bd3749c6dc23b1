"""Schema of the library file and its migrations, with the theory of the store.

The library is one SQLite file. It holds three kinds of data, and which kind a table is decides what may happen to it:

============  ==========================================  ====================================================
kind          tables                                      where it comes from, what becomes of it
============  ==========================================  ====================================================
imported      `page`, `save`, `piece`, `paging`           the bytes of each save as they came; never changed
derived       `thread`, `bodies`, `part`, `joined`,       parsed from those bytes; made again by a newer
              `renamed`, `digest`, `word_index`,          program, after damage, or when a save is added
              `address`, `listed`, `tally`
user's own    `reading`, `touched`, `mark`,               what the user did; nothing can make it again
              `annotation`
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

What a list shows of each thread (`digest`) is a table of its own, since the rows of `thread` are long and reading a
list would have to read all of them. What it is sorted, filtered and counted by (`listed`) is one more, with an index
for each order, and `tally` keeps the counts of it: a list of 100,000 threads opens by the rows of its first screen.
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

**Migrations.** `user_version` counts the entries of `MIGRATIONS` that a file went through. A library of any earlier
version is brought to the present one when it is opened, in one transaction. Entries are only ever appended; dumps of
every version (tests/store/databases) are opened by the tests.

**Damage.** `backup` finds it, with what somebody put there (`integrity`: a library may come from anybody), and derived
rows are made again from the saves. Where the file itself is damaged, `rescuing` copies row after row what SQLite can
still read of the other two kinds, and `leaves` reads the pages of the file where SQLite finds no way to them any more.
The user's own rows are there twice: each of their tables has an index of all its columns. Twice there is too what a
save is; its bytes are in `piece`, a row a page of the file, with parity in `save` (see `originals`).
"""

import sqlite3
from collections.abc import Callable, Sequence

from threadreader.store.originals import add_checksums, split_stored

APPLICATION_ID = 0x74687264  # "thrd": marks an SQLite file as a library of this program

_IMPORTED = (
    # A page has its number for good: AUTOINCREMENT never gives one twice.
    """CREATE TABLE page (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        address TEXT
    )""",
    "CREATE INDEX page_address ON page (address)",
    """CREATE TABLE save (
        id INTEGER PRIMARY KEY,
        page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
        digest TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        container TEXT NOT NULL,
        adapter TEXT NOT NULL,
        saved_at TEXT,
        imported_at TEXT,
        original BLOB NOT NULL
    )""",
    "CREATE INDEX save_page ON save (page)",
    # A thread that is parsed again gets another id: see Identity, above.
    """CREATE TABLE thread (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        page INTEGER NOT NULL UNIQUE REFERENCES page ON DELETE CASCADE,
        reader INTEGER NOT NULL,
        linker INTEGER NOT NULL,
        title TEXT NOT NULL,
        url TEXT,
        site TEXT,
        language TEXT,
        declared_count INTEGER,
        comments INTEGER NOT NULL,
        people INTEGER NOT NULL,
        notes BLOB NOT NULL,
        article BLOB NOT NULL,
        skeleton BLOB NOT NULL,
        quotes BLOB NOT NULL
    )""",
    # A chunk of `encoding.CHUNK_SIZE` comments a row. The id is made of the thread's id and the chunk's number.
    """CREATE TABLE bodies (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        comments BLOB NOT NULL
    )""",
)

_USER_DATA = (
    """CREATE TABLE place (
        page TEXT PRIMARY KEY,
        cursor TEXT,
        line INTEGER NOT NULL
    )""",
    """CREATE TABLE fold (
        page TEXT NOT NULL,
        comment TEXT NOT NULL,
        PRIMARY KEY (page, comment)
    ) WITHOUT ROWID""",
)

_READ_STATE = (
    # `seen`, `starred` count the rows of `touched` whose comments the thread has now, so that a list reads no others.
    """CREATE TABLE reading (
        id INTEGER PRIMARY KEY,
        page TEXT NOT NULL UNIQUE,
        read_at TEXT,
        seen INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        cursor TEXT,
        line INTEGER NOT NULL DEFAULT 0,
        top TEXT,
        top_line INTEGER NOT NULL DEFAULT 0,
        pane TEXT NOT NULL DEFAULT '',
        article_block INTEGER NOT NULL DEFAULT 0,
        article_line INTEGER NOT NULL DEFAULT 0,
        view TEXT NOT NULL DEFAULT '{}'
    )""",
    # `what` is the name of the set in `Progress`, or `tag`: then `comment` is a tag of the page; or `replaced`: then it
    # is the version of a note or bookmark that another took the place of here (see `threadreader.export.dump`); or
    # `joined` or `parted`: then it is another page, whose article the reader said is the same or is not.
    """CREATE TABLE touched (
        reading INTEGER NOT NULL REFERENCES reading ON DELETE CASCADE,
        what TEXT NOT NULL,
        comment TEXT NOT NULL,
        PRIMARY KEY (reading, what, comment)
    ) WITHOUT ROWID""",
    """CREATE TABLE mark (
        reading INTEGER NOT NULL REFERENCES reading ON DELETE CASCADE,
        letter TEXT NOT NULL,
        comment TEXT,
        line INTEGER NOT NULL,
        block INTEGER NOT NULL,
        PRIMARY KEY (reading, letter)
    ) WITHOUT ROWID""",
    "INSERT INTO reading (page, cursor, line) SELECT page, cursor, line FROM place",
    "INSERT OR IGNORE INTO reading (page) SELECT page FROM fold",
    "INSERT INTO touched SELECT reading.id, 'folded', comment FROM fold JOIN reading USING (page)",
    "DROP TABLE place",
    "DROP TABLE fold",
)

_FULL_TEXT = (
    # The version of the index that a thread is in, 0 where it is in none yet.
    "ALTER TABLE thread ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0",
    # Without content: it holds positions of words, and the text is in `bodies`.
    """CREATE VIRTUAL TABLE word_index USING fts5 (
        writer, words, content = '', tokenize = 'unicode61 remove_diacritics 2'
    )""",
)

_SUMMARIES = (
    # The summary of each thread for lists. `quoted` is NULL where nothing is quoted, or quotations are not linked yet.
    """CREATE TABLE digest (
        page INTEGER PRIMARY KEY REFERENCES page ON DELETE CASCADE,
        words TEXT NOT NULL,
        quoted TEXT
    )""",
    "ALTER TABLE reading ADD COLUMN whereabouts TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE reading ADD COLUMN hushed INTEGER NOT NULL DEFAULT 0",
    # These columns stand behind the long ones of the row, which a search would have to go through for every thread.
    "CREATE INDEX thread_indexed ON thread (indexed)",
    "CREATE INDEX thread_made_with ON thread (reader, linker, page)",
)

_JOINED_SAVES = (
    # The page number of a save of a thread of several pages, where the save has one.
    """CREATE TABLE paging (
        save INTEGER PRIMARY KEY REFERENCES save ON DELETE CASCADE,
        number INTEGER NOT NULL
    )""",
    # The number of saves that a thread was joined from, if more than one: where the page has more by now, it is to be
    # made again. `changes` holds the comments that were new, edited and gone in the newest.
    """CREATE TABLE joined (
        page INTEGER PRIMARY KEY REFERENCES page ON DELETE CASCADE,
        saves INTEGER NOT NULL,
        changes BLOB NOT NULL
    )""",
    # The thread parsed from each save of a page that has several, and the version of the extractor.
    """CREATE TABLE part (
        save INTEGER PRIMARY KEY REFERENCES save ON DELETE CASCADE,
        reader INTEGER NOT NULL,
        read BLOB NOT NULL
    )""",
    # A canonical address, the same for all saves of the page: without scheme, `www.`, and the slash at its end.
    """UPDATE page SET address = rtrim(CASE
        WHEN address LIKE 'https://www.%' THEN '//' || substr(address, 13)
        WHEN address LIKE 'http://www.%' THEN '//' || substr(address, 12)
        WHEN address LIKE 'https://%' THEN substr(address, 7)
        WHEN address LIKE 'http://%' THEN substr(address, 6)
        ELSE address END, '/')""",
)

_RENAMES = (
    # By the id of a thread that another parse of the page replaced: the comments that have another id in that one.
    """CREATE TABLE renamed (
        thread INTEGER PRIMARY KEY,
        page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
        ids BLOB NOT NULL
    )""",
    "CREATE INDEX renamed_page ON renamed (page, thread)",
)

_COPIES = (
    # Each has all columns of a table: what the user did is twice in the file, on different pages, and `leaves` finds it
    # in either.
    "CREATE INDEX touched_copy ON touched (comment, what)",
    "CREATE INDEX mark_copy ON mark (letter, comment, line, block)",
    """CREATE INDEX reading_copy ON reading (
        page, read_at, seen, starred, cursor, line, top, top_line, pane, article_block, article_line, view, whereabouts,
        hushed
    )""",
)

_PIECES = (
    # The packed bytes of a save: rows with consecutive ids, made of the save's id and the number of the piece.
    """CREATE TABLE piece (
        id INTEGER PRIMARY KEY,
        sum TEXT NOT NULL,
        content BLOB NOT NULL
    )""",
    "ALTER TABLE save RENAME COLUMN original TO parity",
    # Of the packed bytes.
    "ALTER TABLE save ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
    split_stored,
    "DROP INDEX save_page",
    "CREATE INDEX save_copy ON save (page, digest, name, container, adapter, saved_at, imported_at, size)",
)

_ANNOTATIONS = (
    # A passage that was highlighted in the text of a comment, or of the article without one, and the note on it.
    """CREATE TABLE annotation (
        reading INTEGER NOT NULL REFERENCES reading ON DELETE CASCADE,
        id TEXT NOT NULL,
        comment TEXT,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        exact TEXT NOT NULL,
        prefix TEXT NOT NULL,
        suffix TEXT NOT NULL,
        color TEXT NOT NULL,
        note TEXT NOT NULL,
        made_at TEXT,
        PRIMARY KEY (reading, id)
    ) WITHOUT ROWID""",
    """CREATE INDEX annotation_copy ON annotation (
        id, comment, start, stop, exact, prefix, suffix, color, note, made_at
    )""",
)

_CHECKSUMS = (
    # Of the texts of a row, which may be longer than a page of the file.
    "ALTER TABLE annotation ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
    add_checksums,
    "DROP INDEX annotation_copy",
    """CREATE INDEX annotation_copy ON annotation (
        id, comment, start, stop, exact, prefix, suffix, color, note, made_at, sum
    )""",
)


def _add_own_addresses(connection: sqlite3.Connection) -> None:
    from threadreader.store.addresses import add_own_addresses

    add_own_addresses(connection)


_ADDRESSES = (
    # A hash of an address, the relation of a thread to it (`addresses.Role`), and the position of the comment, or -1.
    """CREATE TABLE address (
        hash INTEGER NOT NULL,
        role INTEGER NOT NULL,
        page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
        comment INTEGER NOT NULL,
        PRIMARY KEY (hash, role, page, comment)
    ) WITHOUT ROWID""",
    "CREATE INDEX address_of ON address (page, role)",
    _add_own_addresses,
)


_LISTED = (
    # What a thread is sorted, filtered and counted by (`entries.listing`). Each change of its entry makes a new id.
    # Filled once all steps are done, by code that knows the tables as they are then.
    """CREATE TABLE listed (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        page INTEGER NOT NULL UNIQUE REFERENCES page ON DELETE CASCADE,
        done INTEGER NOT NULL DEFAULT 0,
        need INTEGER NOT NULL DEFAULT 0,
        touched INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        read INTEGER NOT NULL DEFAULT 0,
        day INTEGER NOT NULL DEFAULT 0,
        comments INTEGER NOT NULL DEFAULT 0,
        minutes INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        quoted INTEGER NOT NULL DEFAULT -1,
        title TEXT NOT NULL DEFAULT '',
        site TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL DEFAULT '',
        authors TEXT NOT NULL DEFAULT '',
        by_site TEXT NOT NULL DEFAULT '',
        by_author TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '',
        notes TEXT
    )""",
    # One for each order, and those that count. No row of them has the types of a table's that `leaves` looks for.
    "CREATE INDEX listed_need ON listed (done, need, touched DESC, page DESC)",
    "CREATE INDEX listed_added ON listed (done, added DESC, page DESC)",
    "CREATE INDEX listed_read ON listed (done, read DESC, page DESC)",
    "CREATE INDEX listed_title ON listed (done, title, page)",
    "CREATE INDEX listed_by_site ON listed (done, by_site, title, page, need)",
    "CREATE INDEX listed_by_author ON listed (done, by_author, title, page, need)",
    "CREATE INDEX listed_day ON listed (done, day DESC, page DESC)",
    "CREATE INDEX listed_comments ON listed (done, comments DESC, title, page)",
    "CREATE INDEX listed_minutes ON listed (done, minutes, title, page)",
    "CREATE INDEX listed_name ON listed (name, done)",
    "CREATE INDEX listed_tags ON listed (tags, done) WHERE tags > ''",
)

_TALLIED = (
    # What a filter looks for words in, in an index, which is a fraction of the table; and the last day of a thread.
    "ALTER TABLE listed ADD COLUMN words TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE listed ADD COLUMN latest INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX listed_words ON listed (done, words, page)",
    # How many rows of `listed` have a site, a tag or a state, without those that are done and of these: kept with them.
    """CREATE TABLE tally (
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        done INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (field, value, done)
    ) WITHOUT ROWID""",
)

# Tables that can be made again from the bytes of the saves, or mean nothing without these.
DERIVED = frozenset(
    {"thread", "bodies", "part", "joined", "renamed", "word_index", "digest", "address", "listed", "tally"}
)

# The statements that bring version n of the tables to version n + 1. Only ever append.

Step = str | Callable[[sqlite3.Connection], None]
"""A statement, or what brings rows into another form."""

MIGRATIONS: tuple[tuple[Step, ...], ...] = (
    (*_IMPORTED, *_USER_DATA),
    _READ_STATE,
    _FULL_TEXT,
    _SUMMARIES,
    _JOINED_SAVES,
    _RENAMES,
    _COPIES,
    _PIECES,
    _ANNOTATIONS,
    _CHECKSUMS,
    _ADDRESSES,
    _LISTED,
    _TALLIED,
)


def migrate(connection: sqlite3.Connection, versions: Sequence[Sequence[Step]] = MIGRATIONS) -> None:
    """Bring tables of the version before the first of these to that of the last."""
    for steps in versions:
        for step in steps:
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)
