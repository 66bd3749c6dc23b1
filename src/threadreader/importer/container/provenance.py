"""Where and when a page was saved: the comments in which savers write it down."""

import re
from datetime import UTC, datetime, timedelta, timezone

from threadreader.importer.container.base import start_of

# Every repetition is bounded: a page may begin like such a comment a thousand times over.
_SAVED_FROM = re.compile(r"<!--\s{0,20}saved from url=\((\d{4})\)(\S{1,9999})", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    r"<!--\s{0,20}Page saved with SingleFile\s{1,20}url:[^\S\n]{0,20}(?P<url>\S{1,4000})\s{0,20}"
    r"(?:saved date:(?P<date>[^\n]{0,200}))?"
)
_MONOLITH = re.compile(
    r"<!--\s{0,20}Saved from (?P<url>\S{1,4000})(?: \S{1,200}){0,4}? at (?P<date>\S{1,50}) using monolith\b"
)
_HTTRACK = re.compile(
    r"<!-- Mirrored from (?P<url>\S{1,4000}) by HTTrack [^>]{0,200}?(?P<date>\w{3}, \d[^>]{0,50}?) -->"
)

_SAVERS = ((_SINGLE_FILE, "SingleFile"), (_MONOLITH, "monolith"), (_HTTRACK, "HTTrack"), (_SAVED_FROM, "a browser"))

_SCRIPTED = re.compile(r"\w{3} (?P<m>\w{3}) (?P<d>\d{1,2}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) GMT(?P<zone>[+-]\d{4})")
_MAILED = re.compile(
    r"(?:\w{3}, )?(?P<d>\d{1,2}) (?P<m>\w{3}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) (?:GMT|UTC|(?P<zone>[+-]\d{4}))"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def origin_of(html: bytes) -> tuple[str | None, datetime | None]:
    """Where and when the page was saved, as far as a saver says."""
    start = start_of(html)
    for pattern in (_SINGLE_FILE, _MONOLITH, _HTTRACK):
        found = pattern.search(start)
        if found:
            return http_address(found["url"]), saver_time((found["date"] or "").strip())
    browser = _SAVED_FROM.search(start)
    return (http_address(browser[2][: int(browser[1])]), None) if browser else (None, None)


def saver_of(html: bytes) -> str:
    """What saved a page, as far as it says so in it; empty where it does not."""
    start = start_of(html)
    return next((name for pattern, name in _SAVERS if pattern.search(start)), "")


def http_address(url: str) -> str | None:
    """An http address, also one without its scheme; None for anything else."""
    if "://" not in url and re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?:]|$)", url):
        url = f"http://{url}"
    return url if re.match(r"https?://[^/]", url, re.IGNORECASE) else None


def saver_time(written: str) -> datetime | None:
    """A time in ISO 8601, or as JavaScript or a mail header writes it; None for anything else."""
    try:
        found = _SCRIPTED.match(written) or _MAILED.match(written)
        if not found:
            saved_at = datetime.fromisoformat(written).replace(microsecond=0)
            return saved_at if saved_at.tzinfo else None
        clock = datetime.fromisoformat(f"{found['y']}-{_month(found['m']):02}-{int(found['d']):02}T{found['clock']}")
        return clock.replace(tzinfo=_zone(found["zone"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    return _MONTHS.index(name) + 1


def _zone(offset: str | None) -> timezone:
    if not offset:
        return UTC
    return timezone((-1 if offset[0] == "-" else 1) * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:])))
