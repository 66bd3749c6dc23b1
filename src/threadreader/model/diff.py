"""Word diff of a quotation and its source: Indel alignment of RapidFuzz over folded words.

Omissions that a quotation marks itself (ellipses, words or characters in brackets) are not counted as changes.
"""

import enum
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

_ELLIPSIS = r"[\[(]\s*(?:\.{2,}|…|snip)\s*[\])]|\.(?:\s?\.)+|…"
_BRACKETED_CHARS = r"(?<!\w)\[([^\W\d_]{1,3})\](?=\w)|(?<=\w)\[([^\W\d_]{1,3})\](?!\w)"
_CHARS_IN_WORD = re.compile(_BRACKETED_CHARS)

ELLIPSIS = re.compile(_ELLIPSIS, re.IGNORECASE)

GAP = re.compile(rf"{_ELLIPSIS}|(?!{_BRACKETED_CHARS})\[[^\]\n]{{1,40}}\]", re.IGNORECASE)
"""An ellipsis, or an insertion in brackets."""


def has_ellipsis(text: str) -> bool:
    """True if a text has an ellipsis."""
    return ("…" in text or ".." in text) and ELLIPSIS.search(text) is not None


def without_character_brackets(text: str) -> str:
    """The text without the brackets around characters that the quotation changed: "[T]he", "walk[ed]"."""
    return _CHARS_IN_WORD.sub(r"\1\2", text) if "[" in text else text


_WORD = re.compile(r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]\w+|[.,]\d+)*")
_SPACED = re.compile(r"\S+")
_MAX_WORDS = 4_000  # the alignment takes the square of them in memory


class Change(enum.StrEnum):
    """Change of some words from the source to the quotation."""

    EQUAL = "kept"
    LEFT_OUT = "left-out"
    ELIDED = "elided"
    """Left out where the quotation has an ellipsis."""
    ADDED = "added"


class Part(Struct, frozen=True):
    """Words with one change, as in the source, added ones as in the quotation; on one line."""

    change: Change
    text: str


class Difference(Struct, frozen=True):
    """Diff of a source and a quotation; case, punctuation and the form of quotation marks do not count."""

    parts: tuple[Part, ...]

    @property
    def changed_words(self) -> int:
        """The number of unmarked changes in words; a replacement counts once."""
        left_out = sum(len(_WORD.findall(part.text)) for part in self.parts if part.change is Change.LEFT_OUT)
        added = sum(len(_WORD.findall(part.text)) for part in self.parts if part.change is Change.ADDED)
        return max(left_out, added)


class _Text(Struct, frozen=True):
    """A text, the ranges of its first words, and the indices of words with an omission marked before them."""

    text: str
    spans: Sequence[tuple[int, int]]
    gaps: frozenset[int] = frozenset()

    @property
    def words(self) -> list[str]:
        return [self.text[start:end] for start, end in self.spans]

    @property
    def folded(self) -> list[str]:
        return list(map(_folded, self.words))

    def between(self, start: int, end: int) -> str:
        """The text from one word to another (exclusive), with white space folded."""
        return " ".join(self.text[self.spans[start][0] : self.spans[end - 1][1]].split())


def compare(quoted: str, source: str) -> Difference:
    """The diff of the words of a quotation and of its source; insertions in brackets are no part of the quotation."""
    quotation, original = _read(quoted), _Text(source, _spans(source))
    return _align(original, quotation, original.folded, quotation.folded)


def compare_edits(text: str, older: str) -> Difference:
    """The diff of a text to an older version, with its signs, as wdiff takes words: whatever has no space in it."""
    new, old = (_Text(one, _spans(one, pattern=_SPACED)) for one in (text, older))
    return _align(old, new, old.words, new.words)


def _align(source: _Text, quotation: _Text, words: Sequence[str], quoted: Sequence[str]) -> Difference:
    from rapidfuzz.distance import Indel

    same = Indel.opcodes(words, quoted).as_matching_blocks()
    return Difference(tuple(_parts(((block.a, block.b, block.size) for block in same), source, quotation)))


def _parts(same: Iterable[tuple[int, int, int]], source: _Text, quotation: _Text) -> Iterator[Part]:
    """The parts: equal runs of words, and what is between them."""
    end = quoted_end = 0
    for start, quoted_start, length in same:
        if end < start:
            is_marked = any(quoted_end <= gap <= quoted_start for gap in quotation.gaps)
            yield Part(Change.ELIDED if is_marked else Change.LEFT_OUT, source.between(end, start))
        if quoted_end < quoted_start:
            yield Part(Change.ADDED, quotation.between(quoted_end, quoted_start))
        end, quoted_end = start + length, quoted_start + length
        if length:
            yield Part(Change.EQUAL, source.between(start, end))


def _read(quoted: str) -> _Text:
    text = without_character_brackets(quoted)
    spans: list[tuple[int, int]] = []
    gaps: set[int] = set()
    begin = 0
    for gap in GAP.finditer(text):
        spans += _spans(text, begin, gap.start())
        gaps.add(len(spans))
        begin = gap.end()
    spans += _spans(text, begin)
    return _Text(text, spans[:_MAX_WORDS], frozenset(gaps))


def _spans(
    text: str, start: int = 0, end: int = sys.maxsize, pattern: re.Pattern[str] = _WORD
) -> list[tuple[int, int]]:
    return [word.span() for word in islice(pattern.finditer(text, start, end), _MAX_WORDS)]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
