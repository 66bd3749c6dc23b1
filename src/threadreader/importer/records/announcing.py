"""Whether a page says of what follows that it is comments."""

from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import COMMENT, HEADINGS, RECENT

_OVER = HEADINGS | {"legend", "caption"}
_REACH = 60
"""A heading further than this many tags before the first record is not about the records."""

_LONGEST = 30
"""A heading over comments has no more letters than these."""


def is_announced(found: Survey, first: int) -> bool:
    """Whether the last heading before a record, or the page itself, is about the comments that follow."""
    return announcement(found, first) is not None or found.is_guestbook


def announcement(found: Survey, first: int) -> int | None:
    """The place of the last heading before a record where it is about the comments that follow."""
    for place in range(first - 1, max(0, first - _REACH), -1):
        if found.tags[place].name in _OVER and 0 < found.letters(place) <= _LONGEST:
            words = found.tags[place].get_text(" ")
            return place if COMMENT.search(words) and not RECENT.search(words) else None
    return None
