"""Which of all groups of a page are its comments."""

from bisect import bisect, bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from threadreader.importer.records.groups import Group, Groups
from threadreader.importer.records.judging import Judgement, judge
from threadreader.importer.records.record import VOLATILE
from threadreader.importer.records.rounding import rounded
from threadreader.importer.records.spread import label_of
from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.records.vocabulary import HEADINGS, folded

_TRIED = 60
"""Groups further down the list are not looked at."""

_ENOUGH = 10.0
"""More points than these do not make a group better."""

_LEAST = 0.45
"""What a record must be worth on average."""

_ALIKE, _NEARLY, _SAME = 0.93, 0.98, 0.99
_ABOUT = 2.0
"""With so many points less a group is still about as surely comments: its tags may have no numbers."""

_EMPTY = frozenset(("class", "colspan", "width", "height", "align", "valign", "border", "cellpadding", "cellspacing"))
"""Attributes that say nothing of a record."""

_SEVERAL = 3
_MOST_PARTS = 20
"""No record has more parts than these that are called otherwise than each other."""

_SURE = 6.0
"""As many points as this a second group needs."""

_ADDED = 0.7
"""A second group must add as much for each of its records, and not take it from those of the first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A group that is comments, and why."""

    group: Group
    judgement: Judgement

    @property
    def score(self) -> float:
        """What groups are chosen by."""
        return self.group.worth * self.whole * min(self.judgement.points, _ENOUGH)

    @property
    def whole(self) -> float:
        """What a record is worth on average."""
        return self.group.worth / len(self.group.spans)


def choose(found: Survey) -> list[Chosen]:
    """The groups that together are the comments of a page, the largest first; none where it has no comments."""
    groups = Groups(found)
    tried = [Chosen(group, judge(found, group)) for group in groups.all()[:_TRIED]]
    fit = [each for each in tried if each.judgement.is_accepted and each.whole >= _LEAST]
    if not fit:
        return []
    best = _ended(found, max(fit, key=lambda each: each.score), fit)
    best = _not_parts(found, best, fit)
    best = _outermost(found, _alike(found, _with_more(best, fit), fit), fit)
    best = replace(best, group=rounded(found, best.group))
    return [best, *_others(groups, best, fit)]


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


def _ended(found: Survey, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where words stand between a heading and its first record, the one of records that end so."""
    group = best.group
    if not group.is_spread or group.is_ended:
        return best
    for each in fit:
        other = each.group
        if other.is_ended and other.label == group.label and len(other.spans) == len(group.spans):
            first = other.spans[0][0]
            before = next((place for place in found.children(found.parents[first]) if found.ends[place] == first), 0)
            return each if found.tags[before].name in HEADINGS | {"hr"} else best
    return best


def _not_parts(found: Survey, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where it is always the same few parts of the records of another, that one."""
    count = len(best.group.spans)
    labels = [label_of(found, start) for start, _ in best.group.spans]
    if len(set(labels)) > _MOST_PARTS:
        return best
    for each in fit:
        if not _SEVERAL <= len(each.group.spans) <= count / 2 or each.whole < _NEARLY * best.whole:
            continue
        parts = list(parts_in(each.group.spans, best.group.spans, labels))
        unlike = [part for part in parts if len(part) > 1 and len(set(part)) == len(part)]
        is_all = sum(map(len, unlike)) >= _ALIKE * count and len(unlike) >= _ALIKE * len(parts)
        if is_all and len(set(unlike)) <= max(1, len(parts) // 3):
            return each
    return best


def _with_more(best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where another has its records and more like them, that one."""
    starts = {start for start, _ in best.group.spans}
    larger = (
        each
        for each in fit
        if each.whole >= _NEARLY * best.whole
        and each.judgement.points >= best.judgement.points
        and starts < {start for start, _ in each.group.spans}
    )
    return max(larger, key=lambda each: each.score, default=best)


def parts_in(outer: Sequence[Span], inner: Sequence[Span], labels: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """For each outer span what the inner ones in it are called; no more than tells that two are called alike."""
    starts = [start for start, _ in inner]
    most = len(set(labels)) + 1
    for start, end in outer:
        first = bisect(starts, start)
        yield tuple(labels[first : min(bisect_left(starts, end), first + most)])


def _is_mixed(found: Survey, group: Group) -> bool:
    """Whether records begin with tags of no common class: where only some are in a wrapper, parts are called unlike."""
    shapes = {found.shapes[start] for start, _ in group.spans}
    kinds = {(shape.name, *sorted({*map(folded, shape.classes or ())} - VOLATILE)) for shape in shapes}
    return len(kinds) > 1 and not set.intersection(*(set(classes) for _, *classes in kinds))


def _alike(found: Survey, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """The best group; where its records are mixed, one with a record of one kind in each of them."""
    if best.group.is_spread or not _is_mixed(found, best.group):
        return best
    inner = (
        each
        for each in fit
        if each.group.worth >= _SAME * best.group.worth
        and each.judgement.points >= best.judgement.points - _ABOUT
        and not each.group.is_spread
        and _holds_all(best.group.spans, each.group.spans)
        and not _is_mixed(found, each.group)
    )
    return next(inner, best)


def _outermost(found: Survey, best: Chosen, fit: Sequence[Chosen]) -> Chosen:
    """Of groups with one record in each record of the other the one with the largest."""
    if len(best.group.spans) == 1:
        return best
    for each in fit:
        if each.group.worth < _ALIKE * best.group.worth or each.whole < _NEARLY * best.whole:
            continue
        if each.group.is_spread and _adds_nothing(found, each.group, best.group):
            continue
        if not each.group.is_spread and _is_mixed(found, each.group) and not _is_mixed(found, best.group):
            continue
        if _begins_before(each.group, best.group) or _holds_all(each.group.spans, best.group.spans):
            best = each
    return best


def _adds_nothing(found: Survey, group: Group, other: Group) -> bool:
    """Whether the records of a group have no more than those of another but empty tags that say nothing."""
    return len(group.spans) == len(other.spans) and all(
        _is_empty(found, start, inner) and _is_empty(found, inner_end, end)
        for (start, end), (inner, inner_end) in zip(group.spans, other.spans, strict=True)
    )


def _is_empty(found: Survey, start: int, end: int) -> bool:
    if start >= end:
        return start == end
    return not found.letters(start, end) and all(shape.attributes <= _EMPTY for shape in found.shapes[start:end])


def _begins_before(group: Group, other: Group) -> bool:
    """Whether a group has the same rows as another, cut at an earlier one."""
    return (
        group.is_spread
        and other.is_spread
        and group.is_ended == other.is_ended
        and len(group.spans) == len(other.spans)
        and group.worth >= _SAME * other.worth
        and all(one[0] < two[0] < one[1] for one, two in zip(group.spans, other.spans, strict=True))
    )


def _holds_all(outer: Sequence[Span], inner: Sequence[Span]) -> bool:
    """Whether each of the inner ones is in an outer one of its own, of which there are hardly more."""
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
    """Whether a group can be what the comments stand under, or stands under them."""
    starts = [start for start, _ in best.group.spans]
    holding = sum(bisect(starts, start) < bisect_left(starts, end) for start, end in other.group.spans)
    if holding:
        return holding >= max(2, len(other.group.spans) / 2)
    return other.judgement.is_called_comments
