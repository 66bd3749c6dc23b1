"""Records as drafts of comments, with the addresses that the dump lists for their links.

Which of each record's lines are its words: not what nearly all begin or end with, nor what follows the last one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from bs4 import BeautifulSoup, Tag

from threadreader.importer.draft import CommentDraft, Evidence
from threadreader.importer.lexicon import says_gone
from threadreader.importer.plaintext.comments import Record, find_parents, with_times_under
from threadreader.importer.plaintext.context import is_answer
from threadreader.importer.plaintext.lines import NOWHERE, Items, Lines
from threadreader.importer.plaintext.paragraphs import Paragraphs
from threadreader.model.thread import Status

_MOST = 0.6
_SEVERAL = 4
_SOME = 0.1
_ROUNDS = 4
_LONGEST = 80
_NUMBERS = re.compile(r"\d+")
_PICTURE = re.compile(r"\[[^\[\]\s]{0,60}\]")


def trim(lines: Lines, records: Sequence[Record], items: Items) -> list[range]:
    """The lines of each record's words."""
    spans = [range(record.start, record.end) for record in records]
    if not records[-1].head.is_tail:
        spans[-1] = _inside(lines, records, items)
    spans = [_filled(lines, span) for span in spans]
    for _ in range(_ROUNDS):
        spans = _without_common(lines, spans, 0)
    spans = _cut_after_ends(lines, spans)
    for _ in range(_ROUNDS):
        spans = _without_common(lines, spans, -1)
    return [_without_picture(lines, span) for span in spans]


def _inside(lines: Lines, records: Sequence[Record], items: Items) -> range:
    """The lines of the last record up to what is indented less than any mark of the list."""
    last = records[-1]
    columns = [lines.all[items.starts[record.item]].column for record in records if record.item != NOWHERE]
    if not columns:
        return range(last.start, last.end)
    if _are_stray(lines, records, columns):
        return range(last.start, last.end)
    least = min(columns)
    places = range(last.start, last.end)
    outside = (place for place in places if lines.all[place].text and lines.all[place].indent < least)
    return range(last.start, next(outside, last.end))


def _are_stray(lines: Lines, records: Sequence[Record], columns: Sequence[int]) -> bool:
    """Whether the dump does not indent all that is in an item; code at the edge in a few says nothing of that."""
    least = min(columns)
    stray = sum(
        any(line.text and line.indent < least and line.column < 0 for line in lines.all[record.start : record.end])
        for record in records[:-1]
    )
    return stray > _SOME * len(records)


def _cut_after_ends(lines: Lines, spans: Sequence[range]) -> list[range]:
    """The same up to before the line by which one answers, where most have it at their end."""
    common = _common(lines, spans, -1)
    if sum(_ends(lines, span[-1], common) for span in spans if span) < _MOST * len(spans):
        return list(spans)
    cut = []
    for span in spans:
        end = next((place for place in span if _ends(lines, place, common)), span.stop)
        cut.append(_filled(lines, range(span.start, end)))
    return cut


def _ends(lines: Lines, place: int, common: frozenset[str]) -> bool:
    text = lines.all[place].text
    return bool(text) and (is_answer(text) or _folded(text) in common)


def _without_common(lines: Lines, spans: Sequence[range], at: Literal[0, -1]) -> list[range]:
    common = _common(lines, spans, at)
    left = []
    for span in spans:
        rest = span[1:] if at == 0 else span[:-1]
        left.append(_filled(lines, rest) if span and _ends(lines, span[at], common) else span)
    return left


def _common(lines: Lines, spans: Sequence[range], at: Literal[0, -1]) -> frozenset[str]:
    """What most records begin, or end, with but for its numbers."""
    said = Counter(_folded(lines.all[span[at]].text) for span in spans if span)
    least = max(_SEVERAL, _MOST * len(spans))
    return frozenset(text for text, count in said.items() if text and count >= least)


def _folded(text: str) -> str:
    return _NUMBERS.sub("0", text) if len(text) <= _LONGEST else ""


def _filled(lines: Lines, span: range) -> range:
    """The same without the empty lines around it."""
    start, end = span.start, span.stop
    while start < end and not lines.all[start].text:
        start += 1
    while start < end and not lines.all[end - 1].text:
        end -= 1
    return range(start, end)


def _without_picture(lines: Lines, span: range) -> range:
    """The same without a picture over the words."""
    if len(span) > 1 and _PICTURE.fullmatch(lines.all[span[0]].text):
        return _filled(lines, span[1:])
    return span


_KEY = re.compile(r"#(?P<fragment>[\w-]*\d+)$|[?&]replytocom=(?P<answered>\d+)|[?&](?:id|cid)=(?P<number>\d+)$")
_LAST = 3
"""The links to answer a comment by are in so many lines at its end."""

_NAMELESS = "Anonymous"
_PARENT = re.compile(
    r"parent\b|in reply to\b|this comment\b|als antwort auf\b|en réponse à\b|en respuesta a\b|in risposta a\b",
    re.IGNORECASE,
)


def draft_comments(lines: Lines, items: Items, records: Sequence[Record], soup: BeautifulSoup) -> list[CommentDraft]:
    """A draft of each record, in their order; the words of all become part of the soup."""
    records = with_times_under(lines, records)
    spans = trim(lines, records, items)
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
    return _without_whom(drafts, parents)


def _without_whom(drafts: Sequence[CommentDraft], parents: Sequence[int | None]) -> list[CommentDraft]:
    """The same without the name of whom each answers behind that of its writer, where most replies have both."""
    names: list[str | None] = []
    for draft, parent in zip(drafts, parents, strict=True):
        names.append(draft.author if parent is None else _own_name(draft.author, names[parent]))
    both = sum(name != draft.author for name, draft in zip(names, drafts, strict=True))
    if 2 * both <= sum(parent is not None for parent in parents):
        return list(drafts)
    return [replace(draft, author=name) for draft, name in zip(drafts, names, strict=True)]


def _own_name(name: str | None, other: str | None) -> str | None:
    """A name without the other, or the other's first word, at its end; what services call people without a name."""
    for whom in filter(None, (other, (other or "").split(" ")[0], None if other else _NAMELESS)):
        if name and name.endswith(f" {whom}"):
            return name.removesuffix(f" {whom}")
    return name


def _draft(lines: Lines, record: Record, element: Tag, above: Tag | None) -> CommentDraft:
    head = record.head
    links = list(_links(lines, record))
    own = next((address for words, address in links if not _PARENT.match(words) and _key(address)), None)
    key = _key(own) if own else None
    is_gone = not head.author and says_gone(element.get_text())
    parent_key = next((_key(address) for words, address in links if _PARENT.match(words)), None)
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
        return Evidence.SAID
    if above is None:
        return None
    return Evidence.INDENTED if record.item == NOWHERE else Evidence.CONTAINED


def _links(lines: Lines, record: Record) -> Iterator[tuple[str, str]]:
    """The links in the head of a record and in the lines to answer it by, with the words that they begin with."""
    head, end = record.head, range(max(record.start, record.end - _LAST), record.end)
    for place in (*range(head.first, head.last + 1), *end):
        line = lines.all[place]
        for link in line.links:
            yield line.text[link.start : link.start + 40], link.address


def _key(address: str) -> str | None:
    found = _KEY.search(address)
    if not found:
        return None
    if found["fragment"]:
        return found["fragment"]
    return f"comment-{found['answered']}" if found["answered"] else found["number"]


def _author_url(lines: Lines, record: Record) -> str | None:
    """Where the name leads."""
    head = record.head
    if head.name_line is None or not head.author:
        return None
    line = lines.all[head.name_line]
    named = line.text.find(head.author)
    return next((link.address for link in line.links if link.start == named and named >= 0), None)
