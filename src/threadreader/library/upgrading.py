"""Brings stored threads up to date: read again, linked and digested where an older program did it, or nobody yet."""

from collections.abc import Iterator

from threadreader.errors import ThreadreaderError
from threadreader.library import versions
from threadreader.library.library import Library
from threadreader.library.reading import prepare_for_several
from threadreader.store.digests import add_missing_digests, lacks_digests
from threadreader.store.threads import made_before


def is_outdated(library: Library) -> bool:
    """Whether there is something to bring up to date, and it can be kept."""
    database = library.database
    return not library.read_only and (lacks_digests(database) or bool(made_before(database, versions.VERSIONS)))


def upgrade(library: Library) -> Iterator[int]:
    """Bring every thread up to date, and give its number; one that cannot be stays as it is."""
    add_missing_digests(library.database)
    numbers = made_before(library.database, versions.VERSIONS)
    if len(numbers) > 1:
        prepare_for_several()
    for number in numbers:
        try:
            library.bring_up_to_date(number)
        except ThreadreaderError:
            # It is told of where the thread is opened.
            continue
        yield number
