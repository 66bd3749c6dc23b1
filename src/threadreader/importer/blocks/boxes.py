"""Boxes as forums mark them up: quotations with their attribution, and code with its label.

The classes, attributes and structures of each platform are here: the element with a quotation, its header, the quoted
post; `<cite>` and `<footer>` in a blockquote that name the source and are no quoted text; and a box of code under a
label like "Code: Select all", which no author typed.
"""

import re
from collections.abc import Callable
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.blocks.inline import link
from threadreader.importer.html import UNSHOWN
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import cached_by_signature, first_descendants
from threadreader.lexicon import compile_lazily, word_set
from threadreader.model.blocks import CodeBlock
from threadreader.model.text import clean, clean_line


@cached_by_signature
def classes(element: Tag) -> frozenset[str]:
    """Class names, in lower case."""
    return frozenset((attribute(element, "class") or "").lower().split())


def element_before(element: Tag) -> Tag | None:
    """Previous sibling, None where text stands in between."""
    sibling = visible_sibling(element.previous_sibling, forward=False)
    return sibling if isinstance(sibling, Tag) else None


def element_after(element: Tag) -> Tag | None:
    """Next sibling, None where text stands in between."""
    sibling = visible_sibling(element.next_sibling, forward=True)
    return sibling if isinstance(sibling, Tag) else None


def visible_sibling(node: PageElement | None, *, forward: bool) -> PageElement | None:
    """The first of a node and its following or previous siblings that is no white space, comment or the like."""
    while isinstance(node, NavigableString) and (isinstance(node, PreformattedString) or not node.strip()):
        node = node.next_sibling if forward else node.previous_sibling
    return node


_ENDS_WITH_COLON = compile_lazily("[:\N{FULLWIDTH COLON}]\\s*(?:\N{UPWARDS ARROW}.*)?$")
# Classes of quotations whose `<cite>` comes first, and is never a part of the text.
_CITE_FIRST = word_set("quote_names_with_cite")

LINE_ENDING_ELEMENTS = frozenset(("br", "p", "div", "ul", "ol", "blockquote", "pre", "footer", "hr"))


def is_source_citation(cite: Tag, *, begins_line: bool) -> bool:
    """True if a `<cite>` in a quotation is its source, not the title of a work in its text.

    It is on a line of its own, or reads "Ann wrote:" before the text, or comes last in the blockquote.
    """
    parent = cite.parent
    if parent is None or not (parent.name == "blockquote" or (parent.parent and parent.parent.name == "blockquote")):
        return False
    following = visible_sibling(cite.next_sibling, forward=True)
    ends_line = following is None or (isinstance(following, Tag) and following.name in LINE_ENDING_ELEMENTS)
    if begins_line:
        if not _CITE_FIRST.isdisjoint(_spelt_alike(parent)):
            return True
        return ends_line or _ENDS_WITH_COLON.search(text_line(cite)) is not None
    return following is None and parent.name == "blockquote"


def text_line(element: Tag) -> str:
    """Text of an element on one line."""
    pieces = (
        " " if isinstance(node, Tag) else str(node)
        for node in element.descendants
        if type(node) is NavigableString or (isinstance(node, Tag) and node.name in LINE_ENDING_ELEMENTS)
    )
    return clean_line("".join(pieces))


# Classes, without hyphens and low lines: of the attribution of a box, of what platforms add to one, of boxes, and of
# boxes where a header precedes or begins them, and of anything elsewhere.
_HEADERS, _WIDGETS = word_set("quote_header_names"), word_set("quote_widget_names")
_BOXES, _AMBIGUOUS_BOXES = word_set("quote_box_names"), word_set("quote_box_names_with_header")

_POST = compile_lazily(r"#|post|comment|msg|[?&;/](?:p|pid)[=/]|goto|/t/", re.IGNORECASE)
_ARROWS = str.maketrans("\u2191\u21b5\u2934", "   ")
_AUTHOR_ATTRIBUTES = ("data-quote", "data-author", "data-ipsquote-username", "data-username")
_MAX_HEADER_CHARS = 200  # a longer cell with a bold word is quoted text (judgement)
# A table of more cells than this is no quotation.
_MAX_CELLS, _MAX_HEADER_NODES = 12, 30


def is_quote_box(element: Tag) -> bool:
    """True if an element other than `<blockquote>` holds a quotation."""
    names = _spelt_alike(element)
    if names & _BOXES or ("quote" in names and element.name == "aside"):
        return True
    if element.name != "div" or names.isdisjoint(_AMBIGUOUS_BOXES):
        return False
    return _is_header(element_before(element)) or _begins_with_header(element)


def _begins_with_header(element: Tag) -> bool:
    """True if a header begins a box, and is not that of another box in it."""
    first = element.find(recursive=False)
    if not isinstance(first, Tag) or not _is_header(first):
        return False
    box = element_after(first)
    return box is None or (box.name != "blockquote" and _spelt_alike(box).isdisjoint(_BOXES | _AMBIGUOUS_BOXES))


def is_widget(element: Tag) -> bool:
    """True if a platform adds an element to a box, to unfold it."""
    return not _WIDGETS.isdisjoint(_spelt_alike(element))


def is_quote_header(element: Tag) -> bool:
    """True if a header precedes the box that it belongs to."""
    following = element_after(element)
    return _is_header(element) and following is not None and (following.name == "blockquote" or is_quote_box(following))


def header_before(element: Tag) -> Tag | None:
    """Header that precedes a box, not inside it."""
    previous = element_before(element)
    return previous if _is_header(previous) else None


def is_box_header(element: Tag) -> bool:
    """True if a part of a box is its attribution; an unclosed one holds the quoted text too."""
    if not (_is_header(element) or _is_aside_title(element)):
        return False
    return not any(
        isinstance(node, Tag) and node.name == "blockquote" for node in first_descendants(element, _MAX_HEADER_NODES)
    )


def is_quote_table(element: Tag) -> bool:
    """True if a table is a box: one with a cell for the quoted text, or one under a line like "Quote:"."""
    previous = element_before(element)
    if previous is not None and "smallfont" in classes(previous) and text_line(previous).endswith(":"):
        return len(_cells(element)) == 1
    return any("quote" in classes(cell) for cell in _cells(element))


def is_quote_table_label(element: Tag) -> bool:
    """True if a line like "Quote:" precedes a table that is a box."""
    if "smallfont" not in classes(element):
        return False
    following = element_after(element)
    return following is not None and following.name == "table" and is_quote_table(following)


def is_header_cell(element: Tag) -> bool:
    """True if a part of a table box is its attribution: a cell over the text, or a line in its cell."""
    if element.name == "td":
        return "quote" not in classes(element) and text_line(element).endswith(":")
    if (
        element.parent is None
        or element.parent.name != "td"
        or element_before(element) is not None
        or element_after(element) is None
    ):
        return False
    return element.find(["strong", "b"]) is not None and len(text_line(element)) < _MAX_HEADER_CHARS


def attribution(head: Tag) -> str | None:
    """Text of a header, without arrows that link to the quoted post."""
    return " ".join(text_line(head).translate(_ARROWS).split()) or None


def author_attribute(box: Tag) -> str | None:
    """Quoted author by the attributes of a box."""
    return next(filter(None, (attribute(box, name) for name in _AUTHOR_ATTRIBUTES)), None)


def quoted_post(box: Tag, head: Tag | None, base: str | None) -> str | None:
    """Id of the quoted post, or its address."""
    links = [] if head is None else [head, *head.find_all("a", limit=_MAX_CELLS)]
    hrefs = [href for each in links if each.name == "a" and (href := attribute(each, "href"))]
    best = next((href for href in hrefs if _POST.search(href)), hrefs[0] if hrefs else None)
    return _quoted_id(box) or link(attribute(box, "cite"), base) or link(best, base)


def _quoted_id(box: Tag) -> str | None:
    source = re.fullmatch(r"post:\s*(\d+)", attribute(box, "data-source") or "")
    if source:
        return f"post-{source[1]}"
    comment = attribute(box, "data-ipsquote-contentcommentid")
    if comment:
        return f"comment-{comment}"
    post, head = attribute(box, "data-post"), box.find(recursive=False)
    # A header with a link is that of a post in another topic.
    return f"post_{post}" if post and not (isinstance(head, Tag) and head.find("a")) else None


def _is_aside_title(element: Tag) -> bool:
    parent = element.parent
    return parent is not None and parent.name == "aside" and "title" in classes(element) and "quote" in classes(parent)


def _is_header(element: Tag | None) -> bool:
    return element is not None and not _HEADERS.isdisjoint(_spelt_alike(element))


@cached_by_signature
def _spelt_alike(element: Tag) -> frozenset[str]:
    """Class names as `quoteheader`, which others write `quote-header` and `quote_header`."""
    return frozenset(name.replace("-", "").replace("_", "") for name in classes(element))


def _cells(table: Tag) -> list[Tag]:
    """Cells of a small table, none of a larger one."""
    groups = [table, *(child for child in table.contents if isinstance(child, Tag) and child.name == "tbody")]
    rows = (row for group in groups for row in group.contents if isinstance(row, Tag) and row.name == "tr")
    cells = (cell for row in rows for cell in row.contents if isinstance(cell, Tag) and cell.name in ("td", "th"))
    first = list(islice(cells, _MAX_CELLS))
    return first if len(first) < _MAX_CELLS else []


# Classes of the label over code, of what holds label and code, of code, and of code where a label precedes it.
_CODE_LABELS, _CODE_BOXES = word_set("code_label_names"), word_set("code_box_names")
_CODE_CLASSES, _AMBIGUOUS_CODE = word_set("code_names"), word_set("code_names_with_label")

_MAX_WRAPPERS = 4  # elements that hold only the code; bounds the time (judgement)
_MAX_CODE_LABEL = 60  # characters; as of a label in a cell, see `_NOT_CODE`
_MAX_CODE_CELLS = 4  # line numbers, code and a label; one with more is a table (judgement)
# Text of the other cells of a box of code: line numbers, or a label.
_NOT_CODE = compile_lazily(r"[\d\s]*|.{1,60}:")

# Nodes searched in an element: elements may be nested thousands of levels deep.
_MAX_NODES = 100


def is_code_label(element: Tag) -> bool:
    """True if a block is the label over a box of code."""
    parent = element.parent
    if _CODE_LABELS.isdisjoint(_spelt_alike(element)) and (
        parent is None or _CODE_BOXES.isdisjoint(_spelt_alike(parent))
    ):
        return False
    following = element_after(element)
    return following is not None and _is_code(following) and len(text_line(element)) < _MAX_CODE_LABEL


def is_code_box(element: Tag) -> bool:
    """True if an element other than `<pre>` holds lines of code, and not a word of it in a sentence."""
    names = _spelt_alike(element)
    if names & _CODE_CLASSES:
        return True
    if element.name == "code":
        return any(isinstance(node, Tag) and node.name == "br" for node in first_descendants(element, _MAX_NODES))
    if names & _AMBIGUOUS_CODE:
        previous = element_before(element)
        return previous is not None and is_code_label(previous)
    return False


def code_cell(table: Tag) -> Tag | None:
    """Cell with the code in a small table that is a box of it."""
    cells = [node for node in first_descendants(table, _MAX_NODES) if isinstance(node, Tag) and node.name == "td"]
    code_cells = [cell for cell in cells if "code" in classes(cell)]
    others = (text_line(cell) for cell in cells if all(cell is not each for each in code_cells))
    is_code_table = (
        len(code_cells) == 1 and len(cells) < _MAX_CODE_CELLS and all(_NOT_CODE.fullmatch(text) for text in others)
    )
    return code_cells[0] if is_code_table else None


def _is_code(element: Tag) -> bool:
    node: Tag | None = element
    for _ in range(_MAX_WRAPPERS):
        if node is None:
            return False
        if node.name in ("pre", "code") or _spelt_alike(node) & (_CODE_CLASSES | _AMBIGUOUS_CODE):
            return True
        node = next((child for child in node.contents if isinstance(child, Tag)), None)
    return False


_LANGUAGE = compile_lazily(
    r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*|highlight-source-|sourceCode\s+)([\w+#.-]+)", re.IGNORECASE
)
_OWN_LINE = frozenset(("div", "li", "p", "tr"))


def read_code(element: Tag, leave_out: Callable[[Tag], bool] | None) -> CodeBlock | None:
    """Code of a `<pre>`, None where there is none."""
    text = _verbatim(element, leave_out).replace("\r\n", "\n").replace("\r", "\n")
    text = clean(text.replace("\f", "\n").removeprefix("\n")).rstrip()
    return CodeBlock(text, _language(element)) if text.strip() else None


def _verbatim(top: Tag, leave_out: Callable[[Tag], bool] | None) -> str:
    pieces: list[str] = []
    stack: list[PageElement | str] = [*reversed(top.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name == "br":
                pieces.append("\n")
            elif node.name not in UNSHOWN and not (leave_out and leave_out(node)):
                if node.name in _OWN_LINE:
                    stack.append("\n")
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            pieces.append(str(node))
        elif type(node) is str and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
    return "".join(pieces)


def _language(element: Tag) -> str | None:
    """Language that the element, or the only `<code>` in it, names."""
    inner = element.find("code", recursive=False)
    for source in (element, inner):
        if isinstance(source, Tag):
            match = _LANGUAGE.search(attribute(source, "class") or "")
            name = match[1] if match else attribute(source, "data-lang") or attribute(source, "data-language")
            if name:
                return clean_line(name).lower() or None
    return None
