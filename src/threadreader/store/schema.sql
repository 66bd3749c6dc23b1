-- The tables of a library, version 1: see `schema.py` for what they are for, and for how a later version comes about.
-- Reasons stand beside the columns; the program leaves them out of what SQLite stores.

-- Imported: the bytes of each save as they came. Never changed.

CREATE TABLE page (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- given once: never again after the page is forgotten
    id TEXT NOT NULL UNIQUE,                   -- its address, or the hash of its first save
    address TEXT                               -- the same for all saves: without scheme, `www.` and the last slash
);
CREATE INDEX page_address ON page (address);

CREATE TABLE save (
    id INTEGER PRIMARY KEY,
    page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    digest TEXT NOT NULL UNIQUE,               -- SHA-256 of the file, by which the same file is known again
    name TEXT NOT NULL,
    container TEXT NOT NULL,
    adapter TEXT NOT NULL,
    saved_at TEXT,
    imported_at TEXT,
    page_number INTEGER                        -- of a thread of several pages
);
CREATE INDEX save_page ON save (page, id);

-- The file of each save, in zlib; apart from `save`, whose rows a list reads.
CREATE TABLE original (
    save INTEGER PRIMARY KEY REFERENCES save ON DELETE CASCADE,
    content BLOB NOT NULL
);

-- Derived: parsed from the saves, and made again by a newer program, after damage, or when a save is added.

CREATE TABLE thread (
    id INTEGER PRIMARY KEY AUTOINCREMENT,      -- another one each time that the page is parsed
    page INTEGER NOT NULL UNIQUE REFERENCES page ON DELETE CASCADE,
    extractor INTEGER NOT NULL,                -- the versions that made it
    linker INTEGER NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0,        -- the version of the index of words that it is in, 0 where in none
    title TEXT NOT NULL,
    url TEXT,
    site TEXT,
    language TEXT,
    declared_count INTEGER,
    comments INTEGER NOT NULL,
    people INTEGER NOT NULL,
    notes BLOB NOT NULL,                       -- of the import
    article BLOB NOT NULL,
    skeleton BLOB NOT NULL,                    -- the thread index: see Chunks in `schema.py`
    quotes BLOB NOT NULL
);
-- A search would have to go through the long rows otherwise.
CREATE INDEX thread_indexed ON thread (indexed);
CREATE INDEX thread_made_with ON thread (extractor, linker, page);

-- A chunk of comments a row.
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY,                    -- made of the thread's id and the chunk's number
    hash BLOB NOT NULL,
    comments BLOB NOT NULL
);

-- The thread parsed from each save of a page that has several.
CREATE TABLE part (
    save INTEGER PRIMARY KEY REFERENCES save ON DELETE CASCADE,
    extractor INTEGER NOT NULL,
    read BLOB NOT NULL
);

-- Threads that were joined from several saves; one with more by now is to be made again.
CREATE TABLE joined (
    page INTEGER PRIMARY KEY REFERENCES page ON DELETE CASCADE,
    saves INTEGER NOT NULL,
    changes BLOB NOT NULL                      -- the comments that were new, edited and gone in the newest
);

-- By the id of a thread that another parse of the page replaced: the comments that have another id in that one.
CREATE TABLE renamed (
    thread INTEGER PRIMARY KEY,
    page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    ids BLOB NOT NULL
);
CREATE INDEX renamed_page ON renamed (page, thread);

-- Without content: it holds positions of words, and the text is in `bodies`. Made of the thread's id and the position.
CREATE VIRTUAL TABLE word_index USING fts5 (
    writer, words, content = '', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE address (
    hash INTEGER NOT NULL,
    role INTEGER NOT NULL,                     -- the relation of a thread to it (`addresses.Role`)
    page INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    comment INTEGER NOT NULL,                  -- a position, or -1
    PRIMARY KEY (hash, role, page, comment)
) WITHOUT ROWID;
CREATE INDEX address_of ON address (page, role);

-- What a list shows of a thread and is sorted, filtered and counted by, so that it opens none (`entries.listing`).
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,      -- another one with each change, by which others see what changed
    page INTEGER NOT NULL UNIQUE REFERENCES page ON DELETE CASCADE,
    done INTEGER NOT NULL DEFAULT 0,
    need INTEGER NOT NULL DEFAULT 0,           -- place among unread first: 0 and 1 queued; 1 and 3 read
    used INTEGER NOT NULL DEFAULT 0,           -- microseconds since 1970: last read, or added
    added INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0,
    day INTEGER NOT NULL DEFAULT 0,            -- as a number of eight digits; 0 where it is not known
    comments INTEGER NOT NULL DEFAULT 0,
    minutes INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    quoted INTEGER NOT NULL DEFAULT -1,        -- times that the most quoted passage is; -1 where none is
    title TEXT NOT NULL DEFAULT '',            -- texts in small letters
    site TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',             -- of the site, as it is shown
    authors TEXT NOT NULL DEFAULT '',
    by_site TEXT NOT NULL DEFAULT '',          -- what sorts it; behind all others where there is none
    by_author TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',             -- each behind a separator
    notes TEXT,
    words TEXT NOT NULL DEFAULT '',            -- what a filter looks for words in
    earliest INTEGER NOT NULL DEFAULT 0,       -- the first and the last day of the thread
    latest INTEGER NOT NULL DEFAULT 0,
    summary TEXT,                              -- JSON (`summaries`)
    most_quoted TEXT                           -- JSON; NULL where nothing is quoted, or not linked yet
);
-- One for each order, and those that count; `entry_words` is a fraction of the table.
CREATE INDEX entry_need ON entry (done, need, used DESC, page DESC);
CREATE INDEX entry_added ON entry (done, added DESC, page DESC);
CREATE INDEX entry_read ON entry (done, read DESC, page DESC);
CREATE INDEX entry_title ON entry (done, title, page);
CREATE INDEX entry_by_site ON entry (done, by_site, title, page, need);
CREATE INDEX entry_by_author ON entry (done, by_author, title, page, need);
CREATE INDEX entry_day ON entry (done, day DESC, page DESC);
CREATE INDEX entry_comments ON entry (done, comments DESC, title, page);
CREATE INDEX entry_minutes ON entry (done, minutes, title, page);
CREATE INDEX entry_name ON entry (name, done);
CREATE INDEX entry_tags ON entry (tags, done) WHERE tags > '';
CREATE INDEX entry_words ON entry (done, words, page);

-- How many entries have a site, a tag or a state, so that nothing counts all of them.
CREATE TABLE entry_count (
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    done INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (field, value, done)
) WITHOUT ROWID;

-- The user's own: what was done. Nothing can make it again, so it refers to nothing that can be made again.

CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    page TEXT NOT NULL UNIQUE,                 -- its id, not its number: it may be forgotten, and come back
    read_at TEXT,
    seen INTEGER NOT NULL DEFAULT 0,           -- counts of the rows of `fact` whose comments the thread has now
    starred INTEGER NOT NULL DEFAULT 0,
    muted_unread INTEGER NOT NULL DEFAULT 0,
    progress_label TEXT NOT NULL DEFAULT '',   -- how far it is read, in words
    cursor TEXT,
    line INTEGER NOT NULL DEFAULT 0,
    top TEXT,
    top_line INTEGER NOT NULL DEFAULT 0,
    pane TEXT NOT NULL DEFAULT '',
    article_block INTEGER NOT NULL DEFAULT 0,
    article_line INTEGER NOT NULL DEFAULT 0,
    view TEXT NOT NULL DEFAULT '{}'            -- JSON
);

CREATE TABLE fact (
    reading INTEGER NOT NULL REFERENCES reading ON DELETE CASCADE,
    kind TEXT NOT NULL,                        -- `seen`, `starred`, `muted`, `folded`: of a comment; `tag`: of the page;
                                               -- `joined`, `parted`: with another page; `replaced`: a version of a note
                                               -- or bookmark that another took the place of (see `export.dump`)
    value TEXT NOT NULL,                       -- that comment, tag, page or version
    PRIMARY KEY (reading, kind, value)
) WITHOUT ROWID;

CREATE TABLE mark (
    reading INTEGER NOT NULL REFERENCES reading ON DELETE CASCADE,
    letter TEXT NOT NULL,
    comment TEXT,                              -- none: in the article
    line INTEGER NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (reading, letter)
) WITHOUT ROWID;

-- A passage that was highlighted, and the note on it.
CREATE TABLE annotation (
    reading INTEGER NOT NULL REFERENCES reading ON DELETE CASCADE,
    id TEXT NOT NULL,
    comment TEXT,                              -- none: in the article
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    exact TEXT NOT NULL,                       -- the words, and those before and behind them, by which it is found again
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    color TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at TEXT,
    PRIMARY KEY (reading, id)
) WITHOUT ROWID;
