"""Quotations as forums show them: boxes with a line over the words that says whom they quote.

What is known of each platform is here: what holds a quotation, what its head is, and what names the quoted post.

Who is quoted: `<cite>` and `<footer>` in a blockquote that name the source, and are no words of the quotation.

Code as forums show it: a box with a line over it like "Code: Select all", which nobody wrote.

Code: text that stays as it is typed.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.importer.blocks.attributes import attribute, classes, link, tag_after, tag_before
from threadreader.importer.html.tree import first_in
from threadreader.model.blocks import CodeBlock
from threadreader.model.text import clean, clean_line

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


HEADS = frozenset(
    (
        *("bbcodeblock-title", "attribution", "bbcode_postedby", "ipsquote_citation", "quoteheader", "quotetop"),
        *("citation", "quoteauthor", "quoteboxtitle", "quotetitle", "quote_title", "quote-title"),
        "quote-author",
    )
)
"""Classes of what says whom a box quotes."""

ADDED = frozenset((*("bbcodeblock-expandlink", "bbcodeblock-shrinklink", "quoteexpand", "quoteboxicon"),))
"""Classes of what platforms add to a box, and nobody wrote."""

_BOXES = frozenset(
    (
        "quote-message",
        "bbcode_quote",
        "bbcodequote",
        "quotebox",
        "quotemain",
        "kmsgtext-quote",
        "quotecontent",
        "userquote",
        "bbquote",
    )
)
_PLAIN_BOXES = frozenset(("quote", "blockquote"))
"""Classes of a box where a head stands before it, and of anything elsewhere."""

_POST = re.compile(r"#|post|comment|msg|[?&;/](?:p|pid)[=/]|goto|/t/", re.IGNORECASE)
_MARKS = str.maketrans("\u2191\u21b5\u2934", "   ")
_CREDIT = re.compile(
    r"@?.{1,80}?\s(?:wrote|writes|said|says|schrieb|sagte|hat geschrieben|a \xe9crit|a dit|escribi\xf3|dijo|ha scritto"
    r"|ha detto|escreveu|disse|schreef|zei|skrev|napisa\u0142(?:\(a\))?|\u043d\u0430\u043f\u0438\u0441\u0430\u043b"
    r"(?:\(?\u0430\)?)?|\u043f\u0438\u0448\u0435\u0442)(?P<rest>\s.{1,200})?\s?:"
)
"""Whom somebody quotes, in the words that programs put over quotations; more words only with a link to the post."""
_NAMES = ("data-quote", "data-author", "data-ipsquote-username", "data-username")
_LONGEST = 200
_CELLS, _HEAD = 12, 30
"""A table of more cells than this is no quotation."""


def is_box(tag: Tag) -> bool:
    """Whether a tag other than `<blockquote>` holds a quotation."""
    known = classes(tag)
    if known & _BOXES or ("quote" in known and tag.name == "aside"):
        return True
    return bool(known & _PLAIN_BOXES) and tag.name == "div" and _is_head(tag_before(tag))


def heads_box(tag: Tag) -> bool:
    """Whether a head stands before the box that it is of."""
    after = tag_after(tag)
    return _is_head(tag) and after is not None and (after.name == "blockquote" or is_box(after))


def head_before(tag: Tag) -> Tag | None:
    """The head that stands before a box, not in it."""
    before = tag_before(tag)
    return before if before is not None and (_is_head(before) or credit_of(before)) else None


def credit_before(tag: Tag) -> str | None:
    """The words in bold before a box that say whom it quotes, in the middle of other text."""
    before = tag_before(tag)
    words = plain(before) if before is not None and before.name in ("b", "strong", "small") else ""
    return words if words.endswith(":") else None


def is_head(tag: Tag) -> bool:
    """Whether a part of a box says whom it quotes; one that is not closed holds the quoted words too."""
    if not (_is_head(tag) or _is_title(tag)):
        return False
    return not any(isinstance(node, Tag) and node.name == "blockquote" for node in first_in(tag, _HEAD))


def says_credit(tag: Tag) -> bool:
    """Whether the words of a tag are what programs put over a quotation: "Ann wrote:"."""
    words = plain(tag)
    return words.endswith(":") and _CREDIT.fullmatch(words) is not None


def credit_of(tag: Tag) -> tuple[str, Sequence[PageElement]] | None:
    """The line of a paragraph that says nothing but whom the quotation after it quotes, and what follows the line."""
    after = tag_after(tag) if tag.name == "p" else None
    if after is None or after.name != "blockquote":
        return None
    end = next((at for at, node in enumerate(tag.contents) if isinstance(node, Tag) and node.name == "br"), None)
    line = tag.contents[:end]
    words = " ".join("".join(plain(node) if isinstance(node, Tag) else str(node) for node in line).split())
    found = _CREDIT.fullmatch(words)
    if found is None or (found["rest"] and not any(isinstance(node, Tag) and node.name == "a" for node in line)):
        return None
    return words, tag.contents[len(line) + 1 :]


def is_quote_table(tag: Tag) -> bool:
    """Whether a table is a box: one with a cell for the quoted words, or one under a line like "Quote:"."""
    before = tag_before(tag)
    if before is not None and "smallfont" in classes(before) and plain(before).endswith(":"):
        return len(_cells(tag)) == 1
    return any("quote" in classes(cell) for cell in _cells(tag))


def announces_table(tag: Tag) -> bool:
    """Whether a line like "Quote:" stands over a table that is a box."""
    if "smallfont" not in classes(tag):
        return False
    after = tag_after(tag)
    return after is not None and after.name == "table" and is_quote_table(after)


def heads_cell(tag: Tag) -> bool:
    """Whether a part of a table that is a box says whom it quotes: a cell over the words, or a line in their cell."""
    if tag.name == "td":
        return "quote" not in classes(tag) and plain(tag).endswith(":")
    if tag.parent is None or tag.parent.name != "td" or tag_before(tag) is not None or tag_after(tag) is None:
        return False
    return tag.find(["strong", "b"]) is not None and len(plain(tag)) < _LONGEST


def attribution(head: Tag) -> str | None:
    """The words of a head, without arrows that lead to the quoted post."""
    credit = credit_of(head)
    return " ".join((credit[0] if credit else plain(head)).translate(_MARKS).split()) or None


def named_author(box: Tag) -> str | None:
    """Who is quoted, by the attributes of a box."""
    return next(filter(None, (attribute(box, name) for name in _NAMES)), None)


def cited_post(box: Tag, head: Tag | None, base: str | None) -> str | None:
    """The id of the quoted post, or its address."""
    links = [] if head is None else [head, *head.find_all("a", limit=_CELLS)]
    hrefs = [href for each in links if each.name == "a" and (href := attribute(each, "href"))]
    best = next((href for href in hrefs if _POST.search(href)), hrefs[0] if hrefs else None)
    return _cited_id(box) or link(attribute(box, "cite"), base) or link(best, base)


def _cited_id(box: Tag) -> str | None:
    source = re.fullmatch(r"post:\s*(\d+)", attribute(box, "data-source") or "")
    if source:
        return f"post-{source[1]}"
    comment = attribute(box, "data-ipsquote-contentcommentid")
    if comment:
        return f"comment-{comment}"
    post = attribute(box, "data-post")
    return f"post_{post}" if post and _is_from_here(box) else None


def _is_from_here(box: Tag) -> bool:
    """Whether the head of a box has no link to another topic."""
    head = next((child for child in box.contents if isinstance(child, Tag)), None)
    return head is None or head.find("a") is None


def _is_title(tag: Tag) -> bool:
    around = tag.parent
    return around is not None and around.name == "aside" and "title" in classes(tag) and "quote" in classes(around)


def _is_head(tag: Tag | None) -> bool:
    return tag is not None and not HEADS.isdisjoint(classes(tag))


def _cells(table: Tag) -> list[Tag]:
    """The cells of a small table, none of a larger one."""
    groups = [table, *(child for child in table.contents if isinstance(child, Tag) and child.name == "tbody")]
    rows = (row for group in groups for row in group.contents if isinstance(row, Tag) and row.name == "tr")
    cells = (cell for row in rows for cell in row.contents if isinstance(cell, Tag) and cell.name in ("td", "th"))
    found = list(islice(cells, _CELLS))
    return found if len(found) < _CELLS else []


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
_MAX_CODE_LABEL = 60
_MAX_CODE_CELLS = 4
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
    return after is not None and _is_code(after) and len(plain(tag)) < _MAX_CODE_LABEL


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
    is_box = len(coded) == 1 and len(cells) < _MAX_CODE_CELLS and all(_BESIDE.fullmatch(words) for words in others)
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


_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*|highlight-source-|sourceCode\s+)([\w+#.-]+)", re.IGNORECASE
)
_OWN_LINE = frozenset(("div", "li", "p", "tr"))
_NO_TEXT = frozenset(("script", "style", "template", "button", "textarea", "select"))


def read_code(tag: Tag, leave_out: Callable[[Tag], bool] | None) -> CodeBlock | None:
    """The code in a `<pre>`, None where there is none."""
    text = _verbatim(tag, leave_out).replace("\r\n", "\n").replace("\r", "\n")
    text = clean(text.replace("\f", "\n").removeprefix("\n")).rstrip()
    return CodeBlock(text, _language(tag)) if text.strip() else None


def _verbatim(top: Tag, leave_out: Callable[[Tag], bool] | None) -> str:
    pieces: list[str] = []
    stack: list[PageElement | str] = [*reversed(top.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name == "br":
                pieces.append("\n")
            elif node.name not in _NO_TEXT and not (leave_out and leave_out(node)):
                if node.name in _OWN_LINE:
                    stack.append("\n")
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            pieces.append(str(node))
        elif type(node) is str and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
    return "".join(pieces)


def _language(tag: Tag) -> str | None:
    """The language that the tag, or the only `<code>` in it, names."""
    inner = tag.find("code", recursive=False)
    for named in (tag, inner):
        if isinstance(named, Tag):
            found = _LANGUAGE.search(attribute(named, "class") or "")
            name = found[1] if found else attribute(named, "data-lang") or attribute(named, "data-language")
            if name:
                return clean_line(name).lower() or None
    return None
