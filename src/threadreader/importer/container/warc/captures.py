"""What a web archive holds, by its addresses: found in one pass, of which only places are kept."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urljoin, urlsplit

from threadreader.errors import PageError
from threadreader.importer.container.addresses import based, candidates, without_scheme
from threadreader.importer.container.belongings import FRAMES
from threadreader.importer.container.looks import is_html
from threadreader.importer.container.origin import saver_time
from threadreader.importer.container.references import references
from threadreader.importer.container.warc.records import DamageError, Record, Records
from threadreader.importer.container.warc.responses import Response, read_response

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
