"""What a page calls itself, without reading the whole of it."""

import re
from html import unescape

from threadreader.importer.charset import decode
from threadreader.importer.container import Container
from threadreader.model.clean import clean_line

_SEARCHED = 262_144
_TITLE = re.compile(rb"<title\b[^>]{0,1000}>(.{0,4000}?)</title", re.IGNORECASE | re.DOTALL)


def title_in(container: Container) -> str:
    """The words of the page's `<title>`; empty where it has none."""
    found = _TITLE.search(container.html[:_SEARCHED])
    if found is None:
        return ""
    # From the beginning, where the page names its charset.
    decoded = decode(container.html[: found.end(1)], container.charset).utf8.decode("utf-8", "replace")
    return clean_line(unescape(decoded.rpartition("<title")[2].rpartition("<TITLE")[2].partition(">")[2]))
