"""Threads as bytes and back: columns of the skeleton, windows of comments; JSON in zlib, never pickle."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from threadreader.model.codec import comment_from_plain, comment_to_plain
from threadreader.model.page import Changes, Note
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Comment

WINDOW = 16
"""Comments that share a row: about a screenful, so that a screen is one or two rows, and the row packs well."""

_NONE = 0
_FAST = 1
_ORIGINAL = 6

_LARGEST = 1 << 30
"""Bytes: several times what a page can have, pictures and all."""

_ALWAYS = 16 << 20
_TIMES = 200
"""JSON is unpacked to so many bytes, or so many times those that it takes packed: objects take far more memory."""


def pack_original(data: bytes) -> bytes:
    """The bytes of a save, as they are kept."""
    return zlib.compress(data, _ORIGINAL)


def unpack_original(packed: bytes) -> bytes:
    """The inverse of `pack_original`; zlib.error or ValueError where it is none."""
    return _inflate(packed, _LARGEST)[0]


def pack(plain: Any) -> bytes:
    """Anything JSON can hold."""
    return _deflate(_json(plain))


def unpack(packed: bytes) -> Any:
    """The inverse of `pack`; zlib.error or ValueError where it is none."""
    return json.loads(_unpacked(packed))


def unpack_first(packed: bytes) -> tuple[Any, bytes]:
    """The first of several packs, and the others behind it."""
    first, rest = _inflate(packed, _most(packed))
    return json.loads(first), rest


def pack_skeleton(skeleton: Skeleton) -> bytes:
    """Columns; each name stands once, since the same people write again and again."""
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


def unpack_skeleton(packed: bytes) -> Skeleton:
    """The inverse of `pack_skeleton`."""
    columns = unpack(packed)
    names = columns["names"]
    return Skeleton(
        ids=tuple(columns["ids"]),
        parents=tuple(columns["parents"]),
        names=tuple([names[number] for number in columns["writers"]]),
        times=tuple(columns["times"]),
        lengths=tuple(columns["lengths"]),
        leaves=tuple(columns["leaves"]),
        by_op=frozenset(columns["by_op"]),
    )


def pack_window(comments: Sequence[Comment]) -> tuple[bytes, list[str]]:
    """As many comments as share a row, and their texts: these on a first line, so that a search reads no more."""
    plain = [comment_to_plain(comment) for comment in comments]
    texts: list[str] = [comment.pop("text") for comment in plain]
    return _deflate(_json(texts) + b"\n" + _json(plain)), texts


def unpack_window(packed: bytes) -> tuple[Comment, ...]:
    """The comments of one pack."""
    _, rest = _unpacked(packed).split(b"\n", 1)
    return tuple(map(comment_from_plain, json.loads(rest)))


def unpack_comment(packed: bytes, place: int) -> Comment:
    """One of the comments of a pack, without making the others."""
    _, rest = _unpacked(packed).split(b"\n", 1)
    return comment_from_plain(json.loads(rest)[place])


def unpack_texts(packed: bytes) -> list[str]:
    """The texts of the comments of one pack."""
    texts, _ = _unpacked(packed).split(b"\n", 1)
    found: list[str] = json.loads(texts)
    return found


def hash_of(packed: bytes) -> bytes:
    """What shows that stored bytes are still the same, 32 bytes."""
    import hashlib

    return hashlib.sha256(packed).digest()


def pack_notes(notes: Sequence[Note]) -> bytes:
    """The notes of an import."""
    return pack([[note.where, note.message] for note in notes])


def unpack_notes(packed: bytes) -> tuple[Note, ...]:
    """The inverse of `pack_notes`."""
    return tuple(Note(where, message) for where, message in unpack(packed))


def pack_changes(changes: Changes) -> bytes:
    """Which comments are new, edited and gone."""
    return pack([sorted(changes.new), sorted(changes.edited), sorted(changes.gone)])


def unpack_changes(packed: bytes) -> Changes:
    """The inverse of `pack_changes`."""
    new, edited, gone = unpack(packed)
    return Changes(frozenset(new), frozenset(edited), frozenset(gone))


def _deflate(data: bytes) -> bytes:
    packed = zlib.compress(data, _FAST)
    # What would not be unpacked for being so much more is not packed.
    return packed if len(data) <= _most(packed) else zlib.compress(data, _NONE)


def _unpacked(packed: bytes) -> bytes:
    return _inflate(packed, _most(packed))[0]


def _most(packed: bytes) -> int:
    return min(max(_ALWAYS, _TIMES * len(packed)), _LARGEST)


def _inflate(packed: bytes, most: int) -> tuple[bytes, bytes]:
    """What is packed, and what stands behind it: in a file that somebody made, a few bytes may say very many."""
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(packed, most + 1)
    if len(data) > most or not unpacking.eof:
        raise ValueError(f"more than {most:,} bytes are packed there, or the end is lost")
    return data, unpacking.unused_data


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
