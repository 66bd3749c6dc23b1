"""Passages that are quoted or that the reader highlighted, and comments that are labelled, for programs of annotations.

As annotations of the W3C's Web Annotation Data Model, and as the table that Readwise imports.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from threadreader.export import NO_LABELS, Labels, TextOffsets
from threadreader.export.table import csv_text
from threadreader.model.annotation import CONTEXT_CHARS, Annotation
from threadreader.model.blocks import text
from threadreader.model.quote import PassageNames
from threadreader.model.save import AnnotatedPage, ParsedPage
from threadreader.model.text import clean
from threadreader.model.thread import Comment, CommentId

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")


class Passage(Struct, frozen=True):
    """Words in the text of a body (None: of the article), in code points, end exclusive."""

    owner: CommentId | None
    start: int
    end: int
    text: str
    before: str
    behind: str


class Passages:
    """Passages of an exported page."""

    def __init__(self, exported: ParsedPage) -> None:
        self._page, self._thread = exported.page, exported.thread
        self._links = exported.quotes.links
        self._annotations = exported.annotations if isinstance(exported, AnnotatedPage) else ()
        self._offsets = TextOffsets(exported.thread)
        self._names = PassageNames.of(exported.thread)
        self._texts: dict[CommentId | None, str] = {}

    def quoted(self) -> Iterator[tuple[Passage, Comment]]:
        """Each quoted passage with the comment that quotes it; none where the body that it is in was left out."""
        for link in self._links:
            owner = link.quote.at.owner
            if owner is not None and self._offsets.has(link.target):
                start, end = self._offsets.offsets(link.target)
                quoter = self._thread.comments[self._thread.position[owner]]
                yield self._passage(link.target.owner, start, end), quoter

    def annotated(self) -> Iterator[tuple[Passage, Annotation]]:
        """Each passage that the reader highlighted, as it stands now; one that is gone as it stood."""
        for located in self._annotations:
            one = located.annotation
            if located.range:
                yield self._passage(one.owner, located.range.start, located.range.end), one
            else:
                yield Passage(one.owner, one.start, one.end, one.exact, one.prefix, one.suffix), one

    def author(self, owner: CommentId | None) -> str:
        """The author of a body, "" of one that is gone."""
        return self._names.author(owner) if owner is None or owner in self._thread.position else ""

    def address(self, owner: CommentId | None) -> str:
        """The address of a body; a URN where the page has none."""
        page = self._page.url or f"urn:threadreader:{self._page.id}"
        if owner is None:
            return page
        index = self._thread.position.get(owner)
        permalink = None if index is None else self._thread.comments[index].permalink
        return permalink or f"{page}#{owner}"

    def _passage(self, owner: CommentId | None, start: int, end: int) -> Passage:
        if owner not in self._texts:
            self._texts[owner] = text(self._thread.body(owner))
        words = self._texts[owner]
        before, behind = words[max(start - CONTEXT_CHARS, 0) : start], words[end : end + CONTEXT_CHARS]
        return Passage(owner, start, end, words[start:end], before, behind)


def export_annotations(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write an annotation for each quotation with a source, each highlight of the reader, and each labelled comment."""
    passages = Passages(exported)
    items = [_reply(passages, passage, comment) for passage, comment in passages.quoted()]
    items += [_highlight(passages, passage, one) for passage, one in passages.annotated()]
    items += [_bookmark(passages, each, labels) for each in exported.thread.comments if each.id in labels]
    numbered = [{"id": f"{passages.address(None)}#annotation-{n}", **item} for n, item in enumerate(items, 1)]
    page = {"@context": _CONTEXT, "id": f"{passages.address(None)}#annotations", "type": "AnnotationPage"}
    return f"{clean(json.dumps({**page, 'items': numbered}, ensure_ascii=False, indent=1))}\n"


def _target(passages: Passages, passage: Passage) -> Mapping[str, Any]:
    selectors = (
        {"type": "TextQuoteSelector", "exact": passage.text, "prefix": passage.before, "suffix": passage.behind},
        {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
    )
    return {"type": "SpecificResource", "source": passages.address(passage.owner), "selector": selectors}


def _highlight(passages: Passages, passage: Passage, one: Annotation) -> Mapping[str, Any]:
    colors = [{"type": "TextualBody", "purpose": "tagging", "value": one.color}]
    notes = [{"type": "TextualBody", "purpose": "commenting", "value": one.note, "format": "text/plain"}]
    body = {"body": [*(notes if one.note else []), *colors], "target": _target(passages, passage)}
    created = {"created": one.made_at} if one.made_at else {}
    return {"type": "Annotation", "motivation": "commenting" if one.note else "highlighting", **created, **body}


def _reply(passages: Passages, passage: Passage, comment: Comment) -> Mapping[str, Any]:
    target = _target(passages, passage)
    body = {"type": "TextualBody", "value": comment.text, "format": "text/plain", "id": passages.address(comment.id)}
    return {"type": "Annotation", "motivation": "replying", **_origin(comment), "body": body, "target": target}


def _bookmark(passages: Passages, comment: Comment, labels: Labels) -> Mapping[str, Any]:
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": label} for label in labels[comment.id]]
    return {"type": "Annotation", "motivation": "bookmarking", "body": tags, "target": passages.address(comment.id)}


def _origin(comment: Comment) -> Mapping[str, Any]:
    # The model wants an instant: a time on a wall's clock is none.
    moment = comment.posted_at
    is_instant = moment is not None and isinstance(moment.at, datetime) and moment.at.tzinfo is not None
    created = {"created": moment.iso} if moment and is_instant else {}
    return created | ({"creator": {"type": "Person", "name": comment.author.name}} if comment.author else {})


def export_readwise(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write a row for each quoted passage, with who quotes it as the note, each highlight and each labelled comment."""
    thread, passages = exported.thread, Passages(exported)
    notes: dict[tuple[CommentId | None, str], list[str]] = {}
    for passage, comment in passages.quoted():
        name = passages.author(comment.id)
        quoters = notes.setdefault((passage.owner, passage.text), [])
        quoters += [name] * (name not in quoters)
    rows = [(owner, words, f"quoted by {', '.join(names)}", "") for (owner, words), names in notes.items()]
    # A word behind a full stop is a tag.
    rows += [
        (passage.owner, passage.text, f"{one.note} .{one.color}".lstrip(), one.made_at)
        for passage, one in passages.annotated()
    ]
    labelled = (comment for comment in thread.comments if comment.id in labels)
    rows += [(each.id, each.text, " ".join(f".{label}" for label in labels[each.id]), "") for each in labelled]
    return csv_text(_COLUMNS, _cells(exported, passages, rows))


def _cells(
    exported: ParsedPage, passages: Passages, rows: Iterable[tuple[CommentId | None, str, str, str]]
) -> Iterator[Sequence[object]]:
    thread = exported.thread
    for owner, words, note, made_at in rows:
        position = 0 if owner is None else thread.position.get(owner, -1) + 1
        moment = thread.comments[position - 1].posted_at if position else thread.article.published_at
        found = (words, exported.page.title, passages.author(owner), passages.address(owner), note, position)
        yield *found, made_at or (moment and moment.iso) or ""
