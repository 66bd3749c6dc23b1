"""What a file looks like by its first bytes: a page, or which kind of picture."""

import re
from types import MappingProxyType

from threadreader.importer.wide import utf16_of

_START = 65_536
_TAG = re.compile(
    r"<(?:html|head|body|div|p|table|article|section|main|span|ul|ol|li|h[1-6]|blockquote|a|br|pre|form|center|font|meta|title"
    r"|iframe|frameset)"
    r"(?=[\s/>])|<!doctype\s+html",
    re.IGNORECASE,
)
_WHOLE_PAGE = re.compile(r"<(?:html|body|head)(?=[\s>])|<!doctype\s+html", re.IGNORECASE)

_PICTURES = MappingProxyType(
    {
        b"\x89PNG\r\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"BM": "image/bmp",
    }
)


def is_html(data: bytes) -> bool:
    """Whether the bytes are a page: they begin with markup, or have a `<html>`, `<head>` or `<body>` near the start."""
    start = start_of(data)
    if "\0" in start[:4096]:
        return False
    begins = start.lstrip(" \t\r\n\f")[:2]
    if re.match(r"<[!?a-zA-Z/]", begins):
        return bool(_TAG.search(start))
    return bool(_WHOLE_PAGE.search(start))


def media_type(data: bytes) -> str:
    """The type of a page or picture; empty for anything else."""
    for begin, kind in _PICTURES.items():
        if data.startswith(begin):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if re.match(rb"\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]", data):
        return "image/svg+xml"
    return "text/html" if is_html(data) else ""


def start_of(data: bytes) -> str:
    """The first characters; the ASCII ones are right whatever the charset is."""
    return data[:_START].decode(utf16_of(data) or "utf-8", "replace").removeprefix("\ufeff")
