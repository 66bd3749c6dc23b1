"""Comments in what a page keeps for its scripts: all that there is of them where these never ran, as with Next.js."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import Tag

from threadreader.importer.html.tree import listing_of
from threadreader.importer.structured.schema import CommentRecord, read_loose_json

Node = Mapping[str, Any]

_MOST_NODES = 500_000
_FEW = 2
_OF_COMMENTS = re.compile(r"comment|repl(?:y|ies)|response|answer", re.IGNORECASE)
_ELSEWHERE = re.compile(r"recent|latest|related|popular|trending|featured|newest", re.IGNORECASE)
"""What lists of the comments on other pages are called by."""

_BELOW = re.compile(r"children|child|items|nodes|edges|node|data|list|results|all|top|root", re.IGNORECASE)
"""What stands between a name for comments and the comments; any other name begins something else."""

_WORDS = (
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
)
_PEOPLE = ("author", "user", "creator", "commenter", "createdBy", "owner", "profile", "member")
_NAMES = ("displayName", "display_name", "name", "fullName", "username", "userName", "login", "nickname")
_OWN_NAMES = ("authorName", "author_name", "userName", "username", "displayName")
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
)
_KEYS = ("id", "_id", "commentId", "databaseId", "uuid")
_PARENTS = ("parentId", "parent_id", "parentCommentId", "inReplyTo", "replyToId", "parent")
_SCORES = ("score", "points", "likes", "likeCount", "upvotes", "votes")


def read_state(root: Tag) -> tuple[CommentRecord, ...]:
    """The comments in the JSON of a page's scripts, in their order; none where they are fewer than two."""
    found = list(_comments(root))
    if len(found) < _FEW:
        return ()
    places = {key: place for place, (node, _) in enumerate(found) if (key := _plain(node, _KEYS))}
    inside = {id(node): place for place, (node, _) in enumerate(found)}
    return tuple(_record(node, places.get(_parent(node) or "", inside.get(id(around)))) for node, around in found)


def _comments(root: Tag) -> Iterator[tuple[Node, Node | None]]:
    """Every object that is a comment, with the one that it is inside of."""
    values = [value for script in _scripts(root) for value in read_loose_json("".join(map(str, script.contents)))]
    ahead: list[tuple[Any, bool, Node | None]] = [(value, False, None) for value in reversed(values)]
    for _ in range(_MOST_NODES):
        if not ahead:
            return
        value, is_among, around = ahead.pop()
        if isinstance(value, list):
            ahead += [(each, is_among, around) for each in reversed(value)]
        elif isinstance(value, Mapping):
            if is_among and _is_comment(value):
                yield value, around
                around = value
            ahead += [
                (each, _leads(str(name), is_among=is_among), around) for name, each in reversed(list(value.items()))
            ]


def _scripts(root: Tag) -> Iterator[Tag]:
    scripts = listing_of(root).named(("script",))
    return (tag for tag in scripts if str(tag.attrs.get("type", "")).lower() == "application/json")


def _leads(name: str, *, is_among: bool) -> bool:
    """Whether what has a name may be comments, where what it is in may be or not."""
    if _ELSEWHERE.search(name):
        return False
    return bool(_OF_COMMENTS.search(name)) or (is_among and bool(_BELOW.fullmatch(name)))


def _is_comment(node: Node) -> bool:
    return bool(_plain(node, _WORDS) and _author(node) and _plain(node, _TIMES))


def _record(node: Node, parent: int | None) -> CommentRecord:
    score = _plain(node, _SCORES)
    return CommentRecord(
        text=_plain(node, _WORDS) or "",
        key=_plain(node, _KEYS),
        parent=parent,
        author=_author(node),
        when=_plain(node, _TIMES),
        score=int(score) if score and re.fullmatch(r"-?\d{1,9}", score) else None,
    )


def _author(node: Node) -> str | None:
    for name in _PEOPLE:
        person = node.get(name)
        found = _plain(person, _NAMES) if isinstance(person, Mapping) else person
        if isinstance(found, str) and found.strip():
            return found.strip()
    return _plain(node, _OWN_NAMES)


def _parent(node: Node) -> str | None:
    value = next((node[name] for name in _PARENTS if node.get(name)), None)
    return _plain(value, _KEYS) if isinstance(value, Mapping) else None if value is None else str(value)


def _plain(node: Node, names: tuple[str, ...]) -> str | None:
    """The first of these that is words or a number."""
    for name in names:
        value = node.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
