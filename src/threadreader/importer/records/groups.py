"""Tags of a page that have something in common, and what each group is worth as a list of comments."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import folded
from threadreader.importer.selector import Attributes, attribute

Span = tuple[int, int]
"""Where a record begins and ends among the tags of the page."""

_TEXT, _TIME, _NAME = 0.4, 0.35, 0.25
_NOTHING = -0.5
"""What a member is worth that has no words of its own, or neither time nor name."""

_LINE = 200
"""What says who or when has fewer letters than this."""

_ROWS = frozenset(("dt", "dd", "tr", "td", "li", "p", "a", "h2", "h3", "h4", "h5", "table"))
"""Tags that may begin a record whatever their class is."""


_TELLING = Attributes("id", "itemtype", "itemprop")


@dataclass(frozen=True, slots=True)
class Group:
    """Records in document order, which may be inside one another; `label` says what they share.

    A record of a spread group goes on in the tags that follow its first one. `worth` is how many whole comments the
    records amount to.
    """

    label: str
    spans: tuple[Span, ...]
    worth: float
    is_spread: bool = False


class Groups:
    """All groups of a page."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._said = self._letters_of_signs()
        self._known_segments: dict[Hashable, Sequence[tuple[Hashable, list[Span]]]] = {}

    def all(self) -> list[Group]:
        """Every group that is worth anything, the best first; of several with the same records only one."""
        known: dict[tuple[Span, ...], Group] = {}
        for label, spans, is_spread in (*self._contained(), *self._spread()):
            key = tuple(self._whole(spans) if is_spread else spans)
            if key not in known:
                worth = self.worth(key)
                if worth > 0:
                    known[key] = Group(label, key, worth, is_spread)
        return sorted(known.values(), key=lambda group: -group.worth)

    def worth(self, spans: Sequence[Span]) -> float:
        """How many whole comments the records amount to, each without those inside it."""
        total = 0.0
        path: list[tuple[int, list[int]]] = []
        for start, end in spans:
            while path and path[-1][0] <= start:
                total += _worth(*path.pop()[1])
            own = self._counts(start, end)
            if path:
                above = path[-1][1]
                for at, count in enumerate(own):
                    above[at] -= count
            path.append((end, own))
        return total + sum(_worth(*own) for _, own in path)

    def _whole(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Records without what rules part from the first of them and from the last."""
        first, last = 0, len(spans)
        if self._found.tags[spans[0][0]].name != "hr":
            return spans
        while last - first > 1 and _worth(*self._counts(*spans[last - 1])) < 0:
            last -= 1
        while last - first > 1 and _worth(*self._counts(*spans[first])) < 0:
            first += 1
        return spans[first:last]

    def _counts(self, start: int, end: int) -> list[int]:
        """Letters beside those that say who and when, times, names."""
        found = self._found
        return [
            found.letters(start, end) - (self._said[end] - self._said[start]),
            found.times_before[end] - found.times_before[start],
            found.names_before[end] - found.names_before[start],
        ]

    def _letters_of_signs(self) -> list[int]:
        """How many letters before each tag say who or when."""
        found = self._found
        said = [0] * (len(found.tags) + 1)
        until = 0
        for place in sorted({*found.times, *found.names}):
            time = found.times.get(place)
            if place < until:
                continue
            if time and time.line:
                said[place + 1] = sum(map(len, time.line.split()))
            elif found.letters(place) < _LINE:
                said[place + 1] = found.letters(place)
                until = found.ends[place]
        return list(accumulate(said))

    def _contained(self) -> Iterator[tuple[str, list[Span], bool]]:
        """Groups of tags that are a record each."""
        found = self._found
        full = [place for place in range(1, len(found.tags)) if found.letters(place)]
        # A large page has hundreds of thousands of groups, and a record is in few of them.
        wanted = {key for place in full if self._may_be_record(place) for key in self._keys(place)}
        members: defaultdict[Hashable, list[Span]] = defaultdict(list)
        for place in full:
            for key in self._keys(place):
                if key in wanted:
                    members[key].append((place, found.ends[place]))
        for key, spans in members.items():
            yield _name(key), spans, False

    def _may_be_record(self, place: int) -> bool:
        """Whether a tag is worth anything in any group."""
        return _worth(*self._counts(place, self._found.ends[place])) > 0

    def _keys(self, place: int) -> list[Hashable]:
        """What a tag may have in common with others."""
        tag, shape, parent = self._found.tags[place], self._found.shapes[place], self._found.parents[place]
        known = shape.memo.get(Groups)
        if known is None:
            known = shape.memo[Groups] = tuple((tag.name, f".{folded(word)}") for word in shape.classes or ())
        keys: list[Hashable] = [*known]
        for name in _TELLING.of(tag):
            if name == "id":
                identity = attribute(tag, "id") or ""
                if (fold := folded(identity)) != identity:
                    keys.append((tag.name, f"#{fold}"))
            else:
                keys.append((tag.name, f"[{name}={attribute(tag, name)}]"))
        keys += [(tag.name, f"[{name}]") for name in shape.attributes if name.startswith("data-")]
        if parent > 0:
            keys.append((tag.name, "in tag", parent))
            keys.append((tag.name, "in", self._label(parent)))
        return keys

    def _label(self, place: int) -> str:
        shape = self._found.shapes[place]
        known = shape.memo.get(Group)
        if known is None:
            known = shape.memo[Group] = ".".join((shape.name, *map(folded, shape.classes or ())))
        return str(known)

    def _spread(self) -> Iterator[tuple[str, list[Span], bool]]:
        """Groups of records that are several tags side by side."""
        found = self._found
        members: defaultdict[Hashable, list[Span]] = defaultdict(list)
        for place in range(1, len(found.tags)):
            end = found.ends[place]
            if found.has_time(place, end) or found.has_name(place, end):
                children = list(found.children(place))
                if len(children) > 1:
                    bounds = [*children, end]
                    for key, segments in self._segments(place, children):
                        members[key].extend([(bounds[first], bounds[until]) for first, until in segments])
        for key, spans in members.items():
            yield _name(key), sorted(spans, key=lambda span: (span[0], -span[1])), True

    def _segments(self, place: int, children: Sequence[int]) -> Sequence[tuple[Hashable, list[Span]]]:
        """For each key of the children of a tag the segments from one child that has it to the next.

        They are the same wherever tags are called the same, as the parts of the records of a page are.
        """
        labels = tuple(map(self._label, children))
        firsts = tuple(map(self._first, children))
        alike = (self._label(place), labels, firsts)
        known = self._known_segments.get(alike)
        if known is None:
            keys = list(map(self._child_keys, children, firsts))
            known = self._known_segments[alike] = list(_segments(alike[0], labels, keys))
        return known

    def _first(self, child: int) -> tuple[str, bool]:
        """What the first tag in a child is called, "" where there is none; whether it is a cell of several rows."""
        first = child + 1
        if self._found.ends[child] == first:
            return "", False
        return self._label(first), "rowspan" in self._found.shapes[first].attributes

    def _child_keys(self, child: int, first: tuple[str, bool]) -> list[str]:
        """What the first tag of a record may have in common with the first of others."""
        shape, label = self._found.shapes[child], self._label(child)
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


def _segments(
    above: str, labels: Sequence[str], children_keys: Sequence[Sequence[str]]
) -> Iterator[tuple[Hashable, list[Span]]]:
    """For each key the numbers of the children between which a record with it goes."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for at, keys in enumerate(children_keys):
        for key in keys:
            starts[key].append(at)
    for key, ats in starts.items():
        if len(ats) < len(labels):
            yield (above, key), [*pairwise(ats), (ats[-1], _end_of_last(labels, ats))]


def _end_of_last(labels: Sequence[str], ats: Sequence[int]) -> int:
    """The number of the child behind the last record: that goes on for as long as the others have the like."""
    if len(ats) == 1:
        return len(labels)
    seen = set(labels[ats[0] : ats[-1] + 1])
    longest = max(until - at for at, until in pairwise(ats))
    end = ats[-1] + 1
    while end < min(len(labels), ats[-1] + longest) and labels[end] in seen:
        end += 1
    return end


def _worth(letters: int, times: int, names: int) -> float:
    if letters <= 0 or not (times > 0 or names > 0):
        return _NOTHING
    return _TEXT + _TIME * (times > 0) + _NAME * (names > 0)


def _name(key: Hashable) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
