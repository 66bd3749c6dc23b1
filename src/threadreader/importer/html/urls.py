"""Addresses in a page: made absolute, and the one address of all the saves and all the pages of a thread.

Pages as the Wayback Machine shows them: their own addresses, when they were captured, and its bar over them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit

from threadreader.model.text import LONGEST_ADDRESS, clean_address

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


# What joining and cleaning would leave as it is, as most addresses in a page are.
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d+)?(?:/[\w~%-]+(?:\.[\w~%-]+)*)*/?(?:\?[\w=&%+-]+)?(?:#[\w-]+)?", re.ASCII
)

_PAGE_WORDS = "page|seite|pagina|p%c3%a1gina|strona|sida|side|sivu|strana|sayfa|oldal"
_PAGE_IN_PATH = re.compile(
    rf"(?P<before>/comment-|[/_-])(?:{_PAGE_WORDS})(?P<between>[-_/.]?)(?P<number>\d{{1,6}})(?P<end>/?|\.\w{{1,5}})$",
    re.IGNORECASE,
)
_SHORT_PAGE = re.compile(r"/p(?P<number>\d{1,4})/?$")
_POSTS_BEFORE = re.compile(r"/P(?P<offset>\d{1,6})/?$")
_TOPIC_IN_PATH = re.compile(r"(?<=\d)\.(?P<offset>\d{1,7})(?P<end>(?:\.html?)?/?)$")
_DIGITS, _DIGITS_OF_PAGE = 7, 4
"""No thread has so many comments, or pages, that their number has more digits."""

_BARE_PATH = re.compile(r"/?(?:index\.\w+)?")

_PAGE_NAMES = frozenset(
    ("page", "pageno", "pagenum", "pagenumber", "page_no", "page_num", "page_number", "pg", "p", "pn", "paged", "cpage")
) | frozenset(("commentpage", "comment_page", "comment-page", "comments_page", "cp", "seite", "pagina", "pagen_1"))
_OFFSET_NAMES = frozenset(("start", "st", "offset", "limitstart", "startat", "skip"))
_PASSING = frozenset(("replytocom", "unapproved", "moderation-hash", "sid", "phpsessid", "highlight", "hilit", "nojs"))
"""Names in a query that say nothing of the page: who looks at it, and what they were about to do."""

_SESSION = re.compile(r"s=[0-9a-f]{32}", re.IGNORECASE)

_TOPIC_AND_POST = re.compile(r"(\d+)\.(?:(\d{1,7})|msg\d+|new)")


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an address leads in a thread of several pages.

    `thread` is the address without what turns pages, `value` the number of the page, or how many comments come
    before it where it `is_offset`; None where the address does not say.
    """

    thread: str
    value: int | None = None
    is_offset: bool = False


def absolute(href: str | None, base: str | None) -> str | None:
    """An http or https address that may be kept, None for anything else and for a relative one without a base."""
    if not href:
        return None
    if len(href) <= LONGEST_ADDRESS and _PLAIN.fullmatch(href):
        return href
    try:
        joined = clean_address(urljoin(base or "", href.strip()))
        parts = urlsplit(joined or "")
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def page_address(url: str | None) -> str | None:
    """The address of a page without fragment and paging: the same for every save and every page of a thread.

    One in the Wayback Machine is that of the page captured there.
    """
    whole = absolute(own_address(url) if url else None, None)
    return turn_of(whole).thread if whole else None


def turn_of(address: str) -> Turn:
    """What turns pages in an address, which may be a relative one, and the address without it.

    ValueError where it is no address at all, or longer than any.
    """
    if len(address) > LONGEST_ADDRESS:
        raise ValueError(f"an address has no more than {LONGEST_ADDRESS:,} characters")
    parts = urlsplit(address.strip())
    path, in_path = _without_turn(parts.path.removeprefix("./"))
    is_bare = bool(parts.netloc or path) and bool(_BARE_PATH.fullmatch(path))
    query, in_query = _query_without_turn(parts.query, path, parts.fragment, is_bare=is_bare)
    if parts.netloc:
        path = path or "/"
    thread = SplitResult(parts.scheme, parts.netloc.lower(), path, query, "").geturl()
    value, is_offset = in_query or in_path or (None, False)
    return Turn(thread, value, is_offset)


def _without_turn(path: str) -> tuple[str, tuple[int, bool] | None]:
    turned = None
    while found := _turn_in(path):
        path, turned = found[0], turned or found[1]
    return path, turned


def _turn_in(path: str) -> tuple[str, tuple[int, bool]] | None:
    """The path without what turns pages at its end, and what that was; None where there is nothing of that."""
    found = _PAGE_IN_PATH.search(path)
    if found:
        # `/thread.12/page-2` is the second page of `/thread.12/`.
        is_folder = found["end"] == "/" or (found["before"] == "/" and found["between"] == "-")
        end = found["end"] if found["end"].startswith(".") else "/" if is_folder else ""
        return path[: found.start()] + end, (int(found["number"]), False)
    found = _SHORT_PAGE.search(path)
    if found:
        return path[: found.start()], (int(found["number"]), False)
    found = _POSTS_BEFORE.search(path)
    if found:
        return path[: found.start()], (int(found["offset"]), True)
    found = _TOPIC_IN_PATH.search(path) if "/topic," in path else None
    return (f"{path[: found.start()]}{found['end']}", (int(found["offset"]), True)) if found else None


def _query_without_turn(query: str, path: str, fragment: str, *, is_bare: bool) -> tuple[str, tuple[int, bool] | None]:
    """The query without what turns pages, and what that was; all else stands as it was written."""
    pieces = re.split(r"([&;])", query)
    kept: list[str] = []
    turns: list[tuple[str, str, tuple[int, bool]]] = []
    for separator, piece in zip(["&", *pieces[1::2]], pieces[::2], strict=True):
        name, value = _name_and_value(piece)
        topic = _TOPIC_AND_POST.fullmatch(value) if name == "topic" else None
        turn = None if _is_post(name, value, path, fragment) else _turn(name, value)
        if topic:
            kept += [separator, f"topic={topic[1]}"]
            turns += [("", "", (int(topic[2]), True))] if topic[2] else []
        elif turn:
            turns.append((separator, piece, turn))
        elif piece and name not in _PASSING and not _SESSION.fullmatch(piece):
            kept += [separator, piece]
    if turns and not kept and (is_bare or path.endswith((".php", ".asp", ".aspx", ".cgi"))):
        # Nothing else says which page of the site it is: that is what the number does.
        return query, None
    return "".join(kept[1:]), turns[-1][2] if turns else None


def _name_and_value(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote_plus(name).lower(), unquote_plus(value)


def _turn(name: str, value: str) -> tuple[int, bool] | None:
    """What a name and its value in a query turn to, as a page or as an offset."""
    if not value.isascii() or not value.isdigit() or len(value) > _DIGITS:
        return None
    if name in _PAGE_NAMES:
        return int(value), False
    return (int(value), True) if name in _OFFSET_NAMES else None


def _is_post(name: str, value: str, path: str, fragment: str) -> bool:
    """Whether it is a single post that a number in a query leads to: `p` is that in WordPress and in forums."""
    names_post = bool(_BARE_PATH.fullmatch(path)) or path.endswith("/") or len(value) > _DIGITS_OF_PAGE
    return name == "p" and (names_post or value in fragment)
