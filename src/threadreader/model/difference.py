"""What differs between a quotation and the passage it quotes, word by word."""

import difflib
import enum
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]\w+)*")
_LONGEST = 4_000
"""Words: comparing takes the square of them, and no reader compares more."""


class Change(enum.StrEnum):
    """What happened to some words on the way from the source to the quotation."""

    KEPT = "kept"
    LEFT_OUT = "left-out"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words, as the source writes them, or as the quotation does where it added them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The words of source and quotation in one row; case, punctuation and the form of quotation marks do not count."""

    parts: tuple[Part, ...]

    @property
    def words(self) -> int:
        """How many words differ: those left out, those added, one replaced by another once."""
        left_out = sum(len(_words(part.text)) for part in self.parts if part.change is Change.LEFT_OUT)
        added = sum(len(_words(part.text)) for part in self.parts if part.change is Change.ADDED)
        return max(left_out, added)


def compare(quoted: str, source: str) -> Difference:
    """The difference between the words of a quotation and those of its source."""
    ours, theirs = _words(quoted)[:_LONGEST], _words(source)[:_LONGEST]
    matcher = difflib.SequenceMatcher(
        None, [_folded(word) for word in theirs], [_folded(word) for word in ours], autojunk=False
    )
    return Difference(tuple(_parts(matcher.get_opcodes(), theirs, ours)))


def _parts(
    operations: Sequence[tuple[str, int, int, int, int]], theirs: Sequence[str], ours: Sequence[str]
) -> Iterator[Part]:
    for operation, start, end, our_start, our_end in operations:
        if operation == "equal":
            yield Part(Change.KEPT, " ".join(theirs[start:end]))
            continue
        if start < end:
            yield Part(Change.LEFT_OUT, " ".join(theirs[start:end]))
        if our_start < our_end:
            yield Part(Change.ADDED, " ".join(ours[our_start:our_end]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
