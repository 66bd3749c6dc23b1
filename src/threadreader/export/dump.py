"""Dump of a library: what its reader did in all threads as text, a fact a line, sorted, for git and other machines.

A line is an array in JSON: a page, a kind of fact, and the values that are listed at `KINDS`. Two libraries are joined
by the union of their facts. Where two of these cannot both be (two notes on one highlight), the one that was replaced
in either library gives way to the other; where neither was, both are kept. So it does not matter which library is
loaded into which, or how often.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert

from threadreader.errors import StoreError
from threadreader.model.annotation import MAX_NOTE_CHARS, version_id
from threadreader.model.page import PageId, clean_tag
from threadreader.model.text import clean

Fact = tuple[Any, ...]
"""A kind and its values; a page holds each once."""

Facts = Collection[Fact]

_Number = Annotated[int, Meta(ge=0, le=1 << 31)]  # characters and lines of a text end far below

KINDS = MappingProxyType(
    {
        "seen": tuple[str],  # a comment
        "starred": tuple[str],
        "muted": tuple[str],
        "tag": tuple[str],
        "opened": tuple[str, str | None],  # when last, and at which comment
        "bookmark": tuple[str, str | None, _Number, _Number],  # letter, comment (none for the article), line, block
        # Identifier, comment, start, end, words, before and behind them, colour, note, time.
        "highlight": tuple[str, str | None, _Number, _Number, str, str, str, str, str, str | None],
        "joined": tuple[str],  # another page, whose article is the same, as the reader said
        "parted": tuple[str],  # another page, whose article is another one
        "replaced": tuple[str],  # the version of a highlight or bookmark, as `version_id` gives it
    }
)
"""The values of each kind of fact."""

_HEAD = "threadreader dump"
VERSION = 1
"""Raised when a fact means something else, or has other values; other kinds of facts raise it too."""

MAX_LINE_BYTES = 16 * MAX_NOTE_CHARS
"""A note with every character escaped has up to 12 bytes for each; the rest is for the passage that it is on."""

_MARKS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CURE = "write it again with threadreader dump, or remove the line"


class Dump(Struct, frozen=True):
    """The facts of a dump by page; `skipped` counts those of a newer version, which this one does not know."""

    facts: Mapping[PageId, Facts]
    version: int = VERSION
    skipped: int = 0


def write_dump(facts: Mapping[PageId, Facts]) -> str:
    """Write the facts of all pages, a sorted line each."""
    lines = sorted(_line((page, *fact)) for page, each in facts.items() for fact in each)
    return "".join(f"{line}\n" for line in [_line((_HEAD, VERSION)), *lines])


def _line(values: Fact) -> str:
    return json.dumps([clean(each) if isinstance(each, str) else each for each in values], ensure_ascii=False)


def read_dump(name: str, lines: Iterable[bytes]) -> Dump:
    """Read a dump, also one whose lines stand in another order or twice. Raises StoreError that names the line.

    Texts are cleaned. Facts that this version does not know are skipped in the dump of a newer one.
    """
    facts, version, skipped = defaultdict[PageId, set[Fact]](set), 0, 0
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_BYTES:
            raise StoreError(name, f"line {number} is longer than {MAX_LINE_BYTES >> 20} MB", _CURE)
        if not line.strip():
            continue
        match _values(line):
            case [str(head), int(newest)] if head == _HEAD:
                version = max(version, newest)
            case _ if not version:
                raise StoreError(name, "is not a dump of a library", "make one with threadreader dump")
            case [str(page), str(kind), *values] if page and (fact := _fact(kind, values)):
                facts[PageId(clean(page))].add(fact)
            case [_, _, *_] if version > VERSION:
                skipped += 1
            case _:
                raise StoreError(name, f"line {number} is not from a dump", _CURE)
    if not version:
        raise StoreError(name, "is not a dump of a library", "make one with threadreader dump")
    return Dump(facts, version, skipped)


def _values(line: bytes) -> object:
    """The values of a line, None of one that is no JSON."""
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _fact(kind: str, values: list[Any]) -> Fact | None:
    """The fact with these values, None where there is none of that kind with such values."""
    try:
        values = [clean(each) if isinstance(each, str) else each for each in convert(values, KINDS[kind])]
    except (KeyError, ValidationError):
        return None
    if kind == "tag":
        values[0] = clean_tag(values[0])
    elif kind == "opened":
        values[0] = _instant(values[0])
    elif kind == "highlight":
        _, _, start, end, *_, note, time = values
        if start > end or len(note) > MAX_NOTE_CHARS or (time is not None and not _instant(time)):
            return None
    elif kind == "bookmark" and len(values[0]) != 1:
        return None
    return (kind, *values) if values[0] else None


def _instant(text: str) -> str:
    """A time as the library stores it, in UTC, "" of what is no moment."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def join(facts: Facts) -> set[Fact]:
    """All facts of a page in two libraries or more as those of one, of which each holds beside the others."""
    by_kind = defaultdict[str, list[Fact]](list)
    for fact in facts:
        by_kind[fact[0]].append(fact)
    opened, bookmarks, highlights = (by_kind.pop(kind, []) for kind in ("opened", "bookmark", "highlight"))
    replaced = frozenset(version for _, version in by_kind["replaced"])
    joined = {fact for each in by_kind.values() for fact in each}
    joined |= {max(opened, key=_line)} if opened else set()
    return joined | {*_join_bookmarks(bookmarks, replaced)} | {*_join_highlights(highlights, replaced)}


def _join_bookmarks(facts: Facts, replaced: Collection[str]) -> Iterator[Fact]:
    """One bookmark a letter; another one goes to the next free letter, unless its line has one."""
    kept, others = _one_a_name(facts, replaced, lambda fact: version_id(*fact[1:]))
    lines = {fact[2:] for fact in kept.values()}
    for kind, _, *line in others:
        free = next((letter for letter in _MARKS if letter not in kept), None)
        if free and tuple(line) not in lines:
            kept[free] = (kind, free, *line)
            lines.add(tuple(line))
    yield from kept.values()


def _join_highlights(facts: Facts, replaced: Collection[str]) -> Iterator[Fact]:
    """One highlight an identifier; another version of it has the identifier that every library gives that version."""
    kept, others = _one_a_name(facts, replaced, _highlight_version)
    while others:
        loser = others.pop()
        name = _highlight_version(loser)
        renamed = (loser[0], name, *loser[2:])
        other = kept.setdefault(name, renamed)
        version = _highlight_version(renamed)
        if version != _highlight_version(other) and version not in replaced:
            others.append(renamed)
    yield from kept.values()


def _highlight_version(fact: Fact) -> str:
    _, name, _, _, _, *words, _ = fact
    return version_id(name, *words)


def _one_a_name(
    facts: Facts, replaced: Collection[str], version: Callable[[Fact], str]
) -> tuple[dict[str, Fact], list[Fact]]:
    """A fact for each name, of a version that was not replaced if there is one, and the other versions to be kept."""
    versions = {fact: version(fact) for fact in facts}
    kept, others = dict[str, Fact](), list[Fact]()
    for fact in sorted(facts, key=lambda fact: (versions[fact] in replaced, _line(fact))):
        first = versions[kept.setdefault(fact[1], fact)]
        if versions[fact] != first and (versions[fact] not in replaced or first in replaced):
            others.append(fact)
    return kept, others
