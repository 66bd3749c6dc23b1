"""The words of a comment where no tag holds them alone: what stands beside the name and the time."""

from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.draft import LeaveOut
from threadreader.importer.region import Region, is_blank

_BLOCKS = frozenset(
    ("p", "blockquote", "ul", "ol", "dl", "pre", "div", "table", "figure", "section", "details", "hr", "center")
) | frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def words_beside(
    region: Region, headers: Iterable[Tag], name: Tag | None, leave_out: LeaveOut
) -> Iterator[PageElement]:
    """The nodes that hold the words: the first blocks found going up from the name, and the text after them.

    `headers` are the tags that say who and when. Text before the first block is the theme's ("says:"); where there is
    no block at all, the words are what follows the last header.
    """
    held = _holding(region, headers)

    def is_aside(node: PageElement) -> bool:
        if not isinstance(node, Tag):
            return False
        return id(node) in held or id(node) in region.inner or node.name in ("form", "script") or leave_out(node)

    for here in _upwards(region, name):
        nodes = [node for node in here.contents if not is_aside(node)]
        first = next((at for at, node in enumerate(nodes) if _is_block(node)), None)
        if first is not None:
            yield from nodes[first:]
            return
    yield from (node for node in _after_headers(region, held) if not is_aside(node))


def _holding(region: Region, headers: Iterable[Tag]) -> set[int]:
    """The tags (by identity) that hold a header or another comment, below the comment's own element."""
    held = set(region.holders)
    for tag in headers:
        here: Tag | None = tag
        while here is not None and here is not region.element:
            held.add(id(here))
            here = here.parent
    return held


def _upwards(region: Region, name: Tag | None) -> Iterator[Tag]:
    """What holds the name, and what holds that, up to the comment's own element."""
    here = region.element if name is None or name is region.element else name.parent
    while here is not None:
        yield here
        if here is region.element:
            return
        here = here.parent


def _is_block(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in _BLOCKS and not is_blank(node)


def _after_headers(region: Region, held: set[int]) -> list[PageElement]:
    """What follows the last header directly in the comment's element."""
    nodes = region.element.contents
    headers = [at for at, node in enumerate(nodes) if id(node) in held and id(node) not in region.holders]
    return nodes[headers[-1] + 1 :] if headers else []
