"""Records as drafts of comments, with the addresses that the dump lists for their links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadreader.importer.draft import CommentDraft, Evidence
from threadreader.importer.textdump.items import NOWHERE, Items
from threadreader.importer.textdump.lines import Lines
from threadreader.importer.textdump.nesting import find_parents
from threadreader.importer.textdump.paragraphs import Paragraphs
from threadreader.importer.textdump.records import Record
from threadreader.importer.textdump.trimming import trim
from threadreader.importer.textdump.under import with_times_under
from threadreader.importer.wording import says_gone
from threadreader.model.thread import Status

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
