"""Files that are not read: what their first bytes say they are, and what to do instead."""

import re

_SAVE_AS_HTML = "save the page from a browser as HTML"
_AS_SINGLE_FILE = "save the page as one HTML file"

_ARCHIVES: tuple[tuple[str, str], ...] = (
    (r"WARC/\d", "a WARC archive"),
    (r"bplist00|<\?xml[^>]*>\s*<!DOCTYPE plist", "a Safari web archive"),
    (r"PK\x03\x04", "a zip archive"),
    (r"Rar!\x1a\x07", "a RAR archive"),
    (r"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (r"\xfd7zXZ\x00|BZh\d|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18", "a compressed file"),
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
_HEADERS = re.compile(rb"[\w-]+:[^\n]*(?:\n(?!\r?\n)[^\n]*){0,60}")
_MULTIPART = re.compile(rb"^(?:content-type:\s*multipart/related|from: <saved by )", re.IGNORECASE | re.MULTILINE)


def what_it_looks_like(data: bytes) -> tuple[str, str] | None:
    """The trouble with a file of some other kind than a page, and the cure; None where it may be a page."""
    start = data[:_START]
    headers = _HEADERS.match(start)
    if headers and _MULTIPART.search(headers[0]):
        return "is an MHTML archive, which cannot be read yet", _AS_SINGLE_FILE
    for pattern, kind in _ARCHIVES:
        if re.match(pattern.encode("latin-1"), start, re.IGNORECASE | re.DOTALL):
            return f"is {kind}, which cannot be read yet", _AS_SINGLE_FILE
    for pattern, kind in _OTHER:
        if re.match(pattern.encode("latin-1"), start, re.DOTALL):
            return f"is not a web page (it looks like {kind})", _SAVE_AS_HTML
    if b"data-sfz" in start and b"PK\x05\x06" in data[-_START - 22 :]:
        return "is a self-extracting archive of SingleFile, which cannot be read yet", _AS_SINGLE_FILE
    return None
