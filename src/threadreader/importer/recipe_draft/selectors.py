"""Search for the keys of a recipe: the shortest selectors that select given elements, and what says who answers whom.

Both are found by trying what the elements of the comments have in them and around.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from bs4 import Tag
from msgspec import Struct

from threadreader.importer.draft import CommentDraft, nesting_levels, parents_by_depth
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import Selectors, attribute, classes, matcher
from threadreader.importer.platforms.recipe import Pattern
from threadreader.lexicon import compile_lazily

_MAX_ALTERNATIVES = 4  # so that somebody can still check them (judgement)
_MAX_CANDIDATES = 300
"""Selectors that are tried for a part, those that describe most elements first."""

_MAX_SAMPLE = 200
"""Elements that selectors are made from; further ones are like these."""

_MAX_CLASSES = 5  # of an element; bounds the number of candidates
_MAX_ANCESTORS = 3  # levels; bounds the number of candidates
_WRONG = 2
"""An element that should not be selected weighs as much as so many that are not."""

_NAME = compile_lazily(r"-?[a-zA-Z_][\w-]*", re.ASCII)
_PREFIX = compile_lazily(r"([a-zA-Z][a-zA-Z_-]*)\d+", re.ASCII)
_VALUED = ("itemprop", "role", "data-role", "data-testid", "rel")
_TIMES = ("datetime", "title")
_ADDRESS_PART = compile_lazily(r"#[a-zA-Z_-]{1,20}(?=\d)|[/?&][a-zA-Z_]{2,20}(?:\.php)?[/?=]")
_MAX_ADDRESS_PARTS = 4  # of a link's address; bounds the number of candidates
_MARKS = compile_lazily(r"data-[a-z-]*(?:id|author|user|comment|post|time|date)")


class Selection(Struct, frozen=True):
    """Alternative selectors in their order, with how many of the wanted are found, of how many, and how many others."""

    alternatives: tuple[str, ...] = ()
    found: int = 0
    wanted: int = 0
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.alternatives)


class Group(Struct, frozen=True):
    """Elements of which the first that a selector selects counts, and should be one that fits best, if it fits at all.

    Where there is nothing to be found, `is_wanted` is false, and the selector should select none.
    """

    elements: Sequence[Tag]
    fits: Callable[[Tag], int]
    is_wanted: bool = True

    @property
    def right(self) -> list[Tag]:
        """The elements that fit best."""
        fits = [*map(self.fits, self.elements)]
        best = max(fits, default=0)
        return [element for element, fit in zip(self.elements, fits, strict=True) if 0 < best == fit]


def select_all(wanted: Sequence[Tag], elements: Sequence[Tag]) -> Selection:
    """The shortest selectors for all of the wanted among some elements."""
    ids = {id(element) for element in wanted}
    return select_first([Group((element,), lambda each: id(each) in ids, id(element) in ids) for element in elements])


def select_first(groups: Sequence[Group]) -> Selection:
    """The shortest selectors of which the first hit in each group is a right one."""
    right = [group.right for group in groups]
    samples = list(filter(None, right))[:_MAX_SAMPLE]
    candidates = _candidates([element for elements in samples for element in elements[:2]])
    wanted = {index for index, elements in enumerate(right) if elements and groups[index].is_wanted}
    if not candidates:
        return Selection(wanted=len(wanted))
    selectors = Selectors({each: each for each in candidates})
    found: dict[str, list[int]] = {each: [] for each in candidates}
    wrong = Counter[str]()
    for index, group in enumerate(groups):
        fitting = {id(element) for element in right[index]}
        # The first hit of each selector, the nearest to the beginning last.
        hits = {
            match.role: element for element in reversed(group.elements) for match in selectors.role_matches(element)
        }
        for role, element in hits.items():
            if id(element) in fitting:
                found[role].append(index)
            else:
                wrong[role] += 1
    return _greedy({each: (found[each], wrong[each]) for each in candidates if found[each]}, wanted)


def _greedy(figures: Mapping[str, tuple[Sequence[int], int]], wanted: Iterable[int]) -> Selection:
    """One selector after the other that finds most of what is still lacking, of equal ones the shortest."""
    lacking = set(wanted)
    total = len(lacking)
    chosen: list[str] = []
    others = 0
    while lacking and len(chosen) < _MAX_ALTERNATIVES:
        worth = {
            each: len(lacking.intersection(found)) - _WRONG * wrong
            for each, (found, wrong) in figures.items()
            if each not in chosen
        }
        best = max(worth, key=lambda each: (worth[each], -_cost(each)), default="")
        if not best or worth[best] <= 0:
            break
        chosen.append(best)
        lacking -= set(figures[best][0])
        others += figures[best][1]
    return Selection(tuple(chosen), total - len(lacking), total, others)


def _cost(selector: str) -> int:
    """Length of a selector; steps, attributes and names of elements alone count more than classes."""
    steps = selector.count(" ")
    bare = sum(step[:1] not in ".#[" and not re.search(r"[.#\[]", step) for step in selector.split())
    return len(selector) + 10 * steps + 8 * selector.count("[") + 15 * bare


def _candidates(wanted: Sequence[Tag]) -> list[str]:
    counts = Counter(each for element in wanted[:_MAX_SAMPLE] for each in {*_described(element)})
    ordered = sorted(counts, key=lambda each: (-counts[each], _cost(each), each))
    return ordered[:_MAX_CANDIDATES]


def _described(element: Tag) -> Iterator[str]:
    """Selectors of one element, alone and below an ancestor."""
    own = list(compounds(element))
    yield from own
    ancestor = element.parent
    for distance in range(_MAX_ANCESTORS):
        if ancestor is None or ancestor.name in ("body", "html", "[document]"):
            return
        for outer in (each for each in compounds(ancestor) if each[0] in ".#"):
            yield from (f"{outer}{' ' if distance else ' > '}{each}" for each in own[:4])
        ancestor = ancestor.parent


def compounds(element: Tag) -> Iterator[str]:
    """Selectors of an element by itself: its name, its classes, the beginning of its id, what its attributes are."""
    names = [name for name in classes(element) if _NAME.fullmatch(name) and not re.search(r"\d{2}", name)][
        :_MAX_CLASSES
    ]
    yield element.name
    yield from (f".{name}" for name in names)
    yield from (f"{element.name}.{name}" for name in names)
    yield from (f".{one}.{other}" for one, other in combinations(names, 2))
    identifier = attribute(element, "id") or ""
    prefix = _PREFIX.fullmatch(identifier)
    if prefix:
        yield f"[id^={prefix[1]}]"
        yield f"{element.name}[id^={prefix[1]}]"
    elif _NAME.fullmatch(identifier) and not re.search(r"\d", identifier):
        yield f"#{identifier}"
    for name in element.attrs:
        value = attribute(element, name) or ""
        if name in _VALUED and _NAME.fullmatch(value):
            yield f"[{name}={value}]"
        elif _MARKS.fullmatch(name):
            yield f"[{name}]"
        elif name in _TIMES:
            yield f"{element.name}[{name}]"
    if element.name == "a":
        for part in _ADDRESS_PART.findall(attribute(element, "href") or "")[:_MAX_ADDRESS_PARTS]:
            yield f"a[href*='{part}']"


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
