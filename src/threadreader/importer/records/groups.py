"""Tags of a page that have something in common, and what each group is worth as a list of comments."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from threadreader.importer.records.survey import Survey
from threadreader.importer.records.vocabulary import folded
from threadreader.importer.selector import attribute
from threadreader.importer.soup import shape_of

Span = tuple[int, int]
"""Where a record begins and ends among the tags of the page."""

_TEXT, _TIME, _NAME = 0.4, 0.35, 0.25
_NOTHING = -0.5
"""What a member is worth that has no words of its own, or neither time nor name."""

_LINE = 200
"""What says who or when has fewer letters than this."""

_ROWS = frozenset(("dt", "dd", "tr", "td", "li", "p", "a", "h2", "h3", "h4", "h5", "table"))
"""Tags that may begin a record whatever their class is."""


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

    def all(self) -> list[Group]:
        """Every group that is worth anything, the best first; of several with the same records only one."""
        known: dict[tuple[Span, ...], Group] = {}
        for label, spans, is_spread in (*self._contained(), *self._spread()):
            key = tuple(self._whole(spans) if is_spread else spans)
            if key not in known:
                worth = self.worth(spans)
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
        members: defaultdict[Hashable, list[Span]] = defaultdict(list)
        for place in range(1, len(self._found.tags)):
            if self._found.letters(place):
                for key in self._keys(place):
                    members[key].append((place, self._found.ends[place]))
        for key, spans in members.items():
            yield _name(key), spans, False

    def _keys(self, place: int) -> Iterator[Hashable]:
        """What a tag may have in common with others."""
        tag, parent = self._found.tags[place], self._found.parents[place]
        shape = shape_of(tag)
        known = shape.memo.get(Groups)
        if known is None:
            known = shape.memo[Groups] = tuple((tag.name, f".{folded(word)}") for word in shape.classes or ())
        yield from known
        if "id" in shape.attributes:
            identity = attribute(tag, "id") or ""
            if (fold := folded(identity)) != identity:
                yield (tag.name, f"#{fold}")
        for name in shape.attributes:
            if name in ("itemtype", "itemprop"):
                yield (tag.name, f"[{name}={attribute(tag, name)}]")
            elif name.startswith("data-"):
                yield (tag.name, f"[{name}]")
        if parent > 0:
            yield (tag.name, f"in tag {parent}")
            yield (tag.name, f"in {self._label(parent)}")

    def _label(self, place: int) -> str:
        shape = shape_of(self._found.tags[place])
        known = shape.memo.get(Group)
        if known is None:
            known = shape.memo[Group] = ".".join((shape.name, *map(folded, shape.classes or ())))
        return str(known)

    def _spread(self) -> Iterator[tuple[str, list[Span], bool]]:
        """Groups of records that are several tags side by side."""
        members: defaultdict[Hashable, list[Span]] = defaultdict(list)
        for place in range(1, len(self._found.tags)):
            end = self._found.ends[place]
            if self._found.has_time(place, end) or self._found.has_name(place, end):
                children = list(self._found.children(place))
                if len(children) > 1:
                    for key, spans in self._segments(place, children):
                        members[key].extend(spans)
        for key, spans in members.items():
            yield _name(key), sorted(spans, key=lambda span: (span[0], -span[1])), True

    def _segments(self, place: int, children: Sequence[int]) -> Iterator[tuple[Hashable, list[Span]]]:
        """For each key of the children of a tag the spans from one child that has it to the next."""
        starts: defaultdict[str, list[int]] = defaultdict(list)
        labels = [self._label(child) for child in children]
        for at, child in enumerate(children):
            for key in self._child_keys(child, labels[at]):
                starts[key].append(at)
        above = self._label(place)
        for key, ats in starts.items():
            if len(ats) < len(children):
                yield (above, key), self._cut(children, labels, ats)

    def _child_keys(self, child: int, label: str) -> Iterator[str]:
        """What the first tag of a record may have in common with the first of others."""
        shape = shape_of(self._found.tags[child])
        yield label
        if shape.name in _ROWS:
            yield f"{shape.name} of any class"
        yield from (f"{shape.name} .{folded(word)}" for word in shape.classes or ())
        first = next(self._found.children(child), None)
        if first is not None:
            yield f"{label} > {self._label(first)}"
            if "rowspan" in shape_of(self._found.tags[first]).attributes:
                yield f"{shape.name} with a cell of several rows"

    def _cut(self, children: Sequence[int], labels: Sequence[str], ats: Sequence[int]) -> list[Span]:
        """The last record goes on for as long as the others have the like."""
        spans = [(children[at], children[until]) for at, until in pairwise(ats)]
        last = len(children) - 1
        if spans:
            seen = set(labels[ats[0] : ats[-1] + 1])
            longest = max(until - at for at, until in pairwise(ats))
            last = ats[-1]
            while last + 1 < min(len(children), ats[-1] + longest) and labels[last + 1] in seen:
                last += 1
        return [*spans, (children[ats[-1]], self._found.ends[children[last]])]


def _worth(letters: int, times: int, names: int) -> float:
    if letters <= 0 or not (times > 0 or names > 0):
        return _NOTHING
    return _TEXT + _TIME * (times > 0) + _NAME * (names > 0)


def _name(key: Hashable) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
