"""What an adapter found: still soup and the page's own words, not yet a thread.

Whom each comment answers, where a page gives only how deep each is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bs4 import Tag
from bs4.element import PageElement

from threadreader.model.thread import Kind, Status

LeaveOut = Callable[[Tag], bool]
"""Whether a tag inside a body is not part of its words: a reply link, a share button, another comment."""


class Evidence(StrEnum):
    """What says that one comment answers another, the surest first."""

    SAID = "said"
    CONTAINED = "contained"
    INDENTED = "indented"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True, eq=False)
class CommentDraft:
    """One comment as found. Every text is the page's own, uncleaned.

    `element` tells comments apart: the same element found twice is one comment. The parent is `parent_key` (another
    draft's `key`) where the page names it, else `parent_element` (another draft's `element`) where it contains it.
    `when` is a machine-readable time, `when_text` the words shown. `body` are the nodes that hold the words.
    `evidence` is what the parent was found by, where that is neither a name that the page gives nor containment.
    `says_much` is said by an adapter that has just seen that there are more than a few words, or a picture: a large
    page has no room in the cache of a processor, and to come back to look for them takes several times as long.
    """

    element: Tag
    body: Sequence[PageElement] = ()
    key: str | None = None
    parent_key: str | None = None
    parent_element: Tag | None = None
    author: str | None = None
    author_url: str | None = None
    when: str | None = None
    when_text: str | None = None
    permalink: str | None = None
    by_op: bool = False
    kind: Kind = Kind.COMMENT
    status: Status = Status.PRESENT
    score: int | None = None
    leave_out: LeaveOut | None = None
    evidence: Evidence | None = None
    says_much: bool = False

    @property
    def told_by(self) -> Evidence | None:
        """What says whom it answers; None where it answers nobody."""
        if self.parent_key is not None:
            return Evidence.SAID
        if self.parent_element is None:
            return None
        return self.evidence or Evidence.CONTAINED


@dataclass(frozen=True, slots=True, eq=False)
class ArticleDraft:
    """The article as found: its words are still soup. A settled one has all its words, and no others are looked for."""

    title: str | None = None
    body: Sequence[PageElement] = ()
    authors: Sequence[tuple[str, str | None]] = ()
    when: str | None = None
    when_text: str | None = None
    leave_out: LeaveOut | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An article and comments in any order; parents by key or by element.

    `opened` says that the article is the first post of the thread, as it is in forums. `is_all` says that the platform
    writes its comments into its pages, and none fetches them later: where there are none, the page has none. With
    `has_none` the page is known to be one without comments: a single mail, or a list of threads. `reasons` are why
    these are the comments, where an adapter has weighed it.
    """

    article: ArticleDraft
    comments: Sequence[CommentDraft] = ()
    declared_count: int | None = None
    site: str | None = None
    opened: bool = False
    is_all: bool = False
    has_none: bool = False
    reasons: Sequence[str] = ()


def parents_by_depth(depths: Sequence[int | None]) -> list[int]:
    """For each comment the place of the last one before it that is less deep, -1 where there is none."""
    path: list[tuple[int, int]] = []
    parents: list[int] = []
    for place, depth in enumerate(depths):
        if depth is None:
            parents.append(-1)
            continue
        while path and path[-1][0] >= depth:
            path.pop()
        parents.append(path[-1][1] if path else -1)
        path.append((depth, place))
    return parents


def levels(elements: Iterable[Tag], is_level: LeaveOut) -> Iterator[int]:
    """For each element how many tags around it are a level; each tag of the page is looked at once."""
    known: dict[int, int] = {}
    for element in elements:
        path: list[Tag] = []
        here: Tag | None = element.parent
        while here is not None and id(here) not in known:
            path.append(here)
            here = here.parent
        level = known[id(here)] if here is not None else 0
        for tag in reversed(path):
            level += is_level(tag)
            known[id(tag)] = level
        yield level
