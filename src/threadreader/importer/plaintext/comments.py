"""The comments of a dump as runs of lines: which of the looks of heads is theirs, where each begins and ends.

Times that stand alone under the words of each comment, with what one can do with it: old Blogger has them there.

Which comment of a dump answers which: by the items that they are, or by how far they are indented.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from threadreader.importer.dates.find import times_in
from threadreader.importer.lexicon import PING
from threadreader.importer.plaintext.context import Surroundings, is_answer, look_around
from threadreader.importer.plaintext.heads import Head, find_heads, find_said, plain_figures, read_ping
from threadreader.importer.plaintext.lines import NOWHERE, Items, Lines
from threadreader.model.thread import Kind

_MOST, _HALF = 0.6, 0.5
_SMALL, _WORDS = 40, 60
"""Characters: what stands in an item before the head of a comment has no more; a line that says something has more."""

_FEW = 2
_UNDER_HEADING = 1.5


@dataclass(frozen=True, slots=True)
class Record:
    """One comment: its head where it has one, the item that it is, and its words from one line to before another."""

    head: Head
    item: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """The comments of a dump; `start` is where what belongs to them begins. `is_listed`: they are list items."""

    records: Sequence[Record]
    start: int
    declared: int | None = None
    is_listed: bool = True


def find_records(lines: Lines, items: Items) -> Found | None:
    """The comments of a dump; None where it has none."""
    around = look_around(lines)
    dated = [_in_thread(heads, around) for heads in find_heads(lines)]
    said = _in_thread(find_said(lines), around)
    start, heads = max(dated, key=_weight, default=(NOWHERE, ()))
    if len(heads) < _HALF * len(said[1]):
        start, heads = said
    found = _Cutting(lines, items, around, start).found(heads) if _is_thread(heads, lines, around) else None
    listed = _of_items(lines, items, around)
    is_alone = len(heads) < _FEW or (found is not None and not found.is_listed)
    if found and found.declared == len(found.records):
        return found
    if listed and (found is None or (is_alone and len(heads) < _HALF * len(listed.records))):
        return listed
    return found


def _weight(found: tuple[int, Sequence[Head]]) -> float:
    """What heads of one look count for: under a heading for comments more than in a list of recent ones."""
    start, heads = found
    return len(heads) * (_UNDER_HEADING if start != NOWHERE else 1)


def _in_thread(heads: Sequence[Head], around: Surroundings) -> tuple[int, Sequence[Head]]:
    """The heads that stand together under the last heading that has most of them, and where that is."""
    heads = [head for head in heads if not any(place in around.counts for place in range(head.first, head.last + 1))]
    if not heads:
        return NOWHERE, ()
    places = [head.first for head in heads]
    runs = [(start, *_run(places, start, around)) for start in (NOWHERE, *around.counts)]
    most = max(end - begin for _, begin, end in runs)
    start, begin, end = next(run for run in reversed(runs) if run[2] - run[1] >= _MOST * most)
    return start, heads[begin:end]


def _run(places: Sequence[int], start: int, around: Surroundings) -> tuple[int, int]:
    """Which of the places are between a heading and the first form after one of them."""
    begin = bisect_right(places, start)
    if begin == len(places):
        return begin, begin
    return begin, bisect_left(places, around.form_after(places[begin]))


def _is_thread(heads: Sequence[Head], lines: Lines, around: Surroundings) -> bool:
    """Whether anything says that these are comments, and not the dates of a list of changes."""
    if not heads or around.count_over(heads[0].first) == 0:
        return False
    end = around.form_after(heads[-1].last)
    signs = (
        any(place < heads[0].first for place in around.counts),
        sum(head.is_said or head.is_tail for head in heads) > _HALF * len(heads),
        around.answers_between(heads[0].first, end) >= _HALF * len(heads),
        end < len(lines.all) and not lines.all[end].text.startswith(("[", "_")),
    )
    return sum(signs) >= (1 if len(heads) > 1 else _FEW)


class _Cutting:
    """The records between the heading of a thread and the form below it."""

    def __init__(self, lines: Lines, items: Items, around: Surroundings, start: int) -> None:
        self._lines, self._items, self._around, self._start = lines, items, around, start

    def found(self, heads: Sequence[Head]) -> Found:
        """All records that begin or end with these heads, and those beside them that have none."""
        end = self._around.form_after(heads[-1].last)
        if not heads[0].is_tail and self._are_tails(heads, end):
            heads = [replace(head, is_tail=True) for head in heads]
        heads = self._with_pings(heads, end)
        owned = self._owned(heads)
        is_listed = sum(item != NOWHERE for item in owned) > _MOST * len(heads)
        pairs = list(zip(heads, owned if is_listed else [NOWHERE] * len(heads), strict=True))
        if is_listed:
            pairs = sorted([*pairs, *self._unsigned(pairs, end)], key=lambda pair: self._first(*pair))
        records = list(self._records(pairs, end))
        first = min(self._first(*pairs[0]), records[0].start)
        start = self._start if self._start >= 0 else first
        return Found(records, start, self._around.counts.get(self._start), is_listed)

    def _are_tails(self, heads: Sequence[Head], end: int) -> bool:
        """Whether the words stand over the heads: there are some over the first, and none under the last.

        What begins list items is over their words.
        """
        if self._start < 0 or heads[0].is_said:
            return False
        if sum(item != NOWHERE for item in self._owned(heads)) > _MOST * len(heads):
            return False
        over = self._says_something(self._start + 1, heads[0].first)
        return over and not self._says_something(heads[-1].last + 1, min(end, heads[-1].last + 1 + _WORDS))

    def _says_something(self, first: int, end: int) -> bool:
        lines = self._lines.all[first:end]
        return any(len(line.text) > _WORDS and not is_answer(line.text) for line in lines)

    def _with_pings(self, heads: Sequence[Head], end: int) -> list[Head]:
        places = [place for place in range(self._start + 1, end) if PING.match(self._lines.all[place].text[:_WORDS])]
        pings = {place: read_ping(self._lines, place, is_tail=heads[0].is_tail) for place in places}
        covering = {place: ping.first for ping in pings.values() for place in range(ping.first, ping.last + 1)}
        others = []
        for head in heads:
            reach = range(head.first, head.last + 1 + (head.author is None))
            own = next((covering[each] for each in reach if each in covering), None)
            if own is None:
                others.append(head)
            else:
                pings[own] = _with_time(pings[own], head)
        return sorted([*others, *pings.values()], key=lambda head: head.first)

    def _owned(self, heads: Sequence[Head]) -> list[int]:
        """The item that each head stands at the beginning, or the end, of."""
        owned = []
        before = self._start
        for head in heads:
            owned.append(self._own_item(head, before))
            before = head.last
        return owned

    def _own_item(self, head: Head, before: int) -> int:
        own = item = self._items.of_line[head.first]
        if own == NOWHERE or self._items.starts[own] <= before:
            return NOWHERE
        if head.is_tail:
            while item != NOWHERE and self._items.starts[item] > before:
                own, item = item, self._items.around[item]
            return own
        between = [line.text for line in self._lines.all[self._items.starts[own] : head.first] if line.text]
        is_small = len(between) <= _FEW and all(len(text) <= _SMALL and not is_answer(text) for text in between)
        return own if is_small else NOWHERE

    def _unsigned(self, pairs: Sequence[tuple[Head, int]], end: int) -> Iterator[tuple[Head, int]]:
        """The items among those of the comments that do not say who wrote them: removed ones, for example."""
        starts, around = self._items.starts, self._items.around
        owned = {item for _, item in pairs if item != NOWHERE}
        first = {around[item]: item for item in sorted(owned, reverse=True)}
        beside = Counter(around[item] for item in owned)
        among = range(bisect_left(starts, starts[min(owned)]), bisect_left(starts, end))
        all_beside = Counter(around[item] for item in among if around[item] in first)
        steps = {self._step(item) for item in owned if around[item] in owned}
        outer = {around[item] for item in owned} - owned - {NOWHERE}
        holders = {item for item in outer if self._step(item) in steps}
        for item in among:
            group = around[item]
            is_beside = group in first and item > first[group] and beside[group] > _MOST * all_beside[group]
            text = self._lines.all[starts[item]].text
            if item not in owned and (item in holders or (is_beside and text and not is_answer(text))):
                yield Head(starts[item], starts[item] - 1), item

    def _step(self, item: int) -> int:
        """How many columns an item is further in than the one around it."""
        starts, around = self._items.starts, self._items.around[item]
        return self._lines.all[starts[item]].column - (self._lines.all[starts[around]].column if around >= 0 else 0)

    def _first(self, head: Head, item: int) -> int:
        return head.first if item == NOWHERE else min(head.first, self._items.starts[item])

    def _records(self, pairs: Sequence[tuple[Head, int]], end: int) -> Iterator[Record]:
        last = self._start
        for place, (head, item) in enumerate(pairs):
            if head.is_tail:
                start = last + 1 if item == NOWHERE else self._items.starts[item]
                yield Record(head, item, start, head.first)
            else:
                below = self._first(*pairs[place + 1]) if place + 1 < len(pairs) else end
                yield Record(head, item, head.last + 1, below)
            last = head.last


def _with_time(ping: Head, head: Head) -> Head:
    """The head of a ping that a time stands beside."""
    first, last = min(ping.first, head.first), max(ping.last, head.last)
    return replace(ping, first=first, last=last, when=ping.when or head.when)


def _of_items(lines: Lines, items: Items, around: Surroundings) -> Found | None:
    """The items of the list under a heading that counts comments, as an extractor leaves them that drops names."""
    for heading in reversed(around.counts):
        if not around.counts[heading]:
            return None
        end = around.form_after(heading)
        among: Sequence[int] = range(bisect_right(items.starts, heading), bisect_left(items.starts, end))
        if among and not _says_something(lines, heading, items.starts[among[0]]):
            among = _replies(lines, items, among, end)
            bounds = [*(items.starts[item] for item in among), end]
            records = [
                Record(Head(bounds[place], bounds[place] - 1), item, bounds[place], bounds[place + 1])
                for place, item in enumerate(among)
            ]
            return Found(records, heading, around.counts[heading])
    return None


def _replies(lines: Lines, items: Items, among: Sequence[int], end: int) -> list[int]:
    """The items without those that are lists in the words of one: its words go on below them, above its replies."""
    goes_on: dict[int, int] = {}
    opened: list[int] = []
    for place in range(items.starts[among[0]], end):
        line, item = lines.all[place], items.of_line[place]
        if not line.text and line.column < 0:
            continue
        edge = line.column if line.column >= 0 else line.indent
        is_closed = bool(opened) and lines.all[items.starts[opened[-1]]].column >= edge
        while opened and lines.all[items.starts[opened[-1]]].column >= edge:
            opened.pop()
        if line.column >= 0:
            opened.append(item)
        elif is_closed and opened:
            goes_on[opened[-1]] = place
    return [item for item in among if items.starts[item] > goes_on.get(items.around[item], NOWHERE)]


def _says_something(lines: Lines, heading: int, first: int) -> bool:
    """Whether more than the rest of a heading stands between it and the first item below."""
    return sum(bool(line.text) for line in lines.all[heading + 1 : first]) > _FEW


_MIN_TRAILING_DATE_SHARE, _MAX_DATED_SHARE = 0.6, 0.1
_LONGEST = 80
_PICTURE = re.compile(r"\[[^\[\]]{0,30}\]")


def with_times_under(lines: Lines, records: Sequence[Record]) -> list[Record]:
    """The same records; where most have a time under their words and hardly any one over them, with and without it."""
    if sum(record.head.when is not None for record in records) > _MAX_DATED_SHARE * len(records):
        return list(records)
    found = [None if record.head.when else _time_under(lines, record) for record in records]
    if sum(each is not None for each in found) < _MIN_TRAILING_DATE_SHARE * len(records):
        return list(records)
    return [
        record if each is None else replace(record, end=each[0], head=replace(record.head, when=each[1]))
        for record, each in zip(records, found, strict=True)
    ]


def _time_under(lines: Lines, record: Record) -> tuple[int, str] | None:
    """The last line with words that is none to answer by, where it says when and nothing else, and what it says."""
    for place in range(record.end - 1, record.start - 1, -1):
        text = plain_figures(lines.all[place].text)
        if not any(map(str.isalnum, text)) or is_answer(text):
            continue
        times = times_in(text) if len(text) <= _LONGEST else []
        rest = _PICTURE.sub("", f"{text[: times[0].start()]} {text[times[-1].end() :]}") if times else text
        is_time = not any(map(str.isalnum, rest)) or is_answer(rest.strip())
        return (place, times[0][0].strip()) if times and is_time else None
    return None


_SEVERAL = 3
"""At so many columns even steps of one mean something; at fewer they come of the pictures before some names."""


def find_parents(records: Sequence[Record], lines: Lines, items: Items) -> list[int | None]:
    """The place of each record's parent among the records."""
    if all(record.item != NOWHERE for record in records):
        return _by_items(records, items)
    columns = [lines.all[record.head.first].indent for record in records]
    written = {column for column, record in zip(columns, records, strict=True) if record.head.kind is Kind.COMMENT}
    return _by_columns(columns, step=1 if len(written) >= _SEVERAL else 2)


def _by_items(records: Sequence[Record], items: Items) -> list[int | None]:
    owner = {record.item: place for place, record in enumerate(records) if record.item != NOWHERE}
    nearest: list[int | None] = []
    for item, around in enumerate(items.around):
        outer = None if around == NOWHERE else owner.get(around, nearest[around])
        nearest.append(outer)
        assert item == len(nearest) - 1, "an item is listed after the one around it"
    return [nearest[record.item] if record.item != NOWHERE else None for record in records]


def _by_columns(columns: Sequence[int], step: int) -> list[int | None]:
    parents: list[int | None] = []
    above: list[tuple[int, int]] = []
    for place, column in enumerate(columns):
        while above and above[-1][0] > column - step:
            above.pop()
        parents.append(above[-1][1] if above else None)
        above.append((column, place))
    return parents
