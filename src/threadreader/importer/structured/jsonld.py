"""JSON-LD in the vocabulary of schema.org: articles, forum posts, questions, and the comments on them."""

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bs4 import Tag
from msgspec.structs import replace

from threadreader.importer.structured.schema import (
    CommentRecord,
    Node,
    Structured,
    first_text,
    read_integer,
    read_scripts,
)

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
    comments = _Comments(nodes)
    if not articles:
        return Structured(comments=comments.records())
    article = max(articles, key=_priority)
    return Structured(
        title=_text(article, "headline", "name"),
        authors=tuple(_people(article.get("author"))),
        when=_text(article, "datePublished", "dateCreated", "uploadDate"),
        site=_text(_first_object(article.get("publisher")), "name"),
        declared_count=_declared_count(article),
        comments=comments.records(),
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


class _Comments:
    """Comments among the objects of a page, each once, with their parents."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = [node for node in nodes if _types(node) & _COMMENTS and _text(node, "text", "commentText")]
        self._indices = {id(node): index for index, node in enumerate(self._nodes)}
        self._by_name = {name: index for index, node in enumerate(self._nodes) if (name := _identifier(node))}

    def records(self) -> tuple[CommentRecord, ...]:
        """The comments as records."""
        records = [_record(node) for node in self._nodes]
        for index, node in enumerate(self._nodes):
            parent = self._by_name.get(_identifier(_first_object(node.get("parentItem") or node.get("inReplyTo"))))
            if parent is not None and parent != index:
                records[index] = replace(records[index], parent=parent)
            for reply in (each for name in _COMMENT_PROPERTIES for each in _as_list(node.get(name))):
                child = self._indices.get(id(reply))
                if child is not None and child != index:
                    records[child] = replace(records[child], parent=index)
        return tuple(records)


def _record(node: Node) -> CommentRecord:
    name, url = next(iter(_people(node.get("author") or node.get("creator"))), (None, None))
    return CommentRecord(
        text=_text(node, "text", "commentText") or "",
        key=_identifier(node) or None,
        author=name,
        author_url=url,
        when=_text(node, "dateCreated", "datePublished", "commentTime"),
        url=_text(node, "url"),
        score=_score(node),
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


def _score(node: Node) -> int | None:
    up = read_integer(node.get("upvoteCount"))
    if up is not None:
        return up - (read_integer(node.get("downvoteCount")) or 0)
    return _interactions(node, ("LikeAction", "VoteAction"))


def _declared_count(article: Node) -> int | None:
    counts = (read_integer(article.get(name)) for name in ("commentCount", "answerCount"))
    count = next((each for each in counts if each is not None), None)
    return _interactions(article, ("CommentAction", "UserComments")) if count is None else count


def _interactions(node: Node, wanted: Sequence[str]) -> int | None:
    for each in _as_list(node.get("interactionStatistic")):
        if isinstance(each, Mapping) and any(name in str(each.get("interactionType")) for name in wanted):
            return read_integer(each.get("userInteractionCount"))
    return None
