"""Who wrote each record, when, and in what words: told by what is called alike in most of the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bs4 import Tag
from bs4.element import PageElement

from threadreader.importer.records.bodies import Bodies
from threadreader.importer.records.chrome import is_not_words
from threadreader.importer.records.common import Common
from threadreader.importer.records.fields import Fields, find_fields
from threadreader.importer.records.naming import Naming
from threadreader.importer.records.record import Record
from threadreader.importer.records.sureness import Sureness
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


def _says_any(record: Record, body: Sequence[PageElement], theirs: Sequence[int]) -> bool:
    """Whether there is anything to read or to see in the words without what is the theme's."""
    barred = {id(record.found.tags[place]) for place in theirs} | record.region.inner
    return not all(is_blank(node, lambda tag: id(tag) in barred or is_not_words(tag)) for node in body)


def _with_tag(record: Record, body: Sequence[PageElement], place: int) -> Sequence[PageElement]:
    """The words with a tag of the record, where that neither holds any of them nor is in them."""
    found, tags = record.found, record.found.tags
    around: set[int] = set()
    here = place
    while here >= record.start:
        around.add(id(tags[here]))
        here = found.parents[here]
    inside = {id(tags[each]) for each in range(place, found.ends[place])}
    if any(id(node) in around or id(node.parent) in inside for node in body):
        return body
    places = {id(tags[each]): each for each in record.places}
    before = [node for node in body if _end(found, places, node) <= place]
    return [*before, tags[place], *body[len(before) :]]


def _end(found: Survey, places: Mapping[int, int], node: PageElement) -> int:
    """The place of the first tag that may begin after a node."""
    if id(node) in places:
        return found.ends[places[id(node)]]
    before = node.previous_sibling
    while before is not None and id(before) not in places:
        before = before.previous_sibling
    return found.ends[places[id(before)]] if before is not None else places.get(id(node.parent), -1) + 1


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
    sureness = Sureness(found, voters, naming, bodies.alone)
    looks = _Looks(timing, naming, sureness, bodies, common)
    fields = find_fields(records)
    return [_with_fields(_roles(record, looks), fields.get(record.start)) for record in records]


def _with_fields(roles: Roles, fields: Fields | None) -> Roles:
    return replace(roles, name=None, author=fields.author, body=fields.body, alone=(), theirs=()) if fields else roles


@dataclass(frozen=True, slots=True)
class _Looks:
    """What tells the parts of the records of a group."""

    timing: Timing
    naming: Naming
    sureness: Sureness
    bodies: Bodies
    common: Common


def _roles(record: Record, looks: _Looks) -> Roles:
    alone = looks.bodies.alone(record)
    time = looks.timing.place(record, alone)
    named = looks.naming.name(record, time)
    name, author = named or (None, None)
    theirs = looks.common.places(record)
    body = _without_name(looks.bodies.of(record, name, theirs), author)
    if theirs and not _says_any(record, body, theirs):
        said = frozenset(looks.common.may_be_words(record))
        theirs = [place for place in theirs if place not in said]
        body = _without_name(looks.bodies.of(record, name, theirs), author)
    if name is not None and name != record.start and not looks.sureness.is_name(record, name, time, author):
        is_all = all(map(is_blank, body))
        body = _with_tag(record, body, name)
        name, author = (None, None) if is_all else (name, author)
    return Roles(
        record=record,
        time=time,
        name=name,
        author=author,
        body=body,
        alone=alone,
        theirs=theirs,
    )
