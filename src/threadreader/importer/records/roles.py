"""Who wrote each record, when, and in what words: told by what is called alike in most of the records."""

from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.records.bodies import Bodies
from threadreader.importer.records.common import Common
from threadreader.importer.records.naming import Naming
from threadreader.importer.records.record import Record
from threadreader.importer.records.survey import Survey
from threadreader.importer.records.timing import Timing
from threadreader.importer.region import is_blank

_ENOUGH = 200
"""As many records tell what the parts of the others are called."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What is where in one record: places, None where nothing is; the nodes that hold its words.

    `alone` are the places of the tags that hold the words and nothing else, where there are such; `theirs` those of
    what all records say.
    """

    record: Record
    time: int | None
    name: int | None
    author: str | None
    body: Sequence[PageElement]
    alone: Sequence[int]
    theirs: Sequence[int]


def _without_name(body: Sequence[PageElement], author: str | None) -> Sequence[PageElement]:
    """The words without the name of who wrote them over them."""
    said = [node for node in body if not is_blank(node)]
    if len(said) < 2 or not isinstance(said[0], Tag) or said[0].get_text(" ").strip() != author:  # noqa: PLR2004 - words too
        return body
    return [node for node in body if node is not said[0]]


def find_roles(found: Survey, records: Sequence[Record], language: str | None) -> list[Roles]:
    """The parts of the records of one group; `language` is the page's."""
    voters = records[:: max(1, len(records) // _ENOUGH)]
    common = Common(voters)
    timing = Timing(found, voters, language)

    def heads(record: Record) -> list[int]:
        time = timing.place(record)
        names = [place for label in naming.marked for place in record.labels(label)[:1]]
        return sorted({*names, time}) if time is not None else sorted(names)

    bodies = Bodies(found, voters, heads, common.places, common.texts)
    naming = Naming(found, voters, common, language, bodies.alone)
    return [_roles(record, timing, naming, bodies, common) for record in records]


def _roles(record: Record, timing: Timing, naming: Naming, bodies: Bodies, common: Common) -> Roles:
    alone = bodies.alone(record)
    time = timing.place(record, alone)
    named = naming.name(record, time)
    return Roles(
        record=record,
        time=time,
        name=named[0] if named else None,
        author=named[1] if named else None,
        body=_without_name(bodies.of(record, named[0] if named else None), named[1] if named else None),
        alone=alone,
        theirs=common.places(record),
    )
