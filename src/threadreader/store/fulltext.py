"""Full-text index (FTS5): a row for each article and each reply, and the expressions that search it.

FTS5 splits text into words at characters that are no letters, and so takes a whole sentence of Chinese or Japanese for
one word. Such a run is indexed as overlapping pairs of characters, with the last character by itself at the end.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence

from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, chunk_rows, unpack_article, unpack_skeleton, unpack_texts

_RANGES = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_RANGES}]+")
_SPACED_LETTER = rf"[^\W_{_RANGES}]"
_TOKEN = re.compile(r"[^\W_]+")


def segment(text: str) -> str:
    """Text for the index, with runs of scripts without spaces split into pairs of characters."""
    return text if text.isascii() else _UNSPACED.sub(lambda run: f" {_pairs(run[0])} ", text)


def expression(phrase: str, *, prefix: bool = False) -> str:
    """The FTS5 expression of a phrase, the last word as a prefix if so wanted; "" if there is no word in it."""
    if not _TOKEN.search(phrase):
        return ""
    segmented = _UNSPACED.sub(lambda run: f" {_query_pairs(run, phrase)} ", re.sub('["\0]', " ", phrase))
    last = _UNSPACED.search(phrase[-1:])
    is_single = last is not None and len(last[0]) == 1 and not _UNSPACED.fullmatch(phrase[-2:-1])
    return f'"{" ".join(segmented.split())}"' + ("*" if prefix or is_single else "")


def pattern(phrase: str, *, prefix: bool = False) -> re.Pattern[str]:
    """The regular expression that matches a phrase in folded text where the index does."""
    tokens = [filter(None, re.split(f"({_UNSPACED.pattern})", token)) for token in _TOKEN.findall(fold(phrase))]
    joined = r"[\W_]+".join(r"[\W_]*".join(map(re.escape, pieces)) for pieces in tokens)
    before = "" if _UNSPACED.match(phrase) else f"(?<!{_SPACED_LETTER})"
    after = "" if prefix or _UNSPACED.search(phrase[-1:]) else f"(?!{_SPACED_LETTER})"
    return re.compile(f"{before}{joined}{after}")


def fold(text: str) -> str:
    """Text without case and accents, character for character, so that offsets stay valid."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower() if char.isascii() else _fold_character(char) for char in text)


def _fold_character(char: str) -> str:
    low = unicodedata.normalize("NFD", char)[0].lower()
    return low if len(low) == 1 else char


def _pairs(run: str) -> str:
    return " ".join(run[index : index + 2] for index in range(len(run)))


def _query_pairs(run: re.Match[str], phrase: str) -> str:
    """The pairs of a run; its last character is a word by itself only if the phrase goes on after it."""
    if run.end() == len(phrase) and len(run[0]) > 1:
        return _pairs(run[0]).rpartition(" ")[0]
    return _pairs(run[0])


# Raise it when text is split in another way: the index is then made again.
VERSION = 1

# The position of the article; replies have theirs from 0 on.
ARTICLE = -1

# Names of the authors, and text.
IndexEntry = tuple[str, str]


def index_row_id(thread_id: int, position: int) -> int:
    """The row id in the index of a reply of a thread, or of its article."""
    return thread_id << 20 | position + 1


def index_rows(thread_id: int) -> tuple[int, int]:
    """The first row id of a thread in the index, and the first behind it."""
    return index_row_id(thread_id, ARTICLE), index_row_id(thread_id + 1, ARTICLE)


def split_index_row_id(row: int) -> tuple[int, int]:
    """The inverse of `index_row_id`: thread id and position."""
    return row >> 20, (row & 0xFFFFF) - 1


def index_entries(article: Article, names: Sequence[str], texts: Sequence[str]) -> list[IndexEntry]:
    """The entries of a thread: of its article, then of each reply."""
    authors = ", ".join(author.name for author in article.authors)
    return [(authors, f"{article.title}\n{article.text}"), *zip(names, texts, strict=True)]


def add_to_index(connection: sqlite3.Connection, thread_id: int, entries: Sequence[IndexEntry]) -> None:
    """Insert the entries of a thread."""
    rows = _rows(thread_id, entries)
    connection.executemany("INSERT INTO word_index (rowid, writer, words) VALUES (?, ?, ?)", rows)
    connection.execute("UPDATE thread SET indexed = ? WHERE id = ?", (VERSION, thread_id))


def remove_from_index(connection: sqlite3.Connection, thread_id: int) -> None:
    """Delete the entries of a thread that is still stored: FTS5 needs the text of the rows that it deletes."""
    ((indexed,),) = connection.execute("SELECT indexed FROM thread WHERE id = ?", (thread_id,))
    if not indexed:
        return
    try:
        entries = _stored_entries(connection, thread_id)
    except DECODE_ERRORS:
        clear_index(connection)
        return
    rows = (("delete", *row) for row in _rows(thread_id, entries))
    connection.executemany("INSERT INTO word_index (word_index, rowid, writer, words) VALUES (?, ?, ?, ?)", rows)


def clear_index(connection: sqlite3.Connection) -> None:
    """Delete all entries, to be made again by `update_index`."""
    connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
    connection.execute("UPDATE thread SET indexed = 0")


def update_index(database: Database) -> None:
    """Index the threads that are not indexed by this version, after an upgrade or `clear_index`."""
    if database.read_only:
        return
    # The ends of an index, where to look for another version would go through all of it.
    (versions,) = database.rows(
        "SELECT (SELECT min(indexed) FROM thread), (SELECT min(indexed) FROM thread WHERE indexed > 0),"
        " (SELECT max(indexed) FROM thread)"
    )
    if not {None, 0, VERSION}.issuperset(versions):
        with database.writing() as connection:
            clear_index(connection)
    for (thread_id,) in database.rows("SELECT id FROM thread WHERE indexed = 0 ORDER BY id DESC"):
        _index(database, thread_id)


def _index(database: Database, thread_id: int) -> None:
    with database.writing() as connection:
        # Another process may have done it meanwhile, or removed the thread.
        if not connection.execute("SELECT 1 FROM thread WHERE id = ? AND indexed = 0", (thread_id,)).fetchone():
            return
        try:
            entries = _stored_entries(connection, thread_id)
        except DECODE_ERRORS:
            # `check` reports it.
            return
        add_to_index(connection, thread_id, entries)


def _rows(thread_id: int, entries: Sequence[IndexEntry]) -> Iterator[tuple[int, str, str]]:
    for position, (author, text) in enumerate(entries, ARTICLE):
        yield index_row_id(thread_id, position), segment(author), segment(text)


def _stored_entries(connection: sqlite3.Connection, thread_id: int) -> list[IndexEntry]:
    article, skeleton, texts = stored_words(connection, thread_id)
    return index_entries(article, skeleton.names, texts)


def stored_words(connection: sqlite3.Connection, thread_id: int) -> tuple[Article, Skeleton, list[str]]:
    """A stored thread without its comments' bodies, and their texts. Raises one of `DECODE_ERRORS` if it is damaged."""
    statement = "SELECT article, skeleton FROM thread WHERE id = ?"
    article, skeleton = connection.execute(statement, (thread_id,)).fetchone()
    statement = "SELECT comments FROM bodies WHERE id >= ? AND id < ? ORDER BY id"
    texts = [text for (chunk,) in connection.execute(statement, chunk_rows(thread_id)) for text in unpack_texts(chunk)]
    return unpack_article(article), unpack_skeleton(skeleton), texts
