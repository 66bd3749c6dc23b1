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


def find_parents(found: Survey, roles: Sequence[Roles], answers: Answers) -> list[Parent | None]:
    """The parent of each record; @names that lead nowhere and quotations are no evidence."""
    said = [_with(Evidence.SAID, place) for place in answers.parents]
    structure = _structure(found, roles)
    return [outright or around for outright, around in zip(said, structure, strict=True)]


def _structure(found: Survey, roles: Sequence[Roles]) -> list[Parent | None]:
    """Parents by the first kind of evidence that there is for any record."""
    records = [part.record for part in roles]
    inside = [record.parent for record in records]
    if all(place is None for place in inside):
        inside = find_branches(found, records)
    if any(place is not None for place in inside):
        return [_with(Evidence.CONTAINED, place) for place in inside]
    for evidence, read in (
        (Evidence.INDENTED, indentation_of),
        (Evidence.INDENTED, spacer_of),
        (Evidence.NUMBERED, depth_of),
    ):
        parents = parents_by_number([read(found, record) for record in records])
        if parents:
            return [_with(evidence, place) for place in parents]
    return [None] * len(roles)


def _with(evidence: Evidence, place: int | None) -> Parent | None:
    return None if place is None else (place, evidence)
