"""Two people going back and forth: where that goes on, replies are not indented further."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from threadreader.model.stored_thread import Skeleton

_TURNS = 2
"""So often one of the two has answered the other's answer when indentation stops."""


@dataclass(frozen=True, slots=True)
class Exchanges:
    """How far each comment is indented, in levels; and who go back and forth where the first is not indented more."""

    levels: Sequence[int] = ()
    begun: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    going_on: frozenset[int] = frozenset()


def find_exchanges(skeleton: Skeleton) -> Exchanges:
    """The exchanges of a thread: only where nobody else answers, since siblings must stand below each other."""
    names, parents, sizes = skeleton.names, skeleton.parents, skeleton.sizes
    turns: dict[int, int] = {}
    begun: dict[int, tuple[str, str]] = {}
    going_on: set[int] = set()
    for place, (above, size) in enumerate(zip(parents, sizes, strict=True)):
        if above < 0 or sizes[above] != size + 1 or (before := parents[above]) < 0:
            continue
        name, other = names[place], names[above]
        if name != names[before] or name == other or not name or not other:
            continue
        turns[place] = turn = turns.get(above, 0) + 1
        if turn >= _TURNS:
            going_on.add(place)
        if turn == _TURNS:
            begun[place] = name, other
    return Exchanges(_levels(skeleton, going_on) if going_on else skeleton.depths, begun, frozenset(going_on))


def _levels(skeleton: Skeleton, going_on: Collection[int]) -> Sequence[int]:
    levels: list[int] = []
    for place, above in enumerate(skeleton.parents):
        levels.append(0 if above < 0 else levels[above] + (place not in going_on))
    return levels
