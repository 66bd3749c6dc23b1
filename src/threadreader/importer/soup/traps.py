"""Pages that a parser which follows the rules of HTML would take minutes or all the memory for.

These are a tag of very many attributes, tags nested very deep, and marks that are opened a thousand times, each
different, and never closed: the rules open all of them again in every block that follows.
"""

import re
from collections import Counter, defaultdict

_MOST_ATTRIBUTES = 10_000
_DEEPEST = 8_000
_MOST_MARKS = 1_000
_PIECE = 65_536
_FURTHEST = 1_000_000
"""Characters between the begin of a tag and the first of very many attributes."""

_TAG_BEGINS = re.compile(rb"<[a-zA-Z]")
_WHOLE_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*+""")
_ATTRIBUTE = re.compile(rb"""[^\s/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+))?""")
_TAG = re.compile(rb"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^<>]{0,200})?)/?>")
_MARKS = frozenset(b"b big code em font i s small strike strong tt u".split())
_NO_DEPTH = frozenset(b"area base br col embed frame hr img input link meta param source wbr".split()) | frozenset(
    b"dd dt li option p rp rt tbody td tfoot th thead tr".split()
)
"""Tags that have no end, or end where the next one begins."""


def is_trap(html: bytes) -> bool:
    """Whether to read a page with a parser that is always quick. It takes time for large pages that are odd only."""
    return _has_many_attributes(html) or (_may_nest(html) and _nests(html))


def _has_many_attributes(html: bytes) -> bool:
    """Whether there is a tag of too many attributes: only where much stands without a `>`."""
    here = 0
    while here < len(html):
        end = html.rfind(b">", here, here + _PIECE)
        if end < 0:
            end = html.find(b">", here)
            end = len(html) if end < 0 else end
            if _count_attributes(html, _first_in_tag(html, here, end), end) > _MOST_ATTRIBUTES:
                return True
        here = end + 1
    return False


def _first_in_tag(html: bytes, here: int, end: int) -> int:
    """Where the part of a piece without `>` begins that is in a tag; the tag may begin before it, with a quoted `>`."""
    before = html.rfind(b"<", max(here - _FURTHEST, 0), here)
    around = _WHOLE_TAG.match(html, before, end) if before >= 0 else None
    if around and around.end() > here:
        return here
    begin = _TAG_BEGINS.search(html, here, end)
    return begin.end() if begin else end


def _count_attributes(html: bytes, begin: int, end: int) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(html, begin, end))


def _may_nest(html: bytes) -> bool:
    """Whether many more tags are opened than closed, up to any place."""
    unclosed = 0
    for start in range(0, len(html), _PIECE):
        piece = html[start : start + _PIECE]
        signs = piece.count(b"<") - 2 * piece.count(b"</")
        unclosed += signs - sum(map(piece.count, (b"<!", b"<br", b"<img")))
        if unclosed > _MOST_MARKS:
            return True
        unclosed = max(unclosed, 0)
    return False


def _nests(html: bytes) -> bool:
    """Whether tags nest too deep, or too many different marks are left open."""
    path: list[bytes] = []
    on_path: Counter[bytes] = Counter()
    unclosed: Counter[bytes] = Counter()
    shapes: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        if name in _MARKS:
            unclosed[name] += -1 if tag["end"] else 1
            shapes[name].add(tag["attributes"])
        if not tag["end"] and name not in _NO_DEPTH:
            path.append(name)
            on_path[name] += 1
            if len(path) > _DEEPEST:
                return True
        while tag["end"] and on_path[name]:
            closed = path.pop()
            on_path[closed] -= 1
            if closed == name:
                break
    return any(min(unclosed[name], len(shapes[name])) > _MOST_MARKS for name in unclosed)
