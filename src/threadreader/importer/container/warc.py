"""The pages of a web archive, one after the other, each with what belongs to it.

What a web archive holds, by its addresses: found in one pass, of which only places are kept.

What a server answered, out of a record: status, type, and the body with its transfer encodings undone.

The records of a WARC file: found in one pass, and again by their place; compressed one by one, or not at all.

Web archives: WARC files, compressed or not, and the WACZ files that hold them.
"""

import contextlib
import io
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Protocol
from urllib.parse import parse_qsl, urljoin, urlsplit

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    LARGEST,
    Container,
    Part,
    Parts,
    Source,
    based,
    candidates,
    is_html,
    without_scheme,
)
from threadreader.importer.container.compression import decode_content, is_bomb, is_gzip, unpack_gzip
from threadreader.importer.container.provenance import http_address, saver_time
from threadreader.importer.container.resources import FRAMES, collect_parts, references
from threadreader.importer.container.zip_archive import ZipReader, open_zip

_MARK = b"WARC/"
_LONGEST_HEADERS = 65_536
_CHUNK = 65_536
_BETWEEN = b"\r\n\r\n"
_MEMBER = b"\x1f\x8b\x08"


class DamageError(Exception):
    """Where the records cannot be followed any further, and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its headers by their names in lower case, and where it is.

    `read` gives so many bytes of its block; `length` is what that should have, `is_cut` whether the file ends before.
    It reads what is at that place of the file now, so it is for the record just found.
    """

    headers: Mapping[str, str]
    place: int
    length: int
    read: Callable[[int], bytes]
    is_cut: bool = False


class Records(Protocol):
    """The records of a file."""

    def __iter__(self) -> Iterator[Record]:
        """Every record in the order of the file. Raises DamageError where that cannot be followed further."""
        ...

    def at(self, place: int) -> Record | None:
        """The record at a place."""
        ...


class PlainRecords:
    """The records of a file that is not compressed; where a length is wrong, the next record's mark ends a block."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)

    def __iter__(self) -> Iterator[Record]:
        place = self._find_mark(0)
        while place is not None:
            record = self.at(place)
            end = place + len(_MARK)
            if record is not None:
                end = self._file.tell() + record.length
                yield record
                if record.is_cut:
                    raise DamageError("it ends too early")
            place = self._find_mark(end)

    def at(self, place: int) -> Record | None:
        self._file.seek(place)
        headers = read_headers(self._file)
        if headers is None:
            return None
        start = self._file.tell()
        length = _length(headers)
        is_cut = False
        if length is None or not self._ends_at(start + length):
            found = self._find_mark(start)
            is_cut = found is None and (start == self._size if length is None else start + length > self._size)
            length = (self._size if found is None else found) - start
        self._file.seek(start)
        return Record(headers, place, length, lambda limit: self._read(start, min(limit, length)), is_cut)

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        content = self._file.read(length)
        self._file.seek(start)
        return content

    def _ends_at(self, place: int) -> bool:
        """Whether a record may end at a place: with its two empty lines, before another one, or with the file."""
        if place >= self._size:
            return place == self._size
        self._file.seek(place)
        after = self._file.read(64)
        return after.startswith(_BETWEEN) or after.lstrip(b"\r\n").startswith(_MARK) or not after.strip(b"\r\n")

    def _find_mark(self, place: int) -> int | None:
        """Where the next record begins: its mark stands at the beginning of a line."""
        overlap = len(_MARK) + 1
        at = max(place - 1, 0)
        self._file.seek(at)
        before = b"\n" if place == 0 else b""
        at -= len(before)
        while chunk := self._file.read(_CHUNK):
            looked_at = before + chunk
            found = looked_at.find(b"\n" + _MARK)
            if found >= 0:
                return at + found + 1
            before = looked_at[-overlap:]
            at += len(looked_at) - len(before)
        return None


class PackedRecords:
    """The records of a file that has each in a gzip member of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Record]:
        place = 0
        while self._begins(place):
            member = _Member(self._file, place)
            record = self._record(io.BufferedReader(member), place)
            if record is not None:
                yield record
            place = member.find_end()

    def at(self, place: int) -> Record | None:
        return self._record(io.BufferedReader(_Member(self._file, place)), place)

    def holds_one_each(self) -> bool:
        """Whether the first member has only one record; else the file is compressed as a whole."""
        stream = io.BufferedReader(_Member(self._file, 0))
        headers = read_headers(stream)
        length = _length(headers or {})
        if headers is None or length is None:
            return True
        _skip(stream, length)
        return not stream.read(64).lstrip(b"\r\n").startswith(_MARK)

    def _begins(self, place: int) -> bool:
        self._file.seek(place)
        return self._file.read(len(_MEMBER)) == _MEMBER

    def _record(self, stream: BinaryIO, place: int) -> Record | None:
        headers = read_headers(stream)
        if headers is None:
            return None
        length = _length(headers)
        if length is None:
            return None
        return Record(headers, place, length, lambda limit: b"".join(_pieces(stream, min(limit, length))))


class _Member(io.RawIOBase):
    """What is in one member of a gzip file, unpacked as it is read."""

    def __init__(self, file: BinaryIO, place: int) -> None:
        self._file = file
        self._place = self._next = place
        self._unpacked = 0
        self._unpacker = zlib.decompressobj(wbits=31)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override] # any buffer is one of bytes here
        piece = self._unpack(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def find_end(self) -> int:
        """Read on to the end of the member: where the next one begins."""
        while self._unpack(_CHUNK):
            pass
        return self._next - len(self._unpacker.unused_data)

    def _unpack(self, most: int) -> bytes:
        while not self._unpacker.eof:
            chunk = self._unpacker.unconsumed_tail
            if not chunk:
                self._file.seek(self._next)
                chunk = self._file.read(_CHUNK)
                self._next += len(chunk)
            try:
                piece = self._unpacker.decompress(chunk, most)
            except zlib.error as problem:
                raise DamageError(f"it is damaged ({problem})") from problem
            self._unpacked += len(piece)
            if is_bomb(self._unpacked, self._next - self._place):
                raise DamageError("it unpacks to more than any page holds")
            if piece:
                return piece
            if not chunk:
                raise DamageError("it ends too early")
        return b""


def read_headers(stream: BinaryIO) -> dict[str, str] | None:
    """The headers at this place of a file, after the line that begins them; None where that is not of a record."""
    if not stream.readline(_LONGEST_HEADERS).startswith(_MARK):
        return None
    lines: list[bytes] = []
    room = _LONGEST_HEADERS
    while room > 0:
        line = stream.readline(room)
        room -= len(line)
        if not line.strip(b"\r\n"):
            break
        lines.append(line)
    return parse_headers(b"".join(lines))


def parse_headers(lines: bytes) -> dict[str, str]:
    """Headers by their names in lower case; the first of each counts."""
    headers: dict[str, str] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", lines).splitlines():
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        if mark:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _length(headers: Mapping[str, str]) -> int | None:
    said = headers.get("content-length", "")
    return int(said) if re.fullmatch(r"[0-9]{1,15}", said) else None


def _skip(stream: BinaryIO, length: int) -> None:
    for _ in _pieces(stream, length):
        pass


def _pieces(stream: BinaryIO, length: int) -> Iterator[bytes]:
    """So many bytes, or as many as there are; room is made for no more than come."""
    while length > 0 and (piece := stream.read(min(length, _CHUNK))):
        length -= len(piece)
        yield piece


_LONGEST_HEADERS = 65_536
_STATUS = re.compile(rb"HTTP/[\d.]{1,5}[ \t]+(\d{3})")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HTTP_OK = 200


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
        return Response(_HTTP_OK, {"content-type": record.headers.get("content-type", "")}, record.read(limit))
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


_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_KEPT = ("text/html", "application/xhtml+xml", "image/", "text/plain", "application/octet-stream")
_HEADERS_ONLY = 65_536
_MOST_REDIRECTIONS = 5
_OK = 200
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Capture:
    """What an address gave at some time, and where that is: in which file of the archive, at what place."""

    url: str
    saved_at: datetime | None
    file: int
    place: int
    is_page: bool = False
    redirects_to: str | None = None


class Captures:
    """The captures of an archive of one or more files, in their order.

    `trouble` says what is wrong with a file where it could not be followed to its end.
    """

    def __init__(self, files: Sequence[Records], name: str) -> None:
        self._files = files
        self._name = name
        self._by_url: defaultdict[str, list[Capture]] = defaultdict(list)
        self._by_digest: dict[str, Capture] = {}
        self._framed: set[str] = set()
        self._embedded: defaultdict[str, list[str]] = defaultdict(list)
        self._pages: list[Capture] = []
        self.trouble: str = ""
        for number, records in enumerate(files):
            try:
                for record in records:
                    self._add(record, number)
            except DamageError as damage:
                self.trouble = str(damage)

    @property
    def pages(self) -> tuple[Capture, ...]:
        """Those that are pages of their own: no frame, no answer of an error."""
        framed = self._framed | {address for found in self._embedded.values() for address in found}
        return tuple(page for page in self._pages if page.url not in framed)

    def embedded_in(self, url: str) -> Sequence[str]:
        """The addresses at other sites that have this address in theirs, as what a script puts into a frame has."""
        return self._embedded.get(without_scheme(url), ())

    def find(self, address: str, around: datetime | None) -> Capture | None:
        """What an address gave, as near to a time as there is."""
        wanted = around or _LONG_AGO
        for _ in range(_MOST_REDIRECTIONS):
            found = next((self._by_url[url] for url in candidates(address, "") if url in self._by_url), None)
            if found is None:
                return None
            nearest = min(found, key=lambda each: abs((each.saved_at or _LONG_AGO) - wanted))
            if nearest.redirects_to is None:
                return nearest
            address = nearest.redirects_to
        return None

    def read(self, capture: Capture) -> tuple[Response, bool] | None:
        """What a capture is of, and whether the file ends before it does."""
        record = self._files[capture.file].at(capture.place)
        response = None if record is None else read_response(record)
        return None if record is None or response is None else (response, record.is_cut)

    def _add(self, record: Record, file: int) -> None:
        url = record.headers.get("warc-target-uri", "").strip("<> ").partition("#")[0]
        kind = record.headers.get("warc-type", "").lower()
        if not url or kind not in ("response", "resource", "revisit"):
            return
        saved_at = saver_time(record.headers.get("warc-date", ""))
        if kind == "revisit":
            self._revisit(record, url, saved_at)
            return
        response = read_response(record) if _may_be_page(record) else read_response(record, _HEADERS_ONLY)
        if response is None:
            return
        location = response.headers.get("location")
        if location and 300 <= response.status < 400:  # noqa: PLR2004 - the redirections of HTTP
            self._by_url[url].append(Capture(url, saved_at, file, record.place, redirects_to=_joined(url, location)))
        elif response.status == _OK and (not response.media_type or response.media_type.startswith(_KEPT)):
            self._keep(Capture(url, saved_at, file, record.place, _is_page(response)), record, response)

    def _revisit(self, record: Record, url: str, saved_at: datetime | None) -> None:
        """The same answer as before, which is found by what it was, or by the address that it was at."""
        original = self._by_digest.get(record.headers.get("warc-payload-digest", ""))
        if original is None:
            original = self.find(record.headers.get("warc-refers-to-target-uri", "").strip("<> ") or url, saved_at)
        if original is not None and original.url != url:
            again = Capture(url, saved_at, original.file, original.place, original.is_page)
            self._by_url[url].append(again)
            if again.is_page:
                self._pages.append(again)

    def _keep(self, capture: Capture, record: Record, response: Response) -> None:
        self._by_url[capture.url].append(capture)
        digest = record.headers.get("warc-payload-digest")
        if digest:
            self._by_digest.setdefault(digest, capture)
        if capture.is_page:
            self._pages.append(capture)
            # A page that cannot be unpacked is an error when its turn comes.
            with contextlib.suppress(PageError):
                self._framed.update(_frames(response.content(self._name), capture.url))
            for page in _named_in(capture.url):
                self._embedded[page].append(capture.url)


def _may_be_page(record: Record) -> bool:
    """Whether a record is small enough for a page; what is larger is a film."""
    return record.length <= 64 * 1024 * 1024


def _is_page(response: Response) -> bool:
    if response.media_type:
        return response.media_type in _PAGES
    return is_html(response.body)


def _frames(html: bytes, url: str) -> Iterator[str]:
    for tag, reference in references(html):
        if tag == "base":
            url = based(url, reference)
        elif tag in FRAMES:
            yield from candidates(reference, url)


def _named_in(url: str) -> Iterator[str]:
    """The addresses at other sites that stand in the query of one."""
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=100)]
    except ValueError:
        return
    for value in values:
        if value.startswith(("http://", "https://")) and f"//{parts.netloc}/" not in value:
            yield without_scheme(value)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location).partition("#")[0]
    except ValueError:
        return location


_MARK = b"WARC/"
_LOOKED_AT = 64
_WARC_NAME = re.compile(r"archive/[^/]*\.warc(?:\.gz)?$")
_PAGE_LIST = re.compile(r"pages/[^/]*\.jsonl$")
_ENDS_EARLY = "its file ends too early"
_AGAIN = "save the page again"
_UNPACK = "unpack it first"


def is_warc(start: bytes) -> bool:
    """Whether a file that begins so is a WARC file, compressed or not."""
    if is_gzip(start):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, _LOOKED_AT)
        except zlib.error:
            return False
    return start.lstrip(b"\r\n").startswith(_MARK)


def open_warc(source: Source) -> Iterator[Container]:
    """The pages of a WARC file; it is read twice, and no more of it is kept than the places of what is in it."""
    with source.open() as file:
        yield from _Archive("warc", source.name, [_records(file, source)]).pages()


def holds_warc(names: Collection[str]) -> bool:
    """Whether a zip file with such members is a WACZ file."""
    return any(_WARC_NAME.search(name) for name in names)


def open_wacz(source: Source) -> Iterator[Container]:
    """The pages of the WARC files in a WACZ file: those in its list of pages, where there is one."""
    with open_zip(source) as archive, ExitStack() as left:
        files = [left.enter_context(archive.open(name)) for name in archive.names if _WARC_NAME.search(name)]
        records = [_records(file, source) for file in files]
        yield from _Archive("wacz", source.name, records, _listed(archive)).pages()


class _Archive:
    """The files of a web archive; of its pages only the `wanted` ones count, all where that is none of them."""

    def __init__(self, kind: str, name: str, files: list[Records], wanted: Collection[str] = ()) -> None:
        self._kind = kind
        self._name = name
        self._captures = Captures(files, name)
        pages = self._captures.pages
        listed = tuple(page for page in pages if without_scheme(page.url) in wanted)
        self._pages = listed or pages

    def pages(self) -> Iterator[Container]:
        """The pages. Raises PageError behind them for what could not be read."""
        trouble = self._captures.trouble
        for page in self._pages:
            try:
                found = self._page(page)
            except PageError as problem:
                trouble = trouble or f"its page {page.url} {problem.trouble}"
            else:
                if found is not None:
                    yield found
        if trouble:
            raise PageError(self._name, f"is a web archive of which not all can be read: {trouble}", _AGAIN)
        if not self._pages:
            raise PageError(self._name, "is a web archive without a page in it", _AGAIN)

    def _page(self, page: Capture) -> Container | None:
        read = self._read(page)
        if read is None:
            return None
        response, is_cut = read
        html = response.content(self._name)
        return Container(
            self._kind,
            html,
            charset=response.charset,
            url=http_address(page.url),
            saved_at=page.saved_at,
            parts=self._parts(page, html),
            name=page.url,
            address=page.url,
            lacking=(_ENDS_EARLY,) if is_cut else (),
        )

    def _parts(self, page: Capture, html: bytes) -> Parts:
        def fetch(address: str) -> Part | None:
            capture = self._captures.find(address, page.saved_at)
            read = None if capture is None or capture.url == page.url else self._read(capture)
            if read is None:
                return None
            response, _ = read
            try:
                return Part(response.content(self._name), response.media_type, response.charset)
            except PageError:
                return None

        return collect_parts(html, page.url, fetch, self._captures.embedded_in(page.url))

    def _read(self, capture: Capture) -> tuple[Response, bool] | None:
        try:
            return self._captures.read(capture)
        except DamageError:
            return None


def _records(file: BinaryIO, source: Source) -> Records:
    """The records of a file; where it is compressed as a whole, none can be found again but in the memory."""
    start = file.read(_LOOKED_AT)
    if not is_gzip(start):
        return PlainRecords(file)
    packed = PackedRecords(file)
    try:
        if packed.holds_one_each():
            return packed
    except DamageError:
        return packed
    if file.seek(0, io.SEEK_END) > LARGEST:
        raise PageError(source.name, "is a web archive that is compressed as a whole, and too large for that", _UNPACK)
    file.seek(0)
    return PlainRecords(io.BytesIO(unpack_gzip(file.read(), source.name)))


def _listed(archive: ZipReader) -> Collection[str]:
    """The addresses in the lists of pages."""
    found: set[str] = set()
    for name in archive.names:
        if _PAGE_LIST.search(name):
            for line in (archive.read(name) or b"").splitlines():
                try:
                    page = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(page, dict) and isinstance(page.get("url"), str):
                    found.add(without_scheme(page["url"]))
    return found


__all__ = ["holds_warc", "is_warc", "open_wacz", "open_warc"]
