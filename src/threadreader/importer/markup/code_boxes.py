"""Code as forums show it: a box with a line over it like "Code: Select all", which nobody wrote."""

import re

from bs4 import Tag

from threadreader.importer.markup.attributes import classes
from threadreader.importer.markup.nearby import tag_after, tag_before
from threadreader.importer.markup.sources import plain
from threadreader.importer.soup import first_in

_HEADS = frozenset(
    (
        "codeheader",
        "codetitle",
        "codeboxheader",
        "bbcode_description",
        "bbcodeblock-title",
        "type",
        "title",
        "smallfont",
    )
)
_IN_BOXES = frozenset(("codebox",))
_HOLDERS = frozenset(("codecontent", "bbc_code", "blockcode"))
_PLAIN_HOLDERS = frozenset(("code",))
"""Classes of what holds code where a head stands before it, and of anything elsewhere."""

_INNERMOST = 4
_LONGEST = 60
_CELLS = 4
_BESIDE = re.compile(r"[\d\s]*|.{1,60}:")
"""What is in the other cells of a box of code: the numbers of its lines, or a line over it."""

_LOOKED = 100
"""Of what is in a tag no more nodes than this are looked at: tags may be nested thousands of levels deep."""


def heads_code(tag: Tag) -> bool:
    """Whether a block is the line over a box of code."""
    around = tag.parent
    if _HEADS.isdisjoint(classes(tag)) and (around is None or _IN_BOXES.isdisjoint(classes(around))):
        return False
    after = tag_after(tag)
    return after is not None and _is_code(after) and len(plain(tag)) < _LONGEST


def holds_code(tag: Tag) -> bool:
    """Whether a tag other than `<pre>` holds lines of code, and not a word of it in a sentence."""
    known = classes(tag)
    if known & _HOLDERS:
        return True
    if tag.name == "code":
        return any(isinstance(node, Tag) and node.name == "br" for node in first_in(tag, _LOOKED))
    if known & _PLAIN_HOLDERS:
        before = tag_before(tag)
        return before is not None and heads_code(before)
    return False


def code_cell(table: Tag) -> Tag | None:
    """The cell with the code in a small table that is a box of it."""
    cells = [node for node in first_in(table, _LOOKED) if isinstance(node, Tag) and node.name == "td"]
    coded = [cell for cell in cells if "code" in classes(cell)]
    others = (plain(cell) for cell in cells if all(cell is not each for each in coded))
    is_box = len(coded) == 1 and len(cells) < _CELLS and all(_BESIDE.fullmatch(words) for words in others)
    return coded[0] if is_box else None


def _is_code(tag: Tag) -> bool:
    here: Tag | None = tag
    for _ in range(_INNERMOST):
        if here is None:
            return False
        if here.name in ("pre", "code") or classes(here) & (_HOLDERS | _PLAIN_HOLDERS):
            return True
        here = next((child for child in here.contents if isinstance(child, Tag)), None)
    return False
