"""Doubts of the chosen reading of a page, each with a fixed code: signs that are more frequent on pages read wrongly.

What the file lacks of its page is no doubt: see `completeness`.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from threadreader.importer.choice import Candidate, Reading
from threadreader.importer.choice.quality import SURELY
from threadreader.importer.draft import Draft
from threadreader.model.page import PAGE, Note

_HARDLY = 2.0
"""A thread that scores so little more than no thread may be none: by structure alone 18 of 62 pages that are read
wrongly have one, and 8 of 277 that are read whole."""

_NEARLY = 0.3
"""A reading with other comments that scores so little less may be the right one: 5 of those 62, 2 of 277."""

_MANY = 0.3
"""As large a share of comments without a word to speak of: 3 of those 62, 1 of 277."""

_FLAT = 5
"""As many replies hardly ever answer the article all."""

_STRUCTURE = "generic"


class Code(StrEnum):
    """Codes of doubts, the gravest first."""

    LIST = "list"
    NO_THREAD = "no-thread"
    OTHER_READING = "other-reading"
    MORE_THAN_DECLARED = "more-than-declared"
    FEW_WORDS = "few-words"
    NO_PARENTS = "no-parents"
    STRUCTURE_ALONE = "structure-alone"


_FOR_INSPECTION = frozenset((Code.NO_PARENTS, Code.STRUCTURE_ALONE))
"""Said of nearly as many pages that are read whole as of others: boards often show no tree."""


class Doubt(Struct, frozen=True):
    """A doubt in words that go on from "this page"."""

    code: Code
    message: str

    @property
    def is_noted(self) -> bool:
        """True where readers are told, and not only those who inspect a page."""
        return self.code not in _FOR_INSPECTION


def find_doubts(reading: Reading, draft: Draft) -> tuple[Doubt, ...]:
    """The doubts of a reading, the gravest first; `draft` is what was made of that one's, as it is shown."""
    if draft.comments:
        return tuple(Doubt(code, message) for code, message in _doubts(reading.candidates, draft))
    return (Doubt(Code.LIST, reading.listing.message),) if reading.listing else ()


def doubt_notes(doubts: Sequence[Doubt]) -> tuple[Note, ...]:
    """The note on the gravest doubt that readers are told; none where there is none."""
    return tuple(Note(PAGE, doubt.message) for doubt in doubts if doubt.is_noted)[:1]


def _count_lowest(draft: Draft) -> int:
    """The number of comments without replies to others: some pages count none of these."""
    return sum(each.parent_evidence is None for each in draft.comments)


def _doubts(candidates: Sequence[Candidate], draft: Draft) -> Iterator[tuple[Code, str]]:
    """The doubts with their codes. Whether these are comments, and how many, an adapter of their platform knows."""
    chosen, *others = candidates
    count = len(draft.comments)
    found = "1 comment was" if count == 1 else f"{count:,} comments were"
    is_guess = chosen.adapter == _STRUCTURE or 0 < chosen.terms.get("known platform", 0.0) < SURELY
    without = max((each.score for each in others if not each.comments and each.terms), default=None)
    if is_guess and chosen.comments and without is not None and chosen.score < without + _HARDLY:
        yield Code.NO_THREAD, "hardly looks like a thread: what was found may be no comments"
    other = next((each for each in others if each.comments and each.comments != chosen.comments), None)
    if is_guess and chosen.comments and other and other.score > chosen.score - _NEARLY:
        yield Code.OTHER_READING, f"may have {other.comments:,} comments; {count:,} were found"
    declared = draft.declared_count
    if is_guess and declared and _count_lowest(draft) > declared + draft.opened:
        yield Code.MORE_THAN_DECLARED, f"says that it has {declared:,} comments; {count:,} were found"
    if chosen.terms.get("few words", 0.0) + chosen.terms.get("without words", 0.0) > _MANY:
        yield Code.FEW_WORDS, f"may have more words: {found} found, many of hardly a word"
    if count >= _FLAT and not any(each.parent_evidence for each in draft.comments):
        yield Code.NO_PARENTS, "does not say who answers whom"
    if chosen.adapter == _STRUCTURE:
        yield Code.STRUCTURE_ALONE, "was read by structure alone"
