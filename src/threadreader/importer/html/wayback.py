"""Pages of web archives: their toolbar, the addresses that they rewrote, and the time of the capture."""

import re
from datetime import UTC, datetime

_TOOLBAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_ARCHIVE_FOOTER = re.compile(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}) AND RETRIEVED FROM")
_WOMBAT_CALL = re.compile(rb"__wm\.wombat\(\"[^\"]{0,4000}\",\s{0,9}\"(\d{14})\"")

# archive.today keeps neither classes nor scripts, puts empty elements everywhere, and says in its head what it has.
_TODAY = rb"https?://archive\.(?:today|is|ph|md|li|vn|fo)/"
_TODAY_MARK = re.compile(rb"<link rel=\"bookmark\" href=\"" + _TODAY + rb"(\d{14})/([^\"]{1,4000})\"")
_TODAY_HEADER, _TODAY_CONTENT = b'<div id="HEADER"', b'<div id="CONTENT"'
_TODAY_META = re.compile(rb"<(?:meta property|link rel)=\"(?:og|article|twitter|canonical)[^<>]{0,4000}>")
_TODAY_LINK = re.compile(rb"(?<=href=\")" + _TODAY + rb"o/\w{1,20}/")
_TODAY_FILLER = re.compile(rb"<span style=\"[^\"<>]{0,400}\"></span>")

# The bytes at both ends of a file in which it says when it was captured.
_HEAD_BYTES, _TAIL_BYTES = 65_536, 16_384


def strip_archive(html: bytes) -> bytes:
    """Remove the toolbar that an archive puts over a page, and what archive.today changes in it."""
    mark = _TODAY_MARK.search(html, 0, _HEAD_BYTES)
    begin = html.find(_TODAY_HEADER, mark.end()) if mark else -1
    end = html.find(_TODAY_CONTENT, begin) if begin >= 0 else -1
    if mark and end >= 0:
        canonical = b'<link rel="canonical" href="' + mark[2] + b'">'
        head = _TODAY_META.sub(b"", html[:begin]).replace(mark[0], canonical + mark[0])
        return head + _TODAY_FILLER.sub(b"", _TODAY_LINK.sub(b"", html[end:]))
    begin = html.find(_TOOLBAR[0])
    end = html.find(_TOOLBAR[1], begin) if begin >= 0 else -1
    return html[:begin] + html[end + len(_TOOLBAR[1]) :] if end >= 0 else html


def capture_time(html: bytes) -> datetime | None:
    """Time of the archive's capture: relative times on the page were right then, whenever it was saved."""
    mark = _TODAY_MARK.search(html, 0, _HEAD_BYTES)
    footer = _ARCHIVE_FOOTER.search(html, max(0, len(html) - _TAIL_BYTES))
    written, time_format = (footer[1], "%H:%M:%S %b %d, %Y") if footer else (None, "%Y%m%d%H%M%S")
    if written is None:
        call = mark or _WOMBAT_CALL.search(html, 0, _HEAD_BYTES)
        written = call[1] if call else None
    try:
        return datetime.strptime(written.decode("ascii"), time_format).replace(tzinfo=UTC) if written else None
    except ValueError:
        return None
