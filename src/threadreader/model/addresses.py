"""Addresses: made absolute, freed from the Wayback Machine, and the one URL of all saves and pages of a thread."""

import re
from functools import cache
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit

from msgspec import Struct

from threadreader.lexicon import alternatives
from threadreader.model.save import bare_address
from threadreader.model.text import MAX_ADDRESS_CHARS, clean_address

_ARCHIVE_PREFIX = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://)", re.IGNORECASE)


def unarchived_url(address: str) -> str:
    """Address of the captured page, where an address is one in the archive."""
    return _ARCHIVE_PREFIX.sub("", address, count=1) if _ARCHIVE_PREFIX.match(address) else address


# Addresses that joining and cleaning would leave as they are: most in a page.
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d+)?(?:/[\w~%-]+(?:\.[\w~%-]+)*)*/?(?:\?[\w=&%+-]+)?(?:#[\w-]+)?", re.ASCII
)

# Of paths that have a page in them, for which the words of all languages are needed.
_NUMBER_AT_END = re.compile(r"\d(?:/?|\.\w{1,5})$")


@cache
def _page_in_path() -> re.Pattern[str]:
    """A page number at the end of a path; compiled on first use, as few addresses have one."""
    return re.compile(
        rf"(?P<before>/comment-|[/_-])(?:{alternatives('page_in_address')})"
        rf"(?P<between>[-_/.]?)(?P<number>\d{{1,6}})(?P<end>/?|\.\w{{1,5}})$",
        re.IGNORECASE,
    )


_SHORT_PAGE = re.compile(r"/p(?P<number>\d{1,4})/?$")
_POSTS_BEFORE = re.compile(r"/P(?P<offset>\d{1,6})/?$")
_TOPIC_IN_PATH = re.compile(r"(?<=\d)\.(?P<offset>\d{1,7})(?P<end>(?:\.html?)?/?)$")
# No thread has so many comments, or pages, that their number has more digits.
_MAX_NUMBER_DIGITS, _MAX_PAGE_DIGITS = 7, 4

_BARE_PATH = re.compile(r"/?(?:index\.\w+)?")

# The path of a program; those who copy a site put ".html" behind it.
_SCRIPT_PATH = re.compile(r"\.(?:php|aspx?|cgi)(?:\.html?)?$")

# A page's query in the name of its file, as wget writes it for a copy of a site: "viewtopic.php%3Ft=4&start=20.html".
_QUERY_IN_PATH = re.compile(
    r"(?<=\.)(?P<ending>php|aspx?|cgi|html?)(?:%3F|@)(?P<query>[\w%-]{1,40}=[^/]*?)(?:\.html?)?$", re.IGNORECASE
)

_PAGE_NAMES = frozenset(
    ("page", "pageno", "pagenum", "pagenumber", "page_no", "page_num", "page_number", "pg", "p", "pn", "paged", "cpage")
) | frozenset(("commentpage", "comment_page", "comment-page", "comments_page", "cp", "seite", "pagina", "pagen_1"))
_OFFSET_NAMES = frozenset(("start", "st", "offset", "limitstart", "startat", "skip"))
# Query parameters that do not identify the page: session, viewer, pending action, where the link to it was.
_IGNORED_NAMES = frozenset(
    ("replytocom", "unapproved", "moderation-hash", "sid", "phpsessid", "highlight", "hilit", "nojs")
) | frozenset(("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "fbclid", "gclid"))

_SESSION_ID = re.compile(r"s=[0-9a-f]{32}", re.IGNORECASE)

_TOPIC_AND_POST = re.compile(r"(\d+)\.(?:(\d{1,7})|msg\d+|new)")


class PagedUrl(Struct, frozen=True):
    """Target of an address in a thread of several pages.

    `thread` is the address without paging, `value` the number of the page, or of the comments before it where it
    `is_offset`; None where the address does not give one.
    """

    thread: str
    value: int | None = None
    is_offset: bool = False


def absolute_url(href: str | None, base: str | None) -> str | None:
    """Absolute http or https address, cleaned; None for others, and for a relative one without a base."""
    if not href:
        return None
    if len(href) <= MAX_ADDRESS_CHARS and _PLAIN.fullmatch(href):
        return href
    try:
        joined = clean_address(urljoin(base or "", href.strip()))
        parts = urlsplit(joined or "")
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def thread_url(url: str | None) -> str | None:
    """Address of a page without fragment and paging: the same for every save and every page of a thread.

    For a page in the Wayback Machine it is the address of the captured one.
    """
    whole = absolute_url(unarchived_url(url) if url else None, None)
    return split_paging(whole).thread if whole else None


def page_address(url: str | None) -> str | None:
    """The address that all saves of a page, its pages and links to it share; None of what is no web address."""
    try:
        whole = thread_url(url)
    except ValueError:
        return None
    return bare_address(whole) if whole else None


def split_paging(address: str) -> PagedUrl:
    """Split the paging off an address, which may be relative.

    ValueError where it is no address, or too long.
    """
    if len(address) > MAX_ADDRESS_CHARS:
        raise ValueError(f"an address has no more than {MAX_ADDRESS_CHARS:,} characters")
    parts = urlsplit(address.strip())
    path, query = _without_file_name(parts.path.removeprefix("./"), parts.query)
    path, in_path = _split_path(path)
    is_bare = bool(parts.netloc or path) and bool(_BARE_PATH.fullmatch(path))
    query, in_query = _split_query(query, path, parts.fragment, is_bare=is_bare)
    if parts.netloc:
        path = path or "/"
    thread = SplitResult(parts.scheme, parts.netloc.lower(), path, query, "").geturl()
    value, is_offset = in_query or in_path or (None, False)
    return PagedUrl(thread, value, is_offset)


def _without_file_name(path: str, query: str) -> tuple[str, str]:
    """Path and query of an address, of which a copy of its site may have made the name of one file."""
    folder = path.rfind("/") + 1
    saved = _QUERY_IN_PATH.search(path, folder)
    return (path[: saved.end("ending")], saved["query"]) if saved else (path, query)


def _split_path(path: str) -> tuple[str, tuple[int, bool] | None]:
    paging = None
    while split := _path_paging(path):
        path, paging = split[0], paging or split[1]
    return path, paging


def _path_paging(path: str) -> tuple[str, tuple[int, bool]] | None:
    """Path without a paging suffix, and the paging; None where there is none."""
    match = _page_in_path().search(path) if _NUMBER_AT_END.search(path) else None
    if match:
        # `/thread.12/page-2` is the second page of `/thread.12/`.
        is_folder = match["end"] == "/" or (match["before"] == "/" and match["between"] == "-")
        end = match["end"] if match["end"].startswith(".") else "/" if is_folder else ""
        return path[: match.start()] + end, (int(match["number"]), False)
    match = _SHORT_PAGE.search(path)
    if match:
        return path[: match.start()], (int(match["number"]), False)
    match = _POSTS_BEFORE.search(path)
    if match:
        return path[: match.start()], (int(match["offset"]), True)
    match = _TOPIC_IN_PATH.search(path) if "/topic," in path else None
    return (f"{path[: match.start()]}{match['end']}", (int(match["offset"]), True)) if match else None


def _split_query(query: str, path: str, fragment: str, *, is_bare: bool) -> tuple[str, tuple[int, bool] | None]:
    """Query without its paging, and the paging; all else stays as written."""
    if not query:
        return "", None
    pieces = re.split(r"([&;])", query)
    kept: list[str] = []
    pagings: list[tuple[str, str, tuple[int, bool]]] = []
    for separator, piece in zip(["&", *pieces[1::2]], pieces[::2], strict=True):
        name, value = _name_and_value(piece)
        topic = _TOPIC_AND_POST.fullmatch(value) if name == "topic" else None
        paging = None if _is_post(name, value, path, fragment) else _parameter_paging(name, value)
        if topic:
            kept += [separator, f"topic={topic[1]}"]
            pagings += [("", "", (int(topic[2]), True))] if topic[2] else []
        elif paging:
            pagings.append((separator, piece, paging))
        elif piece and name not in _IGNORED_NAMES and not _SESSION_ID.fullmatch(piece):
            kept += [separator, piece]
    if pagings and not kept and (is_bare or _SCRIPT_PATH.search(path)):
        # Nothing else says which page of the site it is: that is what the number does.
        return query, None
    return "".join(kept[1:]), pagings[-1][2] if pagings else None


def _name_and_value(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote_plus(name).lower(), unquote_plus(value)


def _parameter_paging(name: str, value: str) -> tuple[int, bool] | None:
    """Paging that a parameter of a query gives, as a page or as an offset."""
    if not value.isascii() or not value.isdigit() or len(value) > _MAX_NUMBER_DIGITS:
        return None
    if name in _PAGE_NAMES:
        return int(value), False
    return (int(value), True) if name in _OFFSET_NAMES else None


def _is_post(name: str, value: str, path: str, fragment: str) -> bool:
    """True if a number in a query names a single post: `p` does in WordPress and in forums."""
    names_post = bool(_BARE_PATH.fullmatch(path)) or path.endswith("/") or len(value) > _MAX_PAGE_DIGITS
    return name == "p" and (names_post or value in fragment)
