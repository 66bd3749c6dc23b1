"""Comments put in order: parents first, each branch contiguous. Linear, and without recursion."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

ROOT = -1
"""In a list of the places of parents: a comment that has none."""


def break_rings(parents: list[int]) -> Iterator[int]:
    """Make a root of the first comment of each ring of comments that answer each other, and tell which."""
    done = [False] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        on_path: set[int] = set()
        here = start
        while here != ROOT and not done[here] and here not in on_path:
            path.append(here)
            on_path.add(here)
            here = parents[here]
        if here in on_path:
            first = min(path[path.index(here) :])
            parents[first] = ROOT
            yield first
        for place in path:
            done[place] = True


def pre_order(parents: Sequence[int], found: int | None = None) -> Iterator[int]:
    """The places with parents first and each branch contiguous, siblings in order; there must be no ring.

    The places from `found` on are of comments that are only referred to: each stands where the first reply to it would.
    """
    children: defaultdict[int, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        children[parent].append(place)
    known = len(parents) if found is None else found
    stack = sorted(children[ROOT], key=lambda root: min(children[root], default=root) if root >= known else root)[::-1]
    while stack:
        place = stack.pop()
        yield place
        stack.extend(reversed(children[place]))
