"""Threads as bytes and back: columns of the skeleton, windows of comments, quotations; JSON in zlib, never pickle."""

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from threadreader.model.opened import Skeleton
from threadreader.model.page import Note
from threadreader.model.plain import comment_from_plain, comment_to_plain
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import Comment, CommentId

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


def pack_windows(comments: Sequence[Comment]) -> Iterator[bytes]:
    """The comments, `WINDOW` to a pack: their texts on a first line, so that a search reads no more, then the rest."""
    for start in range(0, len(comments), WINDOW):
        plain = [comment_to_plain(comment) for comment in comments[start : start + WINDOW]]
        texts = [comment.pop("text") for comment in plain]
        yield zlib.compress(_json(texts) + b"\n" + _json(plain), _FAST)


def unpack_window(packed: bytes) -> tuple[Comment, ...]:
    """The comments of one pack."""
    _, rest = zlib.decompress(packed).split(b"\n", 1)
    return tuple(map(comment_from_plain, json.loads(rest)))


def unpack_texts(packed: bytes) -> list[str]:
    """The texts of the comments of one pack."""
    texts, _ = zlib.decompress(packed).split(b"\n", 1)
    found: list[str] = json.loads(texts)
    return found


def hash_of(packed: bytes) -> bytes:
    """What shows that stored bytes are still the same, 32 bytes."""
    return hashlib.sha256(packed).digest()


def pack_quotes(index: QuoteIndex) -> bytes:
    """The quotations as rows, and the links naming them by number."""
    numbers = {quote: number for number, quote in enumerate(index.quotes)}

    def row(link: QuoteLink) -> list[Any]:
        return [numbers[link.quote], *_anchor_to_plain(link.target), str(link.method), link.score]

    return pack(
        {
            "quotes": [[*_anchor_to_plain(quote.at), quote.text, quote.attribution] for quote in index.quotes],
            "links": list(map(row, index.links)),
            "runners_up": list(map(row, index.runners_up)),
        }
    )


def unpack_quotes(packed: bytes) -> QuoteIndex:
    """The inverse of `pack_quotes`."""
    plain = unpack(packed)
    quotes = tuple(Quote(_anchor(*row[:4]), row[4], row[5]) for row in plain["quotes"])

    def link(row: list[Any]) -> QuoteLink:
        return QuoteLink(quotes[row[0]], _anchor(*row[1:5]), Method(row[5]), row[6])

    return QuoteIndex(quotes, tuple(map(link, plain["links"])), tuple(map(link, plain["runners_up"])))


def pack_notes(notes: Sequence[Note]) -> bytes:
    """The notes of an import."""
    return pack([[note.where, note.message] for note in notes])


def unpack_notes(packed: bytes) -> tuple[Note, ...]:
    """The inverse of `pack_notes`."""
    return tuple(Note(where, message) for where, message in unpack(packed))


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _anchor_to_plain(anchor: Anchor) -> list[Any]:
    return [anchor.owner, list(anchor.path), anchor.start, anchor.end]


def _anchor(owner: str | None, path: list[int], start: int, end: int) -> Anchor:
    return Anchor(None if owner is None else CommentId(owner), tuple(path), start, end)
