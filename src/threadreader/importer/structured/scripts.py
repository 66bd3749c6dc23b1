"""An article and its comments from the JSON in a page: JSON-LD of schema.org, and the state that scripts are given.

JSON-LD tells of articles, forum posts, questions, and the comments on them. The state is what a page keeps for its
scripts, as with Next.js, or in them, as LiveJournal; where the scripts never ran, it is all that there is of comments.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.html.tree import element_index
from threadreader.lexicon import compile_lazily

Node = Mapping[str, Any]


class CommentRecord(Struct, frozen=True):
    """One comment. `parent` is the index of its parent among the records of its page."""

    text: str
    key: str | None = None
    parent: int | None = None
    author: str | None = None
    author_url: str | None = None
    when: str | None = None
    url: str | None = None
    score: int | None = None


class Structured(Struct, frozen=True):
    """Structured data of a page."""

    title: str | None = None
    authors: tuple[tuple[str, str | None], ...] = ()
    when: str | None = None
    site: str | None = None
    declared_count: int | None = None
    comments: tuple[CommentRecord, ...] = ()


_WRAPPER = compile_lazily(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
# An unclosed string or comment goes on to the end of the text, so that it is scanned once.
_NOT_JSON = compile_lazily(
    r'(?P<string>"(?:[^"\\]|\\.)*+"?)|/\*.*?(?:\*/|\Z)|(?<![:"\w])//[^\n]*|,(?=\s*[\]}])', re.DOTALL
)
_SEPARATOR = compile_lazily(r"[ \t\r\n,;]*")
# twice the largest saved page; bounds the time for text that is no JSON, which is tried four times
_MAX_CHARS = 5_000_000

_INTEGER = compile_lazily(r"-?\d{1,9}")

_ASSIGNED = compile_lazily(r"(?<![\w.$])(?:[A-Za-z_$][\w$]*\.){0,3}[A-Za-z_$][\w$]*\s?=\s?(?=\{\s?\")")
_MOST_ASSIGNED = 20  # of a script; with more, hostile pages would be scanned over and over


def read_loose_json(text: str) -> list[Any]:
    """Parse JSON with comments, trailing commas and several values in a row; empty where it is none even so."""
    if len(text) > _MAX_CHARS:
        return []
    # A page that was served or saved as XML has it escaped, as no page in HTML has.
    for written in (text, unescape(text)) if "&" in text else (text,):
        bare = _WRAPPER.sub("", written).strip().rstrip(";")
        for attempt in (bare, _NOT_JSON.sub(lambda match: match["string"] or "", bare)):
            values = _values(attempt)
            if values:
                return values
    return []


def first_text(values: Iterable[Any]) -> str | None:
    """The first of some values that is a text or a number, and not empty."""
    texts = (str(each).strip() for each in values if isinstance(each, str | int | float) and not isinstance(each, bool))
    return next(filter(None, texts), None)


def read_integer(value: Any) -> int | None:
    """An integer, or one that is written as a text."""
    text = first_text((value,))
    return int(text) if text and _INTEGER.fullmatch(text) else None


def read_scripts(root: Tag, is_wanted: Callable[[str], bool]) -> list[Any]:
    """Parse the JSON of the scripts of a page whose media type fits."""
    scripts = element_index(root).named(("script",))
    wanted = (script for script in scripts if is_wanted(str(script.attrs.get("type", "")).lower()))
    return [value for script in wanted for value in read_loose_json("".join(map(str, script.contents)))]


def read_assigned(root: Tag, wanted: re.Pattern[str]) -> list[Any]:
    """The JSON objects that scripts of a page assign to a name, of those scripts that have a wanted word in them."""
    values: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    for script in element_index(root).named(("script",)):
        text = "".join(map(str, script.contents))
        if len(text) > _MAX_CHARS or not wanted.search(text):
            continue
        for match in islice(_ASSIGNED.finditer(text), _MOST_ASSIGNED):
            try:
                values.append(decoder.raw_decode(text, match.end())[0])
            except (ValueError, RecursionError):
                continue
    return values


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    offset = 0
    try:
        while offset < len(text):
            value, end = decoder.raw_decode(text, offset)
            values.append(value)
            separator = _SEPARATOR.match(text, end)
            offset = separator.end() if separator else end
    except (ValueError, RecursionError):
        pass
    return values


_ARTICLES = (
    frozenset(
        ("Article", "NewsArticle", "BlogPosting", "Blog", "TechArticle", "ReportageNewsArticle", "OpinionNewsArticle")
    )
    | frozenset(
        ("AnalysisNewsArticle", "ScholarlyArticle", "SocialMediaPosting", "DiscussionForumPosting", "LiveBlogPosting")
    )
    | frozenset(("Question", "Recipe", "Review", "VideoObject", "CreativeWork", "MediaObject", "PodcastEpisode"))
)
_COMMENTS = frozenset(("Comment", "UserComments", "Answer", "CorrectionComment"))
_COMMENT_PROPERTIES = ("comment", "comments", "acceptedAnswer", "suggestedAnswer")
_MAX_NODES = 200_000  # objects: ten for each comment of the largest pages, which have 10,000; bounds time


def read_jsonld(root: Tag) -> Structured:
    """Extract the JSON-LD of a page; broken scripts are skipped."""
    nodes = list(_nodes(root))
    articles = [node for node in nodes if _types(node) & _ARTICLES]
    comments = _comment_records(nodes)
    if not articles:
        return Structured(comments=comments)
    article = max(articles, key=_priority)
    counts = (read_integer(article.get(name)) for name in ("commentCount", "answerCount"))
    count = next((each for each in counts if each is not None), None)
    return Structured(
        title=_text(article, "headline", "name"),
        authors=tuple(_people(article.get("author"))),
        when=_text(article, "datePublished", "dateCreated", "uploadDate"),
        site=_text(_first_object(article.get("publisher")), "name"),
        declared_count=_interactions(article, ("CommentAction", "UserComments")) if count is None else count,
        comments=comments,
    )


def _nodes(root: Tag) -> Iterator[Node]:
    """Every object of the scripts, the outer ones first."""
    stack = read_scripts(root, lambda media_type: "ld+json" in media_type)[::-1]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, Mapping):
            yield value
            stack.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _comment_records(nodes: Sequence[Node]) -> tuple[CommentRecord, ...]:
    """The comments among the objects of a page, each once, with their parents."""
    comments = [node for node in nodes if _types(node) & _COMMENTS and _text(node, "text", "commentText")]
    indices = {id(node): index for index, node in enumerate(comments)}
    by_name = {name: index for index, node in enumerate(comments) if (name := _identifier(node))}
    records = [_record(node) for node in comments]
    for index, node in enumerate(comments):
        parent = by_name.get(_identifier(_first_object(node.get("parentItem") or node.get("inReplyTo"))))
        if parent is not None and parent != index:
            records[index] = replace(records[index], parent=parent)
        for reply in (each for name in _COMMENT_PROPERTIES for each in _as_list(node.get(name))):
            child = indices.get(id(reply))
            if child is not None and child != index:
                records[child] = replace(records[child], parent=index)
    return tuple(records)


def _record(node: Node) -> CommentRecord:
    name, url = next(_people(node.get("author") or node.get("creator")), (None, None))
    up, down = (read_integer(node.get(f"{way}voteCount")) for way in ("up", "down"))
    score = _interactions(node, ("LikeAction", "VoteAction")) if up is None else up - (down or 0)
    return CommentRecord(
        text=_text(node, "text", "commentText") or "",
        key=_identifier(node) or None,
        author=name,
        author_url=url,
        when=_text(node, "dateCreated", "datePublished", "commentTime"),
        url=_text(node, "url"),
        score=score,
    )


def _types(node: Node) -> set[str]:
    types = _as_list(node.get("@type"))
    return {each.rsplit("/", 1)[-1] for each in types if isinstance(each, str)}


def _identifier(node: Node) -> str:
    return _text(node, "@id", "identifier", "url") or ""


def _text(node: Node, *names: str) -> str | None:
    """First of some properties, or of the values of one, that is a text or a number."""
    text = first_text(next(iter(_as_list(node.get(name))), None) for name in names)
    return html.unescape(text).strip() if text else None


def _first_object(values: Any) -> Node:
    """The first of several values, or the only one, as an object; an empty one where there is none."""
    value = next(iter(_as_list(values)), None)
    if isinstance(value, Mapping):
        return value
    return {"@id": value} if isinstance(value, str) else {}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _people(value: Any) -> Iterator[tuple[str, str | None]]:
    for each in _as_list(value):
        person: Node = each if isinstance(each, Mapping) else {"name": each}
        name = _text(person, "name", "alternateName")
        if name and "://" not in name:
            yield name, _text(person, "url", "sameAs")


def _priority(article: Node) -> tuple[bool, bool, int]:
    """Sort key for the page's main article: it has comments or a text of its own; others are only mentioned."""
    has_comments = any(_as_list(article.get(name)) for name in _COMMENT_PROPERTIES)
    return has_comments, "articleBody" in article or "text" in article, len(article)


def _interactions(node: Node, wanted: Sequence[str]) -> int | None:
    for each in _as_list(node.get("interactionStatistic")):
        if isinstance(each, Mapping) and any(name in str(each.get("interactionType")) for name in wanted):
            return read_integer(each.get("userInteractionCount"))
    return None


_MAX_VALUES = 500_000  # values: fifty for each comment of the largest pages, which have 10,000; bounds time
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
        _state_record(node, indices.get(_parent(node) or "", indices_by_id.get(id(outer)))) for node, outer in comments
    )


def _comments(values: Sequence[Any]) -> Iterator[tuple[Node, Node | None]]:
    """Every object that is a comment, with the one that it is nested in."""
    stack: list[tuple[Any, bool, Node | None]] = [(value, False, None) for value in reversed(values)]
    for _ in range(_MAX_VALUES):
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


def _state_record(node: Node, parent: int | None) -> CommentRecord:
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
