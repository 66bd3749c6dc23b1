"""MHTML: a page as a MIME message whose body parts are the page, its frames and its images.

It is split here and not by a mail parser: those take the time and memory that a hostile header asks for, and give up
where a boundary is damaged.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    SNIFFED_BYTES,
    Container,
    Resource,
    Source,
    original_bytes,
    parse_headers,
    read_whole,
    split_content_type,
)
from threadreader.importer.container.provenance import find_origin, http_url, parse_saver_time
from threadreader.importer.container.text import is_mailbox, open_text
from threadreader.lexicon import compile_lazily
from threadreader.model.page import CUT

# Headers have some 1 kB; bounds the search for their end in a part without one.
_MAX_HEADER_BYTES = 65_536
_MAX_PARTS = 5_000  # browsers' files had 41 at most; bounds memory
_MAX_DEPTH = 16  # browsers nest one level, mails with a page attached three

_HEADERS = re.compile(rb"\s*[\w-]+:[^\n]*(?:\n(?!\r?\n)[^\n]*){0,500}")
_PAGE_HEADERS = re.compile(
    rb"^(?:content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)|from:\s*\"?<?saved by )",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r?\n\Z|\A\r?\n")
_PARAMETER = compile_lazily(r";\s*([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))")
_ANY_BOUNDARY = re.compile(rb"^--(\S{1,100}?)[ \t]*\r?\n(?=content-[\w-]+:)", re.IGNORECASE | re.MULTILINE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


class _BodyPart(Struct, frozen=True):
    """Body part of the message: headers by their names in lower case, and the body, not decoded."""

    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    @property
    def media_type(self) -> str:
        return split_content_type(self.headers.get("content-type", ""))[0]

    def parameter(self, name: str) -> str | None:
        """Parameter of the content type."""
        parameters = _PARAMETER.findall(self.headers.get("content-type", ""))
        return next((quoted or plain for key, quoted, plain in parameters if key.lower() == name), None)

    @property
    def location(self) -> str:
        """Address that the part was saved from; folded lines leave no space in it."""
        return "".join(self.headers.get("content-location", "").split())

    @property
    def name(self) -> str | None:
        """Name by which `cid:` and `start` refer to it."""
        return self.headers["content-id"].strip(" <>") if self.headers.get("content-id") else None

    def content(self) -> bytes:
        """Decoded body, as far as it is there."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if encoding == "base64":
            digits = _NOT_BASE64.sub(b"", self.body)
            return binascii.a2b_base64(digits[: len(digits) - (len(digits) % 4 == 1)] + b"==")
        return self.body


def is_mhtml(start: bytes) -> bool:
    """True if a file begins as a page saved as a message, or as a message with one in it."""
    headers = _HEADERS.match(start[:SNIFFED_BYTES])
    return headers is not None and _PAGE_HEADERS.search(headers[0]) is not None


def open_mhtml(source: Source) -> Iterator[Container]:
    """The page, its resources by their location or `cid:`; a mail without a page as text."""
    whole_file = read_whole(source)
    message = _parse_part(whole_file.lstrip())
    parts = tuple(_leaf_parts(message))
    documents = [part for part in parts if part.media_type in ("text/html", "application/xhtml+xml")]
    has_text = any(part.media_type == "text/plain" for part in parts)
    if not documents and (has_text or is_mailbox(whole_file)):
        yield from open_text(source)
        return
    if not documents:
        raise PageError(source.name, "is an MHTML archive without a page in it", "save the page again")
    page = _choose_page(message, documents)
    resources: dict[str, Resource] = {}
    for part in parts:
        if part is not page:
            resource = Resource(part.content(), part.media_type, part.parameter("charset"))
            names = (part.location, f"cid:{part.name}" if part.name else "")
            resources.update((name, resource) for name in names if name and name not in resources)
    html = page.content()
    # An attached page has its own address and time of saving; the time of the mail is another.
    own_url, own_time = find_origin(html)
    url = message.headers.get("snapshot-content-location") or page.location
    yield Container(
        "mhtml",
        html,
        charset=page.parameter("charset"),
        url=http_url("".join(url.split())) or own_url,
        saved_at=own_time or parse_saver_time(message.headers.get("date", "").strip()),
        resources=resources,
        address=page.location or url,
        file=original_bytes(source),
        lacking=(CUT,) if any(part.is_cut for part in parts) else (),
    )


def _choose_page(message: _BodyPart, documents: list[_BodyPart]) -> _BodyPart:
    """Part that is the page itself, by the message's headers, else the first."""
    start = (message.parameter("start") or "").strip(" <>")
    snapshot = message.headers.get("snapshot-content-location", "").strip()
    for part in documents:
        if (start and part.name == start) or (snapshot and part.location == snapshot):
            return part
    return documents[0]


def _leaf_parts(message: _BodyPart) -> Iterator[_BodyPart]:
    """Parts that are not made of others, in their order."""
    stack = [(message, 0)]
    count = 0
    while stack and count < _MAX_PARTS:
        part, depth = stack.pop()
        if part.media_type.startswith("multipart/") and depth < _MAX_DEPTH:
            stack += [(inner, depth + 1) for inner in reversed(tuple(_split(part)))]
        else:
            count += 1
            yield part


def _split(part: _BodyPart) -> Iterator[_BodyPart]:
    """Parts between the boundaries; where the declared boundary does not occur, between whatever looks like one."""
    declared = part.parameter("boundary")
    lines = _boundaries(part.body, declared.encode("utf-8", "replace")) if declared else []
    if not lines:
        guess = _ANY_BOUNDARY.search(part.body)
        lines = _boundaries(part.body, guess[1]) if guess else []
    is_closed = bool(lines) and lines[-1][1] is not None
    ends = [line.start() for line in lines[1:]] + ([] if is_closed else [len(part.body)])
    for line, end in zip(lines, ends, strict=False):
        if line[1] is None and line.end() < end:
            yield _parse_part(part.body[line.end() : end], is_cut=end == len(part.body))


def _boundaries(body: bytes, boundary: bytes) -> list[re.Match[bytes]]:
    lines = re.finditer(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\r?\Z)", body, re.MULTILINE)
    return list(islice(lines, _MAX_PARTS))


def _parse_part(data: bytes, *, is_cut: bool = False) -> _BodyPart:
    end = _BLANK_LINE.search(data, 0, _MAX_HEADER_BYTES)
    if end is None:
        return _BodyPart({}, data, is_cut)
    return _BodyPart(parse_headers(data[: end.start()]), data[end.end() :], is_cut)
