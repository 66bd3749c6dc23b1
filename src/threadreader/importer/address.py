"""Addresses in a page: made absolute, and the one address of all the saves of a page."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from threadreader.model.clean import LONGEST_ADDRESS, clean_address

_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$")
# What joining and cleaning would leave as it is, as most addresses in a page are.
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d+)?(?:/[\w~%-]+(?:\.[\w~%-]+)*)*/?(?:\?[\w=&%+-]+)?(?:#[\w-]+)?", re.ASCII
)
_PAGING = frozenset(("cpage", "replytocom", "unapproved", "moderation-hash"))


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
    """The address of a page without fragment and comment paging: the same for every save of the page.

    What pages comments is `/comment-page-2/` at the end of the path, and `cpage` or `replytocom` in the query.
    """
    whole = absolute(url, None)
    if whole is None:
        return None
    parts = urlsplit(whole)
    query = parts.query
    if any(name in _PAGING for name, _ in parse_qsl(query, keep_blank_values=True)):
        query = urlencode(
            [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in _PAGING]
        )
    return SplitResult(parts.scheme, parts.netloc.lower(), _path(parts.path), query, "").geturl()


def _path(path: str) -> str:
    return _COMMENT_PAGE.sub("/" if path.endswith("/") else "", path) or "/"
