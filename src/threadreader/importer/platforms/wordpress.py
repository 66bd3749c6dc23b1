"""WordPress: the comments of its own walkers, old and new, of its blocks, and of themes that write their own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from msgspec import Struct

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.cleanup import Byline, ParsedByline, is_substantial, parse_bylines
from threadreader.importer.completeness import declared_count
from threadreader.importer.dates.find import find_time, machine_time
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft, Evidence, parents_by_depth
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.generic.record import is_not_words, may_be_no_words
from threadreader.importer.generic.roles import Lacking, complete
from threadreader.importer.html.region import Region, excluding_nested, is_blank, link_of, read_metadata, split_regions
from threadreader.importer.html.selector import Selectors, attribute, classes
from threadreader.importer.html.tree import ElementSignature, cached_by_signature, is_text
from threadreader.importer.lexicon import is_badge
from threadreader.importer.parents.references import without_call
from threadreader.importer.platforms.fields import Index, Parts, adjacent_time, adjacent_words, find_parts
from threadreader.lexicon import compile_lazily
from threadreader.model.text import fold_space
from threadreader.model.thread import Kind

_TELLS: Mapping[str, int] = {
    "meta[name=generator][content^=WordPress]": 70,
    "link[href*=wp-content]": 40,
    "link[href*=wp-includes]": 40,
    "script[src*=wp-content]": 40,
    "script[src*=wp-includes]": 40,
    "img[src*=wp-content]": 30,
    "form[action*=wp-comments-post]": 70,
    ".wp-block-comment-template": 90,
    ".wp-block-post-content": 60,
    ".comment-reply-link": 50,
    ".commentmetadata": 40,
    ".thread-even": 60,
    "ol.commentlist": 40,
    "ol#commentlist": 40,
}
_PARTS = Selectors(
    {
        "author": """
            .wp-block-comment-author-name, .comment-author .fn, .fn, .comment-author [itemprop=name],
            .comment-author-name, .comment__author-name, .comment-author-link, .commentauthor, .comment_author,
            .author-name, .author, .commenter, .comment-link, .comment-author, cite, a.url, [rel~=external],
            .media-heading, .comment-name, .commentator, .user-name, .username, .name
        """,
        "body": """
            .wp-block-comment-content, .comment-content, .comment-text, .comment_text, .commenttext, .comment-entry,
            .comment__content, .comment__text, .comment_content, .commentcontent, .comment_body, .commententry,
            [itemprop=text], .ping-content, .comment-body, .excerpt
        """,
        "when": "time[datetime], time, .comment-date, .comment-time, .comment_date, .comment_time, .commentdate, "
        ".comment-timestamp, .comment-date-time, .timendate, .datetime, .published, .ping-meta, .thetime, .ago, .date",
        "meta": ".comment-metadata, .commentmetadata, .comment-meta, .comment_meta, .comment__meta, .comment-info, "
        ".meta, small",
        "name": "a.url, [rel~=external], .fn, strong, b, cite, [itemprop=name], a",
        "link": "a",
        "by_op": ".bypostauthor",
        "pingback": ".pingback",
        "trackback": ".trackback",
    }
)
_PING = compile_lazily(r"\b(pingback|trackback)s?\b", re.IGNORECASE)
_LABEL = 30
"""Characters of the longest text beside a name that says what kind of comment it is: "(via Pingback)"."""

_PING_LIST = compile_lazily(r"\b(pingback|trackback|ping)(?:s|list)?\b", re.IGNORECASE)
_PING_PREFIX = compile_lazily(r"^(?:(?:pingback|trackback)\s*:\s*|-\s+)+", re.IGNORECASE)
_ESCAPED = compile_lazily(r"^<(cite|span|b)\b[^<>]*>(.+?)</\1>.*$")
"""A name with its tags and "says:" in the text: some themes escape what is to be markup."""

_NOT_WORDS = compile_lazily(
    r"(?:wp-block-|ast-)?comment[-_]{0,2}(?:reply|edit|like|rating|sharing|awaiting|meta|respond|form|vote|action|report"
    r"|controls|footer|button)s?(?:[-_].*|data)?|says|sd-.*|likebtn.*|(?:cs|pd)-rating|social|.*avatar.*",
    re.IGNORECASE,
)
_MOST = 0.7
"""A tag with this share of a comment's tags does not name its writer."""

_NUMBERS = compile_lazily(r"\d+")


_CARRIERS = frozenset(("li", "div", "article", "section", "dd", "dl", "tr"))
_ID = compile_lazily(r"(?:li-|div-)?comment-(\d+)")
_ADDRESS = compile_lazily(r"#(?:li-|div-)?comment-(\d+)$")
_DEPTH = compile_lazily(r"depth-(\d{1,6})")
_PING_CLASSES = frozenset(("pingback", "trackback", "ping"))
_COMMENT_CLASSES = _PING_CLASSES | {"comment", "even", "odd"}

_Parent = tuple[Tag | None, Evidence]
"""The parent of a comment, if any, and by what that was told."""

_HEAD = 5
"""The depth of a comment stands in one of its first tags."""


class _Parsed(Struct, frozen=True):
    """One comment before its byline is read: that takes the bylines of all comments together.

    The tag that is marked as the author's, and the one in it that holds the name alone.
    """

    region: Region
    parts: Parts
    mark: Tag | None
    name: Tag | None
    byline: Byline | None
    kind: Kind


class WordPress:
    """Tells comments by the ids and classes that WordPress gives them, whatever a theme puts around."""

    name = "wordpress"
    tells = _TELLS
    _article = ArticleRecipe()

    def extract(self, document: Document) -> Draft:
        """The article and the comments."""
        regions = split_regions(document.soup, _opens, _may_open)
        head = read_metadata(regions[0])
        article = self._article.extract(regions[0], head)
        found = [_find(region) for region in regions[1:]]
        parsed = iter(parse_bylines([one.byline for one in found if one.byline]))
        bylines = [next(parsed) if one.byline else None for one in found]
        drafts = _completed(document, found, list(map(_draft, found, bylines, _parents_of(regions[1:]))))
        return Draft(
            article=article,
            comments=[draft for draft in drafts if draft.author or not all(map(is_blank, draft.body))],
            declared_count=declared_count(regions, article.title, document.url),
            site=head.site,
            is_all=True,
        )


def _completed(document: Document, found: Sequence[_Parsed], drafts: Sequence[CommentDraft]) -> Sequence[CommentDraft]:
    """The drafts; what a theme does not mark in comments of its own making is told by what they have in common."""
    lacking = [Lacking(one.name is None, one.parts.body is None) if one.kind is Kind.COMMENT else None for one in found]
    if not any(each and each.any for each in lacking):
        return drafts
    return complete(drafts, lacking, SurveyedPage(document), document.language)


def _find(region: Region) -> _Parsed:
    parts = find_parts(region, _PARTS)
    kind = _kind(region, parts)
    index = _author_index(parts, kind)
    mark = region.elements[index] if index is not None else None
    name = _name_in(parts, index)
    byline = None
    if index is not None and mark is not None:
        whole = region.text(mark, _is_left_out)
        shown = region.text(name, _is_left_out) if name is not None else None
        if shown != whole and (shown or _holds_time(parts, index)):
            byline = Byline(whole, shown)
    return _Parsed(region, parts, mark, mark if name is None else name, byline, kind)


def _author_index(parts: Parts, kind: Kind) -> int | None:
    """The mark of the author: outside the words and in none of the comment's links to itself, if it can be.

    Who links to a page is often marked by nothing, and is the first link.
    """
    first: Index | None = None
    for index in parts.outside_body("author"):
        if _has_text(parts, index):
            if not _stamp_of(parts.region.elements[index]):
                return index
            first = index if first is None else first
    if first is None:
        names = (index for index, _ in parts.hits.get("author", ()) if _is_full_name(parts.region.elements[index]))
        first = next((index for index in names if _has_text(parts, index)), None)
    if first is not None or kind is Kind.COMMENT:
        return first
    linked = (index for index in parts.outside_body("link") if not _stamp_of(parts.region.elements[index]))
    return next(linked, None)


def _has_text(parts: Parts, index: int) -> bool:
    """True if there is a word in a tag that is not there for something else, nor around the whole comment."""
    tag, size = parts.region.elements[index], len(parts.region.elements)
    is_all = size > _HEAD and parts.region.ends[index] - index >= _MOST * size
    return not is_all and not _is_left_out(tag) and bool(parts.region.text(tag, _is_left_out))


def _name_in(parts: Parts, index: int | None) -> Tag | None:
    """The tag inside the one that names the author which holds nothing but the name."""
    if index is None:
        return None
    tags = parts.region.elements
    timed = [at for at, _ in parts.hits.get("when", ()) if parts.region.contains(index, at)]
    inside = [
        at
        for at, _ in parts.hits.get("name", ())
        if parts.region.contains(index, at) and not any(parts.region.contains(at, time) for time in timed)
    ]
    return next((tags[at] for at in inside if not _stamp_of(tags[at]) and _has_text(parts, at)), None)


def _holds_time(parts: Parts, index: int) -> bool:
    tags, contains = parts.region.elements, parts.region.contains
    times, links = ([at for at, _ in parts.hits.get(role, ()) if contains(index, at)] for role in ("when", "link"))
    return bool(times) or any(_stamp_of(tags[at]) for at in links)


def _kind(region: Region, parts: Parts) -> Kind:
    for kind in (Kind.PINGBACK, Kind.TRACKBACK):
        if parts.tag(kind) is not None:
            return kind
    parent = region.element.parent
    return _kind_of_list(attribute(parent, "id") or "", *classes(parent)) if parent is not None else Kind.COMMENT


@lru_cache
def _kind_of_list(*names: str) -> Kind:
    """The kind of what is in a list with such an id and classes."""
    found = next(filter(None, map(_PING_LIST.search, names)), None)
    if found is None:
        return Kind.COMMENT
    return Kind.TRACKBACK if found[1].lower() == Kind.TRACKBACK else Kind.PINGBACK


def _draft(one: _Parsed, parted: ParsedByline | None, parent: _Parent) -> CommentDraft:
    region, parts = one.region, one.parts
    kind = one.kind
    if kind is Kind.COMMENT and (ping := _PING.search(parted.lead if parted else "") or _adjacent_ping(one)):
        kind = Kind(ping[1].lower())
    stamp = _permalink(parts)
    when, words = _time(one, parted, stamp)
    body = _body(one)
    leave_out = without_call(body, excluding_nested(region, _is_no_word))
    return CommentDraft(
        element=region.element,
        body=body,
        key=_key(region, stamp),
        parent_element=parent[0],
        evidence=parent[1],
        author=_author(one, parted, kind),
        author_url=link_of(region, one.name) if one.name is not None and not _stamp_of(one.name) else None,
        when=when,
        when_text=words,
        permalink=attribute(stamp, "href") if stamp is not None else None,
        by_op=parts.tag("by_op") is not None,
        kind=kind,
        leave_out=leave_out,
        has_content=is_substantial(body, leave_out),
    )


def _adjacent_ping(one: _Parsed) -> re.Match[str] | None:
    """The word for a link from another site in the first text right beside a name, where that is but a label."""
    here = one.mark
    while here is not None and here is not one.region.element:
        here = here.parent
        texts = [text for text in here.contents if is_text(text) and text.strip()] if here is not None else ()
        if texts:
            words = fold_space(" ".join(texts))
            return _PING.search(words) if len(words) <= _LABEL else None
    return None


def _author(one: _Parsed, parted: ParsedByline | None, kind: Kind) -> str | None:
    if parted:
        name = parted.name
    elif one.name is not None:
        is_adjacent = _is_next_to_own_name if one.parts.tag("by_op") is not None else _is_next_to_name
        name = _ESCAPED.sub(
            r"\2", one.region.first_line(one.name, _is_excerpt if kind is not Kind.COMMENT else is_adjacent)
        )
    else:
        return None
    return _PING_PREFIX.sub("", name) if kind is not Kind.COMMENT else name


def _permalink(parts: Parts) -> Tag | None:
    """The comment's link to itself; it stands outside the words."""
    own = _number_of(parts.region.element)
    for index in parts.outside_body("link"):
        tag = parts.region.elements[index]
        number = _stamp_of(tag)
        if number and own in (None, number):
            return tag
    return None


def _key(region: Region, stamp: Tag | None) -> str | None:
    for tag in region.elements:
        number = _number_of(tag) if tag.name in _CARRIERS or tag.name == "a" else None
        if number:
            return f"comment-{number}"
    number = _stamp_of(stamp) if stamp is not None else None
    return f"comment-{number}" if number else None


def _time(one: _Parsed, parted: ParsedByline | None, stamp: Tag | None) -> tuple[str | None, str | None]:
    """The time for machines, and the words shown."""
    parts = one.parts
    when = parts.tag("when")
    if when is not None and when.name == "time" and "datetime" in when.attrs:
        return attribute(when, "datetime"), one.region.text(when)
    stamps = () if stamp is None else (stamp,)
    machine = next(filter(None, map(machine_time, (*parts.inside("when"), *stamps))), None)
    metas = (parts.region.elements[index] for index, _ in parts.hits.get("meta", ()))
    # In the words of a comment it is none of them.
    tags = filter(None, (when, stamp, parts.tag("meta") or next(filter(_is_left_out, metas), None)))
    shown = [*(one.region.text(tag, _is_left_out) for tag in tags), *((parted.rest,) if parted else ())]
    if parted and parted.name:
        shown = [text.removeprefix(parted.name) for text in shown]
    words = next(filter(None, map(find_time, shown)), None)
    if machine or words:
        return machine, words or next(filter(None, shown), None)
    numbered = next((piece for text in shown for piece in text.split(" | ") if _NUMBERS.search(piece)), None)
    return adjacent_time(parts) or (None, numbered)


def _body(one: _Parsed) -> Sequence[PageElement]:
    if one.parts.body is not None:
        return (one.region.elements[one.parts.body],)
    parts = one.parts
    headers = filter(None, (one.name, one.mark, parts.tag("when"), parts.tag("meta"), _permalink(parts)))
    return tuple(adjacent_words(one.region, headers, one.mark, _is_left_out))


def _is_excerpt(tag: Tag) -> bool:
    """True if a tag in the link to who links here is not their name: some themes number them and say how they do."""
    return tag.name == "sup" or "excerpt" in classes(tag)


def _is_left_out(tag: Tag) -> bool:
    return _may_be_no_word(tag) and (is_not_words(tag) or any(map(_NOT_WORDS.fullmatch, classes(tag))))


def _is_no_word(tag: Tag) -> bool:
    return _may_be_no_word(tag) and (_is_full_name(tag) or _is_left_out(tag))


@cached_by_signature
def _may_be_no_word(tag: Tag) -> bool:
    return may_be_no_words(tag) or _is_full_name(tag) or any(map(_NOT_WORDS.fullmatch, classes(tag)))


def _is_full_name(tag: Tag) -> bool:
    """True if a tag is called as names are in hCards, which some themes put into what holds the words."""
    return "fn" in classes(tag)


def _is_next_to_own_name(tag: Tag) -> bool:
    """True if a tag beside the name of the article's writer is the theme's, which often say there who that is."""
    before = tag.previous_sibling
    return _is_next_to_name(tag) or (
        tag.name == "span" and isinstance(before, NavigableString) and bool(before.strip())
    )


def _is_next_to_name(tag: Tag) -> bool:
    return is_badge(tag) or _is_left_out(tag)


def _may_open(signature: ElementSignature) -> bool:
    """True if a tag of a signature can carry the number of a comment, or is one by its classes."""
    return signature.name in _CARRIERS and (
        "id" in signature.attributes or _names_comment(signature.name, signature.classes or ())
    )


def _opens(tag: Tag, region: Region) -> bool:
    """True if a tag begins a comment; a wrapper and what it wraps carry the same number and are one comment."""
    number = _number_of(tag)
    if number is None and not _is_classed(tag):
        return False
    if region.parent is None:
        return True
    outer, depth, outer_depth = _number_of(region.element), _depth(tag), _depth(region.element)
    is_deeper = depth is not None and outer_depth is not None and depth != outer_depth
    if tag.name == "li":
        return number is None or number != outer or is_deeper
    return number != outer if number is not None and outer is not None else is_deeper


def _number_of(tag: Tag) -> str | None:
    """The number of the comment that a tag carries in its id."""
    value = attribute(tag, "id")
    found = _ID.fullmatch(value) if value else None
    return found[1] if found else None


@cached_by_signature
def _depth(tag: Tag) -> int | None:
    return _depth_in(classes(tag))


def _depth_in(names: Sequence[str]) -> int | None:
    found = next(filter(None, map(_DEPTH.fullmatch, names)), None)
    return int(found[1]) if found else None


@cached_by_signature
def _is_classed(tag: Tag) -> bool:
    return _names_comment(tag.name, classes(tag))


def _names_comment(name: str, names: Sequence[str]) -> bool:
    """True if the classes alone say that this is a comment."""
    if _depth_in(names) is not None:
        return not _COMMENT_CLASSES.isdisjoint(names)
    return name == "li" and not _PING_CLASSES.isdisjoint(names)


def _stamp_of(tag: Tag) -> str | None:
    """The number of the comment that a link leads to, where it is the comment's own link and not one to reply."""
    if tag.name != "a" or _is_to_reply(tag):
        return None
    found = _ADDRESS.search(attribute(tag, "href") or "")
    return found[1] if found else None


@cached_by_signature
def _is_to_reply(tag: Tag) -> bool:
    return any("reply" in name for name in classes(tag))


def _parents_of(regions: Sequence[Region]) -> Iterator[_Parent]:
    """For each comment the one that its depth puts it under, else the one that contains it, and which of these it is.

    Depth goes first, since themes close a comment before its replies or forget to close it at all.
    """
    depths = [
        next((depth for tag in region.elements[:_HEAD] if (depth := _depth(tag)) is not None), None)
        for region in regions
    ]
    for region, depth, parent in zip(regions, depths, parents_by_depth(depths), strict=True):
        yield _parent(region, depth, regions[parent] if parent >= 0 else None)


def _parent(region: Region, depth: int | None, less_deep: Region | None) -> _Parent:
    if depth is not None:
        return (less_deep.element if less_deep else None), Evidence.NUMBERED
    return (region.parent.element if region.parent and region.parent.parent else None), Evidence.CONTAINED


ADAPTERS = (WordPress(),)
