"""Threads as bytes and back: columns of the skeleton, windows of comments, quotations; JSON in zlib, never pickle."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from itertools import accumulate
from typing import Any

from threadreader.model.changes import Changes
from threadreader.model.opened import Skeleton
from threadreader.model.page import Note
from threadreader.model.plain import comment_from_plain, comment_to_plain
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink, grouped
from threadreader.model.thread import Comment, CommentId

WINDOW = 16
"""Comments that share a row: about a screenful, so that a screen is one or two rows, and the row packs well."""

SHARE = 64
"""Quotations that are packed together: so many are unpacked in no time."""

_SHARES_KEPT = 64
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


def pack_quotes(index: QuoteIndex) -> bytes:
    """A table of which comments quote and what is quoted, then the quotations with their links, `SHARE` to a pack."""
    rows = [
        [*_anchor_to_plain(quote.at), quote.text, quote.attribution, list(map(_link_to_plain, index.links_of(quote)))]
        for quote in index.quotes
    ]
    shares = [pack(rows[start : start + SHARE]) for start in range(0, len(rows), SHARE)]
    targets = [_anchor_to_plain(index.link[quote].target) if quote in index.link else None for quote in index.quotes]
    table = {"owners": [quote.at.owner for quote in index.quotes], "targets": targets, "shares": list(map(len, shares))}
    return pack(table) + b"".join(shares)


class PackedQuotes:
    """The quotations of a stored thread: `Quotations` that unpacks only what is asked for, inside of `guard`."""

    def __init__(self, packed: bytes, guard: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._guard = guard
        with guard():
            table, self._packed = _unpack_table(packed)
            self._owners: list[str] = table["owners"]
            self._targets: list[list[Any] | None] = table["targets"]
            self._starts = list(accumulate(table["shares"], initial=0))
        self._shares: dict[int, list[Any]] = {}

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a comment, in reading order."""
        return tuple(self._quote(number) for number in self._by_owner.get(owner, ()))

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        """The best link of a quotation and then the runners-up; none where its source is not known."""
        same = (n for n in self._by_owner.get(quote.at.owner, ()) if self._quote(n) == quote)
        return tuple(link for number in same for link in self._links(number))

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a comment, or into the article under None, in reading order."""
        return tuple(self._links(number)[0] for number in self._by_target.get(owner, ()))

    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        """Where the links lead into a comment, or into the article under None."""
        targets = (self._targets[number] for number in self._by_target.get(owner, ()))
        return tuple(_anchor(*target) for target in targets if target)

    def whole(self) -> QuoteIndex:
        """All of it: the inverse of `pack_quotes`."""
        numbers = range(len(self._owners))
        links = [self._links(number) for number in numbers]
        best = (link for some in links for link in some[:1])
        runners_up = (link for some in links for link in some[1:])
        return QuoteIndex(tuple(map(self._quote, numbers)), tuple(best), tuple(runners_up))

    @cached_property
    def _by_owner(self) -> Mapping[str | None, Sequence[int]]:
        return grouped((owner, number) for number, owner in enumerate(self._owners))

    @cached_property
    def _by_target(self) -> Mapping[str | None, Sequence[int]]:
        return grouped((target[0], number) for number, target in enumerate(self._targets) if target)

    def _quote(self, number: int) -> Quote:
        owner, path, start, end, text, attribution, _ = self._row(number)
        return Quote(_anchor(owner, path, start, end), text, attribution)

    def _links(self, number: int) -> list[QuoteLink]:
        quote = self._quote(number)
        rows = self._row(number)[-1]
        return [QuoteLink(quote, _anchor(*target), Method(method), score) for *target, method, score in rows]

    def _row(self, number: int) -> list[Any]:
        share, place = divmod(number, SHARE)
        with self._guard():
            rows = self._shares.pop(share, None) or unpack(self._packed[self._starts[share] : self._starts[share + 1]])
            # Put last: the first one is the one that was not asked for longest.
            self._shares[share] = rows
            if len(self._shares) > _SHARES_KEPT:
                del self._shares[next(iter(self._shares))]
            row: list[Any] = rows[place]
            return row


def _unpack_table(packed: bytes) -> tuple[dict[str, Any], bytes]:
    """The table of packed quotations, and their packs."""
    unpacking = zlib.decompressobj()
    table = json.loads(unpacking.decompress(packed))
    if "shares" in table:
        return table, unpacking.unused_data
    return _unpack_table(pack_quotes(_index_of_rows(**table)))


def _index_of_rows(quotes: list[list[Any]], links: list[list[Any]], runners_up: list[list[Any]]) -> QuoteIndex:
    """What the first version of the program packed in one piece, the links naming quotations by number."""
    known = [Quote(_anchor(*at), text, attribution) for *at, text, attribution in quotes]

    def unpacked(rows: list[list[Any]]) -> Iterator[QuoteLink]:
        for number, *target, method, score in rows:
            yield QuoteLink(known[number], _anchor(*target), Method(method), score)

    return QuoteIndex(tuple(known), tuple(unpacked(links)), tuple(unpacked(runners_up)))


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


def _link_to_plain(link: QuoteLink) -> list[Any]:
    return [*_anchor_to_plain(link.target), str(link.method), link.score]


def _anchor(owner: str | None, path: list[int], start: int, end: int) -> Anchor:
    return Anchor(None if owner is None else CommentId(owner), tuple(path), start, end)
