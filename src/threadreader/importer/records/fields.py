"""Entries that are fields with labels, as guestbooks print them: "Name: Ann", "Date: 1 May 2004", "Message: …"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.records.record import Record
from threadreader.importer.region import is_blank
from threadreader.importer.soup.walking import is_text
from threadreader.model.clean import fold_space

_NAME = re.compile(
    r"\s*(?:(?:your )?name|nom|nombre|nome|naam|namn|navn|imię|jméno|имя|author|autor|auteur|名前|姓名)\s*[:\uff1a]",
    re.IGNORECASE,
)
_MESSAGE = re.compile(
    r"\s*(?:message|comments?|nachricht|kommentare?|eintrag|beitrag|commentaires?|mensaje|comentarios?|mensagem|comentários?"
    r"|messaggio|commento|bericht|reactie|meddelande|besked|melding|wiadomość|komentarz|vzkaz|сообщение|комментарий|留言)"
    r"\s*[:\uff1a]",
    re.IGNORECASE,
)
_LONGEST = 60
_MOST, _SEVERAL = 0.6, 2
_ENOUGH = 30
"""As many records tell whether all have labels."""

_PIECES = 40
"""The labels are among so many pieces of text at the beginning of an entry."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Who wrote an entry, and the nodes that hold the words."""

    author: str
    body: Sequence[PageElement]


def find_fields(records: Sequence[Record]) -> Mapping[int, Fields]:
    """The fields of entries by where these begin; none where most have no labels for a name and for the words."""
    sample = records[:: max(1, len(records) // _ENOUGH)]
    if sum(_fields(record) is not None for record in sample) < max(_SEVERAL, _MOST * len(sample)):
        return {}
    return {record.start: fields for record in records if (fields := _fields(record))}


def _fields(record: Record) -> Fields | None:
    if record.inner:
        return None
    tops = [record.found.tags[top] for top in record.tops]
    author: str | None = None
    is_next = False
    for node in _pieces(tops):
        if is_next:
            author, is_next = fold_space(node), False
        elif author is None and (name := _NAME.match(node)):
            author = fold_space(node[name.end() :]) or None
            is_next = author is None
        elif author and (message := _MESSAGE.match(node)):
            body = list(_behind(tops, node, node[message.end() :]))
            is_whole = len(author) <= _LONGEST and not all(map(is_blank, body))
            return Fields(author, body) if is_whole else None
    return None


def _pieces(tops: Sequence[Tag]) -> Iterator[NavigableString]:
    """The first pieces of text in some tags."""
    stack: list[PageElement] = [*reversed(tops)]
    left = _PIECES
    while stack and left:
        node = stack.pop()
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif is_text(node) and not node.isspace():
            left -= 1
            yield node


def _behind(tops: Sequence[Tag], label: NavigableString, rest: str) -> Iterator[PageElement]:
    """What follows a label in some tags: the rest of its text, and all behind it or what it is alone in."""
    if rest.strip():
        yield NavigableString(rest)
    here: PageElement = label
    while here.parent is not None and all(here.parent is not top for top in tops):
        if rest.strip() or not all(map(is_blank, here.next_siblings)):
            break
        here = here.parent
    yield from here.next_siblings
