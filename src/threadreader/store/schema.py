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
    # What was read from the newest save. A thread read again gets another id, so that a reader who has the old one
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

MIGRATIONS: tuple[tuple[str, ...], ...] = ((*_IMPORTED, *_READERS_OWN),)
"""The statements that make version n + 1 of the tables from version n. Only ever append."""
