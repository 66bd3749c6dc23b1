"""Pages as the Wayback Machine shows them: their own addresses, when they were captured, and its bar over them."""

import re
from datetime import UTC, datetime

_ADDRESS = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://)", re.IGNORECASE)
_BAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_ARCHIVED_ON = re.compile(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}) AND RETRIEVED FROM")
_SAID_TO_SCRIPT = re.compile(rb"__wm\.wombat\(\"[^\"]{0,4000}\",\s{0,9}\"(\d{14})\"")
_START, _END = 65_536, 16_384
"""The bytes at both ends of a file in which it says when it was captured."""


def own_address(address: str) -> str:
    """The address of a page, where it is one in the archive."""
    return _ADDRESS.sub("", address, count=1) if _ADDRESS.match(address) else address


def without_bar(html: bytes) -> bytes:
    """The page without what the archive puts over it."""
    begin = html.find(_BAR[0])
    end = html.find(_BAR[1], begin) if begin >= 0 else -1
    return html[:begin] + html[end + len(_BAR[1]) :] if end >= 0 else html


def captured_at(html: bytes) -> datetime | None:
    """When the archive captured a page: what that says of times ago was right then, whenever it was saved."""
    found = _ARCHIVED_ON.search(html, max(0, len(html) - _END))
    written, form = (found[1], "%H:%M:%S %b %d, %Y") if found else (None, "%Y%m%d%H%M%S")
    if written is None:
        said = _SAID_TO_SCRIPT.search(html, 0, _START)
        written = said[1] if said else None
    try:
        return datetime.strptime(written.decode("ascii"), form).replace(tzinfo=UTC) if written else None
    except ValueError:
        return None
