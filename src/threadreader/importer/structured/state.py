"""Page state: comments in the JSON that a page keeps for its scripts, as with Next.js, or in them, as LiveJournal.

Where the scripts never ran, they are all that there is of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bs4 import Tag

from threadreader.importer.structured.schema import (
    CommentRecord,
    Node,
    first_text,
    read_assigned,
    read_integer,
    read_scripts,
)
from threadreader.lexicon import compile_lazily

_MAX_NODES = 500_000  # values: fifty for each comment of the largest pages, which have 10,000; bounds time
_MIN_COMMENTS = 2  # one may be of a widget beside the page
_COMMENT_KEYS = compile_lazily(r"comment|repl(?:y|ies)|response|answer", re.IGNORECASE)
# Keys of lists of the comments on other pages.
_OTHER_PAGES = compile_lazily(r"recent|latest|related|popular|trending|featured|newest", re.IGNORECASE)

# Keys between one for comments and the comments; any other begins something else.
_WRAPPER_KEYS = compile_lazily(r"children|child|items|nodes|edges|node|data|list|results|all|top|root", re.IGNORECASE)

_TEXTS = (
    "bodyHtml",
    "body_html",
    "contentHtml",
    "body",
    "content",
    "text",
    "message",
    "comment",
    "commentText",
    "html",
    "article",
)
_PEOPLE = ("author", "user", "creator", "commenter", "createdBy", "owner", "profile", "member")
_NAMES = ("displayName", "display_name", "name", "fullName", "username", "userName", "login", "nickname")
_OWN_NAMES = ("authorName", "author_name", "userName", "username", "displayName", "dname")
_TIMES = (
    "createdAt",
    "created_at",
    "publishedAt",
    "postedAt",
    "created",
    "date",
    "createdDate",
    "timestamp",
    "created_utc",
    "ctime_ts",
)
_KEYS = ("id", "_id", "commentId", "databaseId", "uuid", "dtalkid")
_PARENTS = ("parentId", "parent_id", "parentCommentId", "inReplyTo", "replyToId", "parent")
_SCORES = ("score", "points", "likes", "likeCount", "upvotes", "votes")


def read_state(root: Tag) -> tuple[CommentRecord, ...]:
    """Comments in the JSON of a page's scripts, in their order; none where they are fewer than two."""
    comments = list(_comments(read_scripts(root, "application/json".__eq__)))
    if len(comments) < _MIN_COMMENTS:
        comments = list(_comments(read_assigned(root, _COMMENT_KEYS)))
    if len(comments) < _MIN_COMMENTS:
        return ()
    indices = {key: index for index, (node, _) in enumerate(comments) if (key := first_text(map(node.get, _KEYS)))}
    indices_by_id = {id(node): index for index, (node, _) in enumerate(comments)}
    return tuple(
        _record(node, indices.get(_parent(node) or "", indices_by_id.get(id(outer)))) for node, outer in comments
    )


def _comments(values: Sequence[Any]) -> Iterator[tuple[Node, Node | None]]:
    """Every object that is a comment, with the one that it is nested in."""
    stack: list[tuple[Any, bool, Node | None]] = [(value, False, None) for value in reversed(values)]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        value, is_among, outer = stack.pop()
        if isinstance(value, list):
            stack += [(each, is_among, outer) for each in reversed(value)]
        elif isinstance(value, Mapping):
            if is_among and _is_comment(value):
                yield value, outer
                outer = value
            stack += [
                (each, _may_hold_comments(str(name), is_among=is_among), outer)
                for name, each in reversed(list(value.items()))
            ]


def _may_hold_comments(name: str, *, is_among: bool) -> bool:
    """True if the value of a key may be comments, given whether its object is among them."""
    if _OTHER_PAGES.search(name):
        return False
    return bool(_COMMENT_KEYS.search(name)) or (is_among and bool(_WRAPPER_KEYS.fullmatch(name)))


def _is_comment(node: Node) -> bool:
    is_signed = bool(_author(node)) or any(node.get(name) == "" for name in _OWN_NAMES)
    return bool(first_text(map(node.get, _TEXTS)) and is_signed and first_text(map(node.get, _TIMES)))


def _record(node: Node, parent: int | None) -> CommentRecord:
    return CommentRecord(
        text=first_text(map(node.get, _TEXTS)) or "",
        key=first_text(map(node.get, _KEYS)),
        parent=parent,
        author=_author(node),
        when=first_text(map(node.get, _TIMES)),
        score=read_integer(first_text(map(node.get, _SCORES))),
    )


def _author(node: Node) -> str | None:
    for name in _PEOPLE:
        person = node.get(name)
        author = first_text(map(person.get, _NAMES)) if isinstance(person, Mapping) else person
        if isinstance(author, str) and author.strip():
            return author.strip()
    return first_text(map(node.get, _OWN_NAMES))


def _parent(node: Node) -> str | None:
    value = next((node[name] for name in _PARENTS if node.get(name)), None)
    return first_text(map(value.get, _KEYS)) if isinstance(value, Mapping) else None if value is None else str(value)
