"""What differs between a quotation and the passage it quotes, word by word.

What a quotation says itself that it left out or put in: ellipses, and words or letters in brackets.
"""

import enum
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

_ELLIPSIS = r"[\[(]\s*(?:\.{2,}|…|snip)\s*[\])]|\.(?:\s?\.)+|…"
_LETTERS = r"(?<!\w)\[([^\W\d_]{1,3})\](?=\w)|(?<=\w)\[([^\W\d_]{1,3})\](?!\w)"
_IN_WORD = re.compile(_LETTERS)

LEFT_OUT = re.compile(_ELLIPSIS, re.IGNORECASE)
"""An ellipsis."""

GAP = re.compile(rf"{_ELLIPSIS}|(?!{_LETTERS})\[[^\]\n]{{1,40}}\]", re.IGNORECASE)
"""An ellipsis, or words in brackets that stand for others or explain."""


def has_ellipsis(text: str) -> bool:
    """Whether a text has an ellipsis."""
    return ("…" in text or ".." in text) and LEFT_OUT.search(text) is not None


def without_letter_brackets(text: str) -> str:
    """The same without the brackets around letters that a writer put for others: "[T]he", "walk[ed]"."""
    return _IN_WORD.sub(r"\1\2", text) if "[" in text else text


_WORD = re.compile(r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]\w+|[.,]\d+)*")
_LONGEST = 4_000
"""Words: comparing takes the square of them in memory, and no reader compares more."""


class Change(enum.StrEnum):
    """What happened to some words on the way from the source to the quotation."""

    KEPT = "kept"
    LEFT_OUT = "left-out"
    ELIDED = "elided"
    """Left out as well, where the quotation says so."""
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words, as the source writes them, or as the quotation does where it added them; in one line."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The words of source and quotation in one row; case, punctuation and the form of quotation marks do not count."""

    parts: tuple[Part, ...]

    @property
    def words(self) -> int:
        """How many words differ that the quotation does not own up to; one replaced by another counts once."""
        left_out = sum(len(_WORD.findall(part.text)) for part in self.parts if part.change is Change.LEFT_OUT)
        added = sum(len(_WORD.findall(part.text)) for part in self.parts if part.change is Change.ADDED)
        return max(left_out, added)


@dataclass(frozen=True, slots=True)
class _Words:
    """A text and where its first words stand, and the numbers of words before which it says that some are left out."""

    text: str
    spans: Sequence[tuple[int, int]]
    gaps: frozenset[int] = frozenset()

    @property
    def folded(self) -> list[str]:
        return [_folded(self.text[start:end]) for start, end in self.spans]

    def between(self, start: int, end: int) -> str:
        """From one word to another (exclusive), with what stands between them."""
        return " ".join(self.text[self.spans[start][0] : self.spans[end - 1][1]].split())


def compare(quoted: str, source: str) -> Difference:
    """The difference between the words of a quotation and those of its source.

    Words that a quotation has in brackets are its own explanation, and no part of it.
    """
    from rapidfuzz.distance import Indel

    ours, theirs = _read(quoted), _Words(source, _spans(source))
    same = Indel.opcodes(theirs.folded, ours.folded).as_matching_blocks()
    return Difference(tuple(_parts(((block.a, block.b, block.size) for block in same), theirs, ours)))


def _parts(same: Iterable[tuple[int, int, int]], theirs: _Words, ours: _Words) -> Iterator[Part]:
    """What lies between the runs of words that are the same, and these."""
    end = our_end = 0
    for start, our_start, length in same:
        if end < start:
            says_so = any(our_end <= gap <= our_start for gap in ours.gaps)
            yield Part(Change.ELIDED if says_so else Change.LEFT_OUT, theirs.between(end, start))
        if our_end < our_start:
            yield Part(Change.ADDED, ours.between(our_end, our_start))
        end, our_end = start + length, our_start + length
        if length:
            yield Part(Change.KEPT, theirs.between(start, end))


def _read(quoted: str) -> _Words:
    text = without_letter_brackets(quoted)
    spans: list[tuple[int, int]] = []
    gaps: set[int] = set()
    begin = 0
    for gap in GAP.finditer(text):
        spans += _spans(text, begin, gap.start())
        gaps.add(len(spans))
        begin = gap.end()
    spans += _spans(text, begin)
    return _Words(text, spans[:_LONGEST], frozenset(gaps))


def _spans(text: str, start: int = 0, end: int = sys.maxsize) -> list[tuple[int, int]]:
    return [word.span() for word in islice(_WORD.finditer(text, start, end), _LONGEST)]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
