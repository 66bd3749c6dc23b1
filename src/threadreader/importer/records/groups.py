"""Tags of a page that have something in common, and what each group is worth as a list of comments."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from threadreader.importer.records.spread import label_of, spread
from threadreader.importer.records.survey import Span, Survey
from threadreader.importer.records.vocabulary import folded
from threadreader.importer.selector import Attributes, attribute

_TEXT, _TIME, _NAME = 0.4, 0.35, 0.25
_NOTHING = -0.5
"""What a member is worth that has no words of its own, or neither time nor name."""

_LINE = 200
"""What says who or when has fewer letters than this."""

_TABLE = frozenset(("table", "tbody", "tr", "td"))
_TELLING = Attributes("id", "itemtype", "itemprop")


@dataclass(frozen=True, slots=True)
class Group:
    """Records in document order, which may be inside one another; `label` says what they share.

    A record of a spread group goes on in the tags that follow its first one; in an ended one they share their last tag.
    `worth` is how many whole comments the records amount to.
    """

    label: str
    spans: tuple[Span, ...]
    worth: float
    is_spread: bool = False
    is_ended: bool = False


class Groups:
    """All groups of a page."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._said = self._letters_of_signs()

    def all(self) -> list[Group]:
        """Every group that is worth anything, the best first; of several with the same records only one."""
        known: dict[tuple[Span, ...], Group] = {}
        for label, spans in self._contained():
            self._note(known, Group(label, tuple(self._inside(spans)), 0))
        for key, spans, is_ended in spread(self._found):
            self._note(known, Group(_name(key), tuple(self._whole(spans)), 0, is_spread=True, is_ended=is_ended))
        return sorted(known.values(), key=lambda group: -group.worth)

    def _note(self, known: dict[tuple[Span, ...], Group], group: Group) -> None:
        if group.spans not in known:
            worth = self.worth(group.spans)
            if worth > 0:
                known[group.spans] = replace(group, worth=worth)

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

    def _inside(self, spans: Sequence[Span]) -> Sequence[Span]:
        """Records without those around all others that are none themselves: old pages are made of tables in tables."""
        first = 0
        last = max((end for _, end in spans), default=0)
        while first < len(spans) - 2 and spans[first][1] >= last and self._is_bare(spans[first], spans[first + 1]):
            first += 1
        return spans[first:]

    def _is_bare(self, span: Span, inner: Span) -> bool:
        """Whether a record is a part of a table, and nothing before the next one in it says who or when."""
        _, times, names = self._counts(span[0], inner[0])
        return self._found.tags[span[0]].name in _TABLE and not (times or names)

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

    def _contained(self) -> Iterator[tuple[str, list[Span]]]:
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
            yield _name(key), spans

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
            keys.append((tag.name, "in", label_of(self._found, parent)))
        return keys


def _worth(letters: int, times: int, names: int) -> float:
    if letters <= 0 or not (times > 0 or names > 0):
        return _NOTHING
    return _TEXT + _TIME * (times > 0) + _NAME * (names > 0)


def _name(key: Hashable) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
