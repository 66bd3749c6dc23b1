"""Web archives: WARC files, compressed or not, and WACZ files; a container for each page, with its resources."""

import contextlib
import io
import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    MAX_FILE_BYTES,
    SNIFFED_BYTES,
    Container,
    Resource,
    Resources,
    Source,
    candidate_urls,
    http_url,
    is_html,
    join_url,
    parse_saver_time,
    resolve_base,
    strip_scheme,
)
from threadreader.importer.container.compression import is_gzip, unpack_gzip
from threadreader.importer.container.plain import FRAME_ELEMENTS, collect_resources, references
from threadreader.importer.container.warc_records import (
    HTTP_OK,
    DamageError,
    PackedRecords,
    PlainRecords,
    Record,
    Records,
    Response,
    is_warc,
    read_response,
)
from threadreader.importer.container.zip_archive import ZIP_MAGIC, ZipReader, open_zip
from threadreader.lexicon import compile_lazily
from threadreader.model.page import CUT

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_KEPT = ("text/html", "application/xhtml+xml", "image/", "text/plain", "application/octet-stream")
_HEADER_SAMPLE_BYTES = 65_536  # the headers of a response that is no page, and enough to see its type
_MAX_REDIRECTS = 5  # sites redirect for the scheme, the host and the path; more is a loop
_EPOCH = datetime.min.replace(tzinfo=UTC)
_MAX_PAGE_BYTES = 64 * 1024 * 1024  # what is larger is a video
_NO_END = sys.maxsize
_ADVICE_SAVE_AGAIN = "save the page again"


class _Capture(Struct, frozen=True):
    """A response of a URL at some time, and its location: index of the file in the archive, byte offset in it."""

    url: str
    saved_at: datetime | None
    file: int
    offset: int
    is_page: bool = False
    redirects_to: str | None = None


class _Archive:
    """A web archive of one or more files: an index of their captures, made in one pass, of which only offsets are kept.

    Its pages are the `wanted` ones, all of them where none is wanted or none is there; a part of an archive may have no
    page, and none of the wanted ones. `trouble` is why a file could not be read to its end, "" where all were.
    """

    def __init__(
        self, kind: str, name: str, files: Sequence[Records], wanted: Collection[str] = (), *, is_part: bool = False
    ) -> None:
        self._kind = kind
        self._name = name
        self._is_part = is_part
        self._files = files
        self._by_url: defaultdict[str, list[_Capture]] = defaultdict(list)
        self._by_digest: dict[str, _Capture] = {}
        self._framed: set[str] = set()
        self._embedded: defaultdict[str, list[str]] = defaultdict(list)
        pages: list[_Capture] = []
        self._trouble = ""
        for number, records in enumerate(files):
            try:
                for record in records:
                    # The iteration comes upon damage within a record too, and goes on behind it.
                    with contextlib.suppress(DamageError):
                        pages += self._add(record, number)
            except DamageError as damage:
                self._trouble = str(damage)
        framed = self._framed.union(*self._embedded.values())
        pages = [page for page in pages if page.url not in framed]
        listed = [page for page in pages if strip_scheme(page.url) in wanted]
        self._pages = listed if wanted and is_part else listed or pages

    def pages(self) -> Iterator[Container]:
        """Yield the pages that are no frames of others. PageError after the last one for what could not be read."""
        trouble = self._trouble
        for page in self._pages:
            try:
                found = self._page(page)
            except PageError as problem:
                trouble = trouble or f"its page {page.url} {problem.trouble}"
            else:
                if found is not None:
                    yield found
        if trouble:
            raise PageError(self._name, f"is a web archive that is partly unreadable: {trouble}", _ADVICE_SAVE_AGAIN)
        if not self._pages and not self._is_part:
            raise PageError(self._name, "is a web archive without a page", _ADVICE_SAVE_AGAIN)

    def _page(self, page: _Capture) -> Container | None:
        read = self._read(page)
        if read is None:
            return None
        response, is_cut = read
        html = response.content(self._name)
        return Container(
            self._kind,
            html,
            charset=response.charset,
            url=http_url(page.url),
            saved_at=page.saved_at,
            resources=self._parts(page, html),
            name=page.url,
            address=page.url,
            lacking=(CUT,) if is_cut else (),
        )

    def _parts(self, page: _Capture, html: bytes) -> Resources:
        def fetch(address: str) -> Resource | None:
            capture = self._find(address, page.saved_at)
            read = None if capture is None or capture.url == page.url else self._read(capture)
            if read is None:
                return None
            response, _ = read
            try:
                return Resource(response.content(self._name), response.media_type, response.charset)
            except PageError:
                return None

        # At other sites: the query of a frame that a script made names the page.
        return collect_resources(html, page.url, fetch, self._embedded.get(strip_scheme(page.url), ()))

    def _find(self, address: str, near: datetime | None) -> _Capture | None:
        """The capture of a URL nearest to a time, redirects followed."""
        wanted = near or _EPOCH
        for _ in range(_MAX_REDIRECTS):
            found = next((self._by_url[url] for url in candidate_urls(address, "") if url in self._by_url), None)
            if found is None:
                return None
            nearest = min(found, key=lambda each: abs((each.saved_at or _EPOCH) - wanted))
            if nearest.redirects_to is None:
                return nearest
            address = nearest.redirects_to
        return None

    def _read(self, capture: _Capture) -> tuple[Response, bool] | None:
        """The response of a capture, and True if the file ends before it does; None where it is damaged."""
        try:
            record = self._files[capture.file].at(capture.offset)
            response = None if record is None else read_response(record)
        except DamageError:
            return None
        return None if record is None or response is None else (response, record.is_cut)

    def _add(self, record: Record, file: int) -> Iterator[_Capture]:
        """Add the capture of a record to the index; yield it if it is a page."""
        url = record.headers.get("warc-target-uri", "").strip("<> ").partition("#")[0]
        kind = record.headers.get("warc-type", "").lower()
        if not url or kind not in ("response", "resource", "revisit"):
            return
        saved_at = parse_saver_time(record.headers.get("warc-date", ""))
        if kind == "revisit":
            yield from self._revisit(record, url, saved_at)
            return
        response = read_response(record, MAX_FILE_BYTES if record.length <= _MAX_PAGE_BYTES else _HEADER_SAMPLE_BYTES)
        if response is None:
            return
        media_type, location = response.media_type, response.headers.get("location")
        if location and 300 <= response.status < 400:  # noqa: PLR2004 - the redirections of HTTP
            target = (join_url(url, location) or location).partition("#")[0]
            self._by_url[url].append(_Capture(url, saved_at, file, record.offset, redirects_to=target))
        elif response.status == HTTP_OK and (not media_type or media_type.startswith(_KEPT)):
            is_page = media_type in _PAGES if media_type else is_html(response.body)
            capture = _Capture(url, saved_at, file, record.offset, is_page)
            self._by_url[url].append(capture)
            self._by_digest.setdefault(record.headers.get("warc-payload-digest", ""), capture)
            if is_page:
                yield capture
                # A page that cannot be unpacked is an error when its turn comes.
                with contextlib.suppress(PageError):
                    self._framed.update(_frames(response.content(self._name), url))
                for page in _named_in(url):
                    self._embedded[page].append(url)

    def _revisit(self, record: Record, url: str, saved_at: datetime | None) -> Iterator[_Capture]:
        """Add a revisit: the same response as before, found by its payload digest or by the URL that it refers to."""
        digest = record.headers.get("warc-payload-digest")
        original = self._by_digest.get(digest) if digest else None
        if original is None:
            original = self._find(record.headers.get("warc-refers-to-target-uri", "").strip("<> ") or url, saved_at)
        if original is not None and original.url != url:
            again = replace(original, url=url, saved_at=saved_at)
            self._by_url[url].append(again)
            if again.is_page:
                yield again


def _frames(html: bytes, url: str) -> Iterator[str]:
    for tag, reference in references(html):
        if tag == "base":
            url = resolve_base(url, reference)
        elif tag in FRAME_ELEMENTS:
            yield from candidate_urls(reference, url)


def _named_in(url: str) -> Iterator[str]:
    """URLs at other sites in the query of a URL."""
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=100)]
    except ValueError:
        return
    for value in values:
        if value.startswith(("http://", "https://")) and f"//{parts.netloc}/" not in value:
            yield strip_scheme(value)


_WARC_NAME = compile_lazily(r"archive/[^/]*\.warc(?:\.gz)?$")
_PAGE_LIST = compile_lazily(r"pages/[^/]*\.jsonl$")


class Extent(Struct, frozen=True):
    """Part of a web archive: the records that begin in a range of its bytes, or those at some offsets.

    `member` is the archive's name in a WACZ file, "" for a WARC file.
    """

    member: str = ""
    start: int = 0
    end: int = _NO_END
    offsets: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the range."""
        return self.end - self.start


def open_warc(source: Source) -> Iterator[Container]:
    """Yield the pages of a WARC file, read in two passes; only offsets are held in memory between them."""
    with source.open() as file:
        yield from _Archive("warc", source.name, [_records(file, source)]).pages()


def open_extent(source: Source, extent: Extent) -> Iterator[Container]:
    """Yield the pages of a part of a WARC or WACZ file, each with the frames and images that the part holds.

    A file of any size takes the memory of one part so. Raises PageError after the last page for what cannot be read.
    """
    with ExitStack() as left:
        kind, listed = "warc", frozenset[str]()
        if extent.member:
            archive = left.enter_context(open_zip(source))
            file = left.enter_context(archive.open(extent.member))
            kind, listed = "wacz", frozenset(_listed(archive))
        else:
            file = left.enter_context(source.open())
        yield from _Archive(kind, source.name, [_records(file, source, extent)], listed, is_part=True).pages()


def split_archive(source: Source, size: int) -> Iterator[Extent]:
    """Yield parts of about so many bytes in which a WARC or WACZ file can be read, none where that is not possible."""
    with ExitStack() as left:
        start = left.enter_context(source.open())
        begin = start.read(SNIFFED_BYTES)
        if is_warc(begin):
            files = [("", start)]
        elif begin.startswith(ZIP_MAGIC):
            archive = left.enter_context(open_zip(source))
            names = filter(_WARC_NAME.search, archive.names)
            files = [(name, left.enter_context(archive.open(name))) for name in names]
        else:
            return
        for name, file in files:
            length = file.seek(0, io.SEEK_END)
            if _is_packed_whole(file):
                if name:
                    yield Extent(name, 0, length)
                continue
            for offset in range(0, length, size):
                yield Extent(name, offset, min(offset + size, length))


def holds_warc(names: Collection[str]) -> bool:
    """True if a zip file with these members is a WACZ file."""
    return any(_WARC_NAME.search(name) for name in names)


def open_wacz(source: Source) -> Iterator[Container]:
    """Yield the pages of the WARC files in a WACZ file: those of its page list, where there is one."""
    with open_zip(source) as archive, ExitStack() as left:
        files = [left.enter_context(archive.open(name)) for name in archive.names if _WARC_NAME.search(name)]
        records = [_records(file, source) for file in files]
        yield from _Archive("wacz", source.name, records, _listed(archive)).pages()


def _records(file: BinaryIO, source: Source, extent: Extent = Extent()) -> Records:
    """Open the records of a file; one that is compressed as a whole is unpacked into memory, having no offsets."""
    if _is_packed_whole(file):
        if file.seek(0, io.SEEK_END) > MAX_FILE_BYTES:
            raise PageError(source.name, "is too large for a web archive compressed as a whole", "unpack it first")
        file.seek(0)
        return PlainRecords(io.BytesIO(unpack_gzip(file.read(), source.name)), offsets=extent.offsets)
    file.seek(0)
    form = PackedRecords if is_gzip(file.read(len(ZIP_MAGIC))) else PlainRecords
    return form(file, extent.start, extent.end, extent.offsets)


def _is_packed_whole(file: BinaryIO) -> bool:
    """True if a file is not compressed record by record, but in one piece."""
    file.seek(0)
    try:
        return is_gzip(file.read(len(ZIP_MAGIC))) and not PackedRecords(file).holds_one_each()
    except DamageError:
        return False


def _listed(archive: ZipReader) -> Collection[str]:
    """URLs of the page lists of a WACZ file."""
    found: set[str] = set()
    for name in archive.names:
        if _PAGE_LIST.search(name):
            for line in (archive.read(name) or b"").splitlines():
                try:
                    page = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(page, dict) and isinstance(page.get("url"), str):
                    found.add(strip_scheme(page["url"]))
    return found


__all__ = ["Extent", "holds_warc", "is_warc", "open_extent", "open_wacz", "open_warc", "split_archive"]
