"""Draft of a thread: what an adapter extracted, still elements and uncleaned text.

Also the parents of comments on pages that only give depths.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct

from threadreader.model.thread import Kind, Status

# Predicate for elements in a body that are no part of its text: a reply link, a share button, another comment.
LeaveOut = Callable[[Tag], bool]


class Evidence(StrEnum):
    """Evidence for a comment's parent, the strongest first."""

    EXPLICIT = "said"
    CONTAINED = "contained"
    INDENTED = "indented"
    NUMBERED = "numbered"


class CommentDraft(Struct, frozen=True, eq=False):
    """Extracted comment. All texts are the page's own, uncleaned.

    `element` identifies the comment: the same element twice is one comment. The parent is `parent_key` (another draft's
    `key`) where the page names it, else `parent_element` (another draft's `element`) where that contains it. `when` is
    a machine-readable time, `when_text` the displayed one. `body` are the nodes of the text. `evidence` is that of the
    parent, where it is neither named nor containing. `has_content` is set by an adapter that has just seen more than a
    few words, or an image: to look for them again on a large page, which fits no processor cache, takes several times
    as long.
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
    has_content: bool = False

    @property
    def parent_evidence(self) -> Evidence | None:
        """Evidence for the parent; None for a comment without one."""
        if self.parent_key is not None:
            return Evidence.EXPLICIT
        if self.parent_element is None:
            return None
        return self.evidence or Evidence.CONTAINED


class ArticleDraft(Struct, frozen=True, eq=False):
    """Extracted article: its body is still nodes. A settled one is complete, and no further text is looked for.

    `link` is the address that its title leads to, on sites where links are discussed.
    """

    title: str | None = None
    body: Sequence[PageElement] = ()
    authors: Sequence[tuple[str, str | None]] = ()
    when: str | None = None
    when_text: str | None = None
    leave_out: LeaveOut | None = None
    is_settled: bool = False
    link: str | None = None


class Surroundings(Struct, frozen=True):
    """The page around its posts, and what they are called: what tells whether the first of them opens a thread.

    The prose is in letters of sentences: outside the posts, before the first one, and from the page's heading to it.
    `is_headed` is set where that heading stands with the first post and no other does, `is_opened` where that one alone
    is called so, `is_apart` where it stands before the heading over all others, `is_preceded` where words in markup
    like that of the posts' stand before it.
    """

    prose_outside: int
    prose_ahead: int
    prose_before: int
    is_headed: bool
    is_announced: bool
    is_apart: bool
    is_opened: bool
    is_preceded: bool
    is_guestbook: bool
    is_review: bool
    is_named_comments: bool
    is_among_comments: bool
    is_named_posts: bool
    is_among_posts: bool


class Draft(Struct, frozen=True, eq=False):
    """An article and comments in any order; parents by key or by element.

    `opened` marks that the article is the first post of the thread, as in forums. `is_all` means that the platform
    renders its comments into its pages and fetches none later: where there are none, the page has none. With `has_none`
    the page is known to have no comments: a single mail, or a list of threads. `reasons` are an adapter's grounds for
    its choice of comments, `surroundings` what it found around them where nothing else tells what they are. With
    `is_export` this program wrote the page: what was cut from the words once is not looked for again.
    """

    article: ArticleDraft
    comments: Sequence[CommentDraft] = ()
    declared_count: int | None = None
    site: str | None = None
    opened: bool = False
    is_all: bool = False
    has_none: bool = False
    reasons: Sequence[str] = ()
    surroundings: Surroundings | None = None
    is_export: bool = False


def parents_by_depth(depths: Sequence[int | None], step: int = 1) -> list[int]:
    """Index of each comment's parent, the last one before it that is less deep by a step; -1 where there is none."""
    path: list[tuple[int, int]] = []
    parents: list[int] = []
    for index, depth in enumerate(depths):
        if depth is None:
            parents.append(-1)
            continue
        while path and path[-1][0] > depth - step:
            path.pop()
        parents.append(path[-1][1] if path else -1)
        path.append((depth, index))
    return parents


def nesting_levels(elements: Iterable[Tag], is_level: LeaveOut) -> Iterator[int]:
    """Number of ancestors of each element that are a level; each element of the page is visited once."""
    known: dict[int, int] = {}
    for start in elements:
        path: list[Tag] = []
        ancestor: Tag | None = start.parent
        while ancestor is not None and id(ancestor) not in known:
            path.append(ancestor)
            ancestor = ancestor.parent
        level = known[id(ancestor)] if ancestor is not None else 0
        for element in reversed(path):
            level += is_level(element)
            known[id(element)] = level
        yield level
