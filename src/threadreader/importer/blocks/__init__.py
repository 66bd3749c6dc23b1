"""Nodes of a page to blocks: white space, links, images, and quotations typed with `>`."""

from collections.abc import Callable, Iterable

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.blocks.builder import BlockBuilder
from threadreader.importer.blocks.credits import IsName, no_names, take_credits
from threadreader.importer.blocks.elements import BLOCK_OPENERS, INLINE_OPENERS, TEXT_OPENERS
from threadreader.model.blocks import Blocks

__all__ = ["to_blocks"]

_OPENERS = {**BLOCK_OPENERS, **TEXT_OPENERS, **INLINE_OPENERS}
_INLINE_NAMES = frozenset((*TEXT_OPENERS, *INLINE_OPENERS))


def to_blocks(
    nodes: Iterable[PageElement],
    base: str | None,
    leave_out: Callable[[Tag], bool] | None = None,
    *,
    pictures_lead: bool = False,
    is_name: IsName = no_names,
    is_export: bool = False,
) -> Blocks:
    """Blocks that a browser would render for these nodes, one after the other.

    Relative links resolve against `base`, and stay as written where it is None. Elements that `leave_out` selects are
    skipped with their content. With `pictures_lead`, an image that links to a page has the target in its caption.
    `is_name` tells whose names may stand alone over a quotation. With `is_export` the nodes are those that this program
    writes for blocks, and become the same again. Any tree gives valid blocks, in time linear in its size.
    """
    builder = BlockBuilder(
        base, leave_out, _OPENERS, _INLINE_NAMES, pictures_lead=pictures_lead and not is_export, is_export=is_export
    )
    blocks = builder.blocks(nodes)
    return blocks if is_export else take_credits(blocks, is_name)
