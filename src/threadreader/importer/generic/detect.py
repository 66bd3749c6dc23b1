"""Comments of any page, found by what they have in common: one structure again and again, with names and times.

Which of all groups of a page are its comments.
"""

import math
from bisect import bisect, bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, Surroundings
from threadreader.importer.generic.groups import Group, Groups, rounded
from threadreader.importer.generic.page import (
    MIN_FULL_SHARE,
    MIN_RECORDS,
    MIN_SHARE,
    SAMPLE_SIZE,
    SurveyedPage,
    announcement,
    has_name,
    is_announced,
    label_of,
)
from threadreader.importer.generic.record import Record, cut, is_not_words
from threadreader.importer.generic.roles import Roles, draft_all, find_roles, without_signatures
from threadreader.importer.generic.scoring import POSSIBLE, Judgement, judge
from threadreader.importer.html import HEADINGS
from threadreader.importer.html.tree import Span
from threadreader.importer.lexicon import COMMENT, is_named_opening, is_named_review, stable_label

_TRIED = 60
"""Groups further down the list are not looked at."""

_ENOUGH = 10.0
"""More points than these do not make a group better."""

_LEAST = 0.45
"""The least average worth of a record."""

_ALIKE, _NEARLY, _SAME = 0.93, 0.98, 0.99  # of a group's worth: less is another list, more is chance (judgement)
_ABOUT = 2.0
"""With so many points less a group is still about as surely comments: its tags may have no numbers."""

_PROPOSED = 3
"""So many groups are proposed beside the accepted one; with more the right one was not found more often."""

_NO_PROSE = 0.05
"""An addition to the share of the prose: the words of some comments are no sentences."""

_MOST_PARTS = 20
"""No record has more parts than these that are called otherwise than each other."""

_SURE = 6.0
"""As many points as this a second group needs."""

_ADDED = 0.7
"""A second group must add as much for each of its records, and not take it from those of the first."""


class Chosen(Struct, frozen=True):
    """A group that is comments, and why."""

    group: Group
    judgement: Judgement

    @property
    def score(self) -> float:
        """The value that groups are chosen by."""
        return self.group.worth * self.whole * min(self.judgement.points, _ENOUGH)

    @property
    def whole(self) -> float:
        """The average worth of a record."""
        return self.group.whole


def propose(page: SurveyedPage) -> list[list[Chosen]]:
    """The groups that may be the comments of a page, each with those that go with it; the likeliest first.

    The first are accepted by their points and repaired by the others; then come those that explain most of the page's
    prose, as they are and repaired. None is a verdict: which of them the comments are is told by what would be shown.

    Where there are none, tags that are called comments may be some though nothing tells who wrote them, or when.
    """
    return _propose(page, Groups(page)) or _propose(page, Groups(page, by_call=True))


def _propose(page: SurveyedPage, groups: Groups) -> list[list[Chosen]]:
    tried = [group for group in groups.all()[:_TRIED] if group.whole >= _LEAST]
    judged = [Chosen(group, judge(page, group)) for group in tried]
    likely = [each for each in judged if each.judgement.points >= POSSIBLE]
    fit = [each for each in likely if each.judgement.is_accepted]
    proposed: dict[frozenset[Span], list[Chosen]] = {}

    def add(chosen: Chosen, others: Sequence[Chosen]) -> None:
        group = rounded(page, chosen.group)
        is_more = len(group.spans) > len(chosen.group.spans)
        rest = Chosen(group, judge(page, group)) if is_more else replace(chosen, group=group)
        together = [rest, *_others(groups, rest, others)]
        spans = frozenset(span for each in together for span in each.group.spans)
        if not any(_is_in_one(each.group.spans, spans) for each in fit):
            proposed.setdefault(spans, together)

    if fit:
        best = _not_parts(page, max(fit, key=lambda each: each.score), fit)
        add(_outermost(page, _alike(page, _with_more(page, best, fit), fit), fit), fit)
    likely.sort(key=lambda each: -each.score * math.sqrt(_prose_share(page, each.group.spans) + _NO_PROSE))
    for each in likely[:_PROPOSED]:
        add(_outermost(page, _alike(page, each, [*fit, each]), [*fit, each]), fit)
        add(each, ())
    return list(proposed.values())


def _is_in_one(records: Sequence[Span], boxes: Collection[Span]) -> bool:
    """True if what would be records are a few boxes of a page, as those of an article and of its comments.

    One of them holds more records of another group, all of that, and none stands in another as an answer does.
    """
    if len(records) <= max(2, len(boxes)):
        return False
    (start, _), (_, end) = records[0], records[-1]
    ordered = sorted(boxes)
    return any(first < start and end <= last for first, last in ordered) and all(
        one[1] <= other[0] for one, other in pairwise(ordered)
    )


def _prose_share(page: SurveyedPage, spans: Sequence[Span]) -> float:
    """The share of the page's sentences that is in some records."""
    total, until = 0, -1
    for start, end in spans:
        if start >= until:
            total, until = total + page.prose(start, end), end
    return total / (page.prose(0, len(page.elements)) or 1)


def merge(spans: Sequence[Span], others: Sequence[Span]) -> list[Span] | None:
    """Both in document order; None where two begin at the same tag, or one is only partly in another."""
    together = sorted((*spans, *others), key=lambda span: (span[0], -span[1]))
    path: list[int] = []
    last = -1
    for start, end in together:
        while path and path[-1] <= start:
            path.pop()
        if start == last or (path and end > path[-1]):
            return None
        path.append(end)
        last = start
    return together


def _not_parts(page: SurveyedPage, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where it is always the same few parts of the records of another, that one."""
    count = len(best.group.spans)
    labels = [label_of(page, start) for start, _ in best.group.spans]
    if len(set(labels)) > _MOST_PARTS:
        return best
    for each in fit:
        if not MIN_RECORDS <= len(each.group.spans) <= count / 2 or each.whole < _NEARLY * best.whole:
            continue
        parts = list(parts_in(each.group.spans, best.group.spans, labels))
        unlike = [part for part in parts if len(part) > 1 and len(set(part)) == len(part)]
        is_all = sum(map(len, unlike)) >= _ALIKE * count and len(unlike) >= _ALIKE * len(parts)
        if is_all and len(set(unlike)) <= max(1, len(parts) // 3):
            return each
    return best


def _with_more(page: SurveyedPage, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where another has its records and more like them, that one."""
    starts = {start for start, _ in best.group.spans}
    larger = (
        each
        for each in fit
        if each.whole >= _NEARLY * best.whole
        and starts < {start for start, _ in each.group.spans}
        and (each.judgement.points >= best.judgement.points or _is_first_apart(page, each.group.spans, len(starts)))
    )
    return max(larger, key=lambda each: each.score, default=best)


def _is_first_apart(page: SurveyedPage, spans: Sequence[Span], replies: int) -> bool:
    """True if the first of the records, with those in it, stands before the heading over all others.

    So many others are replies.
    """
    second = next((start for start, _ in spans if start >= spans[0][1]), None)
    if len(spans) != replies + 1 or second is None:
        return False
    over = announcement(page, second)
    return over is not None and spans[0][1] <= over


def parts_in(outer: Sequence[Span], inner: Sequence[Span], labels: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """For each outer span what the inner ones in it are called; no more than tells that two are called alike."""
    starts = [start for start, _ in inner]
    most = len(set(labels)) + 1
    for start, end in outer:
        first = bisect(starts, start)
        yield tuple(labels[first : min(bisect_left(starts, end), first + most)])


def _is_mixed(page: SurveyedPage, group: Group) -> bool:
    """True if records begin with tags of no common class: where only some are in a wrapper, parts are called unlike."""
    labels = {stable_label(page.signatures[start]) for start, _ in group.spans}
    return len(labels) > 1 and not set.intersection(*(set(label.split(".")[1:]) for label in labels))


def _alike(page: SurveyedPage, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where its records are mixed, one with a record of one kind in each of them."""
    if best.group.is_spread or not _is_mixed(page, best.group):
        return best
    inner = (
        each
        for each in fit
        if each.group.worth >= _SAME * best.group.worth
        and each.judgement.points >= best.judgement.points - _ABOUT
        and not each.group.is_spread
        and _holds_all(best.group.spans, each.group.spans)
        and not _is_mixed(page, each.group)
    )
    return next(inner, best)


def _outermost(page: SurveyedPage, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """Of groups with one record in each record of the other the one with the largest."""
    count = len(best.group.spans)
    if count == 1:
        return best
    is_apart = _is_first_apart(page, best.group.spans, count - 1)
    for each in fit:
        if each.group.worth < _ALIKE * best.group.worth or each.whole < _NEARLY * best.whole:
            continue
        if not each.group.is_spread and _is_mixed(page, each.group) and not _is_mixed(page, best.group):
            continue
        if is_apart and not _is_first_apart(page, each.group.spans, count - 1):
            continue
        if _begins_before(each.group, best.group) or _holds_all(each.group.spans, best.group.spans):
            best = each
    return best


def _begins_before(group: Group, other: Group) -> bool:
    """True if a group has the same rows as another, cut at an earlier one."""
    return (
        group.is_spread
        and other.is_spread
        and len(group.spans) == len(other.spans)
        and group.worth >= _SAME * other.worth
        and all(one[0] < two[0] < one[1] for one, two in zip(group.spans, other.spans, strict=True))
    )


def _holds_all(outer: Sequence[Span], inner: Sequence[Span]) -> bool:
    """True if each of the inner ones is in an outer one of its own, of which there are hardly more."""
    if not len(inner) <= len(outer) <= len(inner) / _ALIKE:
        return False
    starts = [start for start, _ in outer]
    holders = [bisect(starts, start) - 1 for start, _ in inner]
    return len(set(holders)) == len(holders) and all(
        holder >= 0 and end <= outer[holder][1] for holder, (_, end) in zip(holders, inner, strict=True)
    )


def _others(groups: Groups, best: Chosen, fit: Sequence[Chosen]) -> Iterator[Chosen]:
    """Further groups, like the answers that comments stand under."""
    spans: Sequence[Span] = best.group.spans
    worth = groups.worth(spans)
    for each in sorted(fit, key=lambda each: -each.score):
        count = len(each.group.spans)
        if each.judgement.points < _SURE or each.group.is_spread or count == 1 or not _may_join(best, each):
            continue
        together = merge(spans, each.group.spans)
        more = groups.worth(together) if together else 0.0
        if together and more >= worth + _ADDED * count:
            spans, worth = together, more
            yield each


def _may_join(best: Chosen, other: Chosen) -> bool:
    """True if a group can be what the comments stand under, few of it or not, or stands under them."""
    starts = [start for start, _ in best.group.spans]
    holding = sum(bisect(starts, start) < bisect_left(starts, end) for start, end in other.group.spans)
    if holding:
        inner = sum(bisect_left(starts, end) - bisect(starts, start) for start, end in other.group.spans)
        return holding >= max(2, 0 if inner == len(starts) else len(other.group.spans) / 2)
    return other.judgement.is_named_comments or _stand_under(best, other)


def _stand_under(best: Chosen, other: Chosen) -> bool:
    """True if whole records stand in some of the comments and not in others, several in one: each is no part of it."""
    starts = [start for start, _ in other.group.spans]
    inside = [bisect_left(starts, end) - bisect(starts, start) for start, end in best.group.spans]
    is_under = sum(inside) == len(starts) and max(inside) > 1 and 0 in inside
    return is_under and other.whole >= MIN_FULL_SHARE


__all__ = ["FoundThread", "Proposal", "propose"]


class FoundThread(Struct, frozen=True):
    """The comments of a page as records, and what is around them."""

    comments: Sequence[CommentDraft]
    elements: frozenset[int]
    """The first tag of each record, by identity."""

    taken: frozenset[int]
    """The outermost tags of all records, by identity: of one in several rows all of these."""

    holder: Tag | None
    """The tag that holds all records, and no sentences beside them."""

    announcing: Tag | None
    """The last heading before the records where it is about comments."""

    surroundings: Surroundings


class Proposal:
    """Records that may be the comments of a page; `language` is the page's."""

    def __init__(self, page: SurveyedPage, groups: Sequence[Chosen], language: str | None) -> None:
        self._page = page
        self._language = language
        self.groups = groups
        self.spans = _together(self.groups)

    @cached_property
    def comments(self) -> Sequence[CommentDraft]:
        """A draft of each record that says anything; what takes longest of a proposal."""
        return draft_all(self._page, _roles(self._page, self.groups, self._records, self._language))

    @cached_property
    def _records(self) -> Sequence[Record]:
        return cut(self._page, self.spans)

    @property
    def points(self) -> float:
        """The points of the largest group: how surely its records are comments, by what they are called and hold."""
        return self.groups[0].judgement.points

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the groups of its records."""
        return tuple(each.group.label for each in self.groups)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The label of each group of records, with what speaks for it and against it."""
        return tuple(f"{each.group.label}: {', '.join(each.judgement.reasons)}" for each in self.groups)

    @cached_property
    def thread(self) -> FoundThread:
        """The records as comments, with what is around them."""
        page, records = self._page, self._records
        over = announcement(page, records[0].start)
        return FoundThread(
            comments=self.comments,
            elements=frozenset(id(record.element) for record in records),
            taken=frozenset(id(page.elements[top]) for record in records for top in record.tops),
            holder=_holder(page, records),
            announcing=page.elements[over] if over is not None else None,
            surroundings=find_surroundings(page, [record.span for record in records], self.groups[0].judgement),
        )


def find_surroundings(page: SurveyedPage, spans: Sequence[Span], judgement: Judgement) -> Surroundings:
    """The page around its posts, which are called what the judgement says."""
    first = spans[0][0]
    announced = is_announced(page, first)
    is_comment = announced or judgement.is_named_comments
    return Surroundings(
        prose_outside=_prose_outside(page, spans, 0),
        prose_ahead=page.prose(0, first),
        prose_before=page.prose(_title(page, first, is_comment=is_comment), first),
        is_headed=_is_headed(page, spans),
        is_announced=announced,
        is_apart=not announced and _is_first_apart(page, spans, len(spans) - 1),
        is_opened=[start for start, _ in spans if is_named_opening(page.elements[start])] == [first],
        is_preceded=_is_preceded(page, spans),
        is_guestbook=page.is_guestbook,
        is_review=is_named_review(page.elements[first]),
        is_named_comments=judgement.is_named_comments,
        is_among_comments=judgement.is_among_comments,
        is_named_posts=judgement.is_named_posts,
        is_among_posts=judgement.is_among_posts,
    )


def _is_preceded(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if words stand before the first record in what is called as that which holds the words of the records."""
    chars: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for start, end in spans[:SAMPLE_SIZE]:
        unsigned = (
            at for at in range(start + 1, end) if not (page.has_time(at, page.ends[at]) or has_name(page, at, at + 1))
        )
        sizes = {label_of(page, at): page.text_length(at) for at in unsigned if not is_not_words(page.elements[at])}
        chars.update(sizes)
        counts.update(sizes.keys())
    most = max((size for label, size in chars.items() if "." in label), default=0)
    holding = (label for label, size in chars.items() if "." in label and size >= MIN_FULL_SHARE * most)
    words = min(holding, key=chars.__getitem__, default="")
    if counts[words] < MIN_SHARE * min(len(spans), SAMPLE_SIZE):
        return False
    name, *own = words.split(".")
    before = (at for at in range(spans[0][0]) if page.ends[at] <= spans[0][0] and page.text_length(at))
    labels = {label_of(page, at).partition(".") for at in before}
    # Of the classes some may tell how posts are spaced, or that one opens them.
    shared = ({*some.split(".")} & {*own} for kind, _, some in labels if kind == name)
    return any(2 * len(some) >= len(own) for some in shared)


def _together(groups: Sequence[Chosen]) -> Sequence[Span]:
    spans: Sequence[Span] = groups[0].group.spans
    for each in groups[1:]:
        spans = merge(spans, each.group.spans) or spans
    return spans


def _roles(
    page: SurveyedPage, groups: Sequence[Chosen], records: Sequence[Record], language: str | None
) -> list[Roles]:
    """The parts of all records, in their order; those of each group are told from each other only."""
    roles: dict[int, Roles] = {}
    for each in groups:
        starts = {start for start, _ in each.group.spans}
        own = [record for record in records if record.start in starts]
        roles.update((part.record.start, part) for part in without_signatures(find_roles(page, own, language)))
    return [roles[record.start] for record in records]


def _holder(page: SurveyedPage, records: Sequence[Record]) -> Tag | None:
    here = page.parents[records[0].start]
    while here > 0 and page.ends[here] < records[-1].span[1]:
        here = page.parents[here]
    spans = [record.span for record in records]
    return page.elements[here] if here > 0 and not _prose_outside(page, spans, here) else None


def _title(page: SurveyedPage, first: int, *, is_comment: bool) -> int:
    """Index of the heading before the first record, of the page or of what it comments on; else of that record."""
    headings = [index for index in range(first) if page.elements[index].name in HEADINGS and page.text_length(index)]
    title = next((index for index in reversed(headings) if page.elements[index].name == "h1"), None)
    if title is not None or not is_comment:
        return first if title is None else title
    return next((index for index in reversed(headings) if not COMMENT.search(page.elements[index].get_text(" "))), 0)


def _is_headed(page: SurveyedPage, spans: Sequence[Span]) -> bool:
    """True if the only main heading of the page, or the only one that says its title, stands with the first record."""
    main = [index for index in page.titles if page.elements[index].name == "h1" and page.text_length(index)]
    roots = page.outermost(start for start, _ in spans)
    if len(roots) == 1:
        return False
    titled = [index for index in page.headings_as_titled if index not in main]
    heads = [headings[0] for headings in (main, titled) if len(headings) == 1]
    return any(_stands_with_first(page, spans, roots, head) for head in heads)


def _stands_with_first(page: SurveyedPage, spans: Sequence[Span], roots: Sequence[int], here: int) -> bool:
    while here > 0 and not page.covers(here, roots[0]):
        here = page.parents[here]
    return here > 0 and not page.covers(here, roots[1]) and not _prose_outside(page, spans[:1], here)


def _prose_outside(page: SurveyedPage, spans: Sequence[Span], within: int) -> int:
    """The number of characters in sentences outside the records in a tag."""
    total, here, size = 0, within, page.ends[within]
    for start, end in (*spans, (size, size)):
        total += page.prose(here, start)
        here = max(here, end)
    return total
