"""A thread by what somebody types for it: the address of its page, or a part of its title."""

from collections.abc import Sequence

from threadreader.errors import ThreadNotFoundError
from threadreader.model.page import Entry
from threadreader.store.connection import Database
from threadreader.store.entries.listing import StoredEntries

_MAX_NAMED = 5  # as many fit a line or two


def find_address(database: Database, reference: str) -> Entry:
    """The entry of the page at an address, whatever its scheme, fragment and last slash. Raises ThreadNotFoundError."""
    wanted = _bare(reference)
    rows = database.records(
        tuple[int, str, str],
        "SELECT page, url, page.id FROM entry NOT INDEXED JOIN page ON number = page"
        " WHERE instr(url, ?) OR instr(page.id, ?) ORDER BY page",
        *(wanted.casefold(), wanted),
    )
    # The list has addresses in small letters.
    small = wanted.casefold()
    named = [number for number, url, name in rows if small and small in {_bare(url), _bare(name).casefold()}]
    for entry in _load(database, named):
        if wanted in {_bare(entry.page.url or ""), _bare(entry.page.id)}:
            return entry
    raise ThreadNotFoundError(
        reference, "no stored thread has that address, and nothing is fetched", "save the page, and open its file"
    )


def find_title(database: Database, reference: str) -> Entry:
    """The entry of the title, or of the only title that has a text in it. Raises ThreadNotFoundError."""
    words = reference.casefold().split()
    query = " ".join(words)
    rows = database.records(
        tuple[int, str],
        "SELECT page, title FROM entry NOT INDEXED WHERE instr(title, ?) ORDER BY page",
        max(words, key=len, default=""),
    )
    titles = [(number, " ".join(title.split())) for number, title in rows]
    equal = [number for number, title in titles if query == title]
    matches = equal if len(equal) == 1 else [number for number, title in titles if query and query in title]
    entries = _load(database, matches[:_MAX_NAMED])
    if not entries:
        raise ThreadNotFoundError(reference, "no file and no stored thread has that name", "see threadreader list")
    if len(matches) == 1:
        return entries[0]
    named = ", ".join(f"{entry.number} {entry.page.title!r}" for entry in entries)
    more = f" and {len(matches) - _MAX_NAMED} more" if len(matches) > _MAX_NAMED else ""
    raise ThreadNotFoundError(reference, f"that is in {len(matches)} titles: {named}{more}", "give the number")


def _load(database: Database, numbers: Sequence[int]) -> Sequence[Entry]:
    loaded = StoredEntries(database).load(numbers)
    return [loaded[number] for number in numbers if number in loaded]


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")
