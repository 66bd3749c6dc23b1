"""Search for the shortest selectors that select given elements, and hardly any others."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from bs4 import Tag
from msgspec import Struct

from threadreader.importer.html.selector import Selectors, attribute, classes
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
_NUMBERED = compile_lazily(r"\d{2}")
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
