"""Addresses of threads: their own, those of their comments, of what they are about, and of what they link to.

An address is stored as a hash of `page_address`, so that no row grows with it and nothing of a page is in one.
"""

import enum
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from threadreader.model.addresses import page_address
from threadreader.model.blocks import Blocks, Number
from threadreader.model.save import ParsedPage, bare_address
from threadreader.model.statistics import links_in
from threadreader.model.thread import Comment
from threadreader.store.connection import Database
from threadreader.store.progress import JOINED, PARTED

PAGE = -1
"""The position of what is of the page or its article, and of no comment."""

_HASH_BYTES, _HASH_BITS = 8, 63  # what a column has room for, without a sign
_MAX_ROWS = 50_000
"""More links than any page has that people wrote; keeps a crafted one from filling the library."""


class Role(enum.IntEnum):
    """Relation of an address to a thread: it is its own, that of its article, or linked to."""

    OWN = 0
    ARTICLE = 1
    LINK = 2


class AddressColumns(Struct, frozen=True):
    """Addresses of a thread as columns of hashes, roles and positions of comments."""

    hashes: tuple[Annotated[int, Meta(ge=0, le=(1 << _HASH_BITS) - 1)], ...] = ()
    roles: tuple[Number, ...] = ()
    positions: tuple[Number, ...] = ()

    @property
    def rows(self) -> Iterator[tuple[int, int, int]]:
        """The columns as rows."""
        return zip(self.hashes, self.roles, self.positions, strict=True)


class Reference(NamedTuple):
    """A reply, by its position, or the article of a stored thread that links to a page, or is what is linked to."""

    number: int
    position: int


def address_hash(address: str) -> int:
    """The hash of an address that `page_address` gives."""
    import hashlib

    digest = hashlib.blake2b(address.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest) & ((1 << _HASH_BITS) - 1)


def save_addresses(connection: sqlite3.Connection, number: int, addresses: AddressColumns) -> None:
    """Save the addresses of a page's thread, in place of those of an earlier parse."""
    connection.execute("DELETE FROM address WHERE page = ?", (number,))
    rows = sorted((each, role, number, position) for each, role, position in addresses.rows)
    connection.executemany("INSERT OR IGNORE INTO address (hash, role, page, comment) VALUES (?, ?, ?, ?)", rows)


def find_address(database: Database, address: str) -> Reference | None:
    """The stored thread or comment with an address: of several the thread, and the one that was added last."""
    statement = "SELECT page, comment FROM address WHERE hash = ? AND role = ? ORDER BY comment, page DESC LIMIT 1"
    return next(iter(database.records(Reference, statement, address_hash(address), Role.OWN)), None)


def find_linking(database: Database, number: int, limit: int) -> Sequence[Reference]:
    """The replies and articles in other threads that link to a thread or a comment of it, by thread and position."""
    statement = """
        SELECT DISTINCT link.page, link.comment FROM address AS own JOIN address AS link ON link.hash = own.hash
        WHERE own.page = ? AND own.role = ? AND link.role = ? AND link.page <> own.page
        ORDER BY link.page, link.comment LIMIT ?
    """
    return database.records(Reference, statement, number, Role.OWN, Role.LINK, limit)


def find_stored_links(database: Database, number: int) -> frozenset[int]:
    """The hashes of the addresses that a thread links to and that are those of other stored threads or comments."""
    statement = """
        SELECT DISTINCT link.hash FROM address AS link JOIN address AS own ON own.hash = link.hash AND own.role = ?
        WHERE link.page = ? AND link.role = ? AND own.page <> link.page
    """
    return frozenset(each for (each,) in database.records(tuple[int], statement, Role.OWN, number, Role.LINK))


def find_same_article(database: Database, numbers: Collection[int], limit: int) -> frozenset[int]:
    """The pages whose article has an address of those of these pages' articles."""
    statement = f"""
        SELECT DISTINCT other.page FROM address AS own JOIN address AS other ON other.hash = own.hash
        WHERE own.page IN ({", ".join("?" * len(numbers))}) AND own.role = ? AND other.role = ? LIMIT ?
    """  # noqa: S608 - our own
    rows = database.records(tuple[int], statement, *numbers, Role.ARTICLE, Role.ARTICLE, limit)
    return frozenset(page for (page,) in rows)


def find_discussions(database: Database, number: int, limit: int) -> Sequence[int]:
    """The other pages about the article of a page: by its addresses, or since the reader joined them. Not the parted.

    What is joined with one of them is with all, in a bounded number of steps and pages.
    """
    parted = {number, *_find_bonds(database, [number], PARTED)}
    found, new = set[int](), {number}
    while new and len(found) < limit:
        same = find_same_article(database, new, limit) | {*_find_bonds(database, new, JOINED)}
        new = {*sorted(same - parted - found)[: limit - len(found)]}
        found |= new
    return sorted(found)


def _find_bonds(database: Database, numbers: Collection[int], bond: str) -> Iterator[int]:
    """The stored pages that the reader joined with pages, or parted from them."""
    statement = f"""
        SELECT other.number FROM page JOIN reading ON reading.page = page.id
        JOIN fact ON reading = reading.id AND kind = ? JOIN page AS other ON other.id = value
        WHERE page.number IN ({", ".join("?" * len(numbers))})
    """  # noqa: S608 - our own
    return (other for (other,) in database.records(tuple[int], statement, bond, *numbers))


def comment_addresses(comments: Sequence[Comment], address: str | None) -> AddressColumns:
    """The addresses of comments of a page, counted from the first of them, and of what they link to."""
    host, known = _host(address or ""), dict[str, int | None]()
    rows = list[tuple[int, int, int]]()
    for position, comment in enumerate(comments):
        own = [comment.permalink] if _host(bare_address(comment.permalink or "")) == host else []
        rows += ((each, Role.OWN, position) for each in _hashes(own, known))
        rows += ((each, Role.LINK, position) for each in _hashes(links_in(comment.body), known))
    return _columns(rows)


def thread_addresses(read: ParsedPage, batches: Iterable[tuple[int, AddressColumns]]) -> AddressColumns:
    """The addresses of a thread, from those of batches of its comments and the position of the first of each."""
    address, article = read.address or "", read.thread.article
    own = {*_hashes([f"https:{address}", read.saved_url])} if address.startswith("//") else set[int]()
    discussed = {*_hashes([article.link or (_only_link(article.body, address) if read.opened else None)])}
    rows: list[tuple[int, int, int]] = [(each, Role.OWN, PAGE) for each in own]
    rows += [(each, Role.ARTICLE, PAGE) for each in discussed or own]
    rows += ((each, Role.LINK, PAGE) for each in _hashes([article.link, *links_in(article.body)]) if each not in own)
    for first, batch in batches:
        rows += ((each, role, first + position) for each, role, position in batch.rows if each not in own)
    return _columns(islice(dict.fromkeys(rows), _MAX_ROWS))


def _only_link(post: Blocks, address: str) -> str | None:
    """What the opening post of a forum's thread links to, where that is one page of another site."""
    links = {page: href for href in links_in(post) if (page := page_address(href)) and _host(page) != _host(address)}
    return next(iter(links.values())) if len(links) == 1 else None


def _host(address: str) -> str:
    return address.removeprefix("//").partition("/")[0]


def _columns(rows: Iterable[tuple[int, int, int]]) -> AddressColumns:
    columns = tuple(zip(*rows, strict=True))
    return AddressColumns(*columns) if columns else AddressColumns()


def _hashes(urls: Iterable[str | None], known: dict[str, int | None] | None = None) -> Iterator[int]:
    """The hashes of web addresses; many differ in their fragments alone, and `known` has those of before."""
    known = {} if known is None else known
    for url in urls:
        page = (url or "").partition("#")[0]
        if page not in known:
            address = page_address(page)
            known[page] = address_hash(address) if address else None
        found = known[page]
        if found is not None:
            yield found
