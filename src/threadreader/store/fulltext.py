"""The index of every word: one row for each article and each reply, in step with what is stored.

How text becomes words of the index, and what is searched for becomes an FTS5 expression.

SQLite tells words apart by what is not a letter, and so takes a whole sentence of Chinese or Japanese for one word.
Such a run is given to it in pairs of characters that overlap, with the last character by itself at the end.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence

from threadreader.model.codec import article_from_plain
from threadreader.model.thread import Article
from threadreader.store.connection import Database
from threadreader.store.encoding import unpack, unpack_skeleton, unpack_texts
from threadreader.store.stored import UNREADABLE, body_id

_RANGES = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_RANGES}]+")
_SPACED_LETTER = rf"[^\W_{_RANGES}]"
_TOKEN = re.compile(r"[^\W_]+")


def indexed_text(text: str) -> str:
    """Text as it is given to the index."""
    return text if text.isascii() else _UNSPACED.sub(lambda run: f" {_pairs(run[0])} ", text)


def expression(words: str, *, prefix: bool = False) -> str:
    """An FTS5 phrase that finds these words next to each other; "" where there is no word in them."""
    if not _TOKEN.search(words):
        return ""
    plain = _UNSPACED.sub(lambda run: f" {_wanted(run, words)} ", re.sub('["\0]', " ", words))
    last = _UNSPACED.search(words[-1:])
    alone = last is not None and len(last[0]) == 1 and not _UNSPACED.fullmatch(words[-2:-1])
    return f'"{" ".join(plain.split())}"' + ("*" if prefix or alone else "")


def pattern(words: str, *, prefix: bool = False) -> re.Pattern[str]:
    """What these words look like in folded text."""
    tokens = [filter(None, re.split(f"({_UNSPACED.pattern})", token)) for token in _TOKEN.findall(fold(words))]
    joined = r"[\W_]+".join(r"[\W_]*".join(map(re.escape, pieces)) for pieces in tokens)
    before = "" if _UNSPACED.match(words) else f"(?<!{_SPACED_LETTER})"
    after = "" if prefix or _UNSPACED.search(words[-1:]) else f"(?!{_SPACED_LETTER})"
    return re.compile(f"{before}{joined}{after}")


def fold(text: str) -> str:
    """Text without capitals and accents, each character in its place."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower() if char.isascii() else _fold_character(char) for char in text)


def _fold_character(char: str) -> str:
    low = unicodedata.normalize("NFD", char)[0].lower()
    return low if len(low) == 1 else char


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(len(run)))


def _wanted(run: re.Match[str], words: str) -> str:
    """The pairs of a run; the last character is a word by itself only where something follows it."""
    if run.end() == len(words) and len(run[0]) > 1:
        return _pairs(run[0]).rpartition(" ")[0]
    return _pairs(run[0])


VERSION = 1
"""Raise it when text becomes words in another way: the index is then made again."""

ARTICLE = -1
"""Where the article stands before the replies, which are known by their positions from 0 on."""

Words = tuple[str, str]
"""Who wrote something, and the text."""


def row_id(thread_id: int, place: int) -> int:
    """The row of the index for a reply of a thread, or for its article; inverse of `place_of`."""
    return thread_id << 20 | place + 1


def place_of(row: int) -> tuple[int, int]:
    """The thread and the position in it that a row of the index is for."""
    return row >> 20, (row & 0xFFFFF) - 1


def words_of(article: Article, names: Sequence[str], texts: Sequence[str]) -> list[Words]:
    """What the index holds of a thread: its article, and the name and the text of each reply."""
    return [_words_of_article(article), *zip(names, texts, strict=True)]


def add_words(connection: sqlite3.Connection, thread_id: int, words: Sequence[Words]) -> None:
    """Put a thread in the index."""
    rows = _rows(thread_id, words)
    connection.executemany("INSERT INTO word_index (rowid, writer, words) VALUES (?, ?, ?)", rows)
    connection.execute("UPDATE thread SET indexed = ? WHERE id = ?", (VERSION, thread_id))


def drop_words(connection: sqlite3.Connection, thread_id: int) -> None:
    """Take a thread out of the index, while all of it is still stored: the index has to be told what it held."""
    ((indexed,),) = connection.execute("SELECT indexed FROM thread WHERE id = ?", (thread_id,))
    if not indexed:
        return
    try:
        words = _stored_words(connection, thread_id)
    except UNREADABLE:
        empty_index(connection)
        return
    rows = (("delete", *row) for row in _rows(thread_id, words))
    connection.executemany("INSERT INTO word_index (word_index, rowid, writer, words) VALUES (?, ?, ?, ?)", rows)


def empty_index(connection: sqlite3.Connection) -> None:
    """Throw the index away, to be made again."""
    connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
    connection.execute("UPDATE thread SET indexed = 0")


def index_what_is_missing(database: Database) -> None:
    """Bring the index in step: after an upgrade, threads may not be in it yet, or be in it in another way."""
    if database.read_only:
        return
    if database.rows("SELECT 1 FROM thread WHERE indexed NOT IN (0, ?) LIMIT 1", VERSION):
        with database.writing() as connection:
            empty_index(connection)
    for (thread_id,) in database.rows("SELECT id FROM thread WHERE indexed = 0 ORDER BY id DESC"):
        _index(database, thread_id)


def _index(database: Database, thread_id: int) -> None:
    with database.writing() as connection:
        # Another program may have done it meanwhile, or taken the thread away.
        if not connection.execute("SELECT 1 FROM thread WHERE id = ? AND indexed = 0", (thread_id,)).fetchone():
            return
        try:
            words = _stored_words(connection, thread_id)
        except UNREADABLE:
            # `check` tells of it.
            return
        add_words(connection, thread_id, words)


def _words_of_article(article: Article) -> Words:
    return ", ".join(author.name for author in article.authors), f"{article.title}\n{article.text}"


def _rows(thread_id: int, words: Sequence[Words]) -> Iterator[tuple[int, str, str]]:
    for place, (writer, text) in enumerate(words, ARTICLE):
        yield row_id(thread_id, place), indexed_text(writer), indexed_text(text)


def _stored_words(connection: sqlite3.Connection, thread_id: int) -> list[Words]:
    statement = "SELECT article, skeleton FROM thread WHERE id = ?"
    article, skeleton = connection.execute(statement, (thread_id,)).fetchone()
    ends = (body_id(thread_id, 0), body_id(thread_id + 1, 0))
    packed = connection.execute("SELECT comments FROM bodies WHERE id >= ? AND id < ? ORDER BY id", ends)
    texts = [text for (window,) in packed for text in unpack_texts(window)]
    return words_of(article_from_plain(unpack(article)), unpack_skeleton(skeleton).names, texts)
