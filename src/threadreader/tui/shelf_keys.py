"""What the keys of all lists do in that of the threads."""

from collections.abc import Mapping

from threadreader.session import library
from threadreader.session.actions import leaving, lists
from threadreader.session.library import ShelfAction

OPEN = lists.go
AS_IN_LISTS: Mapping[object, ShelfAction] = {
    leaving.back_out: library.back,
    lists.down: library.down,
    lists.up: library.up,
    lists.page_down: library.page_down,
    lists.page_up: library.page_up,
    lists.half_down: library.half_down,
    lists.half_up: library.half_up,
    lists.first: library.first,
    lists.last: library.last,
}
