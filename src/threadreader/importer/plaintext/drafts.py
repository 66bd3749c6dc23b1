"""Records as drafts of comments, with the addresses that the dump lists for their links.

The body of a record is its lines without the boilerplate that nearly all begin or end with, and without what follows
the last comment.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from bs4 import BeautifulSoup, Tag
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, Evidence
from threadreader.importer.lexicon import is_removal_notice
from threadreader.importer.plaintext.comments import Record, find_parents, with_trailing_dates
from threadreader.importer.plaintext.context import is_action_line
from threadreader.importer.plaintext.lines import NO_ITEM, Items, Lines
from threadreader.importer.plaintext.paragraphs import Paragraphs
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Status

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
    """The lines of each record's body."""
    spans = [range(record.start, record.end) for record in records]
    if not records[-1].head.is_tail:
        spans[-1] = _last_span(lines, records, items)
    spans = [_strip_blank(lines, span) for span in spans]
    for _ in range(_MAX_BOILERPLATE_LINES):
        spans = _strip_common(lines, spans, 0)
    spans = _cut_at_ends(lines, spans)
    for _ in range(_MAX_BOILERPLATE_LINES):
        spans = _strip_common(lines, spans, -1)
    return [_strip_picture(lines, span) for span in spans]


def _last_span(lines: Lines, records: Sequence[Record], items: Items) -> range:
    """The lines of the last record up to the first that is indented less than any mark of the list."""
    last = records[-1]
    columns = [lines.all[items.starts[record.item]].column for record in records if record.item != NO_ITEM]
    span = range(last.start, last.end)
    if not columns or _are_stray(lines, records, columns):
        return span
    outside = (index for index in span if lines.all[index].text and lines.all[index].indent < min(columns))
    return range(last.start, next(outside, last.end))


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


def _strip_picture(lines: Lines, span: range) -> range:
    """The span without a picture above the text."""
    if len(span) > 1 and _PICTURE.fullmatch(lines.all[span[0]].text):
        return _strip_blank(lines, span[1:])
    return span


_KEY = compile_lazily(r"#(?P<fragment>[\w-]*\d+)$|[?&]replytocom=(?P<answered>\d+)|[?&](?:id|cid)=(?P<number>\d+)$")
# Lines at the end of a comment that have the links of its actions; farther up they are the writer's.
_ACTION_LINES = 3

_ANONYMOUS = "Anonymous"
_PARENT_LINK = compile_lazily(rf"(?:{alternatives('parent_link')})\b", re.IGNORECASE)


def draft_comments(lines: Lines, items: Items, records: Sequence[Record], soup: BeautifulSoup) -> list[CommentDraft]:
    """A draft of each record, in order; the bodies of all become part of the soup."""
    records = with_trailing_dates(lines, records)
    spans = _find_bodies(lines, records, items)
    parents = find_parents(records, lines, items)
    elements = [soup.new_tag("div") for _ in records]
    paragraphs = Paragraphs(lines, soup)
    drafts = []
    for record, span, parent, element in zip(records, spans, parents, elements, strict=True):
        soup.append(element)
        paragraphs.fill(element, span)
        above = elements[parent] if parent is not None else None
        drafts.append(_draft(lines, record, element, above))
    keys = {draft.key for draft in drafts}
    drafts = [draft if draft.parent_key in keys else replace(draft, parent_key=None) for draft in drafts]
    return _strip_parent_names(drafts, parents)


def _strip_parent_names(drafts: Sequence[CommentDraft], parents: Sequence[int | None]) -> list[CommentDraft]:
    """The drafts without the name of the parent's author after that of the author, if most replies have both."""
    names: list[str | None] = []
    for draft, parent in zip(drafts, parents, strict=True):
        names.append(draft.author if parent is None else _own_name(draft.author, names[parent]))
    both = sum(name != draft.author for name, draft in zip(names, drafts, strict=True))
    if 2 * both <= sum(parent is not None for parent in parents):
        return list(drafts)
    return [replace(draft, author=name) for draft, name in zip(drafts, names, strict=True)]


def _own_name(name: str | None, other: str | None) -> str | None:
    """A name without the other one, its first word, or the name for anonymous authors, at its end."""
    for parent_name in filter(None, (other, (other or "").split(" ")[0], None if other else _ANONYMOUS)):
        if name and name.endswith(f" {parent_name}"):
            return name.removesuffix(f" {parent_name}")
    return name


def _draft(lines: Lines, record: Record, element: Tag, above: Tag | None) -> CommentDraft:
    head = record.head
    links = list(_links(lines, record))
    own = next((address for text, address in links if not _PARENT_LINK.match(text) and _key(address)), None)
    key = _key(own) if own else None
    is_gone = not head.author and is_removal_notice(element.get_text())
    parent_key = next((_key(address) for text, address in links if _PARENT_LINK.match(text)), None)
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
        evidence=_evidence(record, parent_key, above),
    )


def _evidence(record: Record, parent_key: str | None, above: Tag | None) -> Evidence | None:
    if parent_key:
        return Evidence.EXPLICIT
    if above is None:
        return None
    return Evidence.INDENTED if record.item == NO_ITEM else Evidence.CONTAINED


def _links(lines: Lines, record: Record) -> Iterator[tuple[str, str]]:
    """Text and address of the links in the head of a record and in its last lines, which have the actions."""
    head, end = record.head, range(max(record.start, record.end - _ACTION_LINES), record.end)
    for index in (*range(head.first, head.last + 1), *end):
        line = lines.all[index]
        for link in line.links:
            yield line.text[link.start : link.start + 40], link.address


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
