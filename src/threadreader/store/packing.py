"""Threads as bytes and back: columns of the skeleton, windows of comments; JSON in zlib, never pickle."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from threadreader.model.changes import Changes
from threadreader.model.opened import Skeleton
from threadreader.model.page import Note
from threadreader.model.plain import comment_from_plain, comment_to_plain
from threadreader.model.thread import Comment

WINDOW = 16
"""Comments that share a row: about a screenful, so that a screen is one or two rows, and the row packs well."""

_FAST = 1
_ORIGINAL = 6


def pack_original(data: bytes) -> bytes:
    """The bytes of a save, as they are kept."""
    return zlib.compress(data, _ORIGINAL)


def unpack_original(packed: bytes) -> bytes:
    """The inverse of `pack_original`."""
    return zlib.decompress(packed)


def pack(plain: Any) -> bytes:
    """Anything JSON can hold."""
    return zlib.compress(_json(plain), _FAST)


def unpack(packed: bytes) -> Any:
    """The inverse of `pack`; zlib.error or ValueError where it is none."""
    return json.loads(zlib.decompress(packed))


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
    return zlib.compress(_json(texts) + b"\n" + _json(plain), _FAST), texts


def unpack_window(packed: bytes) -> tuple[Comment, ...]:
    """The comments of one pack."""
    _, rest = zlib.decompress(packed).split(b"\n", 1)
    return tuple(map(comment_from_plain, json.loads(rest)))


def unpack_comment(packed: bytes, place: int) -> Comment:
    """One of the comments of a pack, without making the others."""
    _, rest = zlib.decompress(packed).split(b"\n", 1)
    return comment_from_plain(json.loads(rest)[place])


def unpack_texts(packed: bytes) -> list[str]:
    """The texts of the comments of one pack."""
    texts, _ = zlib.decompress(packed).split(b"\n", 1)
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


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
