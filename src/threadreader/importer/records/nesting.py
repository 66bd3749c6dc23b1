"""Who answers whom, by the strongest evidence: what the page says, what is in what, what is moved in, or numbers."""

from collections.abc import Sequence

from threadreader.importer.draft import Evidence
from threadreader.importer.records.answers import Answers
from threadreader.importer.records.branches import find_branches
from threadreader.importer.records.depths import depth_of, indentation_of, parents_by_number, spacer_of
from threadreader.importer.records.roles import Roles
from threadreader.importer.records.survey import Survey

Parent = tuple[int, Evidence]
"""The place of the parent in the list of records, and what says so."""

_SEVERAL, _NEARLY_ALL = 3, 0.9


def find_parents(found: Survey, roles: Sequence[Roles], answers: Answers) -> list[Parent | None]:
    """The parent of each record; @names that lead nowhere and quotations are no evidence."""
    said = [_with(Evidence.SAID, place) for place in answers.parents]
    structure = _structure(found, roles)
    if _contradict(said, structure):
        return said
    return [outright or around for outright, around in zip(said, structure, strict=True)]


def _contradict(said: Sequence[Parent | None], structure: Sequence[Parent | None]) -> bool:
    """Whether what records say of their parents is often otherwise than what they stand in: then this tells nothing."""
    both = [one[0] == two[0] for one, two in zip(said, structure, strict=True) if one and two]
    return len(both) >= _SEVERAL and sum(both) < _NEARLY_ALL * len(both)


def _structure(found: Survey, roles: Sequence[Roles]) -> list[Parent | None]:
    """Parents by what is in what, else by the kind of evidence that most records have, and that tells most parents."""
    records = [part.record for part in roles]
    inside = [record.parent for record in records]
    if any(place is not None for place in inside):
        return [_with(Evidence.CONTAINED, place) for place in inside]
    kinds = [
        (Evidence.CONTAINED, find_branches(found, records)),
        (Evidence.INDENTED, parents_by_number([indentation_of(found, record) for record in records])),
        (Evidence.INDENTED, parents_by_number([spacer_of(found, record) for record in records])),
        (Evidence.NUMBERED, parents_by_number([depth_of(found, record) for record in records])),
    ]
    evidence, parents = max(kinds, key=lambda kind: _told(kind[1]))
    return [_with(evidence, place) for place in parents] or [None] * len(roles)


def _told(parents: Sequence[int | None]) -> tuple[int, int]:
    """How many records have a parent, and how many are one."""
    known = [place for place in parents if place is not None]
    return len(known), len(set(known))


def _with(evidence: Evidence, place: int | None) -> Parent | None:
    return None if place is None else (place, evidence)
