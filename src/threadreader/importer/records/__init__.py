"""Comments of any page, found by what they have in common: one structure again and again, with names and times."""

from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import Tag

from threadreader.importer.draft import CommentDraft
from threadreader.importer.records.announcing import announcement, is_announced
from threadreader.importer.records.choice import Chosen, choose, merge
from threadreader.importer.records.drafts import draft_all
from threadreader.importer.records.record import Record, cut
from threadreader.importer.records.roles import Roles, find_roles
from threadreader.importer.records.signatures import without_signatures
from threadreader.importer.records.survey import Span, Survey, survey
from threadreader.importer.records.vocabulary import COMMENT, HEADINGS, is_called_opening
from threadreader.importer.region import Region

__all__ = ["FoundThread", "find_thread"]

_SENTENCE = 80
"""A tag with so many letters that are no links has a sentence."""


_WIDE_AS = 2
"""A letter of Chinese, Japanese or Korean says as much as so many of others."""


@dataclass(frozen=True, slots=True)
class FoundThread:
    """The comments of a page, and the groups of records that they were found as, the largest first."""

    comments: Sequence[CommentDraft]
    groups: Sequence[Chosen]
    elements: frozenset[int]
    """The first tag of each record, by identity."""

    taken: frozenset[int]
    """The outermost tags of all records, by identity: of one in several rows all of these."""

    holder: Tag | None
    """What holds all records, and no sentences beside them."""

    prose_outside: int
    """How many letters there are in sentences outside the records."""

    prose_ahead: int
    """How many of these are before the first record."""

    prose_before: int
    """How many of these are between the heading of the page and the first record."""

    is_headed: bool
    """Whether the heading of the page stands with the first record, and no other does."""

    announcing: Tag | None
    """The last heading before the records where it is about comments."""

    is_announced: bool
    """Whether the last heading before the records is about comments."""

    is_opened: bool
    """Whether the first record, and no other, is called the one that opens a thread."""

    is_guestbook: bool
    """Whether the page is there for what visitors leave on it."""

    @property
    def is_rooted(self) -> bool:
        """Whether no comment answers another, or all answer the first."""
        answering = [comment.parent_element is not None for comment in self.comments]
        return not any(answering) or all(answering[1:])


def find_thread(outside: Region, language: str | None) -> FoundThread | None:
    """The comments of a page that is not cut up yet; None where it has none. `language` is the page's."""
    found = survey(outside)
    groups: Sequence[Chosen] = choose(found)
    if not groups:
        return None
    groups = _beside_words(found, groups, language)
    records = cut(found, _together(groups))
    roles = _roles(found, groups, records, language)
    first = records[0].start
    announced = is_announced(found, first)
    is_comment = announced or groups[0].judgement.is_called_comments
    return FoundThread(
        comments=draft_all(found, roles),
        groups=groups,
        elements=frozenset(id(record.element) for record in records),
        taken=frozenset(id(found.tags[top]) for record in records for top in record.tops),
        holder=_holder(found, records),
        prose_outside=_prose_outside(found, records, 0),
        prose_ahead=_prose_between(found, 0, first),
        prose_before=_prose_between(found, _title(found, first, is_comment=is_comment), first),
        is_headed=_is_headed(found, records),
        announcing=found.tags[over] if (over := announcement(found, first)) is not None else None,
        is_announced=announced,
        is_opened=[record.start for record in records if is_called_opening(record.element)] == [first],
        is_guestbook=found.is_guestbook,
    )


def _beside_words(found: Survey, groups: Sequence[Chosen], language: str | None) -> Sequence[Chosen]:
    """The groups but those that are only the words of the records of the first."""
    first, *others = groups
    if not others:
        return groups
    roles = find_roles(found, cut(found, first.group.spans), language)
    words = found.outermost(sorted(place for part in roles for place in part.alone))
    return [first, *(each for each in others if not _is_mostly_in(found, each, words))]


def _is_mostly_in(found: Survey, group: Chosen, tops: Sequence[int]) -> bool:
    spans = group.group.spans
    return 2 * sum(found.is_in(start, tops) for start, _ in spans) > len(spans)


def _together(groups: Sequence[Chosen]) -> Sequence[Span]:
    spans: Sequence[Span] = groups[0].group.spans
    for each in groups[1:]:
        spans = merge(spans, each.group.spans) or spans
    return spans


def _roles(found: Survey, groups: Sequence[Chosen], records: Sequence[Record], language: str | None) -> list[Roles]:
    """The parts of all records, in their order; those of each group are told from each other only."""
    roles: dict[int, Roles] = {}
    for each in groups:
        starts = {start for start, _ in each.group.spans}
        own = [record for record in records if record.start in starts]
        roles.update((part.record.start, part) for part in without_signatures(find_roles(found, own, language)))
    return [roles[record.start] for record in records]


def _holder(found: Survey, records: Sequence[Record]) -> Tag | None:
    here = found.parents[records[0].start]
    while here > 0 and found.ends[here] < records[-1].span[1]:
        here = found.parents[here]
    return found.tags[here] if here > 0 and not _prose_outside(found, records, here) else None


def _title(found: Survey, first: int, *, is_comment: bool) -> int:
    """Where the heading of the page is before the first record, or of what it is a comment on; else that record."""
    headings = [place for place in range(first) if found.tags[place].name in HEADINGS and found.letters(place)]
    title = next((place for place in reversed(headings) if found.tags[place].name == "h1"), None)
    if title is not None or not is_comment:
        return first if title is None else title
    return next((place for place in reversed(headings) if not COMMENT.search(found.tags[place].get_text(" "))), 0)


def _is_headed(found: Survey, records: Sequence[Record]) -> bool:
    headings = [place for place in found.titles if found.tags[place].name == "h1" and found.letters(place)]
    roots = [record for record in records if record.parent is None]
    if len(headings) != 1 or len(roots) == 1:
        return False
    here = headings[0]
    while here > 0 and not found.holds(here, roots[0].start):
        here = found.parents[here]
    return here > 0 and not found.holds(here, roots[1].start) and not _prose_outside(found, roots[:1], here)


def _prose_outside(found: Survey, records: Sequence[Record], within: int) -> int:
    """How many letters there are in sentences outside the records in the tag at a place."""
    total, here, size = 0, within, found.ends[within]
    for start, end in (*(record.span for record in records), (size, size)):
        total += _prose_between(found, here, start)
        here = max(here, end)
    return total


def _prose_between(found: Survey, start: int, end: int) -> int:
    own = (found.letters(place, place + 1) - found.linked(place, place + 1) for place in range(start, end))
    letters_each = _WIDE_AS if found.is_wide else 1
    return sum(letters_each * letters for letters in own if letters_each * letters >= _SENTENCE)
