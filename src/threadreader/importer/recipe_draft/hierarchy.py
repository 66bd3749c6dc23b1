"""Keys of a recipe that say who answers whom, found by trying what the elements of the comments have to do with it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import Tag

from threadreader.importer.draft import CommentDraft, nesting_levels, parents_by_depth
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import attribute, classes, matcher
from threadreader.importer.platforms.recipe import Pattern
from threadreader.importer.recipe_draft.selectors import compounds
from threadreader.lexicon import compile_lazily

_DEPTH = compile_lazily(r"([a-zA-Z][a-zA-Z_-]*?[-_]?)(\d{1,3})")
_NUMBER = compile_lazily(r"\d{1,5}")
_DEPTH_ATTRIBUTES = compile_lazily(r"style|width|data-[a-z-]*(?:depth|level|indent)|depth|level|indent")
_MAX_NEAR = 12
"""The depth stands on one of so many elements at the beginning of a comment."""

_MAX_LEVELS = 60
"""Selectors of what may be around deeper comments that are tried."""


def parents_of(comments: Sequence[CommentDraft]) -> list[int]:
    """Index of the parent of each comment, -1 where there is none."""
    by_key = {comment.key: index for index, comment in enumerate(comments) if comment.key}
    by_element = {id(comment.element): index for index, comment in enumerate(comments)}
    return [
        by_key.get(comment.parent_key, -1)
        if comment.parent_key is not None
        else by_element.get(id(comment.parent_element), -1)
        for comment in comments
    ]


def find_hierarchy(comments: Sequence[CommentDraft], regions: Sequence[Region]) -> tuple[dict[str, object], int]:
    """The keys for parents that are right for most of the comments, and for how many they are.

    Without any key a comment answers the one that contains it.
    """
    wanted = parents_of(comments)
    indices = {id(region): index for index, region in enumerate(regions)}
    contained = [indices.get(id(region.parent), -1) for region in regions]
    best: dict[str, object] = {} if any(index >= 0 for index in contained) else {"nested": False}
    found = _count_equal(contained, wanted)
    if not any(index >= 0 for index in wanted):
        return {"nested": False}, len(wanted)
    for keys, parents in (*_by_keys(comments, regions), *_by_depths(regions), *_by_levels(regions)):
        count = _count_equal(parents, wanted)
        if count > found:
            best, found = keys, count
    return best, found


def _count_equal(parents: Sequence[int], wanted: Sequence[int]) -> int:
    return sum(one == other for one, other in zip(parents, wanted, strict=True))


def _by_keys(
    comments: Sequence[CommentDraft], regions: Sequence[Region]
) -> Iterator[tuple[dict[str, object], list[int]]]:
    """Attributes with the key of another comment, on the element of a comment or inside it."""
    keys = [comment.key or attribute(comment.element, "id") for comment in comments]
    by_key = {key: index for index, key in enumerate(keys) if key}
    numbered = {number: index for key, index in by_key.items() for number in re.findall(r"\d+$", key)}
    common = Counter(re.sub(r"\d+$", "", key) for key in by_key).most_common(1)
    prefix = common[0][0] if common else ""
    attributes: dict[tuple[str, str], list[int]] = {}
    for index, region in enumerate(regions):
        for element in region.elements[: _MAX_NEAR * 4]:
            inside = _inside(region, element)
            for name in element.attrs:
                number = re.search(r"(\d+)\D*$", attribute(element, name) or "")
                target = numbered.get(number[1]) if number and (inside or element is region.element) else None
                if target not in (None, index):
                    found = attributes.setdefault((name, inside), [-1] * len(regions))
                    found[index] = target if found[index] < 0 else found[index]
    for (name, inside), parents in attributes.items():
        pattern = {"attribute": name, "pattern": r"(\d+)\D*$", "prefix": prefix}
        yield {"parent": pattern | ({"inside": inside} if inside else {})}, parents


def _inside(region: Region, element: Tag) -> str:
    """Selector by a class of an element in a comment, or of its parent; empty where there is none, and for its own."""
    if element is region.element:
        return ""
    own = next((each for each in compounds(element) if each[0] == "."), "")
    if own or element.parent is None or element.parent is region.element:
        return own
    outer = next((each for each in compounds(element.parent) if each[0] == "."), "")
    return outer and f"{outer} > {element.name}"


def _by_depths(regions: Sequence[Region]) -> Iterator[tuple[dict[str, object], list[int]]]:
    """Numbers in classes, styles and other attributes that say how deep a comment is."""
    tried = Counter[tuple[str, str, str]]()
    for region in regions:
        tried.update(
            {pattern for element in region.elements[:_MAX_NEAR] for pattern in _depth_patterns(region, element)}
        )
    for (name, pattern, inside), count in tried.most_common(_MAX_LEVELS):
        if count > 1:
            reader = Pattern(name, pattern)
            is_inside = matcher(inside) if inside else None
            depths = []
            for region in regions:
                elements = region.elements[:_MAX_NEAR] if is_inside else region.elements[:1]
                values = (reader.read(each) for each in elements if is_inside is None or is_inside(each))
                depths.append(next((int(value) for value in values if value), None))
            keys = {"attribute": name, "pattern": pattern} | ({"inside": inside} if inside else {})
            yield {"depth": keys}, parents_by_depth(depths)


def _depth_patterns(region: Region, element: Tag) -> Iterator[tuple[str, str, str]]:
    inside = _inside(region, element)
    if not inside and element is not region.element:
        return
    for name in classes(element):
        match = _DEPTH.fullmatch(name)
        if match:
            own = "" if element is region.element else f"[class*='{match[1]}']"
            yield "class", rf"(?:^|\s){re.escape(match[1])}(\d+)", own
    for name in element.attrs:
        if _DEPTH_ATTRIBUTES.fullmatch(name) and _NUMBER.search(attribute(element, name) or ""):
            yield name, r"(?:left|^)\D*(\d+)" if name == "style" else r"(\d+)", inside


def _by_levels(regions: Sequence[Region]) -> Iterator[tuple[dict[str, object], list[int]]]:
    """Elements around deeper comments, one for each level."""
    elements = [region.element for region in regions]
    levels = Counter[str]()
    seen = set[int]()
    for element in elements:
        ancestor = element.parent
        while ancestor is not None and id(ancestor) not in seen:
            seen.add(id(ancestor))
            levels.update({*compounds(ancestor)} if ancestor.name not in ("body", "html", "[document]") else ())
            ancestor = ancestor.parent
    for selector, count in sorted(levels.items(), key=lambda each: (-each[1], len(each[0]), each[0]))[:_MAX_LEVELS]:
        if count > 1 and not selector.startswith("#"):
            yield {"indent": selector}, parents_by_depth(list(nesting_levels(elements, matcher(selector))))
