"""Who is quoted: `<cite>` and `<footer>` in a blockquote that name the source, and are no words of the quotation."""

import re

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.model.clean import clean_line

_SAYS = re.compile("[:\N{FULLWIDTH COLON}]\\s*(?:\N{UPWARDS ARROW}.*)?$")
_QUOTES = frozenset(("bbc_standard_quote", "bbc_alternate_quote"))
"""Classes of quotations whose `<cite>` is their first words, and never a part of them."""

ENDS_LINE = frozenset(("br", "p", "div", "ul", "ol", "blockquote", "pre", "footer", "hr"))


def names_source(cite: Tag, *, begins_line: bool) -> bool:
    """Whether a `<cite>` in a quotation is its source, not the title of a work in its text.

    It stands on a line of its own, or says "Ann wrote:" before the words, or is the last thing in the blockquote.
    """
    parent = cite.parent
    if parent is None or not (parent.name == "blockquote" or (parent.parent and parent.parent.name == "blockquote")):
        return False
    after = _next_shown(cite)
    ends_line = after is None or (isinstance(after, Tag) and after.name in ENDS_LINE)
    if begins_line:
        if not _QUOTES.isdisjoint(parent.get_attribute_list("class")):
            return True
        return ends_line or _SAYS.search(plain(cite)) is not None
    return after is None and parent.name == "blockquote"


def plain(tag: Tag) -> str:
    """The words in a tag on one line."""
    pieces = (
        " " if isinstance(node, Tag) else str(node)
        for node in tag.descendants
        if type(node) is NavigableString or (isinstance(node, Tag) and node.name in ENDS_LINE)
    )
    return clean_line("".join(pieces))


def _next_shown(tag: Tag) -> PageElement | None:
    after = tag.next_sibling
    while isinstance(after, NavigableString) and (isinstance(after, PreformattedString) or not after.strip()):
        after = after.next_sibling
    return after
