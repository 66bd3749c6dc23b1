"""Recovery of rows from the B-tree leaf pages of a damaged SQLite file, without its schema and inner pages.

The way to a row may be lost: the first page of the file, which has the schema, the root of a table, or the end of the
file. The rows themselves are in leaves, and the types of their columns show their table.
See https://sqlite.org/fileformat2.html.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from threadreader.store.integrity import has_types
from threadreader.store.originals import is_annotation, is_original

Value = int | str | bytes | None
Row = tuple[Value, ...]

_PAGE_BYTES = 4096  # what SQLite makes by default, and so every library
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 13, 10, 2  # types of b-tree pages, there too
_HEADER_BYTES = {_TABLE_LEAF: 8, _INDEX_LEAF: 8, _INDEX_INNER: 12}  # of b-tree pages, in SQLite's file format (1.6)
ORIGINAL, SAVE_COPY = "original", "save copy"
"""A save of an earlier version, with its bytes in the row, and a save without its parity."""

# Of each table: the page type, the types of its columns, and where they stand where an index has them in another order.
_LAYOUTS: tuple[tuple[int, str, str, tuple[int, ...]], ...] = (
    # N: the row id, which is in the cell and NULL in the columns; lower case: nullable.
    (_TABLE_LEAF, "page", "NTt", ()),
    (_TABLE_LEAF, "save", "NITTTTttBI", ()),
    (_TABLE_LEAF, ORIGINAL, "NITTTTttB", ()),
    (_TABLE_LEAF, "piece", "NTB", ()),
    (_TABLE_LEAF, "paging", "NI", ()),
    (_TABLE_LEAF, "reading", "NTtIItItITIITTI", ()),
    (_INDEX_LEAF, SAVE_COPY, "ITTTTttII", (8, *range(8))),
    (_INDEX_LEAF, "touched", "ITT", ()),
    (_INDEX_LEAF, "mark", "ITtII", ()),
    (_INDEX_LEAF, "reading", "TtIItItITIITTII", (14, *range(14))),
    (_INDEX_LEAF, "annotation", "ITtIITTTTTtI", ()),
    (_INDEX_LEAF, "touched", "TTI", (2, 1, 0)),
    (_INDEX_LEAF, "mark", "TtIII", (4, 0, 1, 2, 3)),
    (_INDEX_LEAF, "annotation", "TtIITTTTTtII", (11, *range(11))),
)

# Columns of a row that was written before its table got more.
_MIN_COLUMNS = {"NTtIItItITIITTI": 13}

# Serial types of SQLite's record format: their sizes in bytes, floating point, the constant 0, the first BLOB.
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_REAL, _ZERO, _FIRST_BLOB = 7, 8, 12  # fixed by the format, as the sizes are


def scan_leaf_pages(path: Path) -> Iterator[tuple[str, Row]]:
    """All rows in the pages of a file that belong to a table that is not derived, with the name of the table."""
    with path.open("rb") as file:
        for number in range(1, path.stat().st_size // _PAGE_BYTES + 1):
            try:
                yield from _rows_of_page(file, number)
            except (IndexError, ValueError, OverflowError):
                # Another kind of page, or a damaged one.
                continue


def _rows_of_page(file: BinaryIO, number: int) -> Iterator[tuple[str, Row]]:
    page = _page(file, number)
    start = 100 if number == 1 else 0
    page_type = page[start]
    if page_type not in _HEADER_BYTES:
        return
    pointers = start + _HEADER_BYTES[page_type]
    for index in range(int.from_bytes(page[start + 3 : start + 5])):
        offset = int.from_bytes(page[pointers + 2 * index : pointers + 2 * index + 2])
        try:
            rowid, row = _row(file, page, page_type, offset)
        except (IndexError, ValueError):
            continue
        for leaf_type, table, types, order in _LAYOUTS:
            if (leaf_type == _TABLE_LEAF) == (page_type == _TABLE_LEAF) and _is_row_of(table, types, row):
                ordered = tuple(row[index] for index in order) or row
                if table != "annotation" or is_annotation(ordered):
                    yield table, (rowid, *row[1:]) if types[0] == "N" else ordered


def _row(file: BinaryIO, page: bytes, page_type: int, offset: int) -> tuple[int, Row]:
    """The row id of a cell, 0 in an index, and its columns."""
    if page_type == _INDEX_INNER:
        offset += 4
    length, offset = _varint(page, offset)
    rowid = 0
    if page_type == _TABLE_LEAF:
        rowid, offset = _varint(page, offset)
    max_local = _PAGE_BYTES - 35 if page_type == _TABLE_LEAF else (_PAGE_BYTES - 12) * 64 // 255 - 23
    return rowid, _columns(_payload(file, page, offset, length, max_local))


def _payload(file: BinaryIO, page: bytes, offset: int, length: int, max_local: int) -> bytes:
    """The bytes of a row, with those on its overflow pages."""
    if length <= max_local:
        return page[offset : offset + length]
    if length > os.fstat(file.fileno()).st_size:
        raise ValueError(length)
    min_local = (_PAGE_BYTES - 12) * 32 // 255 - 23
    local = min_local + (length - min_local) % (_PAGE_BYTES - 4)
    local = local if local <= max_local else min_local
    parts, remaining = [page[offset : offset + local]], length - local
    number = int.from_bytes(page[offset + local : offset + local + 4])
    while remaining > 0:
        overflow = _page(file, number)
        parts.append(overflow[4 : 4 + remaining])
        number, remaining = int.from_bytes(overflow[:4]), remaining - (_PAGE_BYTES - 4)
    return b"".join(parts)


def _page(file: BinaryIO, number: int) -> bytes:
    """A page by its number, from 1 on. Raises ValueError if there is none."""
    if number < 1:
        raise ValueError(number)
    file.seek((number - 1) * _PAGE_BYTES)
    page = file.read(_PAGE_BYTES)
    if len(page) < _PAGE_BYTES:
        raise ValueError(number)
    return page


def _columns(payload: bytes) -> Row:
    end, offset = _varint(payload, 0)
    serial_types = []
    while offset < end:
        serial_type, offset = _varint(payload, offset)
        serial_types.append(serial_type)
    values: list[Value] = []
    for serial_type in serial_types:
        size = _SIZES[serial_type] if serial_type < _FIRST_BLOB else (serial_type - _FIRST_BLOB) // 2
        if offset + size > len(payload):
            raise ValueError(size)
        values.append(_value(serial_type, payload[offset : offset + size]))
        offset += size
    return tuple(values)


def _value(serial_type: int, content: bytes) -> Value:
    if serial_type >= _FIRST_BLOB:
        return content.decode() if serial_type % 2 else content
    if serial_type in {_ZERO, _ZERO + 1}:
        return serial_type - _ZERO
    return int.from_bytes(content, signed=True) if 0 < serial_type < _REAL else None


def _varint(content: bytes, offset: int) -> tuple[int, int]:
    """Decode a variable-length integer of one to nine bytes; returns it and the offset of its end."""
    value = 0
    for index in range(offset, offset + 8):
        value = value << 7 | content[index] & 0x7F
        if content[index] < 0x80:  # noqa: PLR2004 - the bit that more bytes follow
            return value, index + 1
    return value << 8 | content[offset + 8], offset + 9


def _is_row_of(table: str, types: str, row: Row) -> bool:
    """True if the columns have the types of a table, and the content is intact where that can be checked."""
    if len(row) < _MIN_COLUMNS.get(types, len(types)) or not has_types(row, types):
        return False
    match table:
        case "original":
            # Changed bytes would take the place of those on another page.
            return is_original(str(row[2]), row[-1]) if isinstance(row[-1], bytes) else False
        case "page":
            # Another table with such columns holds JSON.
            return not str(row[1]).startswith(("{", "["))
        case _:
            return True
