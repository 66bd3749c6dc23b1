"""Encoding of threads as bytes: skeleton columns, chunks of comments, notes; JSON in zlib, never pickle."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from operator import lt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.json import decode, encode

from threadreader.errors import DamageError
from threadreader.model.page import Changes, Note

if TYPE_CHECKING:
    # Of what a list of threads and a search for words unpack, none has them.
    from threadreader.model.stored_thread import Skeleton
    from threadreader.model.thread import Article, Comment, CommentId

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
        raise DamageError(path, trouble, "run threadreader check to repair it") from problem


Kind = TypeVar("Kind")


def typed(kind: type[Kind], rows: Iterable[Any]) -> list[Kind]:
    """Rows of a table as records of a kind. Raises ValueError for other types: a library may come from anybody."""
    try:
        return convert(rows, list[kind])  # type: ignore[valid-type] # a type of its caller
    except ValidationError as problem:
        raise ValueError(f"a value has a wrong type: {problem}") from problem


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
    return _deflate(encode(plain))


def unpack(packed: bytes, kind: type[Kind]) -> Kind:
    """The inverse of `pack`. Raises zlib.error, or ValueError where it is of another kind."""
    return decode(_inflate_json(packed), type=kind)


def unpack_first(packed: bytes, kind: type[Kind]) -> tuple[Kind, bytes]:
    """Unpack the first of several concatenated packs; returns it and the bytes of the others."""
    first, rest = _inflate(packed, _json_limit(packed))
    return decode(first, type=kind), rest


_MAX_VOTES = 10**9  # `model.blocks.MAX_NUMBER`, which not all that unpack these need
_Number = Annotated[int, Meta(ge=0, le=_MAX_LARGE_JSON_BYTES)]


class _Columns(Struct):
    """The columns of a skeleton, each name once; `writers` are indices of `names`."""

    ids: tuple[str, ...]
    parents: tuple[Annotated[int, Meta(ge=-1, le=_MAX_LARGE_JSON_BYTES)], ...]
    names: tuple[str, ...]
    writers: tuple[_Number, ...]
    times: tuple[str | None, ...]
    lengths: tuple[_Number, ...]
    leaves: tuple[_Number, ...]
    by_op: tuple[_Number, ...]
    votes: tuple[Annotated[int, Meta(ge=-_MAX_VOTES, le=_MAX_VOTES)] | None, ...] = ()


def pack_skeleton(skeleton: "Skeleton") -> bytes:
    """Pack a skeleton as columns."""
    names = {name: number for number, name in enumerate(dict.fromkeys(skeleton.names))}
    return pack(
        _Columns(
            ids=skeleton.ids,
            parents=skeleton.parents,
            names=tuple(names),
            writers=tuple([names[name] for name in skeleton.names]),
            times=skeleton.times,
            lengths=skeleton.lengths,
            leaves=skeleton.leaves,
            by_op=tuple(sorted(skeleton.by_op)),
            votes=skeleton.votes,
        )
    )


def unpack_skeleton(packed: bytes) -> "Skeleton":
    """The inverse of `pack_skeleton`. Raises ValueError or IndexError for what is none."""
    from threadreader.model.stored_thread import Skeleton

    columns = unpack(packed, _Columns)
    if not all(map(lt, columns.parents, count())):
        raise ValueError("a comment comes before its parent")
    if len(set(columns.ids)) < len(columns.ids):
        raise ValueError("two comments have the same id")
    votes = columns.votes or (None,) * len(columns.ids)  # none of a thread that an earlier version stored
    each = (columns.ids, columns.parents, columns.writers, columns.times, columns.lengths, columns.leaves, votes)
    if len(set(map(len, each))) > 1:
        raise ValueError("the columns of a thread do not fit")
    return Skeleton(
        ids=cast("tuple[CommentId, ...]", columns.ids),
        parents=columns.parents,
        names=tuple([columns.names[number] for number in columns.writers]),
        times=columns.times,
        lengths=columns.lengths,
        leaves=columns.leaves,
        by_op=frozenset(columns.by_op),
        votes=votes,
    )


def chunk_row_id(thread_id: int, chunk: int) -> int:
    """The row id of a chunk in `bodies`; the chunks of one thread have consecutive ids."""
    return thread_id << 20 | chunk


def chunk_rows(thread_id: int) -> tuple[int, int]:
    """The first row id in `bodies` that chunks of a thread may have, and the first behind them."""
    return chunk_row_id(thread_id, 0), chunk_row_id(thread_id + 1, 0)


def pack_chunk(comments: Sequence["Comment"]) -> tuple[bytes, list[str]]:
    """Pack a chunk of comments, with their texts on the first line, so that a search reads no more; returns both."""
    from threadreader.model.wire import comment_to_plain

    plain = [comment_to_plain(comment) for comment in comments]
    texts: list[str] = [comment.pop("text") for comment in plain]
    return _deflate(encode(texts) + b"\n" + encode(plain)), texts


def unpack_chunk(packed: bytes, indices: slice = slice(None)) -> tuple["Comment", ...]:
    """The comments of a chunk, or some of them."""
    from threadreader.model.wire import comment_from_plain

    _, rest = _inflate_json(packed).split(b"\n", 1)
    return tuple(map(comment_from_plain, decode(rest, type=list[dict[str, Any]])[indices]))


def unpack_article(packed: bytes) -> "Article":
    """The article of a thread, from what `model.wire.article_to_plain` made of it."""
    from threadreader.model.wire import article_from_plain

    return article_from_plain(unpack(packed, dict[str, Any]))


def unpack_texts(packed: bytes) -> list[str]:
    """The texts of the comments of a chunk."""
    first, _ = _inflate_json(packed).split(b"\n", 1)
    return decode(first, type=list[str])


def content_hash(packed: bytes) -> bytes:
    """The SHA-256 hash of stored bytes, 32 bytes."""
    import hashlib

    return hashlib.sha256(packed).digest()


def pack_notes(notes: Sequence[Note]) -> bytes:
    """Pack the notes of an import."""
    return pack([[note.where, note.message] for note in notes])


def unpack_notes(packed: bytes) -> tuple[Note, ...]:
    """The inverse of `pack_notes`."""
    return tuple(Note(*each) for each in unpack(packed, list[tuple[str, str]]))


def pack_changes(changes: Changes) -> bytes:
    """Pack the ids of new, edited and gone comments."""
    return pack([sorted(changes.new), sorted(changes.edited), sorted(changes.gone)])


def unpack_changes(packed: bytes) -> Changes:
    """The inverse of `pack_changes`."""
    sets = unpack(packed, tuple[frozenset[str], frozenset[str], frozenset[str]])
    return Changes(*cast("tuple[frozenset[CommentId], ...]", sets))


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
        raise ValueError(f"it holds more than {limit:,} bytes, or is cut off")
    return data, decompressor.unused_data
