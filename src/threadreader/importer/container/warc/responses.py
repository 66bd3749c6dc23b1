"""What a server answered, out of a record: status, type, and the body with its transfer encodings undone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from threadreader.importer.container.compressed import decode_content
from threadreader.importer.container.source import LARGEST
from threadreader.importer.container.warc.records import Record, parse_headers

_LONGEST_HEADERS = 65_536
_STATUS = re.compile(rb"HTTP/[\d.]{1,5}[ \t]+(\d{3})")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_OK = 200


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; what a program put into an archive without asking a server is one of status 200.

    `body` is as it was sent, as far as it was read.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """What the header says."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None

    def content(self, name: str) -> bytes:
        """The body as a browser has it; `name` is the file's, for errors. Raises PageError for a bomb."""
        body = self.body
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = _without_chunks(body)
        return decode_content(body, self.headers.get("content-encoding", ""), name)


def read_response(record: Record, limit: int = LARGEST) -> Response | None:
    """The answer in a record, of which no more than `limit` bytes are read; None for a record of another kind."""
    kind = record.headers.get("warc-type", "").lower()
    if kind == "resource":
        return Response(_OK, {"content-type": record.headers.get("content-type", "")}, record.read(limit))
    if kind not in ("response", "revisit"):
        return None
    block = record.read(limit)
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _BLANK_LINE.search(block, 0, _LONGEST_HEADERS)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:_LONGEST_HEADERS], b"")
    return Response(int(status[1]), parse_headers(head.partition(b"\n")[2]), body)


def _without_chunks(body: bytes) -> bytes:
    """The body in one; itself where it is in no chunks, as a program may have joined them and left the header."""
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        pieces.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if not length:
            break
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces else body
