"""Export as a corpus of ConvoKit, in a zip file: the article is the utterance that a conversation begins with."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from threadreader.export import NO_LABELS, Labels
from threadreader.export.table import ARTICLE, rows
from threadreader.model.quote import NOBODY
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment, clean, clean_line

_VERSION = 1  # of the form of a corpus
# Types in the index, by which ConvoKit knows what is in the fields that are no part of its form.
_TEXT, _COUNT, _LIST = ["<class 'str'>"], ["<class 'int'>"], ["<class 'list'>"]
_FIELDS = {"time": _TEXT, "quotes": _LIST, "votes": _COUNT, "status": _TEXT, "address": _TEXT}
_PAGE_FIELDS = {"title": _TEXT, "site": _TEXT, "address": _TEXT, "language": _TEXT}


def export_convokit(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> bytes:
    """Write the thread as a corpus of one conversation; a removed comment is an utterance without text."""
    return _corpus({_root(exported): exported}, prefix="")


def export_together(pages: Iterable[ParsedPage]) -> bytes:
    """Write threads as one corpus; ids begin with that of their conversation, as those of two pages may be alike."""
    conversations: dict[str, ParsedPage] = {}
    for exported in pages:
        root = _root(exported)
        while root in conversations:
            root += "#"
        conversations[root] = exported
    return _corpus(conversations, prefix="{}/")


def _corpus(conversations: Mapping[str, ParsedPage], prefix: str) -> bytes:
    """A corpus of threads by the ids of their articles, which are those of conversations and may be in a `prefix`."""
    utterances: list[str] = []
    speakers: dict[str, Any] = {}
    pages: dict[str, Any] = {}
    for root, exported in conversations.items():
        for utterance in _utterances(exported, root, prefix.format(root)):
            utterances.append(_dump(utterance))
            speakers[utterance["speaker"]] = {"meta": {}, "vectors": []}
        page = exported.page
        values = (exported.thread.article.title or page.title, page.site, page.url, page.language)
        pages[root] = {"meta": dict(zip(_PAGE_FIELDS, values, strict=True)), "vectors": []}
    index = {
        "utterances-index": _FIELDS,
        "speakers-index": {},
        "conversations-index": _PAGE_FIELDS,
        "overall-index": {},
        "version": _VERSION,
        "vectors": [],
    }
    parts = {
        "utterances.jsonl": "\n".join(utterances),
        "speakers.json": _dump(speakers),
        "conversations.json": _dump(pages),
        "corpus.json": "{}",
        "index.json": _dump(index),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(f"corpus/{name}"), clean(text).encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _utterances(exported: ParsedPage, root: str, prefix: str) -> Iterator[Mapping[str, Any]]:
    """The article and the replies, whose ids begin with a prefix."""
    article = exported.thread.article
    row: Mapping[str, Any] = {
        "id": root,
        "parent": None,
        "author": article.authors[0].name if article.authors else None,
        "time": article.published_at and article.published_at.iso,
        "quotes": [],
        "votes": None,
        "status": "present",
        "address": exported.page.url,
    }
    # ConvoKit sorts replies by time: one without a certain time is as old as what it answers.
    times: dict[str, int] = {root: _timestamp(article.published_at) or 0}
    yield _utterance(row, root, article.text, times[root])
    for reply, comment in zip(rows(exported), exported.thread.comments, strict=True):
        own, parent = prefix + reply["id"], prefix + reply["parent"] if reply["parent"] else root
        time = _timestamp(comment.posted_at)
        times[own] = times[parent] if time is None else time
        quotes = [each if each == ARTICLE else prefix + each for each in reply["quotes"]]
        row = {**reply, "id": own, "parent": parent, "quotes": quotes}
        yield _utterance(row, root, comment.text, times[own])


def _utterance(row: Mapping[str, Any], root: str, text: str, time: int) -> Mapping[str, Any]:
    return {
        "id": row["id"],
        "conversation_id": root,
        "text": text,
        "speaker": clean_line(row["author"] or "") or NOBODY,
        "meta": {name: row[name] for name in _FIELDS},
        "reply-to": row["parent"],
        "timestamp": time,
        "vectors": [],
    }


def _timestamp(time: Moment | None) -> int | None:
    """Seconds since 1970; of a day its begin, and of a time without a zone as if it were Greenwich's."""
    at = time.at if time else None
    if at is None:
        return None
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=UTC)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _root(exported: ParsedPage) -> str:
    """The id of the article, which no comment has: one among the conversations of many threads too."""
    root = exported.page.id or "article"
    while root in exported.thread.position:
        root += "#"
    return root


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
