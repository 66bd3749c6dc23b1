"""Body of an article on a page whose structure no recipe settles: where its prose is.

Each line of the page counts for an article or against it: prose by its length, links the more the longer they are. The
body is the element whose lines add up to most, from the first prose in it to the last, without lists of links. Nothing
in the thread, in what is called after comments or stands around articles, or after a heading over comments counts.

Below it the outline that this rests on: the text of a page as lines, each with its block element, without the comments
and boilerplate.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from itertools import takewhile
from unicodedata import category

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.article import chrome_filter, is_boilerplate
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft, LeaveOut
from threadreader.importer.html import HEADINGS, INLINE, UNSHOWN_IN_ARTICLE
from threadreader.importer.html.selector import matcher
from threadreader.importer.lexicon import (
    ASIDE,
    is_comments_heading,
    is_named_comment,
    is_named_review,
    names_of,
)
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.text import chunks, fold_space, wide_length

_INLINE = INLINE | {"big", "br", "img", "label", "picture", "source"}
# A shadow root shows the words of its template; a field without words ends a line.
_SKIPPED = UNSHOWN_IN_ARTICLE - {"template", "input"} | {"svg"}
_NOT_WORD = compile_lazily(r"\W+")


class Line(Struct, eq=False):
    """A run of text in one block; `key` is its folded form, with letters and digits only."""

    block: Tag
    index: int
    """The block's among the elements of the outline."""
    text: str
    key: str
    linked: int
    """Characters in links."""

    @property
    def is_linked(self) -> bool:
        """True if more of the text is in links than not."""
        return self.linked * 2 > len(self.text)


class Outline(Struct, eq=False):
    """The elements of a page in document order, without those left out, and its lines of text.

    A pre-order index: `elements[n]` has `elements[n + 1:ends[n]]` as descendants and `elements[parents[n]]` as parent;
    `indices` gives n by identity.
    """

    elements: list[Tag] = []
    parents: list[int] = []
    ends: list[int] = []
    indices: dict[int, int] = {}
    lines: list[Line] = []

    def subtree_sums(self, values: Sequence[int]) -> list[int]:
        """The sum of the values of the lines in each element."""
        sums = [0] * len(self.elements)
        for line, value in zip(self.lines, values, strict=True):
            sums[line.index] += value
        for index in range(len(sums) - 1, 0, -1):
            sums[self.parents[index]] += sums[index]
        return sums


def fold(text: str) -> str:
    """The letters and digits of a text, case-folded."""
    return "".join(_NOT_WORD.sub("", chunk) for chunk in chunks(text)).casefold()


def read_outline(root: Tag, leave_out: Callable[[Tag], bool]) -> Outline:
    """The outline of a page. Linear, and without recursion."""
    outline = Outline()
    builder = _LineBuilder(outline)
    stack: list[tuple[PageElement | None, int, bool]] = [(root, -1, False)]
    while stack:
        node, parent, is_linked = stack.pop()
        if node is None:
            outline.ends[parent] = len(outline.elements)
            builder.leave(outline.elements[parent])
        elif isinstance(node, Tag):
            if node.name in _SKIPPED or (node is not root and leave_out(node)):
                continue
            index = len(outline.elements)
            outline.indices[id(node)] = index
            outline.elements.append(node)
            outline.parents.append(parent)
            outline.ends.append(index + 1)
            builder.enter(node)
            stack.append((None, index, False))
            stack.extend((child, index, is_linked or node.name == "a") for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            builder.write(str(node), is_linked=is_linked)
    builder.finish()
    return outline


class _LineBuilder:
    """Builds lines from pieces of text."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._blocks: list[Tag] = []
        self._pieces: list[str] = []
        self._linked = 0

    def enter(self, element: Tag) -> None:
        if element.name == "br":
            self.finish()
        if not self._blocks or element.name not in _INLINE:
            self.finish()
            self._blocks.append(element)

    def leave(self, element: Tag) -> None:
        if self._blocks and self._blocks[-1] is element:
            self.finish()
            self._blocks.pop()

    def write(self, text: str, *, is_linked: bool) -> None:
        self._pieces.append(text)
        self._linked += len(text.strip()) if is_linked else 0

    def finish(self) -> None:
        if not self._pieces:
            return
        text = fold_space("".join(self._pieces))
        key = fold(text)
        if key:
            block = self._blocks[-1]
            self._outline.lines.append(Line(block, self._outline.indices[id(block)], text, key, self._linked))
        self._pieces.clear()
        self._linked = 0


class LocatedBody(Struct, frozen=True):
    """The element that holds an article, its characters there, and the ids of the descendants that are not of it."""

    top: Tag
    size: int
    dropped: frozenset[int]

    def leave_out(self, element: Tag) -> bool:
        """True if a descendant is not of the article."""
        return id(element) in self.dropped


def drop_others(outline: Outline, top: int, numbers: Sequence[int]) -> LocatedBody:
    """An element with some of its lines: without what has only others, and without all before and after them."""
    lines = [outline.lines[number] for number in numbers]
    kept = [0] * len(outline.lines)
    for number in numbers:
        kept[number] = 1
    kept_sums, all_sums = outline.subtree_sums(kept), outline.subtree_sums([1] * len(outline.lines))
    first, last = min(line.index for line in lines), max(outline.ends[line.index] for line in lines)
    dropped = (
        id(outline.elements[index])
        for index in range(top + 1, outline.ends[top])
        if not kept_sums[index] and (all_sums[index] or not first <= index < last)
    )
    return LocatedBody(outline.elements[top], sum(len(line.key) for line in lines), frozenset(dropped))


# Share of the adapter's body, and characters, from which on a body by its prose is preferred to it.
_MIN_SHARE = 0.5
_MIN_BODY_CHARS = 400  # about a paragraph (judgement): a body that the adapter has is kept otherwise

# Letters from which on a line is prose: anywhere; before a mark of punctuation; in an element for running text.
_MIN_PROSE, _MIN_SENTENCE, _MIN_PARAGRAPH = 80, 40, 20
_PARAGRAPHS = frozenset(("p", "pre", "blockquote", "dd", "li", "td"))
_TEXT_ELEMENTS = _PARAGRAPHS | HEADINGS | {"th", "dt", "code", "caption", "figcaption"}
# Elements that belong to an article between two lines of it, also if they are mostly links.
_KEPT_ELEMENTS = _TEXT_ELEMENTS - {"li", "dd"} | {"figure", "table", "tbody", "tr"}

# What a line counts against an article: any other than prose, and letters of links so often, but of no more.
_FURNITURE, _LINK_WEIGHT, _MAX_LINK = 10, 2, 200
_EXCLUDED = 50  # a line that is none of an article's: as much as a link of two words and the box around it (judgement)

# Elements with more than this share of the text, or a main heading, are no box on the page, whatever they are called.
_MAX_BOX_SHARE = 1 / 3
_LEGAL_NAME = compile_lazily(alternatives("legal_names"), re.IGNORECASE)
_IMPRINT = compile_lazily(rf"\W*(?:\(c\)|{alternatives('imprint')})|.*©", re.IGNORECASE)
_MAX_IMPRINT_CHARS = 300

_CHROME = matcher(
    "form, footer, aside, menu, [role=navigation], [role=complementary], [role=contentinfo], [role=banner],"
    "[role=search], [aria-hidden=true], [hidden]"
)
_DIALOG = matcher("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]")


def add_body(draft: Draft, root: Tag) -> Draft:
    """The draft; with the body of its article by the page's prose where the adapter is not sure of its own."""
    article = draft.article
    if article.is_settled:
        return draft
    is_outside = _outside_article(draft.comments)
    outline = read_outline(root, is_outside)
    body = find_body(outline)
    if body is None or (article.body and body.size < max(_MIN_BODY_CHARS, _MIN_SHARE * _size(outline, article))):
        return draft
    chrome = article.leave_out

    def leave_out(element: Tag) -> bool:
        return body.leave_out(element) or is_outside(element) or (chrome is not None and chrome(element))

    # A form that holds a page is one for programs only: others are shown nowhere.
    nodes = body.top.contents if body.top.name == "form" else (body.top,)
    return replace(draft, article=replace(article, body=tuple(nodes), leave_out=leave_out))


def find_body(outline: Outline) -> LocatedBody | None:
    """The body of an article by the page's prose; None if there is none."""
    if not outline.lines:
        return None
    excluded = _excluded(outline)
    values = _values(outline, excluded)
    sums = outline.subtree_sums(values)
    top = max(range(len(sums)), key=lambda index: (sums[index], index))
    return _cut(outline, top, values, excluded, {number for number, value in enumerate(values) if value > 0})


def _values(outline: Outline, excluded: Container[int]) -> list[int]:
    """What each line counts for an article."""
    return [-_EXCLUDED if number in excluded else _value(line) for number, line in enumerate(outline.lines)]


def _value(line: Line) -> int:
    """What a line counts for an article."""
    size = wide_length(line.key)
    if line.is_linked:
        return -_LINK_WEIGHT * min(size, _MAX_LINK) - _FURNITURE
    name = line.block.name
    if name in HEADINGS:
        return 0
    is_sentence = size >= _MIN_SENTENCE and category(line.text[-1])[0] == "P"
    if size >= _MIN_PROSE or is_sentence or (size >= _MIN_PARAGRAPH and name in _PARAGRAPHS):
        return size - line.linked
    return 0 if name in _TEXT_ELEMENTS else -_FURNITURE


def _excluded(outline: Outline) -> set[int]:
    """The numbers of the lines in boxes of other things, of imprints, and after a heading over comments."""
    chars = outline.subtree_sums([len(line.key) for line in outline.lines])
    titles = outline.subtree_sums([line.block.name == "h1" for line in outline.lines])
    boxes: set[int] = set()
    for index in range(1, len(chars)):
        may_be = chars[index] < _MAX_BOX_SHARE * chars[0] and not titles[index]
        if outline.parents[index] in boxes or (may_be and _is_box(outline.elements[index])):
            boxes.add(index)
    before = takewhile(lambda line: not (line.block.name in HEADINGS and is_comments_heading(line.text)), outline.lines)
    end = sum(1 for _ in before)
    return {
        number
        for number, line in enumerate(outline.lines)
        if number >= end or line.index in boxes or (len(line.text) < _MAX_IMPRINT_CHARS and _IMPRINT.match(line.text))
    }


def _is_box(element: Tag) -> bool:
    """True if an element is called after comments, or is or is called what stands around articles."""
    if element.name in ("body", "article", "main"):
        return False
    names = (ASIDE.search(name) or _LEGAL_NAME.search(name) for name in names_of(element))
    return _CHROME(element) or is_named_comment(element) or is_named_review(element) or any(names)


def _cut(
    outline: Outline, top: int, values: Sequence[int], excluded: Container[int], wanted: Collection[int]
) -> LocatedBody | None:
    """The part of an element from the first of the wanted lines in it to the last, with what belongs to these.

    Paragraphs beside others do, and headings before the first but for the main one; lists of links and excluded lines
    do not.
    """
    sums = outline.subtree_sums(values)
    texts = outline.subtree_sums([len(line.text) for line in outline.lines])
    links = outline.subtree_sums([line.linked for line in outline.lines])
    lists: set[int] = set()
    for index in range(top + 1, outline.ends[top]):
        is_list = sums[index] < 0 and links[index] * 2 > texts[index]
        if outline.parents[index] in lists or (is_list and outline.elements[index].name not in _KEPT_ELEMENTS):
            lists.add(index)
    inside = [
        number
        for number, line in enumerate(outline.lines)
        if top <= line.index < outline.ends[top] and line.index not in lists and number not in excluded
    ]
    chosen = [position for position, number in enumerate(inside) if number in wanted]
    if not chosen:
        return None
    first, last = chosen[0], chosen[-1]
    parents = {outline.parents[outline.lines[number].index] for number in inside[first : last + 1]}

    def is_sibling(position: int) -> bool:
        line = outline.lines[inside[position]]
        return line.block.name in _PARAGRAPHS and outline.parents[line.index] in parents

    while first > 0 and (is_sibling(first - 1) or outline.lines[inside[first - 1]].block.name in HEADINGS - {"h1"}):
        first -= 1
    while last + 1 < len(inside) and is_sibling(last + 1):
        last += 1
    return drop_others(outline, top, inside[first : last + 1])


def _outside_article(comments: Iterable[CommentDraft]) -> LeaveOut:
    """A filter of what is none of the article: the comments, site chrome and boilerplate."""
    of_comments = {id(comment.element) for comment in comments}
    of_comments |= {id(node) for comment in comments for node in comment.body}
    is_chrome = chrome_filter()
    return lambda element: (
        id(element) in of_comments or is_chrome(element) or is_boilerplate(element) or _is_dialog(element)
    )


def _is_dialog(element: Tag) -> bool:
    """True if an element lies above the page and asks something; one with the main heading shows a page of its own."""
    return _DIALOG(element) and element.find("h1") is None


def _size(outline: Outline, article: ArticleDraft) -> int:
    """Characters of the body that the adapter found."""
    tops = [outline.indices[id(node)] for node in article.body if id(node) in outline.indices]
    return sum(len(line.key) for line in outline.lines if any(top <= line.index < outline.ends[top] for top in tops))
