"""Files that are a page themselves: HTML with the resources that it embeds, text, mails, and exports as JSON.

The resources are found without parsing. A text is a dump of a page that a text browser, a copy from a browser or an
extractor made.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from itertools import chain
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from threadreader.errors import PageError
from threadreader.importer.charset import detect_utf16
from threadreader.importer.container.base import (
    MAX_FILE_BYTES,
    MAX_REFERENCE_CHARS,
    Container,
    Resource,
    Resources,
    Source,
    candidate_urls,
    find_origin,
    is_absolute,
    is_html,
    media_type,
    original_bytes,
    read_whole,
    resolve_base,
    split_content_type,
    text_start,
)
from threadreader.lexicon import alternatives, compile_lazily

# Longer tags hold `data:` addresses, which name no file; bounds the search for the end of a tag.
_MAX_TAG_BYTES = 16_384
_BEGIN = re.compile(rb"<(iframe|frame|embed|object|img|source|base)(?=[\s/])", re.IGNORECASE)
# A tag is read on from where the last attribute ended, so that a page of nothing but tags that never end is read once.
_ATTRIBUTE = re.compile(rb"[\s/]*([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_REFERRING: Mapping[bytes, frozenset[bytes]] = MappingProxyType(
    {
        b"iframe": frozenset((b"src",)),
        b"frame": frozenset((b"src",)),
        b"embed": frozenset((b"src",)),
        b"object": frozenset((b"data",)),
        b"img": frozenset((b"src", b"data-src", b"data-lazy-src", b"data-original", b"srcset")),
        b"source": frozenset((b"srcset",)),
        b"base": frozenset((b"href",)),
    }
)


def references(html: bytes) -> Iterator[tuple[str, str]]:
    """Element name and reference of each element that embeds a resource or changes the base.

    Of elements written alike, such as an avatar next to each comment, only the first is read.
    """
    utf16 = detect_utf16(html)
    if utf16:
        html = html.decode(utf16, "replace").encode("utf-8", "replace")
    position = 0
    seen: set[bytes] = set()
    while start := _BEGIN.search(html, position):
        position = start.end()
        end = position + _MAX_TAG_BYTES
        closed = html.find(b">", position, end)
        written = html[start.start() : max(closed, 0)]
        if written in seen:
            position = closed
            continue
        name = start[1].lower()
        while attribute := _ATTRIBUTE.match(html, position, end):
            position = attribute.end()
            if attribute[1].lower() in _REFERRING[name]:
                yield from ((name.decode(), address) for address in _addresses(attribute))
        if position <= closed and name != b"base":
            seen.add(written)


def _addresses(attribute: re.Match[bytes]) -> Iterator[str]:
    written = attribute[2] or attribute[3] or attribute[4] or b""
    if len(written) > MAX_REFERENCE_CHARS or written[:5].lower() == b"data:":
        return
    try:
        value = unescape(written.decode("utf-8"))
    except UnicodeDecodeError:
        value = unescape(written.decode("latin-1"))
    if attribute[1].lower() == b"srcset":
        first = value.split(maxsplit=1)
        value = first[0].rstrip(",") if first else ""
    if value.strip():
        yield value.strip()


# Further ones are left where they are: each is a file to open, and pages have some hundreds.
_MAX_RESOURCES = 2_000

MAX_FRAME_DEPTH = 3
"""Levels of frames: a thread stands in a frame or in a frame of one, and each level multiplies the files read."""

# Elements that embed another document.
FRAME_ELEMENTS = frozenset(("iframe", "frame", "embed", "object"))


def collect_resources(
    html: bytes, address: str, fetch: Callable[[str], Resource | None], scripted: Iterable[str] = ()
) -> Resources:
    """Resources of a page and of its frames, as far as `fetch` has something at their addresses.

    `scripted` are the addresses of frames that a script made.
    """
    resources: dict[str, Resource] = {}
    seen: set[tuple[str, str]] = set()
    queue = [(html, address, 0)]
    bytes_left = MAX_FILE_BYTES
    while queue:
        document, base, depth = queue.pop(0)
        made = (("iframe", reference) for reference in scripted if document is html)
        for name, reference in chain(references(document), made):
            if name == "base":
                base = resolve_base(base, reference)
            elif (base, reference) not in seen and len(resources) < _MAX_RESOURCES:
                seen.add((base, reference))
                fetched = _fetch_first(reference, base, fetch)
                if fetched is None or fetched[0] in resources or len(fetched[1].content) > bytes_left:
                    continue
                url, resource = fetched
                resources[url] = resource
                bytes_left -= len(resource.content)
                if name in FRAME_ELEMENTS and depth < MAX_FRAME_DEPTH and is_html(resource.content):
                    queue.append((resource.content, url, depth + 1))
    return resources


def _fetch_first(reference: str, base: str, fetch: Callable[[str], Resource | None]) -> tuple[str, Resource] | None:
    for address in candidate_urls(reference, base):
        resource = fetch(address)
        if resource is not None:
            return address, resource
    return None


def open_html(source: Source) -> Iterator[Container]:
    """The page as it is, with the address and time that a saver left in it."""
    html = read_whole(source)
    url, saved_at = find_origin(html)

    def fetch(address: str) -> Resource | None:
        content = None if is_absolute(address) else source.read_sibling(address)
        return None if content is None else Resource(content, media_type(content))

    resources = collect_resources(html, "", fetch)
    file = None if resources else original_bytes(source, html)
    yield Container("html", html, url=url, saved_at=saved_at, resources=resources, file=file)


_HEAD = compile_lazily(r"\s*data:([^,]*),", re.IGNORECASE)


def decode_data_url(reference: str) -> tuple[bytes, str | None] | None:
    """Bytes and charset of the HTML in a `data:` URL, None for anything else."""
    head = _HEAD.match(reference)
    media, charset = split_content_type(head[1]) if head else ("", None)
    if head is None or media not in ("text/html", "application/xhtml+xml"):
        return None
    content = unquote_to_bytes(reference[head.end() :])
    if head[1].lower().rstrip().endswith(";base64"):
        try:
            content = base64.b64decode(content + b"===")
        except binascii.Error:
            return None
    return content, charset


KIND = "text"
SUFFIXES = (".txt", ".mbox", ".eml")

# The text of no page comes near, and its lines take several times the memory of its bytes.
MAX_TEXT_BYTES = 128 * 1024 * 1024

# Characters that no text has; backspace (struck over) and escape (coloured) it may have.
_CONTROL = compile_lazily("[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f]")

_MAX_CONTROL_SHARE = 0.01  # dumps have a stray one or two; at half a test's binary file would be text
_COMMENT_WORDS = compile_lazily(alternatives("comments_in_text"), re.IGNORECASE)

_MAIL_HEADERS = compile_lazily(r"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?=\r?\n)")
_MAIL_HEADER_NAME = compile_lazily(r"^(from|date|message-id):", re.IGNORECASE | re.MULTILINE)


def is_text(data: bytes) -> bool:
    """True if bytes are text: there is some, and hardly any control characters."""
    start = text_start(data)
    return bool(start.strip()) and "\0" not in start and len(_CONTROL.findall(start)) <= _MAX_CONTROL_SHARE * len(start)


def is_mailbox(data: bytes) -> bool:
    """True if text begins as a mail: an article of Usenet, or the first mail of an mbox file."""
    headers = _MAIL_HEADERS.match(text_start(data).lstrip())
    names = _MAIL_HEADER_NAME.findall(headers[0]) if headers else ()
    return {name.lower() for name in names} == {"from", "date", "message-id"}


def may_be_text_dump(data: bytes) -> bool:
    """True if a text file of any name may be the dump of a page with comments, or mails."""
    return is_text(data) and (is_mailbox(data) or _COMMENT_WORDS.search(text_start(data)) is not None)


def open_text(source: Source) -> Iterator[Container]:
    """The text as it is. PageError where it exceeds `MAX_TEXT_BYTES`."""
    data = read_whole(source)
    if len(data) > MAX_TEXT_BYTES:
        raise PageError(source.name, f"is a text of more than {MAX_TEXT_BYTES >> 20} MB, too large for a page")
    yield Container(KIND, data, file=original_bytes(source, data))


JSON_KIND = "threadreader json"

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}\{\s{0,20}\"format\"\s{0,20}:\s{0,20}\"threadreader\"\s{0,20},")


def is_export(start: bytes) -> bool:
    """True if a file begins as an export as JSON."""
    return _JSON.match(start) is not None


def open_export(source: Source) -> Iterator[Container]:
    """The export as it is. PageError where it exceeds `MAX_TEXT_BYTES`."""
    data = read_whole(source)
    if len(data) > MAX_TEXT_BYTES:
        raise PageError(source.name, f"is an export of more than {MAX_TEXT_BYTES >> 20} MB, too large for a thread")
    yield Container(JSON_KIND, data, charset="utf-8", file=original_bytes(source, data))
