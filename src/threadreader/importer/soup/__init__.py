"""HTML into a tree of Beautiful Soup: as browsers read it, quickly, and however deep or odd it is."""

from bs4 import BeautifulSoup
from bs4.element import PageElement

from threadreader.importer.memory import no_collection
from threadreader.importer.soup.browser import parse_as_browsers_do
from threadreader.importer.soup.closing import with_end_tags
from threadreader.importer.soup.linear import parse_in_linear_time
from threadreader.importer.soup.listing import ListedSoup, Listing, listing_of
from threadreader.importer.soup.parting import PART, part_by_rules
from threadreader.importer.soup.shape import Shape, by_shape, shape_of
from threadreader.importer.soup.traps import is_trap
from threadreader.importer.soup.walking import first_in

__all__ = [
    "PART",
    "ListedSoup",
    "Listing",
    "Shape",
    "by_shape",
    "first_in",
    "listing_of",
    "parse_html",
    "part_by_rules",
    "shape_of",
    "take_apart",
]


def parse_html(html: str | bytes) -> ListedSoup:
    """The tree of a page, or of what a `srcdoc` holds; bytes are in UTF-8. No text is lost at any depth.

    What is shown nowhere is not in it: styles, drawings, what stands inside an `<iframe>`, templates but those of
    shadow roots, white space before a block. The tree is for reading only: it is listed as it is, and tags share their
    classes, or all their attributes, with others that have the same.
    """
    html = with_end_tags(html if isinstance(html, bytes) else html.encode("utf-8", errors="replace"))
    with no_collection():
        return parse_in_linear_time(html) if is_trap(html) else parse_as_browsers_do(html)


def take_apart(soup: BeautifulSoup) -> None:
    """Free a tree that is of no more use; as its nodes name each other, it would stay until garbage is looked for."""
    node: PageElement | None = soup
    while node is not None:
        parts = vars(node)
        node = parts.get("next_element")
        parts.clear()
