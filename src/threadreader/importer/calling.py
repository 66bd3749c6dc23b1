"""What a theme puts before every name or all words, and no writer wrote: numbers that count up, and "@Ann"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from threadreader.importer.draft import CommentDraft
from threadreader.importer.region import is_blank

_NEARLY_ALL = 0.9
_SEVERAL = 2
_FIRST = 12
"""The first words of a comment stand in one of so many nodes."""

_AROUND = 4

_NUMBERED = re.compile(r"#?(\d{1,5})[.):]?\s+(\S.*)", re.DOTALL)
_FEWEST = 3


def without_numbers(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where the names are numbered one after the other, without the numbers."""
    names = [draft.author.strip() for draft in drafts if draft.author]
    found = list(filter(None, map(_NUMBERED.fullmatch, names)))
    if len(found) < max(_FEWEST, len(names)):
        return drafts
    numbers = [int(each[1]) for each in found]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return drafts
    named = iter(found)
    return [replace(draft, author=next(named)[2]) if draft.author else draft for draft in drafts]


def without_calls(drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; where nearly all replies call whom they answer before their words, without that."""
    replies = list(_replies(drafts))
    others = len(replies) - max(_SEVERAL, _NEARLY_ALL * len(replies))
    calls: dict[int, Tag] = {}
    for draft, name in replies:
        if others < 0:
            # In most threads, after a few replies: to look at all of a large one takes long.
            return drafts
        call = _call(draft, name)
        if call is None:
            others -= 1
        else:
            calls[id(draft.element)] = call
    if not calls or others < 0:
        return drafts
    return [_without(draft, calls[id(draft.element)]) if id(draft.element) in calls else draft for draft in drafts]


def _replies(drafts: Sequence[CommentDraft]) -> Iterator[tuple[CommentDraft, str]]:
    """The replies that have words, and who wrote what each answers."""
    by_key = {draft.key: draft for draft in drafts if draft.key is not None}
    by_element = {id(draft.element): draft for draft in drafts}
    for draft in drafts:
        parent = by_key.get(draft.parent_key) if draft.parent_key else by_element.get(id(draft.parent_element))
        if parent is not None and parent.author and draft.body:
            yield draft, parent.author


def _without(draft: CommentDraft, call: Tag) -> CommentDraft:
    before = draft.leave_out
    return replace(draft, leave_out=lambda tag: tag is call or (before is not None and before(tag)))


def _call(draft: CommentDraft, name: str) -> Tag | None:
    """The tag that holds nothing but the call at the beginning of the words."""
    first = next(islice(_shown(draft), 1), None)
    if first is None or not first.strip().startswith("@"):
        return None
    if first.strip().removeprefix("@").rstrip(" :,\uff1a\uff0c") != " ".join(name.split()):
        return None
    held: Tag | None = None
    here = first.parent
    if here is not None and here.name == "p":
        # A paragraph is the writer's own, as short as it may be.
        return None
    tops = {id(node) for node in draft.body}
    for _ in range(_AROUND):
        inside = first if held is None else held
        if here is None or id(here) in tops or not all(node is inside or is_blank(node) for node in here.contents):
            break
        held, here = here, here.parent
    return held


def _shown(draft: CommentDraft) -> Iterator[NavigableString]:
    """The pieces of text at the beginning of a comment."""
    stack: list[PageElement] = [*reversed(draft.body)]
    for _ in range(_FIRST):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, Tag):
            if not (draft.leave_out and draft.leave_out(node)):
                stack.extend(reversed(node.contents))
        elif type(node) is NavigableString and node.strip():
            yield node
