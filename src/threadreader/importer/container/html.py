"""Plain HTML files, and the comments in which savers write down where and when a page was saved."""

import codecs
import re
from datetime import UTC, datetime, timedelta, timezone

from threadreader.importer.container.container import Container

_START = 65_536
_TAG = re.compile(
    r"<(?:html|head|body|div|p|table|article|section|main|span|ul|ol|li|h[1-6]|blockquote|a|br|pre|form|center|font|meta)"
    r"(?=[\s/>])|<!doctype\s+html",
    re.IGNORECASE,
)
_WHOLE_PAGE = re.compile(r"<(?:html|body|head)(?=[\s>])|<!doctype\s+html", re.IGNORECASE)

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

_SCRIPTED = re.compile(r"\w{3} (?P<m>\w{3}) (?P<d>\d{1,2}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) GMT(?P<zone>[+-]\d{4})")
_MAILED = re.compile(r"\w{3}, (?P<d>\d{1,2}) (?P<m>\w{3}) (?P<y>\d{4}) (?P<clock>[\d:]{8}) GMT(?P<zone>)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_html(data: bytes) -> bool:
    """Whether the bytes are a page: they begin with markup, or have a `<html>`, `<head>` or `<body>` near the start."""
    start = _start(data)
    if "\0" in start[:4096]:
        return False
    begins = start.lstrip("\ufeff \t\r\n\f")[:2]
    if re.match(r"<[!?a-zA-Z/]", begins):
        return bool(_TAG.search(start))
    return bool(_WHOLE_PAGE.search(start))


def open_html(data: bytes, name: str) -> Container:  # noqa: ARG001 - every opener is given the name, for errors
    """The page as it is, with the address and time that a saver left in it."""
    url, saved_at = _origin(_start(data))
    return Container("html", data, url=url, saved_at=saved_at)


def _start(data: bytes) -> str:
    """The first characters; the ASCII ones are right whatever the charset is."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:_START].decode("utf-16", "replace")
    return data[:_START].decode("utf-8", "replace")


def _origin(start: str) -> tuple[str | None, datetime | None]:
    """Where and when the page was saved, as far as a saver says."""
    for pattern in (_SINGLE_FILE, _MONOLITH, _HTTRACK):
        found = pattern.search(start)
        if found:
            return _http(found["url"]), _saver_time((found["date"] or "").strip())
    browser = _SAVED_FROM.search(start)
    return (_http(browser[2][: int(browser[1])]), None) if browser else (None, None)


def _http(url: str) -> str | None:
    if "://" not in url and re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?:]|$)", url):
        url = f"http://{url}"
    return url if re.match(r"https?://[^/]", url, re.IGNORECASE) else None


def _saver_time(written: str) -> datetime | None:
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


def _zone(offset: str) -> timezone:
    if not offset:
        return UTC
    return timezone((-1 if offset[0] == "-" else 1) * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:])))
