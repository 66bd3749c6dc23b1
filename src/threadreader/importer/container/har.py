"""HAR: what the developer tools of a browser, or a proxy, saw of the network, with what was sent."""

import base64
import binascii
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from threadreader.errors import PageError
from threadreader.importer.container.base import Container, Part, Source, is_html, read_whole
from threadreader.importer.container.html import CHARSET
from threadreader.importer.container.provenance import http_address, saver_time
from threadreader.importer.container.resources import collect_parts

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}\{\s{0,20}\"log\"\s{0,20}:\s{0,20}\{\s{0,20}\"")
_DOCUMENTS = ("text/html", "application/xhtml+xml")
_MOST = 50_000
"""Answers; the rest are left where they are."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an address gave; `view` is the page that it was fetched for, by the name that the file has for it."""

    url: str
    part: Part
    view: str
    saved_at: datetime | None

    @property
    def is_document(self) -> bool:
        return self.part.media_type in _DOCUMENTS and is_html(self.part.content)


def is_har(start: bytes) -> bool:
    """Whether a file that begins so is a log of the network."""
    return _BEGIN.match(start) is not None


def open_har(source: Source) -> Iterator[Container]:
    """Each page that was visited: the first document fetched for it, with those in its frames."""
    try:
        log = json.loads(read_whole(source).decode("utf-8-sig", "replace"))["log"]
    except (ValueError, LookupError, TypeError, RecursionError) as problem:
        raise PageError(source.name, f"is a damaged HAR file ({problem})", "save the page again") from problem
    answers = tuple(_answers(log))
    parts = {answer.url: answer.part for answer in answers}
    views: defaultdict[str, list[_Answer]] = defaultdict(list)
    for answer in answers:
        if answer.is_document:
            views[answer.view].append(answer)
    if not views:
        raise PageError(source.name, "is a HAR file without a page in it", "save the page again as HAR with content")
    for documents in views.values():
        yield _page(documents, parts, is_one=len(views) == 1)


def _page(documents: Sequence[_Answer], parts: Mapping[str, Part], *, is_one: bool) -> Container:
    first = documents[0]
    inner = [document.url for document in documents[1:]]
    return Container(
        "har",
        first.part.content,
        charset=first.part.charset,
        url=first.url,
        saved_at=first.saved_at,
        parts=collect_parts(first.part.content, first.url, lambda url: _other(parts, url, first.url), inner),
        name="" if is_one else first.url,
        address=first.url,
    )


def _other(parts: Mapping[str, Part], url: str, page: str) -> Part | None:
    return None if url == page else parts.get(url)


def _answers(log: object) -> Iterator[_Answer]:
    """What was sent and is kept in the file, but for what scripts fetched."""
    for entry in _list(_get(log, "entries"))[:_MOST]:
        request, response = _get(entry, "request"), _get(entry, "response")
        url = http_address(_text(_get(request, "url")).partition("#")[0])
        content = _content(_get(response, "content"))
        if url and content is not None and _get(response, "status") == 200 and not _is_scripted(entry):  # noqa: PLR2004 - HTTP's OK
            said = _text(_get(_get(response, "content"), "mimeType"))
            charset = CHARSET.search(said)
            is_text = _text(_get(_get(response, "content"), "encoding")) != "base64"
            label = "utf-8" if is_text else charset and charset[1]
            part = Part(content, said.partition(";")[0].strip().lower(), label)
            yield _Answer(url, part, _text(_get(entry, "pageref")), saver_time(_text(_get(entry, "startedDateTime"))))


def _content(content: object) -> bytes | None:
    written = _text(_get(content, "text"))
    if _get(content, "encoding") != "base64":
        return written.encode("utf-8", "replace") or None
    try:
        return base64.b64decode(written + "===") or None
    except (binascii.Error, ValueError):
        return None


def _is_scripted(entry: object) -> bool:
    if _text(_get(entry, "_resourceType")) in ("xhr", "fetch"):
        return True
    headers = _list(_get(_get(entry, "request"), "headers"))
    meant = (_get(header, "value") for header in headers if _text(_get(header, "name")).lower() == "sec-fetch-dest")
    return next(meant, None) == "empty"


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
