"""What a chosen group lacks and has too much: records of another look, and what is no record."""

from collections.abc import Iterator
from dataclasses import replace

from threadreader.importer.records.groups import Group
from threadreader.importer.records.linking import kind_of
from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.records.vocabulary import folded, is_called_comment
from threadreader.importer.selector import attribute
from threadreader.model.thread import Kind

_NEARLY_ALL = 0.93


def rounded(found: Survey, group: Group) -> Group:
    """The same group with its kin, and without what is of another kind."""
    return _with_kin(found, _trimmed(found, _pure(found, group)))


def _pure(found: Survey, group: Group) -> Group:
    """Without the few records that are not called comments where all others are."""
    called = [is_called_comment(found.tags[start]) for start, _ in group.spans]
    if all(called) or sum(called) < _NEARLY_ALL * len(called):
        return group
    return replace(group, spans=tuple(span for span, good in zip(group.spans, called, strict=True) if good))


def _trimmed(found: Survey, group: Group) -> Group:
    """Without what has neither time nor name at either end, where nearly all others have one."""
    signed = [found.has_time(*span) or found.has_name(*span) for span in group.spans]
    if not any(signed) or sum(signed) < _NEARLY_ALL * len(signed) - 1:
        return group
    first, last = signed.index(True), len(signed) - signed[::-1].index(True)
    ids = {_kind_of_id(found, span) for span in group.spans[first:last]} - {""}
    kept = (span for at, span in enumerate(group.spans) if first <= at < last or _kind_of_id(found, span) in ids)
    return replace(group, spans=tuple(kept))


def _with_kin(found: Survey, group: Group) -> Group:
    """With the siblings of its records that have the same kind of id, or are links from other sites."""
    kin = () if group.is_spread else tuple(_kin(found, group))
    return replace(group, spans=tuple(sorted((*group.spans, *kin), key=lambda span: (span[0], -span[1]))))


def _kin(found: Survey, group: Group) -> Iterator[Span]:
    starts = {start for start, _ in group.spans}
    ids = {each for each in (_kind_of_id(found, span) for span in group.spans) if "0" in each}
    for holder, name in {(found.parents[start], found.tags[start].name) for start in starts}:
        for place in found.children(holder):
            tag, span = found.tags[place], (place, found.ends[place])
            if place in starts or tag.name != name or not found.letters(place):
                continue
            if _kind_of_id(found, span) in ids or kind_of(found, span) is not Kind.COMMENT:
                yield span


def _kind_of_id(found: Survey, span: Span) -> str:
    return folded(attribute(found.tags[span[0]], "id") or "")
