"""Annotations: passages that the reader highlighted, each with a note or without, and where they stand in a text.

A passage is known by its position and its words, as the selectors of W3C's Web Annotation Data Model are: the words
are what the reader meant, the position tells two places with the same words apart.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, Self

from threadreader.model.blocks import Blocks
from threadreader.model.text import clean
from threadreader.model.thread import CommentId

COLORS = ("yellow", "green", "blue", "pink")
"""The colours of a highlight; their first letters differ, which tell them apart on a screen without colours."""

CONTEXT_CHARS = 32
"""Before and behind a passage; as many as tell two places with the same words apart (as Hypothesis does)."""

MAX_NOTE_CHARS = 2_000_000  # the longest novels have two or three: what is longer was no note


@dataclass(frozen=True, slots=True)
class Annotation:
    """A highlighted passage in the text of a comment, or of the article where `owner` is None, and the note on it.

    `start` and `end` count in the text of the whole body, end exclusive; `exact` was there, and `prefix` and `suffix`
    around it. `made_at` is in ISO 8601, "" until it is stored.
    """

    owner: CommentId | None
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    color: str = COLORS[0]
    note: str = ""
    made_at: str = field(default="", compare=False)

    @classmethod
    def of(cls, owner: CommentId | None, text: str, start: int, end: int, color: str = COLORS[0]) -> Self:
        """The annotation of a range of the text of a body."""
        prefix, suffix = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
        return cls(owner, start, end, text[start:end], prefix, suffix, color)

    def with_note(self, note: str) -> Self:
        """The same with another note; it may hold line breaks, and no control characters."""
        return replace(self, note=clean(note).strip())


Annotations = Mapping[str, Annotation]
"""Annotations by identifier."""


def new_id() -> str:
    """An identifier that no other window or library gives."""
    return os.urandom(8).hex()


class Range(NamedTuple):
    """Range of a passage in a text; `edited` where the words are others than those that were highlighted."""

    start: int
    end: int
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """An annotation with its identifier, and where it stands, None where it was not found."""

    name: str
    annotation: Annotation
    range: Range | None = None


Locator = Callable[[Annotation, "Body"], Range | None]
"""A search for the passage of an annotation in its body; None where it is not there."""


class Body(Protocol):
    """A comment, or the article."""

    @property
    def body(self) -> Blocks: ...

    @property
    def text(self) -> str:
        """The plain text, in which positions count."""
        ...


def locate_verbatim(annotation: Annotation, body: Body) -> Range | None:
    """The passage with the very words of an annotation: at its place, else between its neighbours, else the nearest."""
    text, words = body.text, annotation.exact
    if text.startswith(words, annotation.start):
        return Range(annotation.start, annotation.start + len(words))
    starts = list(_occurrences(text, words))
    if not starts:
        return None
    start = max(starts, key=lambda start: (_context(annotation, text, start), -abs(start - annotation.start)))
    return Range(start, start + len(words))


_MAX_OCCURRENCES = 1000  # of a passage in one text; bounds the time for a single letter in a book


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words) if words else -1
    for _ in range(_MAX_OCCURRENCES):
        if start < 0:
            return
        yield start
        start = text.find(words, start + 1)


def _context(annotation: Annotation, text: str, start: int) -> int:
    """The number of sides on which a passage has the neighbours that it had."""
    end = start + len(annotation.exact)
    return text.endswith(annotation.prefix, 0, start) + text.startswith(annotation.suffix, end)
