"""Groups of records that are several tags side by side: rows of a table, `<dt>` and `<dd>`, words and a byline."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.records.vocabulary import folded

_ROWS = frozenset(("dt", "dd", "tr", "td", "li", "p", "a", "h2", "h3", "h4", "h5", "table"))
"""Tags that may begin a record whatever their class is."""

_LINE = 200
"""What says who and when under the words has fewer letters than this."""

_Key = tuple[str, str, bool]
"""What the tags that hold the records are called, what these share, and whether they end with that."""

Segments = tuple[str, bool, list[Span]]
"""What the first of several children share, or with True the last of them, and where the segments of them are."""


def spread(found: Survey) -> Iterator[tuple[Hashable, list[Span], bool]]:
    """For each key the spans of records that begin with a tag that has it; with True those that end with one."""
    members: defaultdict[_Key, list[Span]] = defaultdict(list)
    known: dict[Hashable, Sequence[Segments]] = {}
    for place in range(1, len(found.tags)):
        end = found.ends[place]
        if not found.has_time(place, end) and not found.has_name(place, end):
            continue
        children = list(found.children(place))
        if len(children) < 2:  # noqa: PLR2004 - side by side are at least two
            continue
        bounds = [*children, end]
        above = label_of(found, place)
        for key, is_ended, segments in _alike(found, above, children, known):
            if not is_ended or _says_when(found, children[segments[0][1] - 1]):
                members[above, key, is_ended] += [(bounds[first], bounds[until]) for first, until in segments]
    for is_wanted in (False, True):
        for (above, key, is_ended), spans in members.items():
            if is_ended is is_wanted:
                yield (above, key), _ordered(spans), is_ended


def label_of(found: Survey, place: int) -> str:
    """What a tag is called: its name and its classes."""
    shape = found.shapes[place]
    known = shape.memo.get(label_of)
    if known is None:
        known = shape.memo[label_of] = ".".join((shape.name, *map(folded, shape.classes or ())))
    return str(known)


def _ordered(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _says_when(found: Survey, place: int) -> bool:
    return found.has_time(place, found.ends[place]) and found.letters(place) < _LINE


def _alike(
    found: Survey, above: str, children: Sequence[int], known: dict[Hashable, Sequence[Segments]]
) -> Sequence[Segments]:
    """The segments of the children of a tag.

    They are the same wherever tags are called the same, as the parts of the records of a page are.
    """
    labels = tuple(label_of(found, child) for child in children)
    firsts = tuple(_first(found, child) for child in children)
    alike = (above, labels, firsts)
    if alike not in known:
        keys = [_keys(found, child, first) for child, first in zip(children, firsts, strict=True)]
        known[alike] = [*_segments(labels, keys)]
    return known[alike]


def _first(found: Survey, child: int) -> tuple[str, bool]:
    """What the first tag in a child is called, "" where there is none; whether it is a cell of several rows."""
    first = child + 1
    if found.ends[child] == first:
        return "", False
    return label_of(found, first), "rowspan" in found.shapes[first].attributes


def _keys(found: Survey, child: int, first: tuple[str, bool]) -> list[str]:
    """What the first tag of a record may have in common with the first of others."""
    shape, label = found.shapes[child], label_of(found, child)
    keys = [label]
    if shape.name in _ROWS:
        keys.append(f"{shape.name} of any class")
    keys += [f"{shape.name} .{folded(word)}" for word in shape.classes or ()]
    called, spans_rows = first
    if called:
        keys.append(f"{label} > {called}")
    if spans_rows:
        keys.append(f"{shape.name} with a cell of several rows")
    return keys


def _segments(labels: Sequence[str], children_keys: Sequence[Sequence[str]]) -> Iterator[Segments]:
    """For each key the numbers of the children between which a record with it goes."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for at, keys in enumerate(children_keys):
        for key in keys:
            starts[key].append(at)
    for key, ats in starts.items():
        if len(ats) < len(labels):
            yield key, False, [*pairwise(ats), (ats[-1], _end_of_last(labels, ats))]
            first = _start_of_first(labels, ats)
            if first < ats[0] and all(until - at > 1 for at, until in pairwise(ats)):
                yield key, True, [(first, ats[0] + 1), *((at + 1, until + 1) for at, until in pairwise(ats))]


def _end_of_last(labels: Sequence[str], ats: Sequence[int]) -> int:
    """The number of the child behind the last record: that goes on for as long as the others have the like."""
    if len(ats) == 1:
        return len(labels)
    seen = set(labels[ats[0] : ats[-1] + 1])
    longest = max(until - at for at, until in pairwise(ats))
    end = ats[-1] + 1
    while end < min(len(labels), ats[-1] + longest) and (labels[end] in seen or labels[end].startswith("dd.")):
        end += 1
    return end


def _start_of_first(labels: Sequence[str], ats: Sequence[int]) -> int:
    """The number of the first child of the first record of those that end in what they share."""
    if len(ats) == 1:
        return ats[0]
    seen = set(labels[ats[0] + 1 : ats[-1]])
    longest = max(until - at for at, until in pairwise(ats))
    start = ats[0]
    while start > max(0, ats[0] - longest + 1) and labels[start - 1] in seen:
        start -= 1
    return start
