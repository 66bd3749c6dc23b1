"""What the keys of all lists do in that of the threads."""

from collections.abc import Mapping

from threadreader.session import leaving, listing, shelving
from threadreader.session.shelving import ShelfAction

OPEN = listing.go
AS_IN_LISTS: Mapping[object, ShelfAction] = {
    leaving.back_out: shelving.back,
    listing.down: shelving.down,
    listing.up: shelving.up,
    listing.page_down: shelving.page_down,
    listing.page_up: shelving.page_up,
    listing.half_down: shelving.half_down,
    listing.half_up: shelving.half_up,
    listing.first: shelving.first,
    listing.last: shelving.last,
}
