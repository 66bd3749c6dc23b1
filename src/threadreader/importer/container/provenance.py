"""Provenance of a page: address and time of saving, from the comments that savers write into it."""

import re
from datetime import datetime

from threadreader.importer.container.base import text_start
from threadreader.lexicon import compile_lazily

# Every repetition is bounded: a page may begin like such a comment a thousand times.
_SAVED_FROM = compile_lazily(r"<!--\s{0,20}saved from url=\((\d{4})\)(\S{1,9999})", re.IGNORECASE)
_SINGLE_FILE = compile_lazily(
    r"<!--\s{0,20}Page saved with SingleFile\s{1,20}url:[^\S\n]{0,20}(?P<url>\S{1,4000})\s{0,20}"
    r"(?:saved date:(?P<date>[^\n]{0,200}))?"
)
_MONOLITH = compile_lazily(
    r"<!--\s{0,20}Saved from (?P<url>\S{1,4000})(?: \S{1,200}){0,4}? at (?P<date>\S{1,50}) using monolith\b"
)
_HTTRACK = compile_lazily(
    r"<!-- Mirrored from (?P<url>\S{1,4000}) by HTTrack [^>]{0,200}?(?P<date>\w{3}, \d[^>]{0,50}?) -->"
)

_OURS = compile_lazily(
    r"<!--\s{0,20}Page (?:masked|exported) by threadreader(?: url: (?P<url>\S{1,4000}))?"
    r"(?: saved date: (?P<date>[^\s>]{1,50}))? -->"
)

_SAVERS = (
    (_OURS, "threadreader"),
    (_SINGLE_FILE, "SingleFile"),
    (_MONOLITH, "monolith"),
    (_HTTRACK, "HTTrack"),
    (_SAVED_FROM, "a browser"),
)

_JAVASCRIPT_DATE = compile_lazily(
    r"\w{3} (?P<m>\w{3}) (?P<d>\d{1,2}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) GMT(?P<zone>[+-]\d{4})"
)
_MAIL_DATE = compile_lazily(
    r"(?:\w{3}, )?(?P<d>\d{1,2}) (?P<m>\w{3}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) (?:GMT|UTC|(?P<zone>[+-]\d{4}))"
)


def find_origin(html: bytes) -> tuple[str | None, datetime | None]:
    """Address that a page was saved from and the time of saving, as far as a saver wrote them down."""
    start = text_start(html)
    for pattern in (_OURS, _SINGLE_FILE, _MONOLITH, _HTTRACK):
        match = pattern.search(start)
        if match:
            return http_url(match["url"] or ""), parse_saver_time((match["date"] or "").strip())
    browser = _SAVED_FROM.search(start)
    return (http_url(browser[2][: int(browser[1])]), None) if browser else (None, None)


def find_saver(html: bytes) -> str:
    """Program that saved a page; empty where it left no mark."""
    start = text_start(html)
    return next((name for pattern, name in _SAVERS if pattern.search(start)), "")


def http_url(url: str) -> str | None:
    """An http address, also for one without a scheme; None for anything else."""
    if "://" not in url and re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?:]|$)", url):
        url = f"http://{url}"
    return url if re.match(r"https?://[^/]", url, re.IGNORECASE) else None


def parse_saver_time(written: str) -> datetime | None:
    """Parse a time in ISO 8601, or as JavaScript or a mail header writes it; None for anything else."""
    try:
        match = _JAVASCRIPT_DATE.match(written) or _MAIL_DATE.match(written)
        if not match:
            saved_at = datetime.fromisoformat(written).replace(microsecond=0)
            return saved_at if saved_at.tzinfo else None
        parts = (match["d"], match["m"], match["y"], match["clock"], match["zone"] or "+0000")
        return datetime.strptime(" ".join(parts), "%d %b %Y %H:%M:%S %z")
    except ValueError:
        return None
