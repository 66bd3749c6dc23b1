"""The numbers, depths and classes that WordPress gives to the tags of a comment, and whom they say it answers."""

from collections.abc import Iterator, Sequence

from bs4 import Tag

from threadreader.importer.draft import Evidence, parents_by_depth
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute, classes
from threadreader.importer.html.tree import ElementSignature, cached_by_signature
from threadreader.lexicon import compile_lazily

CARRIERS = frozenset(("li", "div", "article", "section", "dd", "dl", "tr"))
_ID = compile_lazily(r"(?:li-|div-)?comment-(\d+)")
_ADDRESS = compile_lazily(r"#(?:li-|div-)?comment-(\d+)$")
_DEPTH = compile_lazily(r"depth-(\d{1,6})")
_PING_CLASSES = frozenset(("pingback", "trackback", "ping"))
_COMMENT_CLASSES = _PING_CLASSES | {"comment", "even", "odd"}

Parent = tuple[Tag | None, Evidence]
"""The parent of a comment, if any, and by what that was told."""

HEAD = 5
"""The depth of a comment stands in one of its first tags."""


def may_open(signature: ElementSignature) -> bool:
    """True if a tag of a signature can carry the number of a comment, or is one by its classes."""
    return signature.name in CARRIERS and (
        "id" in signature.attributes or _names_comment(signature.name, signature.classes or ())
    )


def opens(tag: Tag, region: Region) -> bool:
    """True if a tag begins a comment; a wrapper and what it wraps carry the same number and are one comment."""
    number = number_of(tag)
    if number is None and not _is_classed(tag):
        return False
    if region.parent is None:
        return True
    outer, depth, outer_depth = number_of(region.element), _depth(tag), _depth(region.element)
    is_deeper = depth is not None and outer_depth is not None and depth != outer_depth
    if tag.name == "li":
        return number is None or number != outer or is_deeper
    return number != outer if number is not None and outer is not None else is_deeper


def number_of(tag: Tag) -> str | None:
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


def stamp_of(tag: Tag) -> str | None:
    """The number of the comment that a link leads to, where it is the comment's own link and not one to reply."""
    if tag.name != "a" or _is_to_reply(tag):
        return None
    found = _ADDRESS.search(attribute(tag, "href") or "")
    return found[1] if found else None


@cached_by_signature
def _is_to_reply(tag: Tag) -> bool:
    return any("reply" in name for name in classes(tag))


def parents_of(regions: Sequence[Region]) -> Iterator[Parent]:
    """For each comment the one that its depth puts it under, else the one that contains it, and which of these it is.

    Depth goes first, since themes close a comment before its replies or forget to close it at all.
    """
    depths = [depth_of(region) for region in regions]
    for region, depth, parent in zip(regions, depths, parents_by_depth(depths), strict=True):
        yield _parent(region, depth, regions[parent] if parent >= 0 else None)


def depth_of(region: Region) -> int | None:
    """The depth of a comment by the theme's classes, from 1."""
    return next((depth for tag in region.elements[:HEAD] if (depth := _depth(tag)) is not None), None)


def _parent(region: Region, depth: int | None, less_deep: Region | None) -> Parent:
    if depth is not None:
        return (less_deep.element if less_deep else None), Evidence.NUMBERED
    return (region.parent.element if region.parent and region.parent.parent else None), Evidence.CONTAINED
