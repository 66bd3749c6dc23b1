"""Nodes of a page into blocks: white space, links, pictures, and quotations typed with `>`."""

from collections.abc import Callable, Iterable

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.blocks.builder import Walk
from threadreader.importer.blocks.elements import BLOCK_TAGS, IN_TEXT, TEXT_TAGS
from threadreader.model.blocks import Blocks

__all__ = ["to_blocks"]

_OPENERS = {**BLOCK_TAGS, **TEXT_TAGS, **IN_TEXT}
_INLINE = frozenset((*TEXT_TAGS, *IN_TEXT))


def to_blocks(
    nodes: Iterable[PageElement],
    base: str | None,
    leave_out: Callable[[Tag], bool] | None = None,
    *,
    pictures_lead: bool = False,
) -> Blocks:
    """The blocks that a browser would show for these nodes, one after the other.

    Relative links resolve against `base`, and stay as they are written where it is None. A tag that `leave_out` says
    yes to is skipped with all that is in it. Where `pictures_lead`, a picture that is a link to a page says under
    it where that is. Any soup gives valid blocks, in time linear in its size.
    """
    return Walk(base, leave_out, _OPENERS, _INLINE, pictures_lead=pictures_lead).blocks(nodes)
