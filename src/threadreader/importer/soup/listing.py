"""The tags of a tree as a list, so that most of what is asked of a whole page is asked without walking it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from bs4 import BeautifulSoup, Tag

from threadreader.importer.soup.shape import Shape, shape_of


@dataclass(frozen=True, eq=False)
class Listing:
    """The tags of a tree in document order, its root first, and the shape of each.

    The descendants of `tags[n]` are `tags[n + 1:ends[n]]`.
    """

    tags: list[Tag] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @cached_property
    def places(self) -> Mapping[Shape, Sequence[int]]:
        """The places of the tags of each shape: a page has many tags, and what is asked is mostly of few of them."""
        found: defaultdict[Shape, list[int]] = defaultdict(list)
        for place, shape in enumerate(self.shapes):
            found[shape].append(place)
        return found

    def chosen(self, is_wanted: Callable[[Shape], bool]) -> list[int]:
        """The places, in document order, of the tags of some shapes."""
        return sorted(chain.from_iterable(places for shape, places in self.places.items() if is_wanted(shape)))

    def named(self, names: Collection[str]) -> list[Tag]:
        """The tags with one of some names."""
        return [self.tags[place] for place in self.chosen(lambda shape: shape.name in names)]


class ListedSoup(BeautifulSoup):
    """A tree that was listed while it grew, and so must not be changed without listing it again."""

    listing: Listing


def listing_of(root: Tag) -> Listing:
    """The listing of a tree; one of this package has its own."""
    listing = vars(root).get("listing")
    return listing if isinstance(listing, Listing) else _list(root)


def relist(soup: ListedSoup) -> None:
    """List a tree again that was changed."""
    soup.listing = _list(soup)


def _list(root: Tag) -> Listing:
    listing = Listing([root], [shape_of(root)], [0])
    path = [0]
    for node in root.descendants:
        if isinstance(node, Tag):
            while listing.tags[path[-1]] is not node.parent:
                listing.ends[path.pop()] = len(listing.tags)
            path.append(len(listing.tags))
            listing.tags.append(node)
            listing.shapes.append(shape_of(node))
            listing.ends.append(0)
    for place in path:
        listing.ends[place] = len(listing.tags)
    return listing
