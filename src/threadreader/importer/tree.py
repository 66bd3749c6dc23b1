"""Whom each comment answers, where a page gives only how deep each is."""

from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag

from threadreader.importer.draft import LeaveOut


def parents_by_depth(depths: Sequence[int | None]) -> list[int]:
    """For each comment the place of the last one before it that is less deep, -1 where there is none."""
    path: list[tuple[int, int]] = []
    parents: list[int] = []
    for place, depth in enumerate(depths):
        if depth is None:
            parents.append(-1)
            continue
        while path and path[-1][0] >= depth:
            path.pop()
        parents.append(path[-1][1] if path else -1)
        path.append((depth, place))
    return parents


def levels(elements: Iterable[Tag], is_level: LeaveOut) -> Iterator[int]:
    """For each element how many tags around it are a level; each tag of the page is looked at once."""
    known: dict[int, int] = {}
    for element in elements:
        path: list[Tag] = []
        here: Tag | None = element.parent
        while here is not None and id(here) not in known:
            path.append(here)
            here = here.parent
        level = known[id(here)] if here is not None else 0
        for tag in reversed(path):
            level += is_level(tag)
            known[id(tag)] = level
        yield level
