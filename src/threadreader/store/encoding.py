"""Encoding of threads as bytes: skeleton columns, chunks of comments, notes; JSON in zlib, never pickle."""

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from operator import lt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadreader.errors import DamageError
from threadreader.model.page import Changes, Note

if TYPE_CHECKING:
    # Of what a list of threads and a search for words unpack, none has them.
    from threadreader.model.stored_thread import Skeleton
    from threadreader.model.thread import Comment

# What unpacking raises on damaged bytes.
DECODE_ERRORS = (zlib.error, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)

# Comments in a chunk, one row: about a screenful, so that a screen is one or two rows, and a row compresses well.
CHUNK_SIZE = 16

# Levels of zlib: 4 takes twice as long as 1 to make a page a tenth smaller; 6 takes four times as long, for a few
# hundredths more.
_STORED, _FAST, _SMALL = 0, 1, 4

# Limits of unpacking. A page: several times what it can have, pictures and all. JSON: the smaller limit, or the ratio
# times its packed size if that is more, since its objects take far more memory than its bytes.
_MAX_PAGE_BYTES = 1 << 30
_MAX_JSON_BYTES = 16 << 20  # a chunk of the longest comments has less
_MAX_LARGE_JSON_BYTES = 256 << 20  # the thread of a page of 256 MB, the largest that is read, has less
_MAX_JSON_RATIO = 200  # as for files: JSON of real threads packs far less, zeros 1,000 times


@contextmanager
def translating_damage(path: Path) -> Iterator[None]:
    """Raise DamageError for stored bytes that cannot be unpacked."""
    try:
        yield
    except DECODE_ERRORS as problem:
        trouble = f"is damaged: part of a thread cannot be read ({problem})"
        raise DamageError(path, trouble, "threadreader check reads it again from its page") from problem


def pack_original(data: bytes) -> bytes:
    """Compress the bytes of a save."""
    return zlib.compress(data, _SMALL)


def unpack_original(packed: bytes) -> bytes:
    """The inverse of `pack_original`. Raises zlib.error or ValueError."""
    return _inflate(packed, _MAX_PAGE_BYTES)[0]


def is_original(digest: str, packed: bytes) -> bool:
    """True if packed bytes are those of the save with a SHA-256 hash."""
    import hashlib

    try:
        return hashlib.sha256(unpack_original(packed)).hexdigest() == digest
    except (zlib.error, ValueError):
        return False


def pack(plain: Any) -> bytes:
    """Anything that JSON can hold, compressed."""
    return _deflate(_json(plain))


def unpack(packed: bytes) -> Any:
    """The inverse of `pack`. Raises zlib.error or ValueError."""
    return json.loads(_inflate_json(packed))


def unpack_first(packed: bytes) -> tuple[Any, bytes]:
    """Unpack the first of several concatenated packs; returns it and the bytes of the others."""
    first, rest = _inflate(packed, _json_limit(packed))
    return json.loads(first), rest


def pack_skeleton(skeleton: "Skeleton") -> bytes:
    """Pack a skeleton as columns, each name once."""
    names = {name: number for number, name in enumerate(dict.fromkeys(skeleton.names))}
    return pack(
        {
            "ids": list(skeleton.ids),
            "parents": list(skeleton.parents),
            "names": list(names),
            "writers": [names[name] for name in skeleton.names],
            "times": list(skeleton.times),
            "lengths": list(skeleton.lengths),
            "leaves": list(skeleton.leaves),
            "by_op": sorted(skeleton.by_op),
        }
    )


def unpack_skeleton(packed: bytes) -> "Skeleton":
    """The inverse of `pack_skeleton`. Raises ValueError, TypeError, KeyError or IndexError for what is none."""
    from threadreader.model.stored_thread import Skeleton

    columns = unpack(packed)
    names = columns["names"]
    _check_types(str, columns["ids"], names)
    _check_types(str, columns["times"], and_none=True)
    numbers = [columns[name] for name in ("parents", "writers", "lengths", "leaves", "by_op")]
    _check_types(int, *numbers)
    skeleton = Skeleton(
        ids=tuple(columns["ids"]),
        parents=tuple(columns["parents"]),
        names=tuple([names[number] for number in columns["writers"]]),
        times=tuple(columns["times"]),
        lengths=tuple(columns["lengths"]),
        leaves=tuple(columns["leaves"]),
        by_op=frozenset(columns["by_op"]),
    )
    if min(skeleton.parents, default=-1) < -1 or not all(map(lt, skeleton.parents, count())):
        raise ValueError("a comment stands above what it replies to")
    if len(skeleton.position) < len(skeleton):
        raise ValueError("two comments have one id")
    if len(set(map(len, (*numbers[:-1], skeleton.ids, skeleton.times)))) > 1:
        raise ValueError("the columns of a thread do not fit")
    if max(map(max, filter(None, numbers)), default=0) > _MAX_LARGE_JSON_BYTES:
        raise ValueError("a number of a thread is too large")
    return skeleton


def _check_types(kind: type, *columns: Sequence[Any], and_none: bool = False) -> None:
    """Raise TypeError if a value in the columns is not of a kind: a library may come from anybody."""
    allowed = {kind, type(None)} if and_none else {kind}
    if not all(allowed.issuperset(map(type, column)) for column in columns):
        raise TypeError("a value has a wrong type")


def chunk_row_id(thread_id: int, chunk: int) -> int:
    """The row id of a chunk in `bodies`; the chunks of one thread have consecutive ids."""
    return thread_id << 20 | chunk


def pack_chunk(comments: Sequence["Comment"]) -> tuple[bytes, list[str]]:
    """Pack a chunk of comments, with their texts on the first line, so that a search reads no more; returns both."""
    from threadreader.model.wire import comment_to_plain

    plain = [comment_to_plain(comment) for comment in comments]
    texts: list[str] = [comment.pop("text") for comment in plain]
    return _deflate(_json(texts) + b"\n" + _json(plain)), texts


def unpack_chunk(packed: bytes) -> tuple["Comment", ...]:
    """The comments of a chunk."""
    from threadreader.model.wire import comment_from_plain

    _, rest = _inflate_json(packed).split(b"\n", 1)
    return tuple(map(comment_from_plain, json.loads(rest)))


def unpack_comment(packed: bytes, index: int) -> "Comment":
    """One comment of a chunk, without decoding the others."""
    from threadreader.model.wire import comment_from_plain

    _, rest = _inflate_json(packed).split(b"\n", 1)
    return comment_from_plain(json.loads(rest)[index])


def unpack_texts(packed: bytes) -> list[str]:
    """The texts of the comments of a chunk."""
    first, _ = _inflate_json(packed).split(b"\n", 1)
    texts: list[str] = json.loads(first)
    _check_types(str, texts)
    return texts


def content_hash(packed: bytes) -> bytes:
    """The SHA-256 hash of stored bytes, 32 bytes."""
    import hashlib

    return hashlib.sha256(packed).digest()


def pack_notes(notes: Sequence[Note]) -> bytes:
    """Pack the notes of an import."""
    return pack([[note.where, note.message] for note in notes])


def unpack_notes(packed: bytes) -> tuple[Note, ...]:
    """The inverse of `pack_notes`."""
    return tuple(Note(where, message) for where, message in unpack(packed))


def pack_changes(changes: Changes) -> bytes:
    """Pack the ids of new, edited and gone comments."""
    return pack([sorted(changes.new), sorted(changes.edited), sorted(changes.gone)])


def unpack_changes(packed: bytes) -> Changes:
    """The inverse of `pack_changes`."""
    new, edited, gone = unpack(packed)
    return Changes(frozenset(new), frozenset(edited), frozenset(gone))


def _deflate(data: bytes) -> bytes:
    packed = zlib.compress(data, _FAST)
    # Data that compresses so well that unpacking would refuse it is stored uncompressed.
    return packed if len(data) <= _json_limit(packed) else zlib.compress(data, _STORED)


def _inflate_json(packed: bytes) -> bytes:
    return _inflate(packed, _json_limit(packed))[0]


def _json_limit(packed: bytes) -> int:
    return min(max(_MAX_JSON_BYTES, _MAX_JSON_RATIO * len(packed)), _MAX_LARGE_JSON_BYTES)


def _inflate(packed: bytes, limit: int) -> tuple[bytes, bytes]:
    """Decompress up to a limit in bytes, against decompression bombs; returns the bytes behind the pack too."""
    decompressor = zlib.decompressobj()
    data = decompressor.decompress(packed, limit + 1)
    if len(data) > limit or not decompressor.eof:
        raise ValueError(f"more than {limit:,} bytes are packed there, or the end is lost")
    return data, decompressor.unused_data


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
