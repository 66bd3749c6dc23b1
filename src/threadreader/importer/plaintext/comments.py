"""Comments of a dump as runs of lines: the heads that are of comments, and the beginning and end of each.

Heads are above the text of their comments or, as tails, below it; times alone may be below each, as in old Blogger.
Comments may be list items. Parents are found by the nesting of items, or by indentation.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from bs4 import BeautifulSoup, Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.dates.find import find_times
from threadreader.importer.dates.formats import ascii_digits
from threadreader.importer.draft import CommentDraft, Evidence, parents_by_depth
from threadreader.importer.lexicon import is_removal_notice
from threadreader.importer.plaintext.heads import (
    PING,
    Context,
    Head,
    find_attributions,
    find_heads,
    is_action_line,
    parse_ping,
    read_context,
)
from threadreader.importer.plaintext.lines import NO_ITEM, Items, Lines, add_blocks
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Kind, Status

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
    runs: list[tuple[int, int, int]] = []
    for start in (NO_ITEM, *context.counts):
        begin = end = bisect_right(starts, start)
        if begin < len(starts):
            end = bisect_left(starts, context.form_after(starts[begin]))
        runs.append((start, begin, end))
    longest = max(end - begin for _, begin, end in runs)
    start, begin, end = next(run for run in reversed(runs) if run[2] - run[1] >= _MAJORITY * longest)
    return start, heads[begin:end]


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
                ping = pings[own]
                first, last = min(ping.first, head.first), max(ping.last, head.last)
                pings[own] = replace(ping, first=first, last=last, when=ping.when or head.when)
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


def _from_items(lines: Lines, items: Items, context: Context) -> CommentRecords | None:
    """The items of the list under a heading that counts comments, for extractors that drop the names."""
    for heading in reversed(context.counts):
        if not context.counts[heading]:
            return None
        end = context.form_after(heading)
        among: Sequence[int] = range(bisect_right(items.starts, heading), bisect_left(items.starts, end))
        if among:
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


_MIN_TRAILING_DATE_SHARE, _MAX_DATED_SHARE = 0.6, 0.1  # of records: most have, hardly any has (judgement)
_MAX_DATE_LINE_CHARS = 80  # a line of a terminal: a longer one that has a date tells of something


def _with_trailing_dates(lines: Lines, records: Sequence[Record]) -> list[Record]:
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
        owner = {record.item: index for index, record in enumerate(records)}
        nearest: list[int | None] = []
        for parent in items.parents:  # an item is listed after its parent
            nearest.append(None if parent == NO_ITEM else owner.get(parent, nearest[parent]))
        return [nearest[record.item] for record in records]
    columns = [lines.all[record.head.first].indent for record in records]
    written = {column for column, record in zip(columns, records, strict=True) if record.head.kind is Kind.COMMENT}
    parents = parents_by_depth(columns, step=1 if len(written) >= _MIN_COLUMNS else 2)
    return [None if parent == NO_ITEM else parent for parent in parents]


# Share of the records that have a boilerplate line: most, since a theme may leave it out for some.
_BOILERPLATE_SHARE = 0.6
# Records that have a boilerplate line: three may say the same by chance.
_MIN_BOILERPLATE = 4
# Share of the records with unindented lines from which on indentation means nothing.
_STRAY_SHARE = 0.1
# Boilerplate lines that are stripped at each end: buttons one below the other.
_MAX_BOILERPLATE_LINES = 4
_MAX_BOILERPLATE_CHARS = 80  # a line of a terminal; more that stands in most comments is a signature
_NUMBERS = compile_lazily(r"\d+")
_PICTURE = compile_lazily(r"\[[^\[\]\s]{0,60}\]")


def _find_bodies(lines: Lines, records: Sequence[Record], items: Items) -> list[range]:
    """The lines of each record's body, without the boilerplate that nearly all begin or end with."""
    spans = [range(record.start, record.end) for record in records]
    columns = [lines.all[items.starts[record.item]].column for record in records if record.item != NO_ITEM]
    if columns and not records[-1].head.is_tail and not _are_stray(lines, records, columns):
        # What is indented less than any mark of the list is below it.
        outside = (index for index in spans[-1] if lines.all[index].text and lines.all[index].indent < min(columns))
        spans[-1] = range(spans[-1].start, next(outside, spans[-1].stop))
    spans = [_strip_blank(lines, span) for span in spans]
    for _ in range(_MAX_BOILERPLATE_LINES):
        spans = _strip_common(lines, spans, 0)
    spans = _cut_at_ends(lines, spans)
    for _ in range(_MAX_BOILERPLATE_LINES):
        spans = _strip_common(lines, spans, -1)
    return [
        _strip_blank(lines, span[1:]) if len(span) > 1 and _PICTURE.fullmatch(lines.all[span[0]].text) else span
        for span in spans
    ]


def _are_stray(lines: Lines, records: Sequence[Record], columns: Sequence[int]) -> bool:
    """True if the dump does not indent all that is in an item; unindented code in a few of them is no sign of it."""
    least = min(columns)
    stray = sum(
        any(line.text and line.indent < least and line.column < 0 for line in lines.all[record.start : record.end])
        for record in records[:-1]
    )
    return stray > _STRAY_SHARE * len(records)


def _cut_at_ends(lines: Lines, spans: Sequence[range]) -> list[range]:
    """The spans up to the first line that ends a comment, where most have one at their end."""
    common = _common_texts(lines, spans, -1)
    if sum(_is_end(lines, span[-1], common) for span in spans if span) < _BOILERPLATE_SHARE * len(spans):
        return list(spans)
    cut = []
    for span in spans:
        end = next((index for index in span if _is_end(lines, index, common)), span.stop)
        cut.append(_strip_blank(lines, range(span.start, end)))
    return cut


def _is_end(lines: Lines, index: int, common: frozenset[str]) -> bool:
    text = lines.all[index].text
    return bool(text) and (is_action_line(text) or _without_numbers(text) in common)


def _strip_common(lines: Lines, spans: Sequence[range], at: Literal[0, -1]) -> list[range]:
    common = _common_texts(lines, spans, at)
    stripped = []
    for span in spans:
        rest = span[1:] if at == 0 else span[:-1]
        stripped.append(_strip_blank(lines, rest) if span and _is_end(lines, span[at], common) else span)
    return stripped


def _common_texts(lines: Lines, spans: Sequence[range], at: Literal[0, -1]) -> frozenset[str]:
    """The texts, but for their numbers, that most records begin, or end, with."""
    counts = Counter(_without_numbers(lines.all[span[at]].text) for span in spans if span)
    least = max(_MIN_BOILERPLATE, _BOILERPLATE_SHARE * len(spans))
    return frozenset(text for text, count in counts.items() if text and count >= least)


def _without_numbers(text: str) -> str:
    return _NUMBERS.sub("0", text) if len(text) <= _MAX_BOILERPLATE_CHARS else ""


def _strip_blank(lines: Lines, span: range) -> range:
    """The span without blank lines at its ends."""
    start, end = span.start, span.stop
    while start < end and not lines.all[start].text:
        start += 1
    while start < end and not lines.all[end - 1].text:
        end -= 1
    return range(start, end)


_KEY = compile_lazily(r"#(?P<fragment>[\w-]*\d+)$|[?&]replytocom=(?P<answered>\d+)|[?&](?:id|cid)=(?P<number>\d+)$")
# Lines at the end of a comment that have the links of its actions; farther up they are the writer's.
_ACTION_LINES = 3
_MAX_LINK_CHARS = 40  # of a link's text: one to the comment that is answered says so in its first words

_ANONYMOUS = "Anonymous"
_PARENT_LINK = compile_lazily(rf"(?:{alternatives('parent_link')})\b", re.IGNORECASE)


def draft_comments(lines: Lines, items: Items, records: Sequence[Record], soup: BeautifulSoup) -> list[CommentDraft]:
    """A draft of each record, in order; the bodies of all become part of the soup."""
    records = _with_trailing_dates(lines, records)
    spans = _find_bodies(lines, records, items)
    parents = find_parents(records, lines, items)
    elements = [Tag(name="div") for _ in records]
    drafts = []
    for record, span, parent, element in zip(records, spans, parents, elements, strict=True):
        soup.append(element)
        add_blocks(element, lines, span)
        above = elements[parent] if parent is not None else None
        drafts.append(_draft(lines, record, element, above))
    keys = {draft.key for draft in drafts}
    drafts = [draft if draft.parent_key in keys else replace(draft, parent_key=None) for draft in drafts]
    return _strip_parent_names(drafts, parents)


def _strip_parent_names(drafts: Sequence[CommentDraft], parents: Sequence[int | None]) -> list[CommentDraft]:
    """The drafts without the name of the parent's author after that of the author, if most replies have both."""
    names: list[str | None] = []
    for draft, parent in zip(drafts, parents, strict=True):
        other = names[parent] if parent is not None else None
        others = (other, (other or "").partition(" ")[0], None if other else _ANONYMOUS)
        ends = [f" {each}" for each in others if each and parent is not None]
        end = next((each for each in ends if draft.author and draft.author.endswith(each)), "")
        names.append(draft.author.removesuffix(end) if draft.author else None)
    both = sum(name != draft.author for name, draft in zip(names, drafts, strict=True))
    if 2 * both <= sum(parent is not None for parent in parents):
        return list(drafts)
    return [replace(draft, author=name) for draft, name in zip(drafts, names, strict=True)]


def _draft(lines: Lines, record: Record, element: Tag, above: Tag | None) -> CommentDraft:
    head = record.head
    # Those in the head, and in the last lines, which have the actions.
    last = range(max(record.start, record.end - _ACTION_LINES), record.end)
    links = [
        (line.text[link.start : link.start + _MAX_LINK_CHARS], link.address)
        for line in (lines.all[index] for index in (*range(head.first, head.last + 1), *last))
        for link in line.links
    ]
    own = next((address for text, address in links if not _PARENT_LINK.match(text) and _key(address)), None)
    key = _key(own) if own else None
    is_gone = not head.author and is_removal_notice(element.get_text())
    parent_key = next((_key(address) for text, address in links if _PARENT_LINK.match(text)), None)
    evidence = Evidence.EXPLICIT if parent_key else None
    if above is not None and not parent_key:
        evidence = Evidence.INDENTED if record.item == NO_ITEM else Evidence.CONTAINED
    return CommentDraft(
        element=element,
        body=() if is_gone else (element,),
        status=Status.REMOVED if is_gone else Status.PRESENT,
        key=key,
        parent_key=parent_key,
        parent_element=above,
        author=head.author,
        author_url=_author_url(lines, record),
        when_text=head.when,
        permalink=own if own and "replytocom" not in own else None,
        kind=head.kind,
        evidence=evidence,
    )


def _key(address: str) -> str | None:
    match = _KEY.search(address)
    if not match:
        return None
    if match["fragment"]:
        return match["fragment"]
    return f"comment-{match['answered']}" if match["answered"] else match["number"]


def _author_url(lines: Lines, record: Record) -> str | None:
    """The address that the name links to."""
    head = record.head
    if head.name_line is None or not head.author:
        return None
    line = lines.all[head.name_line]
    position = line.text.find(head.author)
    return next((link.address for link in line.links if link.start == position and position >= 0), None)
