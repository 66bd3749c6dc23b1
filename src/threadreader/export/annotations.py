"""Export as annotations of the W3C's Web Annotation Data Model: quotations, and what the user noted or labelled."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from threadreader.export import NO_LABELS, Labels
from threadreader.export.passages import Passage, Passages
from threadreader.model.annotation import Annotation
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean
from threadreader.model.thread import Comment

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


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
