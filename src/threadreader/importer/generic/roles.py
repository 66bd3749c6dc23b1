"""Writer, time and words of each record, told by what is called alike in most of the records.

What a writer says the same way in every record: signatures, and what stands about writers beside their words.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.generic.author import MarkedNames, Naming, Sureness
from threadreader.importer.generic.body import PIECES, Bodies, is_piece
from threadreader.importer.generic.heads import Fields, find_fields, marked_names
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.generic.record import Common, Record, is_not_words
from threadreader.importer.generic.thresholds import HALF_SHARE, MAX_ELEMENTS, MAX_LABEL_CHARS
from threadreader.importer.generic.when import Timing
from threadreader.importer.html.region import is_blank, stripped_strings
from threadreader.model.text import fold_space


class Roles(Struct, frozen=True):
    """The parts of one record: indices, None where nothing is; the nodes that hold its words.

    `alone` are the indices of the tags that hold the words and nothing else, where there are such; `boilerplate` those
    of what all records say.
    """

    record: Record
    time: int | None
    name: int | None
    author: str | None
    body: Sequence[PageElement]
    alone: Sequence[int]
    boilerplate: Sequence[int]


def _without_name(body: Sequence[PageElement], author: str | None, texts: Container[str]) -> Sequence[PageElement]:
    """The words without the name of who wrote them over them; `said` is what all records say."""
    first = next((node for node in body if not is_blank(node)), None)
    if first is None or not author or all(is_blank(node) for node in body if node is not first):
        return body
    words = fold_space(first.get_text(" ") if isinstance(first, Tag) else str(first))
    rest = words.removeprefix(author).strip()
    is_name = words.startswith(author) and (not rest or rest in texts)
    return [node for node in body if node is not first] if is_name else body


def _name_in_words(record: Record, author: str | None, alone: Sequence[int]) -> Sequence[int]:
    """The index of the tag that says but the name of who wrote, where what holds the words begins with that."""
    if not author or not alone or not record.words(alone[0]).startswith(author):
        return ()
    index: int | None = alone[0]
    while index is not None and record.words(index) != author:
        index = next((at for at in record.page.children(index) if record.text_length(at)), None)
    return () if index is None or record.text_length(index) == record.text_length(alone[0]) else (index,)


def _without_cut(body: Sequence[PageElement]) -> Sequence[PageElement]:
    """The words without those that stand before all of them, cut short: to be shown until more is asked for."""
    texts = [node for node in body if not is_blank(node)]
    elements = [node.name for node in texts[:2] if isinstance(node, Tag)]
    if len(elements) < 2 or elements[0] != elements[1] or elements[0] in PIECES:  # noqa: PLR2004 - of two one may be cut
        return body
    short, whole = (fold_space(" ".join(stripped_strings([node], is_not_words))) for node in texts[:2])
    short = short.rstrip(".\u2026 ")
    is_cut = len(short) >= MAX_LABEL_CHARS and whole.startswith(short)
    return [node for node in body if node is not texts[0]] if is_cut else body


def _has_text(record: Record, body: Sequence[PageElement], boilerplate: Sequence[int]) -> bool:
    """True if there is anything to read or to see in the words without what is the theme's."""
    barred = {id(record.page.elements[index]) for index in boilerplate} | record.region.inner
    return not all(is_blank(node, lambda tag: id(tag) in barred or is_not_words(tag)) for node in body)


def _with_tag(record: Record, body: Sequence[PageElement], index: int) -> Sequence[PageElement]:
    """The words with a tag of the record, where that neither holds any of them nor is in them."""
    page, elements = record.page, record.page.elements
    ancestors: set[int] = set()
    here = index
    while here >= record.start:
        ancestors.add(id(elements[here]))
        here = page.parents[here]
    inside = {id(elements[each]) for each in range(index, page.ends[index])}
    if any(id(node) in ancestors or id(node.parent) in inside for node in body):
        return body
    indices = {id(elements[each]): each for each in record.indices}
    before = [node for node in body if _end(page, indices, node) <= index]
    return [*before, elements[index], *body[len(before) :]]


def _end(page: SurveyedPage, indices: Mapping[int, int], node: PageElement) -> int:
    """The index of the first tag that may begin after a node."""
    if id(node) in indices:
        return page.ends[indices[id(node)]]
    before = node.previous_sibling
    while before is not None and id(before) not in indices:
        before = before.previous_sibling
    return page.ends[indices[id(before)]] if before is not None else indices.get(id(node.parent), -1) + 1


def find_roles(page: SurveyedPage, records: Sequence[Record], language: str | None) -> list[Roles]:
    """The parts of the records of one group; `language` is the page's."""
    looks = _looks_of(page, records, language)
    fields = find_fields(records)
    return [_with_fields(_roles(record, looks), fields.get(record.start)) for record in records]


def find_words(page: SurveyedPage, records: Sequence[Record], language: str | None) -> list[int]:
    """Of these the indices of the tags that hold the words and nothing else, in no order."""
    bodies = _looks_of(page, records, language).bodies
    fields = find_fields(records)
    return [index for record in records if record.start not in fields for index in bodies.alone(record)]


def _looks_of(page: SurveyedPage, records: Sequence[Record], language: str | None) -> "_Looks":
    voters = records[:: max(1, len(records) // MAX_ELEMENTS)]
    common = Common(voters)
    timing = Timing(page, voters, language)

    marked = frozenset(marked_names(page))
    columns = MarkedNames(page, voters)

    def heads(record: Record) -> list[int]:
        time = timing.index(record)
        # A link in the words may be called as that to the writer's page is.
        labelled = (record.labels(label) for label in columns.labels)
        names = [next((index for index in some if index in marked), some[0]) for some in labelled if some]
        return sorted({*names, time}) if time is not None else sorted(names)

    bodies = Bodies(page, voters, heads, common.indices, common.texts)
    naming = Naming(columns, common, language, bodies.alone)
    sureness = Sureness(page, voters, naming, bodies.alone)
    return _Looks(timing, naming, sureness, bodies, common)


def _with_fields(roles: Roles, fields: Fields | None) -> Roles:
    if fields is None:
        return roles
    name, author = (None, fields.author) if fields.author else (roles.name, roles.author)
    return replace(roles, name=name, author=author, body=fields.body, alone=(), boilerplate=())


class _Looks(Struct, frozen=True):
    """The columns that tell the parts of the records of a group."""

    timing: Timing
    naming: Naming
    sureness: Sureness
    bodies: Bodies
    common: Common


def _roles(record: Record, looks: _Looks) -> Roles:
    alone = looks.bodies.alone(record)
    time = looks.timing.index(record, alone)
    named = looks.naming.name(record, time)
    name, author = named or (None, None)
    boilerplate = looks.common.indices(record)
    boilerplate = sorted({*boilerplate, *_name_in_words(record, author, alone)})
    body = _without_name(looks.bodies.of(record, name, boilerplate), author, looks.common.texts)
    if boilerplate and not _has_text(record, body, boilerplate):
        texts = frozenset(looks.common.may_be_words(record))
        boilerplate = [index for index in boilerplate if index not in texts]
        body = _without_name(looks.bodies.of(record, name, boilerplate), author, looks.common.texts)
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
        boilerplate=boilerplate,
    )


_LONGEST = 600
"""No signature has more characters."""

_REPEATS = 2
"""So often at least somebody says again what was said before."""


def without_signatures(roles: Sequence[Roles]) -> list[Roles]:
    """The parts of the records of a group without what follows from who wrote them."""
    labels = _labels(roles[:: max(1, len(roles) // MAX_ELEMENTS)])
    return [_without(part, labels) for part in roles] if labels else [*roles]


def _labels(roles: Sequence[Roles]) -> frozenset[str]:
    """The labels of the tags whose words are the same in all records of each writer, and not in all of all."""
    texts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in roles:
        for label, index in _candidates(part.record) if part.author else ():
            texts[label].append((part.author or "", part.record.words(index)))
    most = HALF_SHARE * sum(len(text) for part in roles for text in stripped_strings(part.body, None))
    return frozenset(
        label
        for label, some in texts.items()
        if _follow_from_author(some) and sum(len(words) for _, words in some) <= most
    )


def _candidates(record: Record) -> Iterator[tuple[str, int]]:
    """The tags that alone have their label in a record, and may be all of a signature."""
    for label, indices in record.labelled.items():
        if len(indices) == 1 and not is_piece(label) and record.is_small(indices[0], _LONGEST):
            yield label, indices[0]


def _follow_from_author(texts: Sequence[tuple[str, str]]) -> bool:
    authors = {author for author, _ in texts}
    words = {each for _, each in texts}
    return len(texts) - len(authors) >= _REPEATS and len({*texts}) == len(authors) and len(words) > 1


def _without(part: Roles, labels: frozenset[str]) -> Roles:
    """The same parts, where any words are left."""
    page = part.record.page
    kept = (*part.alone, *(at for at in (part.name, part.time) if at is not None))
    own = (index for label in labels for index in part.record.labels(label))
    indices = [index for index in own if not any(page.covers(index, at) for at in kept)]
    elements = {id(page.elements[index]) for index in indices}
    body = [node for node in part.body if id(node) not in elements]
    if not indices or all(is_blank(node, lambda tag: id(tag) in elements) for node in body):
        return part
    return replace(part, body=body, boilerplate=page.outermost(sorted({*part.boilerplate, *indices})))
