"""Plain HTML files with the files that were saved next to them, and HTML in `data:` URLs."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from threadreader.importer.container.base import (
    Container,
    Resource,
    Source,
    is_absolute,
    media_type,
    original_bytes,
    read_whole,
    split_content_type,
)
from threadreader.importer.container.provenance import find_origin
from threadreader.importer.container.resources import collect_resources
from threadreader.lexicon import compile_lazily


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
