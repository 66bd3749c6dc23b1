"""The pages of a web archive, one after the other, each with what belongs to it."""

import io
import json
import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from threadreader.errors import PageError
from threadreader.importer.container.addresses import without_scheme
from threadreader.importer.container.belongings import collect_parts
from threadreader.importer.container.compressed import is_gzip, unpack_gzip
from threadreader.importer.container.container import Container, Part, Parts
from threadreader.importer.container.origin import http_address
from threadreader.importer.container.source import LARGEST, Source
from threadreader.importer.container.warc.captures import Capture, Captures
from threadreader.importer.container.warc.records import DamageError, PackedRecords, PlainRecords, Records
from threadreader.importer.container.warc.responses import Response
from threadreader.importer.container.zipped import ZipReader, open_zip

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
