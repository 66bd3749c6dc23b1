"""The tables of the library, and how each version of them became the next."""

APPLICATION_ID = 0x74687264
"""What says that an SQLite file is a library of this program: "thrd"."""

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
    # What was read from the saves. A thread read again gets another id, so that a reader who has the old one
    # open finds its rows gone, and never another comment in their place.
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
    # Neighbouring comments share a row: see `packing.WINDOW`. The id is made of the thread's and the window's number.
    """CREATE TABLE bodies (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        comments BLOB NOT NULL
    )""",
)

_READERS_OWN = (
    # Kept under the names that the page gives, and tied to no imported row: it outlives another save of the page,
    # another reading of it, and even forgetting it.
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

_MORE_OF_THE_READERS_OWN = (
    # The figures count what `touched` holds of the comments that the thread has now, so that a list needs no others.
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
    # `what` is the name of a set in `Progress`.
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

_WORDS = (
    # Which version of the index a thread is in, 0 where it is in none yet.
    "ALTER TABLE thread ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0",
    # It holds no text, only where each word stands; the text is in `bodies`.
    """CREATE VIRTUAL TABLE word_index USING fts5 (
        writer, words, content = '', tokenize = 'unicode61 remove_diacritics 2'
    )""",
)

_DIGESTS = (
    # What a list says of each thread. It stands apart from the thread, whose row is long: reading a list would read
    # all of it. `quoted` is NULL where nothing is quoted, or the quotations are not linked yet.
    """CREATE TABLE digest (
        page INTEGER PRIMARY KEY REFERENCES page ON DELETE CASCADE,
        words TEXT NOT NULL,
        quoted TEXT
    )""",
    "ALTER TABLE reading ADD COLUMN whereabouts TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE reading ADD COLUMN hushed INTEGER NOT NULL DEFAULT 0",
    # They stand behind the long columns of the row, which a search would have to go through for every thread.
    "CREATE INDEX thread_indexed ON thread (indexed)",
    "CREATE INDEX thread_made_with ON thread (reader, linker, page)",
)

_SAVES_PUT_TOGETHER = (
    # Which page of a thread of several a save is of, where it says so.
    """CREATE TABLE paging (
        save INTEGER PRIMARY KEY REFERENCES save ON DELETE CASCADE,
        number INTEGER NOT NULL
    )""",
    # How many saves a thread was put together from, where it was more than one: where the page has more, it is to be
    # made again. `changes` says which comments came, were edited and went with the newest.
    """CREATE TABLE joined (
        page INTEGER PRIMARY KEY REFERENCES page ON DELETE CASCADE,
        saves INTEGER NOT NULL,
        changes BLOB NOT NULL
    )""",
    # What was read from each save of a page that has several, and by which reader.
    """CREATE TABLE part (
        save INTEGER PRIMARY KEY REFERENCES save ON DELETE CASCADE,
        reader INTEGER NOT NULL,
        read BLOB NOT NULL
    )""",
    # The address is one that finds other saves of the page: without scheme, `www.`, and the slash at its end.
    """UPDATE page SET address = rtrim(CASE
        WHEN address LIKE 'https://www.%' THEN '//' || substr(address, 13)
        WHEN address LIKE 'http://www.%' THEN '//' || substr(address, 12)
        WHEN address LIKE 'https://%' THEN substr(address, 7)
        WHEN address LIKE 'http://%' THEN substr(address, 6)
        ELSE address END, '/')""",
)

DERIVED = frozenset({"thread", "bodies", "part", "joined", "word_index", "digest"})
"""The tables that can be made again from the bytes of the saves."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_IMPORTED, *_READERS_OWN),
    _MORE_OF_THE_READERS_OWN,
    _WORDS,
    _DIGESTS,
    _SAVES_PUT_TOGETHER,
)
"""The statements that make version n + 1 of the tables from version n. Only ever append."""
