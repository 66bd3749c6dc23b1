"""Comments of a dump as runs of lines: the heads that are of comments, and the beginning and end of each.

Heads are above the text of their comments or, as tails, below it; times alone may be below each, as in old Blogger.
Comments may be list items. Parents are found by the nesting of items, or by indentation.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.dates.find import find_times
from threadreader.importer.dates.formats import ascii_digits
from threadreader.importer.draft import parents_by_depth
from threadreader.importer.plaintext.context import Context, is_action_line, read_context
from threadreader.importer.plaintext.heads import PING, Head, find_attributions, find_heads, parse_ping
from threadreader.importer.plaintext.lines import NO_ITEM, Items, Lines
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Kind

# Shares of the heads, or items, that count as most and as half of them; the rest may be misread.
_MAJORITY, _HALF = 0.6, 0.5
# Characters of a line in an item before its head, and of the shortest line with a body's text.
_MAX_ITEM_PREFIX_CHARS, _MIN_BODY_CHARS = 40, 60

# Lines of an item before its head, and of the rest of a heading.
_MAX_PREFIX_LINES = 2
# Heads of a thread, and signs that a single head is that of a comment: one date alone stands on any page.
_MIN_HEADS, _MIN_SIGNS = 2, 2
# Factor for heads under a heading: half as many more in a list of recent comments weigh as much.
_HEADING_FACTOR = 1.5


class Record(Struct, frozen=True):
    """One comment: its head, its list item, and the first and the end of its body's lines."""

    head: Head
    item: int
    start: int
    end: int


class CommentRecords(Struct, frozen=True):
    """The comments of a dump; `start` is the first line that belongs to them. With `is_listed`, they are list items."""

    records: Sequence[Record]
    start: int
    declared: int | None = None
    is_listed: bool = True


def find_comments(lines: Lines, items: Items) -> CommentRecords | None:
    """Find the comments of a dump; None if it has none."""
    context = read_context(lines)
    dated = [_in_thread(heads, context) for heads in find_heads(lines)]
    attributed = _in_thread(find_attributions(lines), context)
    # More under a heading for comments than in a list of recent ones.
    start, heads = max(
        dated, key=lambda each: len(each[1]) * (_HEADING_FACTOR if each[0] != NO_ITEM else 1), default=(NO_ITEM, ())
    )
    if len(heads) < _HALF * len(attributed[1]):
        start, heads = attributed
    result = _Splitter(lines, items, context, start).split(heads) if _is_thread(heads, lines, context) else None
    from_items = _from_items(lines, items, context)
    is_alone = len(heads) < _MIN_HEADS or (result is not None and not result.is_listed)
    if result and result.declared == len(result.records):
        return result
    if from_items and (result is None or (is_alone and len(heads) < _HALF * len(from_items.records))):
        return from_items
    return result


def _in_thread(heads: Sequence[Head], context: Context) -> tuple[int, Sequence[Head]]:
    """The heads under the last heading that has most of them, and the index of that heading."""
    heads = [head for head in heads if not any(index in context.counts for index in range(head.first, head.last + 1))]
    if not heads:
        return NO_ITEM, ()
    starts = [head.first for head in heads]
    runs = [(start, *_range_under(starts, start, context)) for start in (NO_ITEM, *context.counts)]
    longest = max(end - begin for _, begin, end in runs)
    start, begin, end = next(run for run in reversed(runs) if run[2] - run[1] >= _MAJORITY * longest)
    return start, heads[begin:end]


def _range_under(indices: Sequence[int], start: int, context: Context) -> tuple[int, int]:
    """The range of the indices between a heading and the first form after one of them."""
    begin = bisect_right(indices, start)
    if begin == len(indices):
        return begin, begin
    return begin, bisect_left(indices, context.form_after(indices[begin]))


def _is_thread(heads: Sequence[Head], lines: Lines, context: Context) -> bool:
    """True if anything shows that these are comments, and not the dates of a list of changes."""
    if not heads or context.count_above(heads[0].first) == 0:
        return False
    end = context.form_after(heads[-1].last)
    signs = (
        any(index < heads[0].first for index in context.counts),
        sum(head.is_attribution or head.is_tail for head in heads) > _HALF * len(heads),
        context.actions_between(heads[0].first, end) >= _HALF * len(heads),
        end < len(lines.all) and not lines.all[end].text.startswith(("[", "_")),
    )
    return sum(signs) >= (1 if len(heads) > 1 else _MIN_SIGNS)


class _Splitter:
    """Splits the lines between the heading of a thread and the form below it into records."""

    def __init__(self, lines: Lines, items: Items, context: Context, start: int) -> None:
        self._lines, self._items, self._context, self._start = lines, items, context, start

    def split(self, heads: Sequence[Head]) -> CommentRecords:
        """The records of these heads, and those of the items among them that have none."""
        end = self._context.form_after(heads[-1].last)
        if not heads[0].is_tail and self._are_tails(heads, end):
            heads = [replace(head, is_tail=True) for head in heads]
        heads = self._with_pings(heads, end)
        items = self._items_of(heads)
        is_listed = sum(item != NO_ITEM for item in items) > _MAJORITY * len(heads)
        pairs = list(zip(heads, items if is_listed else [NO_ITEM] * len(heads), strict=True))
        if is_listed:
            pairs = sorted([*pairs, *self._unsigned(pairs, end)], key=lambda pair: self._first(*pair))
        records = list(self._records(pairs, end))
        first = min(self._first(*pairs[0]), records[0].start)
        start = self._start if self._start >= 0 else first
        return CommentRecords(records, start, self._context.counts.get(self._start), is_listed)

    def _are_tails(self, heads: Sequence[Head], end: int) -> bool:
        """True if the bodies are above the heads: there is text above the first, and none below the last.

        The head of a list item is always above its body.
        """
        if self._start < 0 or heads[0].is_attribution:
            return False
        if sum(item != NO_ITEM for item in self._items_of(heads)) > _MAJORITY * len(heads):
            return False
        has_text_above = self._has_text(self._start + 1, heads[0].first)
        return has_text_above and not self._has_text(heads[-1].last + 1, min(end, heads[-1].last + 1 + _MIN_BODY_CHARS))

    def _has_text(self, first: int, end: int) -> bool:
        lines = self._lines.all[first:end]
        return any(len(line.text) > _MIN_BODY_CHARS and not is_action_line(line.text) for line in lines)

    def _with_pings(self, heads: Sequence[Head], end: int) -> list[Head]:
        indices = [
            index for index in range(self._start + 1, end) if PING.match(self._lines.all[index].text[:_MIN_BODY_CHARS])
        ]
        pings = {index: parse_ping(self._lines, index, is_tail=heads[0].is_tail) for index in indices}
        covering = {index: ping.first for ping in pings.values() for index in range(ping.first, ping.last + 1)}
        others = []
        for head in heads:
            reach = range(head.first, head.last + 1 + (head.author is None))
            own = next((covering[each] for each in reach if each in covering), None)
            if own is None:
                others.append(head)
            else:
                pings[own] = _with_time(pings[own], head)
        return sorted([*others, *pings.values()], key=lambda head: head.first)

    def _items_of(self, heads: Sequence[Head]) -> list[int]:
        """The list item that each head is the beginning, or the end, of."""
        items = []
        before = self._start
        for head in heads:
            items.append(self._own_item(head, before))
            before = head.last
        return items

    def _own_item(self, head: Head, before: int) -> int:
        own = item = self._items.of_line[head.first]
        if own == NO_ITEM or self._items.starts[own] <= before:
            return NO_ITEM
        if head.is_tail:
            while item != NO_ITEM and self._items.starts[item] > before:
                own, item = item, self._items.parents[item]
            return own
        between = [line.text for line in self._lines.all[self._items.starts[own] : head.first] if line.text]
        is_small = len(between) <= _MAX_PREFIX_LINES and all(
            len(text) <= _MAX_ITEM_PREFIX_CHARS and not is_action_line(text) for text in between
        )
        return own if is_small else NO_ITEM

    def _unsigned(self, pairs: Sequence[tuple[Head, int]], end: int) -> Iterator[tuple[Head, int]]:
        """The items among those of the comments that have no head: removed comments, for example."""
        starts, parents = self._items.starts, self._items.parents
        owned = {item for _, item in pairs if item != NO_ITEM}
        first = {parents[item]: item for item in sorted(owned, reverse=True)}
        siblings = Counter(parents[item] for item in owned)
        among = range(bisect_left(starts, starts[min(owned)]), bisect_left(starts, end))
        all_siblings = Counter(parents[item] for item in among if parents[item] in first)
        steps = {self._step(item) for item in owned if parents[item] in owned}
        outer = {parents[item] for item in owned} - owned - {NO_ITEM}
        holders = {item for item in outer if self._step(item) in steps}
        for item in among:
            group = parents[item]
            is_sibling = group in first and item > first[group] and siblings[group] > _MAJORITY * all_siblings[group]
            text = self._lines.all[starts[item]].text
            if item not in owned and (item in holders or (is_sibling and text and not is_action_line(text))):
                yield Head(starts[item], starts[item] - 1), item

    def _step(self, item: int) -> int:
        """Columns from the mark of the parent item to that of an item."""
        starts, parent = self._items.starts, self._items.parents[item]
        return self._lines.all[starts[item]].column - (self._lines.all[starts[parent]].column if parent >= 0 else 0)

    def _first(self, head: Head, item: int) -> int:
        return head.first if item == NO_ITEM else min(head.first, self._items.starts[item])

    def _records(self, pairs: Sequence[tuple[Head, int]], end: int) -> Iterator[Record]:
        last = self._start
        for position, (head, item) in enumerate(pairs):
            if head.is_tail:
                start = last + 1 if item == NO_ITEM else self._items.starts[item]
                yield Record(head, item, start, head.first)
            else:
                below = self._first(*pairs[position + 1]) if position + 1 < len(pairs) else end
                yield Record(head, item, head.last + 1, below)
            last = head.last


def _with_time(ping: Head, head: Head) -> Head:
    """The head of a ping, extended by a head with its time."""
    first, last = min(ping.first, head.first), max(ping.last, head.last)
    return replace(ping, first=first, last=last, when=ping.when or head.when)


def _from_items(lines: Lines, items: Items, context: Context) -> CommentRecords | None:
    """The items of the list under a heading that counts comments, for extractors that drop the names."""
    for heading in reversed(context.counts):
        if not context.counts[heading]:
            return None
        end = context.form_after(heading)
        among: Sequence[int] = range(bisect_right(items.starts, heading), bisect_left(items.starts, end))
        if among and not _has_text_between(lines, heading, items.starts[among[0]]):
            among = _without_inner_lists(lines, items, among, end)
            bounds = [*(items.starts[item] for item in among), end]
            records = [
                Record(Head(bounds[position], bounds[position] - 1), item, bounds[position], bounds[position + 1])
                for position, item in enumerate(among)
            ]
            return CommentRecords(records, heading, context.counts[heading])
    return None


def _without_inner_lists(lines: Lines, items: Items, among: Sequence[int], end: int) -> list[int]:
    """The items without those of lists in a comment's body: the body goes on below them, above its replies."""
    resumed: dict[int, int] = {}
    opened: list[int] = []
    for index in range(items.starts[among[0]], end):
        line, item = lines.all[index], items.of_line[index]
        if not line.text and line.column < 0:
            continue
        edge = line.column if line.column >= 0 else line.indent
        is_closed = bool(opened) and lines.all[items.starts[opened[-1]]].column >= edge
        while opened and lines.all[items.starts[opened[-1]]].column >= edge:
            opened.pop()
        if line.column >= 0:
            opened.append(item)
        elif is_closed and opened:
            resumed[opened[-1]] = index
    return [item for item in among if items.starts[item] > resumed.get(items.parents[item], NO_ITEM)]


def _has_text_between(lines: Lines, heading: int, first: int) -> bool:
    """True if there is more than the rest of a heading between it and the first item below."""
    return sum(bool(line.text) for line in lines.all[heading + 1 : first]) > _MAX_PREFIX_LINES


_MIN_TRAILING_DATE_SHARE, _MAX_DATED_SHARE = 0.6, 0.1  # of records: most have, hardly any has (judgement)
_MAX_DATE_LINE_CHARS = 80  # a line of a terminal: a longer one that has a date tells of something
_PICTURE = compile_lazily(r"\[[^\[\]]{0,30}\]")


def with_trailing_dates(lines: Lines, records: Sequence[Record]) -> list[Record]:
    """The records; where most have a time below their body and hardly any above, with that time as the head's."""
    if sum(record.head.when is not None for record in records) > _MAX_DATED_SHARE * len(records):
        return list(records)
    dates = [None if record.head.when else _trailing_date(lines, record) for record in records]
    if sum(each is not None for each in dates) < _MIN_TRAILING_DATE_SHARE * len(records):
        return list(records)
    return [
        record if each is None else replace(record, end=each[0], head=replace(record.head, when=each[1]))
        for record, each in zip(records, dates, strict=True)
    ]


def _trailing_date(lines: Lines, record: Record) -> tuple[int, str] | None:
    """The last line with text but for actions, if it has a time and nothing else, and the time."""
    for index in range(record.end - 1, record.start - 1, -1):
        text = ascii_digits(lines.all[index].text)
        if not any(map(str.isalnum, text)) or is_action_line(text):
            continue
        times = find_times(text) if len(text) <= _MAX_DATE_LINE_CHARS else []
        rest = _PICTURE.sub("", f"{text[: times[0].start]} {text[times[-1].end :]}") if times else text
        is_time = not any(map(str.isalnum, rest)) or is_action_line(rest.strip())
        return (index, times[0].text.strip()) if times and is_time else None
    return None


# Different columns from which on even steps of one are levels; else they come of pictures before some names.
_MIN_COLUMNS = 3


def find_parents(records: Sequence[Record], lines: Lines, items: Items) -> list[int | None]:
    """The index of each record's parent among the records."""
    if all(record.item != NO_ITEM for record in records):
        return _by_items(records, items)
    columns = [lines.all[record.head.first].indent for record in records]
    written = {column for column, record in zip(columns, records, strict=True) if record.head.kind is Kind.COMMENT}
    parents = parents_by_depth(columns, step=1 if len(written) >= _MIN_COLUMNS else 2)
    return [None if parent == NO_ITEM else parent for parent in parents]


def _by_items(records: Sequence[Record], items: Items) -> list[int | None]:
    owner = {record.item: index for index, record in enumerate(records)}
    nearest: list[int | None] = []
    for parent in items.parents:  # an item is listed after its parent
        nearest.append(None if parent == NO_ITEM else owner.get(parent, nearest[parent]))
    return [nearest[record.item] for record in records]
