"""Whom a comment may answer by its words alone: hints, which are never taken for a parent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import CommentId, Thread

_CALLED = re.compile(r"(?<![\w@])@(\w[^\n@]{0,60})")
_NO_LETTER = re.compile(r"[\W_]+")
_MOST_WORDS = 5
"""No name has more."""


class Cause(StrEnum):
    """What in the words of a comment hints at another."""

    NAME = "name"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Hint:
    """The words of a comment name the writer of another, or quote it."""

    cause: Cause
    target: CommentId


def find_hints(thread: Thread, quotes: QuoteIndex) -> Mapping[CommentId, tuple[Hint, ...]]:
    """What hints at whom, of each comment that has any: `@name` at the last comment above of that name."""
    last: dict[str, CommentId] = {}
    found: dict[CommentId, tuple[Hint, ...]] = {}
    for comment in thread.comments:
        named = [Hint(Cause.NAME, last[name]) for name in _called(comment.text) if name in last]
        links = (quotes.link.get(quote) for quote in quotes.inside(comment.id))
        targets = (link.target.owner for link in links if link is not None)
        quoted = [Hint(Cause.QUOTATION, target) for target in targets if target is not None]
        hints = tuple(dict.fromkeys((*named, *quoted)))
        if hints:
            found[comment.id] = hints
        if comment.author is not None:
            last[_fold(comment.author.name)] = comment.id
    return found


def _called(text: str) -> Iterator[str]:
    """What may be the names that are called in a text, the longest first."""
    for call in _CALLED.finditer(text):
        words = call[1].split()[:_MOST_WORDS]
        yield from (_fold("".join(words[:count])) for count in range(len(words), 0, -1))


def _fold(name: str) -> str:
    return _NO_LETTER.sub("", name).casefold()
