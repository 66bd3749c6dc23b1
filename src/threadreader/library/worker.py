"""Work on a stored library that another process does while this one is read in; each line is for its reader."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from threadreader.errors import PictureError, ThreadreaderError
from threadreader.library.images import Form, draw, find_picture
from threadreader.library.importing import ImportFailure, ImportResult
from threadreader.library.library import Library
from threadreader.library.maintenance import upgrade
from threadreader.library.sandbox import Limits, confined
from threadreader.model.text import clean_line
from threadreader.store.connection import open_database
from threadreader.store.writing import Arrival

_FOR_PICTURE = Limits(seconds=20, memory=1 << 30)
_CHUNK = 32_768
"""Characters on a line."""


def bring_up_to_date(file: str, number: str) -> Iterator[str]:
    """Read a stored thread again and link its quotations, where an older program did that, or nobody yet."""
    with _open(file) as library:
        library.bring_up_to_date(int(number))
    yield from ()


def renew(file: str) -> Iterator[str]:
    """Read threads again, link and digest them, where an older program did."""
    with _open(file) as library:
        for number, _ in enumerate(upgrade(library), 1):
            yield f"threads made again by this version: {number:,}"


def bring_in(file: str, *named: str) -> Iterator[str]:
    """Import files, and the pages in folders."""
    arrived: list[ImportResult] = []
    failed: list[ThreadreaderError] = []
    with _open(file) as library:
        for outcome in library.import_pages(Path(name).expanduser() for name in named):
            if isinstance(outcome, ImportResult):
                arrived.append(outcome)
                yield f"importing: {len(arrived):,} · {_title(outcome)}"
            elif isinstance(outcome, ImportFailure):
                failed.append(outcome.error)
    if len(arrived) + len(failed) == 1:
        yield _what_became_of(arrived[0]) if arrived else _why(failed[0])
    else:
        yield _summed_up(Counter(outcome.arrival for outcome in arrived), failed)


def _what_became_of(outcome: ImportResult) -> str:
    match outcome.arrival:
        case Arrival.NEW:
            return f"imported: {_title(outcome)}"
        case Arrival.MORE:
            return f"joined to the thread that is there: {_title(outcome)}"
        case Arrival.KNOWN:
            return f"already there: {_title(outcome)}"


def _why(error: ThreadreaderError) -> str:
    return f"{clean_line(Path(error.subject).name)}: {clean_line(error.trouble)}"


def _title(outcome: ImportResult) -> str:
    return clean_line(outcome.entry.page.title) or "Untitled page"


def draw_picture(file: str, number: str, src: str, *wanted: str) -> Iterator[str]:
    """A picture of a stored thread: its width and height, and then its bytes in Base64; or `!` and why there is none.

    It is wanted in a form, in so many columns and rows of pixels, on paper of a colour (`#rrggbb`).
    """
    form, width, height, paper = wanted
    name = clean_line(src).rpartition("/")[2] or "picture"
    try:
        with _open(file) as library:
            picture = find_picture(library, int(number), src)
        if picture is None:
            raise PictureError(name, "was not saved with the page")
        red, green, blue = bytes.fromhex(paper.removeprefix("#"))
        work = partial(draw, name, picture.content, Form(form), (int(width), int(height)), (red, green, blue))
        drawn = confined(name, work, _FOR_PICTURE)
    except ThreadreaderError as problem:
        yield f"! {clean_line(problem.subject)} {problem.trouble}"
        return
    yield f"{drawn.width} {drawn.height}"
    written = b64encode(drawn.content).decode()
    yield from (written[start : start + _CHUNK] for start in range(0, len(written), _CHUNK))


def _summed_up(arrived: Counter[Arrival], failed: Sequence[ThreadreaderError]) -> str:
    known, joined = arrived[Arrival.KNOWN], arrived[Arrival.MORE]
    parts = [f"{arrived[Arrival.NEW] + joined:,} imported"]
    if joined:
        parts.append(f"{joined:,} of them joined a thread")
    if known:
        parts.append(f"{known:,} already there")
    if failed:
        parts.append(f"{len(failed):,} failed: {_why(failed[0])}")
    return " · ".join(parts)


def _open(file: str) -> Library:
    return Library(open_database(Path(file)))
