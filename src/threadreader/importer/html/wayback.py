"""Pages of the Wayback Machine: its toolbar, and the time of the capture."""

import re
from datetime import UTC, datetime

_TOOLBAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_ARCHIVE_FOOTER = re.compile(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}) AND RETRIEVED FROM")
_WOMBAT_CALL = re.compile(rb"__wm\.wombat\(\"[^\"]{0,4000}\",\s{0,9}\"(\d{14})\"")
# The bytes at both ends of a file in which it says when it was captured.
_HEAD_BYTES, _TAIL_BYTES = 65_536, 16_384


def strip_wayback_toolbar(html: bytes) -> bytes:
    """Remove the toolbar that the archive puts over a page."""
    begin = html.find(_TOOLBAR[0])
    end = html.find(_TOOLBAR[1], begin) if begin >= 0 else -1
    return html[:begin] + html[end + len(_TOOLBAR[1]) :] if end >= 0 else html


def capture_time(html: bytes) -> datetime | None:
    """Time of the archive's capture: relative times on the page were right then, whenever it was saved."""
    footer = _ARCHIVE_FOOTER.search(html, max(0, len(html) - _TAIL_BYTES))
    written, time_format = (footer[1], "%H:%M:%S %b %d, %Y") if footer else (None, "%Y%m%d%H%M%S")
    if written is None:
        call = _WOMBAT_CALL.search(html, 0, _HEAD_BYTES)
        written = call[1] if call else None
    try:
        return datetime.strptime(written.decode("ascii"), time_format).replace(tzinfo=UTC) if written else None
    except ValueError:
        return None
