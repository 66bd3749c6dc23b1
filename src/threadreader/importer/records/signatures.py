"""What a writer says the same way in every record: signatures, and what stands about writers beside their words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from threadreader.importer.records.election import is_piece
from threadreader.importer.records.record import Record
from threadreader.importer.records.roles import Roles
from threadreader.importer.region import is_blank, strings_of

_ENOUGH = 200
"""As many records tell what signatures are called."""

_LONGEST = 600
"""No signature has more letters."""

_HALF = 0.5
"""Signatures are at most this share of what people write."""

_REPEATS = 2
"""So often at least somebody says again what was said before."""


def without_signatures(roles: Sequence[Roles]) -> list[Roles]:
    """The parts of the records of a group without what follows from who wrote them."""
    labels = _labels(roles[:: max(1, len(roles) // _ENOUGH)])
    return [_without(part, labels) for part in roles] if labels else [*roles]


def _labels(roles: Sequence[Roles]) -> frozenset[str]:
    """What the tags are called whose words are the same in all records of each writer, and not in all of all."""
    said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in roles:
        for label, place in _candidates(part.record) if part.author else ():
            said[label].append((part.author or "", part.record.words(place)))
    most = _HALF * sum(len(text) for part in roles for text in strings_of(part.body, None))
    return frozenset(
        label
        for label, some in said.items()
        if _follow_from_author(some) and sum(len(words) for _, words in some) <= most
    )


def _candidates(record: Record) -> Iterator[tuple[str, int]]:
    """The tags that alone have their label in a record, and may be all of a signature."""
    for label, places in record.labelled.items():
        if len(places) == 1 and not is_piece(label) and record.is_small(places[0], _LONGEST):
            yield label, places[0]


def _follow_from_author(said: Sequence[tuple[str, str]]) -> bool:
    authors = {author for author, _ in said}
    words = {each for _, each in said}
    return len(said) - len(authors) >= _REPEATS and len({*said}) == len(authors) and len(words) > 1


def _without(part: Roles, labels: frozenset[str]) -> Roles:
    """The same parts, where any words are left."""
    found = part.record.found
    kept = (*part.alone, *(at for at in (part.name, part.time) if at is not None))
    own = (place for label in labels for place in part.record.labels(label))
    places = [place for place in own if not any(found.holds(place, at) for at in kept)]
    tags = {id(found.tags[place]) for place in places}
    body = [node for node in part.body if id(node) not in tags]
    if not places or all(is_blank(node, lambda tag: id(tag) in tags) for node in body):
        return part
    return replace(part, body=body, theirs=found.outermost(sorted({*part.theirs, *places})))
