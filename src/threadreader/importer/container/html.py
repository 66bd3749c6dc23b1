"""Plain HTML files, with what the program that saved them put beside them.

`data:` addresses: resources that stand whole in the reference to them.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from threadreader.importer.container.base import (
    Container,
    Part,
    Source,
    is_absolute,
    media_type,
    original_bytes,
    read_whole,
)
from threadreader.importer.container.provenance import origin_of
from threadreader.importer.container.resources import collect_parts


def open_html(source: Source) -> Iterator[Container]:
    """The page as it is, with the address and time that a saver left in it."""
    html = read_whole(source)
    url, saved_at = origin_of(html)

    def fetch(address: str) -> Part | None:
        content = None if is_absolute(address) else source.beside(address)
        return None if content is None else Part(content, media_type(content))

    parts = collect_parts(html, "", fetch)
    file = None if parts else original_bytes(source, html)
    yield Container("html", html, url=url, saved_at=saved_at, parts=parts, file=file)


_HEAD = re.compile(r"\s*data:([^,;]*)((?:;[^,;]*)*),", re.IGNORECASE)
CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
"""What a media type says of the charset."""


def document_in(reference: str) -> tuple[bytes, str | None] | None:
    """The bytes and the charset of the HTML that a `data:` address holds, None for anything else."""
    head = _HEAD.match(reference)
    if not head or head[1].strip().lower() not in ("text/html", "application/xhtml+xml"):
        return None
    charset = CHARSET.search(head[2])
    content = unquote_to_bytes(reference[head.end() :])
    if head[2].lower().rstrip().endswith(";base64"):
        try:
            content = base64.b64decode(content + b"===")
        except binascii.Error:
            return None
    return content, charset[1] if charset else None
