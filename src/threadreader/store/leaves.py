"""Rows read straight from the pages of a library's file, where SQLite finds no way to them any more.

What leads to a row may be lost: the first page of the file, which says what tables there are, the root of a table, or
all that a file ends with. The rows themselves stand in leaves, and what table they are of is told by their columns.
See https://sqlite.org/fileformat2.html.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from threadreader.store.encoding import unpack_original
from threadreader.store.stored import UNREADABLE

Value = int | str | bytes | None
Row = tuple[Value, ...]

_PAGE = 4096
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 13, 10, 2
_CELLS_AT = {_TABLE_LEAF: 8, _INDEX_LEAF: 8, _INDEX_INNER: 12}
_SHAPES = {
    # N: the number of the row, which its cell has; a small letter: perhaps nothing.
    (_TABLE_LEAF, "page"): "NTt",
    (_TABLE_LEAF, "save"): "NITTTTttB",
    (_TABLE_LEAF, "paging"): "NI",
    (_TABLE_LEAF, "reading"): "NTtIItItITIITTI",
    (_INDEX_LEAF, "touched"): "ITT",
    (_INDEX_LEAF, "mark"): "ITtII",
}
_KINDS: dict[str, type] = {"N": type(None), "I": int, "T": str, "B": bytes}
_FEWEST = {"reading": 13}
"""The columns that a row has that was written before its table got more."""

_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_REAL, _ZERO, _FIRST_LONG = 7, 8, 12


def rows_in_leaves(path: Path) -> Iterator[tuple[str, Row]]:
    """Every row in a file that is one of a table which cannot be made again, with the name of that table."""
    with path.open("rb") as file:
        for number in range(1, path.stat().st_size // _PAGE + 1):
            try:
                yield from _rows_of_page(file, number)
            except (IndexError, ValueError, OverflowError):
                # It is none of these pages, or damaged.
                continue


def _rows_of_page(file: BinaryIO, number: int) -> Iterator[tuple[str, Row]]:
    page = _page(file, number)
    start = 100 if number == 1 else 0
    kind = page[start]
    if kind not in _CELLS_AT:
        return
    pointers = start + _CELLS_AT[kind]
    for place in range(int.from_bytes(page[start + 3 : start + 5])):
        at = int.from_bytes(page[pointers + 2 * place : pointers + 2 * place + 2])
        try:
            row = _row(file, page, kind, at)
        except (IndexError, ValueError):
            continue
        for (where, table), shape in _SHAPES.items():
            if (where == _TABLE_LEAF) == (kind == _TABLE_LEAF) and _is_of(row[1], table, shape):
                yield table, (row[0], *row[1][1:]) if shape[0] == "N" else row[1]


def _row(file: BinaryIO, page: bytes, kind: int, at: int) -> tuple[int, Row]:
    """The number of a row, where it has one, and its columns."""
    if kind == _INDEX_INNER:
        at += 4
    length, at = _varint(page, at)
    number = 0
    if kind == _TABLE_LEAF:
        number, at = _varint(page, at)
    return number, _columns(_payload(file, page, at, length, _most_local(kind)))


def _most_local(kind: int) -> int:
    return _PAGE - 35 if kind == _TABLE_LEAF else (_PAGE - 12) * 64 // 255 - 23


def _payload(file: BinaryIO, page: bytes, at: int, length: int, most: int) -> bytes:
    """The bytes of a row, of which all but the first may stand on pages of their own."""
    if length <= most:
        return page[at : at + length]
    if length > os.fstat(file.fileno()).st_size:
        raise ValueError(length)
    fewest = (_PAGE - 12) * 32 // 255 - 23
    local = fewest + (length - fewest) % (_PAGE - 4)
    local = local if local <= most else fewest
    parts, left = [page[at : at + local]], length - local
    following = int.from_bytes(page[at + local : at + local + 4])
    while left > 0:
        more = _page(file, following)
        parts.append(more[4 : 4 + left])
        following, left = int.from_bytes(more[:4]), left - (_PAGE - 4)
    return b"".join(parts)


def _page(file: BinaryIO, number: int) -> bytes:
    """A page; raises ValueError where there is none of that number."""
    if number < 1:
        raise ValueError(number)
    file.seek((number - 1) * _PAGE)
    page = file.read(_PAGE)
    if len(page) < _PAGE:
        raise ValueError(number)
    return page


def _columns(payload: bytes) -> Row:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        size = _SIZES[kind] if kind < _FIRST_LONG else (kind - _FIRST_LONG) // 2
        if at + size > len(payload):
            raise ValueError(size)
        values.append(_value(kind, payload[at : at + size]))
        at += size
    return tuple(values)


def _value(kind: int, content: bytes) -> Value:
    if kind >= _FIRST_LONG:
        return content.decode() if kind % 2 else content
    if kind in {_ZERO, _ZERO + 1}:
        return kind - _ZERO
    return int.from_bytes(content, signed=True) if 0 < kind < _REAL else None


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | content[place] & 0x7F
        if content[place] < 0x80:  # noqa: PLR2004 - the bit that says that more follows
            return value, place + 1
    return value << 8 | content[at + 8], at + 9


def _is_of(row: Row, table: str, shape: str) -> bool:
    """Whether columns are those of a table, and what they hold is whole where that can be told."""
    if not _FEWEST.get(table, len(shape)) <= len(row) <= len(shape):
        return False
    for value, letter in zip(row, shape, strict=False):
        if not isinstance(value, _KINDS[letter.upper()]) and not (letter.islower() and value is None):
            return False
    match table:
        case "save":
            return _is_whole(row)
        case "page":
            # Another table with such columns holds JSON.
            return not str(row[1]).startswith(("{", "["))
        case _:
            return True


def _is_whole(save: Row) -> bool:
    """Whether the bytes of a save are those that came."""
    digest, packed = save[2], save[-1]
    assert isinstance(packed, bytes)
    try:
        return hashlib.sha256(unpack_original(packed)).hexdigest() == digest
    except UNREADABLE:
        return False
