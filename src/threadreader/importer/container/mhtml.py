"""MHTML: a page as a mail message whose parts are the page, its frames and its pictures.

It is split here and not by a mail parser: those take the time and memory that a hostile header asks for, and
give up where a boundary is damaged.
"""

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from threadreader.errors import PageError
from threadreader.importer.container.base import Container, Part, Source, original_bytes, read_whole
from threadreader.importer.container.provenance import http_address, origin_of, saver_time
from threadreader.importer.container.text import is_mailbox, open_text

_START = 65_536
_LONGEST_HEADERS = 65_536
_MOST_PARTS = 5_000
_DEEPEST = 16
_ENDS_EARLY = "its file ends too early"

_HEADERS = re.compile(rb"\s*[\w-]+:[^\n]*(?:\n(?!\r?\n)[^\n]*){0,500}")
_MAILED_PAGE = re.compile(
    rb"^(?:content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)|from:\s*\"?<?saved by )",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r?\n\Z|\A\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_PARAMETER = re.compile(r";\s*([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))")
_ANY_BOUNDARY = re.compile(rb"^--(\S{1,100}?)[ \t]*\r?\n(?=content-[\w-]+:)", re.IGNORECASE | re.MULTILINE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the message: its headers by their names in lower case, and what follows them, not decoded."""

    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def parameter(self, name: str) -> str | None:
        """A parameter of the content type."""
        found = _PARAMETER.findall(self.headers.get("content-type", ""))
        return next((quoted or plain for key, quoted, plain in found if key.lower() == name), None)

    @property
    def location(self) -> str:
        """The address that the piece was at; folded lines leave no space in it."""
        return "".join(self.headers.get("content-location", "").split())

    @property
    def name(self) -> str | None:
        """What `cid:` and `start` call it."""
        return self.headers["content-id"].strip(" <>") if self.headers.get("content-id") else None

    def content(self) -> bytes:
        """The bytes that the piece stands for, as far as they are there."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if encoding == "base64":
            digits = _NOT_BASE64.sub(b"", self.body)
            return binascii.a2b_base64(digits[: len(digits) - (len(digits) % 4 == 1)] + b"==")
        return self.body


def is_mhtml(start: bytes) -> bool:
    """Whether a file that begins so is a page saved as a mail message, or a message with one in it."""
    headers = _HEADERS.match(start[:_START])
    return headers is not None and _MAILED_PAGE.search(headers[0]) is not None


def open_mhtml(source: Source) -> Iterator[Container]:
    """The page, whose other parts are found by their location or their `cid:`; a mail without a page as text."""
    whole_file = read_whole(source)
    whole = _piece(whole_file.lstrip())
    pieces = tuple(_pieces(whole))
    documents = [piece for piece in pieces if piece.media_type in ("text/html", "application/xhtml+xml")]
    is_letter = any(piece.media_type == "text/plain" for piece in pieces)
    if not documents and (is_letter or is_mailbox(whole_file)):
        yield from open_text(source)
        return
    if not documents:
        raise PageError(source.name, "is an MHTML archive without a page in it", "save the page again")
    page = _chosen(whole, documents)
    parts: dict[str, Part] = {}
    for piece in pieces:
        if piece is not page:
            part = Part(piece.content(), piece.media_type, piece.parameter("charset"))
            names = (piece.location, f"cid:{piece.name}" if piece.name else "")
            parts.update((name, part) for name in names if name and name not in parts)
    html = page.content()
    # What a mail has attached says itself where and when it was saved; the time of the mail is another.
    said_url, said_at = origin_of(html)
    url = whole.headers.get("snapshot-content-location") or page.location
    yield Container(
        "mhtml",
        html,
        charset=page.parameter("charset"),
        url=http_address("".join(url.split())) or said_url,
        saved_at=said_at or saver_time(whole.headers.get("date", "").strip()),
        parts=parts,
        address=page.location or url,
        file=original_bytes(source),
        lacking=(_ENDS_EARLY,) if any(piece.is_cut for piece in pieces) else (),
    )


def _chosen(whole: _Piece, documents: list[_Piece]) -> _Piece:
    """The piece that is the page itself, by what the message says, else the first."""
    start = (whole.parameter("start") or "").strip(" <>")
    snapshot = whole.headers.get("snapshot-content-location", "").strip()
    for piece in documents:
        if (start and piece.name == start) or (snapshot and piece.location == snapshot):
            return piece
    return documents[0]


def _pieces(whole: _Piece) -> Iterator[_Piece]:
    """The pieces that are not made of others, in their order."""
    waiting = [(whole, 0)]
    found = 0
    while waiting and found < _MOST_PARTS:
        piece, depth = waiting.pop()
        if piece.media_type.startswith("multipart/") and depth < _DEEPEST:
            waiting += [(inner, depth + 1) for inner in reversed(tuple(_split(piece)))]
        else:
            found += 1
            yield piece


def _split(piece: _Piece) -> Iterator[_Piece]:
    """What stands between the boundaries; where none is as was said, whatever looks like one."""
    named = piece.parameter("boundary")
    lines = _boundaries(piece.body, named.encode("utf-8", "replace")) if named else []
    if not lines:
        guess = _ANY_BOUNDARY.search(piece.body)
        lines = _boundaries(piece.body, guess[1]) if guess else []
    is_closed = bool(lines) and lines[-1][1] is not None
    ends = [line.start() for line in lines[1:]] + ([] if is_closed else [len(piece.body)])
    for line, end in zip(lines, ends, strict=False):
        if line[1] is None and line.end() < end:
            yield _piece(piece.body[line.end() : end], is_cut=end == len(piece.body))


def _boundaries(body: bytes, boundary: bytes) -> list[re.Match[bytes]]:
    lines = re.finditer(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\r?\Z)", body, re.MULTILINE)
    return list(islice(lines, _MOST_PARTS))


def _piece(data: bytes, *, is_cut: bool = False) -> _Piece:
    end = _BLANK_LINE.search(data, 0, _LONGEST_HEADERS)
    if end is None:
        return _Piece({}, data, is_cut)
    return _Piece(dict(_headers(data[: end.start()])), data[end.end() :], is_cut)


def _headers(lines: bytes) -> Iterable[tuple[str, str]]:
    text = _FOLD.sub(" ", lines.decode("utf-8", "replace"))
    for line in reversed(text.splitlines()):
        name, mark, value = line.partition(":")
        if mark:
            yield name.strip().lower(), value.strip()
