"""Files that are not read: what their first bytes say they are, and what to do instead."""

import re

_SAVE_AS_HTML = "save the page from a browser as HTML"
_UNPACKED = "unpack it first"

_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    (r"Rar!\x1a\x07", "a RAR archive", _UNPACKED),
    (r"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACKED),
    (r"\xfd7zXZ\x00|BZh\d|\x04\x22\x4d\x18", "a compressed file", _UNPACKED),
    (r"filedesc://", "a web archive of the old ARC format", "make a WARC file of it first"),
)
_OTHER: tuple[tuple[str, str], ...] = (
    (r"\x89PNG\r\n", "a PNG image"),
    (r"\xff\xd8\xff", "a JPEG image"),
    (r"GIF8[79]a", "a GIF image"),
    (r"RIFF.{4}WEBP", "a WebP image"),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", "an SVG image"),
    (r".{4}ftyp|\x1aE\xdf\xa3|ID3|OggS|RIFF.{4}(?:AVI |WAVE)", "a video or sound file"),
    (r"%PDF-", "a PDF document"),
    (r"\{\\rtf", "an RTF document"),
    (r"\xd0\xcf\x11\xe0", "an Office document"),
    (r"SQLite format 3\x00", "a database"),
    (r"\x7fELF|MZ.{58}|\xcf\xfa\xed\xfe", "a program"),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><\?[^>]*>|<!--.*?-->)\s*)*+<(?:rss|feed|rdf:RDF|opml|urlset)[\s>]", "a news feed"),
)
_START = 65_536


def what_it_looks_like(data: bytes) -> tuple[str, str] | None:
    """The trouble with a file of some other kind than a page, and the cure; None where it may be a page."""
    start = data[:_START]
    for pattern, kind, cure in _ARCHIVES:
        if re.match(pattern.encode("latin-1"), start, re.IGNORECASE | re.DOTALL):
            return f"is {kind}, which is not read", cure
    for pattern, kind in _OTHER:
        if re.match(pattern.encode("latin-1"), start, re.DOTALL):
            return f"is not a web page (it looks like {kind})", _SAVE_AS_HTML
    return None
