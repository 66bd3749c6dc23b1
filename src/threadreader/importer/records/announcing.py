"""Whether a page says of what follows that it is comments."""

import re

from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import COMMENT, HEADINGS, RECENT
from threadreader.model.clean import fold_space

_OVER = HEADINGS | {"legend", "caption"}
_REACH = 60
"""A heading further than this many tags before the first record is not about the records."""

_LONGEST = 30
"""A heading over comments has no more letters than these."""

_COUNTED = re.compile(
    rf"(?:\d[\d.,]*\s(?:{COMMENT.pattern})\w*|(?:{COMMENT.pattern})\w*(?:\s?[:(]?\s?\d[\d.,]*\)?)?)[\s:]*",
    re.IGNORECASE,
)
"""What stands over comments where it is no heading by its tag."""


def is_announced(found: Survey, first: int) -> bool:
    """Whether the last heading before a record, or the page itself, is about the comments that follow."""
    return announcement(found, first) is not None or found.is_guestbook


def announcement(found: Survey, first: int) -> int | None:
    """The place of the last heading before a record where it is about the comments that follow."""
    for place in range(first - 1, max(0, first - _REACH), -1):
        if not 0 < found.letters(place) <= _LONGEST:
            continue
        if found.tags[place].name in _OVER:
            words = found.tags[place].get_text(" ")
            return place if COMMENT.search(words) and not RECENT.search(words) else None
        if found.letters(found.ends[place], first) <= _LONGEST and _counts_comments(found, place):
            return place
    return None


def _counts_comments(found: Survey, place: int) -> bool:
    """Whether a tag that is no link says "12 comments" and nothing else."""
    is_link = found.linked(place, found.ends[place]) > 0
    return not is_link and _COUNTED.fullmatch(fold_space(found.tags[place].get_text(" "))) is not None
