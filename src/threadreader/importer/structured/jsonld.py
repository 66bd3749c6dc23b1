"""JSON-LD with the words of schema.org: articles, postings of forums, questions, and the comments on them."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bs4 import Tag

from threadreader.importer.html.tree import listing_of
from threadreader.importer.structured.schema import CommentRecord, Structured, read_loose_json

Node = Mapping[str, Any]

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
_ANSWERS = ("comment", "comments", "acceptedAnswer", "suggestedAnswer")
_MOST_NODES = 200_000
_NUMBER = re.compile(r"-?\d{1,9}")


def read_jsonld(root: Tag) -> Structured:
    """What the JSON-LD of a page says; what is broken is left out."""
    nodes = list(_nodes(root))
    articles = [node for node in nodes if _types(node) & _ARTICLES]
    comments = _Comments(nodes)
    if not articles:
        return Structured(comments=comments.records())
    article = max(articles, key=_worth)
    return Structured(
        title=_text(article, "headline", "name"),
        body=_text(article, "articleBody", "text"),
        authors=tuple(_people(article.get("author"))),
        when=_text(article, "datePublished", "dateCreated", "uploadDate"),
        site=_text(_first(article.get("publisher")), "name"),
        declared_count=_declared_count(article),
        comments=comments.records(),
    )


def _nodes(root: Tag) -> Iterator[Node]:
    """Every object in it, the outer ones first."""
    ahead: list[Any] = [
        value for script in _scripts(root) for value in read_loose_json("".join(map(str, script.contents)))
    ]
    ahead.reverse()
    for _ in range(_MOST_NODES):
        if not ahead:
            return
        value = ahead.pop()
        if isinstance(value, Mapping):
            yield value
            ahead.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            ahead.extend(reversed(value))


def _scripts(root: Tag) -> Iterator[Tag]:
    scripts = listing_of(root).named(("script",))
    return (tag for tag in scripts if "ld+json" in str(tag.attrs.get("type", "")).lower())


class _Comments:
    """The comments among the objects of a page, each once, with what each answers."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._found = [node for node in nodes if _types(node) & _COMMENTS and _text(node, "text", "commentText")]
        self._places = {id(node): place for place, node in enumerate(self._found)}
        self._by_name = {name: place for place, node in enumerate(self._found) if (name := _name(node))}

    def records(self) -> tuple[CommentRecord, ...]:
        """The comments."""
        records = [_record(node) for node in self._found]
        for place, node in enumerate(self._found):
            named = self._by_name.get(_name(_first(node.get("parentItem") or node.get("inReplyTo"))))
            if named is not None and named != place:
                records[place] = replace(records[place], parent=named)
            for answer in (each for name in _ANSWERS for each in _many(node.get(name))):
                inner = self._places.get(id(answer))
                if inner is not None and inner != place:
                    records[inner] = replace(records[inner], parent=place)
        return tuple(records)


def _record(node: Node) -> CommentRecord:
    name, url = next(iter(_people(node.get("author") or node.get("creator"))), (None, None))
    return CommentRecord(
        text=_text(node, "text", "commentText") or "",
        key=_name(node) or None,
        author=name,
        author_url=url,
        when=_text(node, "dateCreated", "datePublished", "commentTime"),
        url=_text(node, "url"),
        score=_score(node),
    )


def _types(node: Node) -> set[str]:
    found = _many(node.get("@type"))
    return {each.rsplit("/", 1)[-1] for each in found if isinstance(each, str)}


def _name(node: Node) -> str:
    return _text(node, "@id", "identifier", "url") or ""


def _text(node: Node, *names: str) -> str | None:
    """The first of these that is words or a number."""
    for name in names:
        value = _first(node.get(name), plain=True)
        if isinstance(value, str | int) and str(value).strip():
            return html.unescape(str(value)).strip()
    return None


def _first(value: Any, *, plain: bool = False) -> Any:
    """The first of several, or the one; an empty object where there is none."""
    found = next(iter(_many(value)), None)
    if plain or isinstance(found, Mapping):
        return found
    return {"@id": found} if isinstance(found, str) else {}


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _people(value: Any) -> Iterator[tuple[str, str | None]]:
    for each in _many(value):
        name = (
            each
            if isinstance(each, str)
            else _text(each, "name", "alternateName")
            if isinstance(each, Mapping)
            else None
        )
        if name and "://" not in name:
            yield name, _text(each, "url", "sameAs") if isinstance(each, Mapping) else None


def _worth(article: Node) -> tuple[bool, bool, int]:
    """The page's main article has comments or a text of its own; others are only mentioned."""
    has_comments = any(_many(article.get(name)) for name in _ANSWERS)
    return has_comments, "articleBody" in article or "text" in article, len(article)


def _score(node: Node) -> int | None:
    up = _integer(node.get("upvoteCount"))
    down = _integer(node.get("downvoteCount"))
    if up is not None:
        return up - (down or 0)
    return _interactions(node, ("LikeAction", "VoteAction"))


def _declared_count(article: Node) -> int | None:
    counts = (_integer(article.get(name)) for name in ("commentCount", "answerCount"))
    found = next((count for count in counts if count is not None), None)
    return _interactions(article, ("CommentAction", "UserComments")) if found is None else found


def _interactions(node: Node, wanted: Sequence[str]) -> int | None:
    for each in _many(node.get("interactionStatistic")):
        if isinstance(each, Mapping) and any(name in str(each.get("interactionType")) for name in wanted):
            return _integer(each.get("userInteractionCount"))
    return None


def _integer(value: Any) -> int | None:
    found = (
        _NUMBER.fullmatch(str(value).strip()) if isinstance(value, str | int) and not isinstance(value, bool) else None
    )
    return int(found[0]) if found else None
