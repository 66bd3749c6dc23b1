"""Annotations: passages that the reader highlighted, each with a note or without, and where they stand in a text.

A passage is known by its position and its words, as the selectors of W3C's Web Annotation Data Model are: the words
are what the reader meant, the position tells two places with the same words apart.
"""

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol, Self
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import astuple, replace

from threadreader.model.blocks import Blocks
from threadreader.model.text import clean
from threadreader.model.thread import CommentId

COLORS = ("yellow", "green", "blue", "pink")
"""The colours of a highlight; their first letters differ, which tell them apart on a screen without colours."""

CONTEXT_CHARS = 32
"""Before and behind a passage; as many as tell two places with the same words apart (as Hypothesis does)."""

MAX_PASSAGE_CHARS = 100_000  # a long chapter; what is longer is no passage of a text
MAX_NOTE_CHARS = 2_000_000  # the longest novels have two or three: what is longer was no note


class Annotation(Struct, frozen=True):
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
    made_at: str = ""

    def __eq__(self, other: object) -> bool:
        """True for the same words and note at the same place, whenever it was made."""
        return isinstance(other, Annotation) and astuple(self)[:-1] == astuple(other)[:-1]

    def __hash__(self) -> int:
        return hash(astuple(self)[:-1])

    @classmethod
    def of(cls, owner: CommentId | None, text: str, start: int, end: int, color: str = COLORS[0]) -> Self:
        """The annotation of a range of the text of a body."""
        prefix, suffix = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
        return cls(owner, start, end, text[start:end], prefix, suffix, color)

    def with_note(self, note: str) -> Self:
        """The same with another note; it may hold line breaks, and no control characters."""
        return replace(self, note=clean(note).strip())

    def version(self, name: str) -> str:
        """The identifier of its words and note, under its own identifier."""
        return version_id(name, self.exact, self.prefix, self.suffix, self.color, self.note)


Annotations = Mapping[str, Annotation]
"""Annotations by identifier."""


def new_id() -> str:
    """An identifier that no other window or library gives."""
    return os.urandom(8).hex()


def version_id(*values: object) -> str:
    """The identifier of a version of a highlight or bookmark, the same in every library."""
    import hashlib

    text = "\x1f".join(map(str, values))
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


class Range(NamedTuple):
    """Range of a passage in a text; `edited` where the words are others than those that were highlighted."""

    start: int
    end: int
    edited: bool = False


class Located(Struct, frozen=True):
    """An annotation with its identifier, and where it stands, None where it was not found."""

    name: str
    annotation: Annotation
    range: Range | None = None

    @property
    def start(self) -> int:
        """Where it stands, or stood."""
        return (self.range or self.annotation).start


Locator = Callable[[Annotation, "Body"], Range | None]
"""A search for the passage of an annotation in its body; None where it is not there."""


class Body(Protocol):
    """A comment, or the article."""

    @property
    def body(self) -> Blocks: ...

    @property
    def text(self) -> str:
        """The plain text, in which positions count."""


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


_DIRECTIVE = ":~:"
_MAX_FRAGMENT_CHARS = 20_000  # of words in an address: no browser writes more
_END_CHARS = 60  # of a passage's beginning and end, where its words have no spaces between them
_WORD = re.compile(r"\S+")
_WHOLE_WORDS, _END_WORDS = 12, 5  # a passage of so many words is named whole, a longer one by its first and last


class TextFragment(Struct, frozen=True):
    """Words of a page in its address, as browsers write them: `#:~:text=prefix-,start,end,-suffix`.

    Where there is an `end` the passage goes from `start` to it. The form is that of the WICG's "Text Fragments".
    """

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def parse(cls, fragment: str) -> tuple[str, Self | None]:
        """What stands in a fragment before its words, and the first words, None without any."""
        before, _, directives = fragment.partition(_DIRECTIVE)
        directives = directives[:_MAX_FRAGMENT_CHARS]
        texts = [each.removeprefix("text=") for each in directives.split("&") if each.startswith("text=")]
        if not texts:
            return before, None
        terms = texts[0].split(",")
        prefix = unquote(terms.pop(0)[:-1]) if len(terms) > 1 and terms[0].endswith("-") else ""
        suffix = unquote(terms.pop()[1:]) if len(terms) > 1 and terms[-1].startswith("-") else ""
        start, end = (*map(unquote, terms[:2]), "")[:2]
        return before, cls(start, end, prefix, suffix) if start.strip() else None

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Self:
        """The fragment for a range of a text, with the words around it where others in the text are the same."""
        words = text[start:end].split()
        whole, first, last = " ".join(words), " ".join(words[:_END_WORDS]), " ".join(words[-_END_WORDS:])
        is_short = len(words) <= _WHOLE_WORDS and len(whole) <= 2 * _END_CHARS
        fragment = cls(whole) if is_short else cls(first[:_END_CHARS], last[-_END_CHARS:])
        if fragment.find(text) == (start, end):
            return fragment
        before, behind = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
        return replace(fragment, prefix=" ".join(before.split()), suffix=" ".join(behind.split()))

    def find(self, text: str) -> tuple[int, int] | None:
        """The first range of a text that has the words, in any case and with any space between them.

        Whole words come first, as browsers want them; there are none in texts without spaces.
        """
        if _folded(self.start).partition(" ")[0] not in _small(text):
            return None
        folded = _folded(text)
        ranges = [*self._ranges(folded)]
        found = next((each for each in ranges if _is_bordered(folded, *each)), ranges[0] if ranges else None)
        return _unfolded(text, *found) if found else None

    def _ranges(self, folded: str) -> Iterator[tuple[int, int]]:
        """The ranges of a folded text that have the words, for each beginning the shortest."""
        start, end, prefix, suffix = map(_folded, (self.start, self.end, self.prefix, self.suffix))
        ends = [last + len(end) for last in _occurrences(folded, end)]
        ends = [last for last in ends if folded.startswith(suffix, _skip_space(folded, last))]
        for first in _occurrences(folded, start):
            stop = first + len(start)
            if not folded.endswith(prefix, 0, first - (folded[first - 1 : first] == " ")):
                continue
            if not end:
                if folded.startswith(suffix, _skip_space(folded, stop)):
                    yield first, stop
            elif (at := bisect_left(ends, stop + len(end))) < len(ends):
                yield first, ends[at]

    def __str__(self) -> str:
        terms = (f"{_encoded(self.prefix)}-" if self.prefix else "", _encoded(self.start))
        others = (_encoded(self.end), f"-{_encoded(self.suffix)}" if self.suffix else "")
        return f"{_DIRECTIVE}text={','.join(filter(None, terms + others))}"


def _small(text: str) -> str:
    """A text in small letters, each at its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(each if len(each.lower()) > 1 else each.lower() for each in text)
    # The small sigma at the end of a word is one of its own.
    return small.replace("\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}")


def _folded(text: str) -> str:
    """A text in small letters, with a space between two words."""
    return " ".join(_small(text).split())


def _skip_space(folded: str, at: int) -> int:
    return at + (folded[at : at + 1] == " ")


def _is_bordered(text: str, start: int, end: int) -> bool:
    """True if a range begins and ends between words."""
    return not any(text[max(0, at - 1) : at].isalnum() and text[at : at + 1].isalnum() for at in (start, end))


def _unfolded(text: str, first: int, last: int) -> tuple[int, int]:
    """The range of a text that a range of what it was folded to is of."""
    at, ends = 0, list[int]()
    for word in _WORD.finditer(text):
        for position in (first, last - 1):
            if at <= position < at + len(word[0]):
                ends.append(word.start() + position - at)
        at += len(word[0]) + 1
    return ends[0], ends[-1] + 1


def _encoded(words: str) -> str:
    # A hyphen is a sign of the form, and no other function of the standard library writes it in this way.
    return quote(words, safe="").replace("-", "%2D")
