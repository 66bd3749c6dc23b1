"""Writer, time and words of each record, told by what is called alike in most of the records.

What a writer says the same way in every record: signatures, and what stands about writers beside their words.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import PageElement

from threadreader.dataclass import dataclass, replace
from threadreader.importer.generic.author import MarkedNames, Naming, Sureness
from threadreader.importer.generic.body import PIECES, Bodies, is_piece
from threadreader.importer.generic.heads import Fields, find_fields
from threadreader.importer.generic.record import Common, Record, is_not_words
from threadreader.importer.generic.survey import Survey
from threadreader.importer.generic.thresholds import HALF, MANY, SHORT
from threadreader.importer.generic.when import Timing
from threadreader.importer.html.region import is_blank, stripped_strings
from threadreader.model.text import fold_space


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts of one record: places, None where nothing is; the nodes that hold its words.

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


def _without_name(body: Sequence[PageElement], author: str | None, said: Container[str]) -> Sequence[PageElement]:
    """The words without the name of who wrote them over them; `said` is what all records say."""
    first = next((node for node in body if not is_blank(node)), None)
    if first is None or not author or all(is_blank(node) for node in body if node is not first):
        return body
    words = fold_space(first.get_text(" ") if isinstance(first, Tag) else str(first))
    rest = words.removeprefix(author).strip()
    is_name = words.startswith(author) and (not rest or rest in said)
    return [node for node in body if node is not first] if is_name else body


def _name_in_words(record: Record, author: str | None, alone: Sequence[int]) -> Sequence[int]:
    """The place of the tag that says but the name of who wrote, where what holds the words begins with that."""
    if not author or not alone or not record.words(alone[0]).startswith(author):
        return ()
    place: int | None = alone[0]
    while place is not None and record.words(place) != author:
        place = next((at for at in record.found.children(place) if record.letters(at)), None)
    return () if place is None or record.letters(place) == record.letters(alone[0]) else (place,)


def _without_cut(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The words without those that stand before all of them, cut short: to be shown until more is asked for."""
    said = [node for node in body if not is_blank(node)]
    tags = [node.name for node in said[:2] if isinstance(node, Tag)]
    if len(tags) < 2 or tags[0] != tags[1] or tags[0] in PIECES:  # noqa: PLR2004 - of two one may be cut
        return body
    short, whole = (fold_space(" ".join(stripped_strings([node], is_not_words))) for node in said[:2])
    short = short.rstrip(".\u2026 ")
    is_cut = len(short) >= SHORT and whole.startswith(short)
    return [node for node in body if node is not said[0]] if is_cut else body


def _says_any(record: Record, body: Sequence[PageElement], theirs: Sequence[int]) -> bool:
    """True if there is anything to read or to see in the words without what is the theme's."""
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
    looks = _looks_of(found, records, language)
    fields = find_fields(records)
    return [_with_fields(_roles(record, looks), fields.get(record.start)) for record in records]


def find_words(found: Survey, records: Sequence[Record], language: str | None) -> list[int]:
    """Of these the places of the tags that hold the words and nothing else, in no order."""
    bodies = _looks_of(found, records, language).bodies
    fields = find_fields(records)
    return [place for record in records if record.start not in fields for place in bodies.alone(record)]


def _looks_of(found: Survey, records: Sequence[Record], language: str | None) -> "_Looks":
    voters = records[:: max(1, len(records) // MANY)]
    common = Common(voters)
    timing = Timing(found, voters, language)

    marked = frozenset(found.names)
    marked_names = MarkedNames(found, voters)

    def heads(record: Record) -> list[int]:
        time = timing.place(record)
        # A link in the words may be called as that to the writer's page is.
        called = (record.labels(label) for label in marked_names.labels)
        names = [next((place for place in some if place in marked), some[0]) for some in called if some]
        return sorted({*names, time}) if time is not None else sorted(names)

    bodies = Bodies(found, voters, heads, common.places, common.texts)
    naming = Naming(marked_names, common, language, bodies.alone)
    sureness = Sureness(found, voters, naming, bodies.alone)
    return _Looks(timing, naming, sureness, bodies, common)


def _with_fields(roles: Roles, fields: Fields | None) -> Roles:
    if fields is None:
        return roles
    name, author = (None, fields.author) if fields.author else (roles.name, roles.author)
    return replace(roles, name=name, author=author, body=fields.body, alone=(), theirs=())


@dataclass(frozen=True, slots=True)
class _Looks:
    """The columns that tell the parts of the records of a group."""

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
    theirs = sorted({*theirs, *_name_in_words(record, author, alone)})
    body = _without_name(looks.bodies.of(record, name, theirs), author, looks.common.texts)
    if theirs and not _says_any(record, body, theirs):
        said = frozenset(looks.common.may_be_words(record))
        theirs = [place for place in theirs if place not in said]
        body = _without_name(looks.bodies.of(record, name, theirs), author, looks.common.texts)
    if name is not None and name != record.start and not looks.sureness.is_name(record, name, time, author):
        is_all = all(map(is_blank, body))
        body = _with_tag(record, body, name)
        name, author = (None, None) if is_all else (name, author)
    return Roles(
        record=record,
        time=time,
        name=name,
        author=author,
        body=_without_cut(body),
        alone=alone,
        theirs=theirs,
    )


_LONGEST = 600
"""No signature has more letters."""

_REPEATS = 2
"""So often at least somebody says again what was said before."""


def without_signatures(roles: Sequence[Roles]) -> list[Roles]:
    """The parts of the records of a group without what follows from who wrote them."""
    labels = _labels(roles[:: max(1, len(roles) // MANY)])
    return [_without(part, labels) for part in roles] if labels else [*roles]


def _labels(roles: Sequence[Roles]) -> frozenset[str]:
    """The labels of the tags whose words are the same in all records of each writer, and not in all of all."""
    said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in roles:
        for label, place in _candidates(part.record) if part.author else ():
            said[label].append((part.author or "", part.record.words(place)))
    most = HALF * sum(len(text) for part in roles for text in stripped_strings(part.body, None))
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
