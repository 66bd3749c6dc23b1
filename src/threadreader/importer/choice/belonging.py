"""Records in the markup of comments that are none of this page: the newest of others, and advertisements."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.region import stripped_strings
from threadreader.importer.html.selector import attribute, classes
from threadreader.importer.html.tree import element_index, first_descendants
from threadreader.importer.lexicon import ADVERTISEMENT, folded, is_removal_notice
from threadreader.lexicon import compile_lazily
from threadreader.model.addresses import thread_url
from threadreader.model.thread import Kind, Status

_NUMBERED = compile_lazily(r"#.*\d")
_NEAR = 60
"""The address of a comment is in so many of its first nodes."""

_HASH = compile_lazily(r"[0-9a-f]{4}(?:-\d+)?(?=(?:\.\w+)?\.html?$)")
"""The addition of HTTrack to the name of a file for the query of its address."""

_TOPIC = compile_lazily(r"(?:^|[^a-z])(?:show)?(?:t|tid|topic|threadid)[=,](\d+)", re.IGNORECASE)
"""The number of a topic in an address of a board: its path is a program's, the same for all topics."""

_MOST_ROWS = 5
"""The words of a comment in several rows begin in so many nodes after the first; white space between rows is one."""

_LEVELS_UP = 4
"""A comment is in a link of so many elements up at most, itself one of them."""


_NEARLY_ALL, _SEVERAL = 0.93, 3  # share and number of comments: one of fifteen may lack what others have (judgement)


def own_comments(comments: Sequence[CommentDraft], document: Document) -> Sequence[CommentDraft]:
    """The comments but advertisements among them and those that lead to other pages."""
    return _without_those_of_other_pages(_without_advertisements(comments), document)


def _without_advertisements(comments: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The comments but those that are named an advertisement, or alone have neither name nor time nor key.

    Comments that were removed have none of them either; what is answered is a comment, and so is what nobody signed
    where tags have no class: an advertisement is put into the markup of posts.
    """
    signed = sum(bool(comment.author and (comment.when or comment.when_text)) for comment in comments)
    is_signed = signed >= max(_SEVERAL, _NEARLY_ALL * (len(comments) - 1))
    answered = {id(comment.parent_element) for comment in comments}
    return [
        comment
        for comment in comments
        if not (comment.author and ADVERTISEMENT.fullmatch(comment.author))
        and not (is_signed and id(comment.element) not in answered and _is_bare(comment))
    ]


def _is_bare(comment: CommentDraft) -> bool:
    if comment.author or comment.when or comment.when_text or comment.key or comment.permalink:
        return False
    if not classes(comment.element):
        return False
    is_present = comment.status is Status.PRESENT and comment.kind is Kind.COMMENT and not comment.has_content
    return is_present and not is_removal_notice(" ".join(stripped_strings(comment.body, comment.leave_out)))


def _without_those_of_other_pages(comments: Sequence[CommentDraft], document: Document) -> Sequence[CommentDraft]:
    """The comments whose own addresses do not lead to places on other pages.

    Where all lead to one page, that is this one under another address; where the addresses differ in figures alone,
    each comment has a page of its own. Where nothing says which page this is, it has all of them unless most lead to
    several pages and to none of these half of all. Where most lead to topics of a board, it has those of one.
    """
    topics = list(map(_topic_of, comments)) if _has_topics(comments, document) else [None] * len(comments)
    counts = Counter(filter(None, topics))
    if 2 * counts.total() > len(comments) and len(counts) > 1 and 2 * max(counts.values()) <= counts.total():
        return [comment for comment, topic in zip(comments, topics, strict=True) if topic is None]
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


def _has_topics(comments: Sequence[CommentDraft], document: Document) -> bool:
    """True if any address on the page could have the number of a topic: to look at each comment's takes longer."""
    links = (attribute(link, "href") for link in element_index(document.soup).named(("a",)))
    return any(map(_TOPIC.search, filter(None, chain(links, (comment.permalink for comment in comments)))))


def _topic_of(comment: CommentDraft) -> str | None:
    """The number of the topic that the address of a comment leads to."""
    found = (_TOPIC.search(link) for link in _links(comment))
    return next((match[1] for match in found if match), None)


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
