"""What the lines around the library say, as things stand."""

from collections.abc import Sequence

from threadreader.render.width import cell_width
from threadreader.session.library import Shelf
from threadreader.session.library.results import described
from threadreader.tui.bar_rows import Words, piece
from threadreader.tui.setup import Setup
from threadreader.tui.theme import Look

_WIDE = 100
_UNREAD_FROM = 48
_MARGINS = 5

Hint = tuple[str, ...]
"""The ids of actions, and what they do."""

_NEXT_HIT: Hint = ("library.next-hit", "library.previous-hit", "next hit")


def shelf_title(shelf: Shelf, look: Look, width: int, notice: str) -> Words:
    """How many threads there are, or what was searched for; `notice` is what a reader is to know of the library."""
    found, catalog = shelf.found, shelf.catalog
    if found:
        said = piece(look, described(found), color=look.faint)
        return Words([piece(look, f"/ {found.query}", color=look.bright, bold=True)], [[said]])
    count, unread = catalog.count, catalog.with_unread
    threads = f"{count:,} thread{'s' * (count != 1)}"
    if unread and width >= _UNREAD_FROM:
        threads += f", {unread:,} with unread"
    if catalog.needle:
        threads = f"{len(catalog.shown):,} of {threads} · & {catalog.needle}"
    left = [piece(look, "threadreader", color=look.bright, bold=True)]
    if notice:
        left.append(piece(look, f"   {notice}", color=look.accent))
    sorted_by = piece(look, f"sort: {catalog.order}    ", color=look.faint)
    return Words(left, [[sorted_by], [piece(look, threads, color=look.faint)]])


def shelf_status(shelf: Shelf, look: Look, setup: Setup, width: int, said: str) -> Words:
    """Where the reader is, what is to be said, and the keys that fit the moment."""
    place, words = piece(look, _describe_place(shelf), color=look.faint), piece(look, said, color=look.bright)
    hints = [(setup.keymap.written(*ids), does) for *ids, does in _hints(shelf, setup, width)]
    keys = [(piece(look, f"  {key} "), piece(look, does, color=look.faint)) for key, does in hints if key]
    if not said:
        return Words([place] if place.text else [], keys)
    if cell_width(place.text) + cell_width(said) + _MARGINS <= width:
        return Words([place, piece(look, "   "), words] if place.text else [words], keys, firm=True)
    return Words([words], keys, firm=True)


def _describe_place(shelf: Shelf) -> str:
    position, found = shelf.position, shelf.found
    if not position.length:
        return ""
    return f"{'hit' if found else 'thread'} {position.at + 1:,} of {position.length:,}"


def _hints(shelf: Shelf, setup: Setup, width: int) -> Sequence[Hint]:
    """Three to six keys that fit the moment, the least needed first."""
    if shelf.found:
        keys: list[Hint] = [_NEXT_HIT, ("app.back-out", "back"), ("list.go", "open here")]
    elif not shelf.catalog.count:
        keys = [("app.leave", "leave"), ("library.import", "import")]
    else:
        filtered = bool(shelf.catalog.needle)
        keys = [("library.import", "import"), ("library.sort", "sort")]
        keys += [("app.back-out", "show all")] if filtered else [("library.filter", "filter")]
        keys += [("library.search", "search all"), ("library.open-unread", "first unread"), ("list.go", "open")]
    keys = [hint for hint in keys if not setup.memory.knows(hint[0])]
    return [*(keys if width >= _WIDE else keys[-3:]), ("app.help", "help")]
