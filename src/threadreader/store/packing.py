"""Threads as bytes and back: columns of the skeleton, windows of comments, quotations; JSON in zlib, never pickle."""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from threadreader.model.changes import Changes
from threadreader.model.opened import Skeleton
from threadreader.model.page import Note
from threadreader.model.plain import comment_from_plain, comment_to_plain
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink, grouped
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


class PackedQuotes:
    """The quotations of a stored thread: `Quotations` that makes objects only of what is asked for."""

    def __init__(self, packed: bytes) -> None:
        plain = unpack(packed)
        self._quotes: list[list[Any]] = plain["quotes"]
        self._links: list[list[Any]] = plain["links"]
        self._runners_up: list[list[Any]] = plain["runners_up"]

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a comment, in reading order."""
        return tuple(self._quote(number) for number in self._by_owner.get(owner, ()))

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        """The best link of a quotation and then the runners-up; none where its source is not known."""
        same = (n for n in self._by_owner.get(quote.at.owner, ()) if self._quote(n) == quote)
        return tuple(self._link(row) for number in same for row in self._by_quote.get(number, ()))

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a comment, or into the article under None, in reading order."""
        return tuple(self._link(row) for row in self._by_target.get(owner, ()))

    def whole(self) -> QuoteIndex:
        """All of it: the inverse of `pack_quotes`."""
        quotes = tuple(map(self._quote, range(len(self._quotes))))
        return QuoteIndex(quotes, tuple(map(self._link, self._links)), tuple(map(self._link, self._runners_up)))

    @cached_property
    def _by_owner(self) -> Mapping[str | None, Sequence[int]]:
        return grouped((row[0], number) for number, row in enumerate(self._quotes))

    @cached_property
    def _by_quote(self) -> Mapping[int, Sequence[list[Any]]]:
        return grouped((row[0], row) for row in (*self._links, *self._runners_up))

    @cached_property
    def _by_target(self) -> Mapping[str | None, Sequence[list[Any]]]:
        return grouped((row[1], row) for row in self._links)

    def _quote(self, number: int) -> Quote:
        owner, path, start, end, text, attribution = self._quotes[number]
        return Quote(_anchor(owner, path, start, end), text, attribution)

    def _link(self, row: list[Any]) -> QuoteLink:
        number, *target, method, score = row
        return QuoteLink(self._quote(number), _anchor(*target), Method(method), score)


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


def _anchor_to_plain(anchor: Anchor) -> list[Any]:
    return [anchor.owner, list(anchor.path), anchor.start, anchor.end]


def _anchor(owner: str | None, path: list[int], start: int, end: int) -> Anchor:
    return Anchor(None if owner is None else CommentId(owner), tuple(path), start, end)
