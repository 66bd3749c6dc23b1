"""The tags of a tree as a list, so that most of what is asked of a whole page is asked without walking it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from threadreader.importer.soup.shape import Shape, shape_of


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """The tags of a tree in document order, its root first, and the shape of each.

    The descendants of `tags[n]` are `tags[n + 1:ends[n]]`.
    """

    tags: list[Tag] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def named(self, names: Collection[str]) -> list[Tag]:
        """The tags with one of some names."""
        wanted = {shape for shape in set(self.shapes) if shape.name in names}
        return [tag for tag, shape in zip(self.tags, self.shapes, strict=True) if shape in wanted]


class ListedSoup(BeautifulSoup):
    """A tree that was listed while it grew, and so must not be changed."""

    listing: Listing


def listing_of(root: Tag) -> Listing:
    """The listing of a tree; one of this package has its own."""
    listing = vars(root).get("listing")
    return listing if isinstance(listing, Listing) else _list(root)


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
