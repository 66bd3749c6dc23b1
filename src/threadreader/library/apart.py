"""Work on a stored library that another process does while this one is read in; each line is for its reader."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from threadreader.errors import ThreadreaderError
from threadreader.library.importing import ImportFailure, ImportResult
from threadreader.library.library import Library
from threadreader.library.upgrading import upgrade
from threadreader.model.clean import clean_line
from threadreader.store.connection import open_database


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
    arrived: Counter[str] = Counter()
    failed: list[ThreadreaderError] = []
    with _open(file) as library:
        for outcome in library.import_pages(Path(name).expanduser() for name in named):
            if isinstance(outcome, ImportResult):
                arrived[outcome.arrival] += 1
                yield f"importing: {arrived.total():,} · {clean_line(outcome.entry.page.title)}"
            elif isinstance(outcome, ImportFailure):
                failed.append(outcome.error)
    yield _summed_up(arrived, failed)


def _summed_up(arrived: Counter[str], failed: list[ThreadreaderError]) -> str:
    known = arrived.pop("known", 0)
    parts = [f"{arrived.total():,} imported"]
    if known:
        parts.append(f"{known:,} already there")
    if failed:
        first = failed[0]
        parts.append(f"{len(failed):,} failed: {clean_line(Path(first.subject).name)} {clean_line(first.trouble)}")
    return " · ".join(parts)


def _open(file: str) -> Library:
    return Library(open_database(Path(file)))
