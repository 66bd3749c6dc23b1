"""Records in the markup of comments that are none of this page: the newest of others, and advertisements."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import first_descendants
from threadreader.importer.lexicon import ADVERTISEMENT, folded
from threadreader.lexicon import compile_lazily
from threadreader.model.addresses import thread_url
from threadreader.model.thread import Status

_NUMBERED = compile_lazily(r"#.*\d")
_NEAR = 60
"""The address of a comment is in so many of its first nodes."""

_HASH = compile_lazily(r"[0-9a-f]{4}(?:-\d+)?(?=(?:\.\w+)?\.html?$)")
"""The addition of HTTrack to the name of a file for the query of its address."""

_MOST_ROWS = 5
"""The words of a comment in several rows begin in so many nodes after the first; white space between rows is one."""

_LEVELS_UP = 4
"""A comment is in a link of so many elements up at most, itself one of them."""


def own_comments(comments: Sequence[CommentDraft], document: Document) -> Sequence[CommentDraft]:
    """The comments but those that are named an advertisement, and those that lead to other pages."""
    own = [comment for comment in comments if not (comment.author and ADVERTISEMENT.fullmatch(comment.author))]
    return _without_those_of_other_pages(own, document)


def _without_those_of_other_pages(comments: Sequence[CommentDraft], document: Document) -> Sequence[CommentDraft]:
    """The comments whose own addresses do not lead to places on other pages.

    Where all lead to one page, that is this one under another address; where the addresses differ in figures alone,
    each comment has a page of its own. Where nothing says which page this is, it has all of them unless most lead to
    several pages and to none of these half of all.
    """
    own = _path(document.url, document) if document.url is not None else None
    paths = [_path_of(comment, own, document) for comment in comments]
    if own is None:
        # One page may be written in several ways: "../../topic", "/board/topic".
        names = [folded(path.rpartition("/")[2]) for path in paths if path]
        most = max(Counter(names).values(), default=0)
        is_of_others = 2 * len(names) > len(comments) >= 2 * most
        return [comment for comment, path in zip(comments, paths, strict=True) if not (is_of_others and path)]
    others = [folded(path) for path in paths if path and path != own]
    is_several = len(set(others)) > 1
    if is_several or (len(others) > 1 and paths.count(own) > len(others)):
        return [comment for comment, path in zip(comments, paths, strict=True) if path in (None, own)]
    return comments


def _path_of(comment: CommentDraft, own: str | None, document: Document) -> str | None:
    """The path of the page that the address of a comment leads to; None for one that was removed, or without any."""
    if comment.status is not Status.PRESENT:
        return None
    paths = (own if link.startswith("#") else _path(link, document) for link in _links(comment))
    return next(filter(None, paths), None)


def _links(comment: CommentDraft) -> Iterator[str]:
    """The addresses in a comment, and around it, that name a numbered place or are marked as permanent."""
    if comment.permalink and _NUMBERED.search(comment.permalink):
        yield comment.permalink
    here: Tag | None = comment.element
    for _ in range(_LEVELS_UP):
        if here is None:
            break
        href = attribute(here, "href") if here.name == "a" else None
        if href and _NUMBERED.search(href):
            yield href
        here = here.parent
    words = {id(node) for node in comment.body}
    for node in chain(first_descendants(comment.element, _NEAR), _rows(comment.element, words)):
        is_words = id(node) in words
        link = _whole_link(node) if is_words else node if isinstance(node, Tag) and node.name == "a" else None
        href = attribute(link, "href") if link is not None else None
        if href and link is not None and (_NUMBERED.search(href) or attribute(link, "rel") == "bookmark"):
            yield href
        if is_words:
            return


def _rows(first: Tag, words: Container[int]) -> Iterator[PageElement]:
    """The nodes after the first row of a comment until those that are its words, where these are in another row."""
    before: list[PageElement] = []
    for row in islice(first.next_siblings, _MOST_ROWS):
        for node in chain((row,), first_descendants(row, _NEAR) if isinstance(row, Tag) else ()):
            before.append(node)
            if id(node) in words:
                yield from before
                return


def _whole_link(node: PageElement) -> Tag | None:
    """The link that all words of a body are in; one among them is the writer's."""
    if not isinstance(node, Tag):
        return None
    link = node if node.name == "a" else node.find("a")
    return link if isinstance(link, Tag) and link.get_text().strip() == node.get_text().strip() else None


def _path(link: str, document: Document) -> str | None:
    """The path of the thread that an address is of."""
    try:
        url = urljoin(document.base or document.url or "", link)
        return _HASH.sub("", urlsplit(thread_url(url) or url).path.rstrip("/"))
    except ValueError:
        return None
