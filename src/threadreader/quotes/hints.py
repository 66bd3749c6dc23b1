"""Hints at the parent of a comment in its text: mentions and quotations, never taken for a parent."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import CommentId, Thread

_MENTION = re.compile(r"(?<![\w@])@(\w[^\n@]{0,60})")
_NON_WORD_CHARS = re.compile(r"[\W_]+")
_MAX_NAME_WORDS = 5  # few names have more; each beginning is looked up


class Cause(StrEnum):
    """The kind of a hint."""

    NAME = "name"
    QUOTATION = "quotation"


class Hint(Struct, frozen=True):
    """A comment that another one mentions the author of, or quotes."""

    cause: Cause
    target: CommentId


def find_hints(thread: Thread, quotes: QuoteIndex) -> Mapping[CommentId, tuple[Hint, ...]]:
    """The hints of each comment that has any; `@name` hints at the last comment before it by that author."""
    last: dict[str, CommentId] = {}
    hints_by_comment: dict[CommentId, tuple[Hint, ...]] = {}
    for comment in thread.comments:
        named = [Hint(Cause.NAME, last[name]) for name in _mentioned_names(comment.text) if name in last]
        links = (quotes.link.get(quote) for quote in quotes.inside(comment.id))
        targets = (link.target.owner for link in links if link is not None)
        quoted = [Hint(Cause.QUOTATION, target) for target in targets if target is not None]
        hints = tuple(dict.fromkeys((*named, *quoted)))
        if hints:
            hints_by_comment[comment.id] = hints
        if comment.author is not None:
            last[_fold(comment.author.name)] = comment.id
    return hints_by_comment


def _mentioned_names(text: str) -> Iterator[str]:
    """The folded phrases after each `@` that may be names, the longest first."""
    for mention in _MENTION.finditer(text):
        words = mention[1].split()[:_MAX_NAME_WORDS]
        yield from (_fold("".join(words[:count])) for count in range(len(words), 0, -1))


def _fold(name: str) -> str:
    return _NON_WORD_CHARS.sub("", name).casefold()
