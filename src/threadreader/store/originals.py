"""Originals: the bytes of saves as they came, packed, in pieces of which a damaged page of the file costs none.

A piece is a row that fills a page of the file, with a checksum. The save has the parity of every few pieces, of which
one that is lost is made again; neighbours in the file have different ones.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from threadreader.store.encoding import unpack_original

PIECE_BYTES = 4040
"""With its row id and checksum as much as a page of 4,096 bytes holds without continuing on another one."""

_PIECES_PER_PARITY = 8
"""An eighth more is stored. With 16, three lost pages in a small library cost a save twice as often."""

_CHECK_BYTES = 8
_KEY_BYTES = 64  # the longest key that BLAKE2b takes: a SHA-256 in hexadecimal

PIECES = """
    SELECT piece.id, sum, content FROM save
    JOIN piece ON piece.id >= (save.id << 20) AND piece.id < ((save.id + 1) << 20) WHERE digest = ? ORDER BY piece.id
"""
"""The pieces of the save with a SHA-256 hash."""


def insert_pieces(connection: sqlite3.Connection, save: int, digest: str, pieces: Mapping[int, bytes]) -> None:
    """Insert pieces of the save with an id and a SHA-256 hash, by their numbers."""
    rows = ((save << 20 | number, checksum(digest, number, piece), piece) for number, piece in pieces.items())
    connection.executemany("INSERT OR REPLACE INTO piece VALUES (?, ?, ?)", rows)


def replace_original(connection: sqlite3.Connection, save: int, digest: str, packed: bytes) -> None:
    """Store the packed original of a save anew."""
    change = "UPDATE save SET parity = ?, size = ? WHERE id = ?"
    connection.execute(change, (parity(packed), len(packed), save))
    delete_pieces(connection, save)
    insert_pieces(connection, save, digest, split(packed))


def delete_pieces(connection: sqlite3.Connection, save: int) -> None:
    """Delete the pieces of a save."""
    connection.execute("DELETE FROM piece WHERE id >= ? AND id < ?", piece_ids(save))


def piece_ids(save: int) -> tuple[int, int]:
    """The first row id of the pieces of a save, and the one behind them."""
    return save << 20, (save + 1) << 20


def split(packed: bytes) -> dict[int, bytes]:
    """A packed original in pieces, by number."""
    return {
        number: packed[start : start + PIECE_BYTES] for number, start in enumerate(range(0, len(packed), PIECE_BYTES))
    }


def checksum(digest: str, number: int, piece: bytes) -> str:
    """The checksum of a piece, which tells it from a piece of another save or another number too."""
    import hashlib

    key, salt = digest.encode()[:_KEY_BYTES], number.to_bytes(8)
    return hashlib.blake2b(piece, digest_size=_CHECK_BYTES, key=key, salt=salt).hexdigest()


def parity(packed: bytes) -> bytes:
    """The parity of each group of pieces, one after the other."""
    pieces = split(packed)
    groups = _count_groups(len(pieces))
    return b"".join(
        _xor([pieces[number] for number in range(group, len(pieces), groups)], min(PIECE_BYTES, len(packed)))
        for group in range(groups)
    )


def mend(digest: str, size: int, pieces: Mapping[int, bytes], parities: bytes) -> bytes | None:
    """The packed original of so many bytes, made of the intact pieces and the parity; None if too much is lost."""
    count = -(-size // PIECE_BYTES)
    groups = _count_groups(count)
    if count - len(pieces) > groups:
        return None
    length, whole = min(PIECE_BYTES, size), dict(pieces)
    for group in range(groups):
        numbers = range(group, count, groups)
        lost = [number for number in numbers if number not in pieces]
        if len(lost) > 1:
            return None
        for number in lost:
            others = [pieces[other] for other in numbers if other != number]
            piece = _xor([*others, parities[group * length : (group + 1) * length]], length)
            whole[number] = piece[: size - number * PIECE_BYTES]
    packed = b"".join(whole[number] for number in range(count))
    return packed if is_original(digest, packed) else None


def is_original(digest: str, packed: bytes) -> bool:
    """True if packed bytes are those of the save with a SHA-256 hash."""
    import hashlib

    try:
        return hashlib.sha256(unpack_original(packed)).hexdigest() == digest
    except (zlib.error, ValueError):
        return False


def intact_pieces(digest: str, rows: Iterable[tuple[Any, ...]]) -> dict[int, bytes]:
    """The pieces of a save whose checksum is right, by number, of rows of the table."""
    mask = (1 << 20) - 1
    return {
        row & mask: piece
        for row, check, piece in rows
        # A library of somebody else may hold anything.
        if isinstance(piece, bytes) and check == checksum(digest, row & mask, piece)
    }


def split_stored(connection: sqlite3.Connection) -> None:
    """Bring the originals of a library that has each in one column into pieces, and the parity into that column."""
    for save, digest in connection.execute("SELECT id, digest FROM save").fetchall():
        ((stored,),) = connection.execute("SELECT parity FROM save WHERE id = ?", (save,))
        # A library of somebody else may hold anything.
        packed = stored if isinstance(stored, bytes) else b""
        replace_original(connection, save, str(digest), packed)


def _count_groups(pieces: int) -> int:
    return -(-pieces // _PIECES_PER_PARITY)


def _xor(parts: Sequence[bytes], length: int) -> bytes:
    """The parity of parts, as if each ended in zeros up to a length."""
    result = 0
    for part in parts:
        result ^= int.from_bytes(part, "little")
    return result.to_bytes(max(length, *map(len, parts)), "little")


def text_checksum(*texts: str | None) -> int:
    """The checksum of the texts of an annotation, by which a damaged copy of it is told."""
    return zlib.crc32("\x1f".join(text or "" for text in texts).encode(errors="replace"))


def is_annotation(row: Sequence[object]) -> bool:
    """True if the texts of a row of `annotation` are those that were stored."""
    _, name, comment, _, _, *texts, _, kept = row
    return kept == text_checksum(str(name), None if comment is None else str(comment), *map(str, texts))


def add_checksums(connection: sqlite3.Connection) -> None:
    """Add their checksums to annotations that were stored without."""
    for row in connection.execute("SELECT * FROM annotation").fetchall():
        reading, name, comment, _, _, *texts, _, _ = row
        kept = text_checksum(name, comment, *texts)
        connection.execute("UPDATE annotation SET sum = ? WHERE reading = ? AND id = ?", (kept, reading, name))
