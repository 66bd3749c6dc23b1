"""Comments that were taken away: what holds their place is empty, or says that, in words or in place of a name."""

from collections.abc import Sequence
from dataclasses import replace

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.wording import says_gone
from threadreader.model.thread import Kind, Status

_LONGEST = 150
"""No site says in as many characters that it has taken a comment away."""

_SEEN = frozenset(("img", "iframe", "video", "audio", "embed", "object", "picture", "svg"))
_UNSEEN = frozenset(("script", "style", "template"))


def withheld(draft: CommentDraft) -> CommentDraft:
    """The same draft; a removed comment where its words are only that it is one, or where there is nothing of it."""
    if draft.status is not Status.PRESENT or draft.kind is not Kind.COMMENT or draft.says_much or not _is_gone(draft):
        return draft
    author = None if draft.author and says_gone(draft.author) else draft.author
    return replace(draft, status=Status.REMOVED, body=(), author=author)


def says_much(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> bool:
    """Whether there are more than a few words in some nodes, or anything else to see."""
    return _few_words(nodes, leave_out) is None


def _is_gone(draft: CommentDraft) -> bool:
    words = _few_words(draft.body, draft.leave_out)
    if words is None:
        return False
    is_named = bool(draft.author) and not says_gone(draft.author or "")
    return says_gone(words, of_somebody=is_named) if words else bool(draft.key) and not is_named


def _few_words(nodes: Sequence[PageElement], leave_out: LeaveOut | None) -> str | None:
    """The words in some nodes on one line, None where there are more than a few, or anything else to see."""
    pieces: list[str] = []
    size = 0
    stack = [*reversed(nodes)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in _SEEN:
                return None
            if node.name not in _UNSEEN and not (leave_out and leave_out(node)):
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            piece = node.strip()
            size += len(piece)
            if size > _LONGEST:
                return None
            pieces.append(piece)
    return " ".join(" ".join(pieces).split())
