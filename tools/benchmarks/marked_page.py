"""A saved page as a tree that can be changed, with the places of its comments, their names, times and words.

The places are those of a reading: only a page that is read rightly can be marked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer import read_framed
from threadreader.importer.container import BytesSource, open_container
from threadreader.importer.document import Document, parse_document
from threadreader.importer.draft import CommentDraft, Draft, Evidence
from threadreader.importer.html.tree import is_text
from threadreader.importer.platforms.recipe import Adapter
from threadreader.model.text import fold_space

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_AROUND_NAME = 25
"""A string is a name with so many characters beside it at most, as in "Ann says:"."""

_MARK = b"\xef\xbb\xbf"
"""Says that the page is in UTF-8, whatever its head says."""


@dataclass(slots=True, eq=False)
class Place:
    """A comment in the tree. `names` and `times` are the strings with the name, and with the time, outside its words.

    `when` is the time as it is shown, `machine` as it is written for programs. `parent` is the index of
    the comment that it answers.
    """

    element: Tag
    body: list[PageElement]
    author: str
    names: list[NavigableString]
    when: str
    times: list[NavigableString]
    machine: str | None = None
    evidence: Evidence | None = None
    parent: int | None = None


@dataclass(slots=True, eq=False)
class MarkedPage:
    """A page that can be changed, and `gold`, what a perfect reading of it gives; comments in the page's order."""

    soup: BeautifulSoup
    comments: list[Place]
    article: list[PageElement]
    gold: dict[str, Any]
    url: str | None = None
    is_opened: bool = False
    seed: str = ""

    @property
    def html(self) -> bytes:
        """The page as a file."""
        return _MARK + self.soup.decode().encode("utf-8", "xmlcharrefreplace")

    @property
    def body(self) -> Tag:
        """Its `<body>`."""
        return self.soup.body or self.soup


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it was parsed and read; any number of marked pages can be made of it."""

    document: Document
    draft: Draft
    gold: Mapping[str, Any] = field(default_factory=dict)
    seed: str = ""

    def mark(self) -> MarkedPage:
        """A tree of its own."""
        soup, copies = _copy(self.document.soup)
        elements = {id(draft.element): number for number, draft in enumerate(self.draft.comments)}
        by_key = {draft.key: number for number, draft in enumerate(self.draft.comments) if draft.key}
        places = [_place(draft, elements, copies) for draft in self.draft.comments]
        for place, draft in zip(places, self.draft.comments, strict=True):
            parent = by_key.get(draft.parent_key) if draft.parent_key else None
            if parent is None and draft.parent_element is not None:
                parent = elements.get(id(draft.parent_element))
            place.parent = parent
        article = [copies[id(node)] for node in self.draft.article.body if id(node) in copies]
        return MarkedPage(soup, places, article, dict(self.gold), self.document.base, self.draft.opened, self.seed)


def read_page(data: bytes, name: str, adapters: Sequence[Adapter], gold: Mapping[str, Any]) -> ReadPage | None:
    """A page as it is read; None where a thread is not in the page's own tree, but in a frame or a script.

    Also None where there is a thread and none was found, or the other way round.
    """
    container = open_container(BytesSource(data, name))
    document = parse_document(container)
    whose, reading = read_framed(document, container, adapters)
    own = {id(node) for node in document.soup.descendants}
    comments = reading.draft.comments
    is_elsewhere = whose is not document or any(id(draft.element) not in own for draft in comments)
    if is_elsewhere or bool(comments) != bool(gold["comments"]):
        return None
    return ReadPage(document, reading.draft, gold, name)


def _copy(root: BeautifulSoup) -> tuple[BeautifulSoup, dict[int, PageElement]]:
    """A plain tree like another, and its nodes by the identity of those that they are copies of."""
    soup = BeautifulSoup("", "html.parser")
    copies: dict[int, PageElement] = {id(root): soup}
    for node in root.descendants:
        copy: PageElement
        if isinstance(node, Tag):
            copy = Tag(name=node.name, attrs=dict(attributes(node)), can_be_empty_element=node.name in _VOID)
        else:
            assert isinstance(node, NavigableString)
            copy = type(node)(str(node))
        copies[id(node)] = copy
        above = copies[id(node.parent)]
        assert isinstance(above, Tag)
        above.append(copy)
    return soup, copies


def _place(draft: CommentDraft, elements: Mapping[int, int], copies: Mapping[int, PageElement]) -> Place:
    element = copies[id(draft.element)]
    assert isinstance(element, Tag)
    author, when = fold_space(draft.author or ""), fold_space(draft.when_text or "")
    whole = re.compile(rf"(?<!\w){re.escape(author)}(?!\w)") if author else None
    names: list[NavigableString] = []
    times: list[NavigableString] = []
    for text in own_strings(draft.element, elements, {id(node) for node in draft.body}):
        said, copy = fold_space(text), copies[id(text)]
        assert isinstance(copy, NavigableString)
        if when and when in said and len(said) <= len(when) + _AROUND_NAME:
            times.append(copy)
        elif whole and len(said) <= len(author) + _AROUND_NAME and whole.search(said):
            names.append(copy)
    body = [copies[id(node)] for node in draft.body if id(node) in copies]
    return Place(element, body, author, names, when, times, draft.when, draft.parent_evidence)


def attributes(element: Tag) -> list[tuple[str, str]]:
    """The attributes of an element, also those that are lists, as they are written."""
    return [(name, " ".join(given) if isinstance(given, list) else str(given)) for name, given in element.attrs.items()]


def own_strings(element: Tag, elements: Mapping[int, int], body: set[int]) -> Iterator[NavigableString]:
    """The strings in an element that are neither in other comments nor among its words."""
    stack = [*reversed(element.contents)]
    while stack:
        node = stack.pop()
        if id(node) in body or id(node) in elements:
            continue
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents))
        elif is_text(node) and fold_space(node):
            yield node
