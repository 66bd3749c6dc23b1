"""Writer, time and words of each record, told by what is called alike in most of the records, as drafts of comments.

What a writer says the same way in every record: signatures, and what stands about writers beside their words.

Records that are links from other sites: called so, or saying so before the link.

Comments whose elements an adapter knows: what no class says in them is told by what they have in common.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from bs4 import Tag
from bs4.element import PageElement
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.generic.author import Naming, marked_labels
from threadreader.importer.generic.body import Bodies
from threadreader.importer.generic.page import (
    HALF_SHARE,
    MAX_ELEMENTS,
    MAX_LABEL_CHARS,
    MAX_NAME_CHARS,
    SurveyedPage,
    kind_of,
    marked_names,
)
from threadreader.importer.generic.record import (
    PIECES,
    Common,
    Fields,
    Record,
    Timing,
    cut,
    find_fields,
    is_not_words,
    is_piece,
)
from threadreader.importer.html.region import is_blank, link_of, stripped_strings
from threadreader.importer.html.selector import Attributes, attribute
from threadreader.importer.html.tree import Span
from threadreader.importer.parents import find_parents
from threadreader.importer.parents.references import Part, find_references, without_call
from threadreader.model.text import fold_space
from threadreader.model.thread import Kind


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


def _looks_of(page: SurveyedPage, records: Sequence[Record], language: str | None) -> "_Looks":
    voters = records[:: max(1, len(records) // MAX_ELEMENTS)]
    common = Common(voters)
    timing = Timing(page, voters, language)

    marked = frozenset(marked_names(page))
    labels = marked_labels(page, voters)

    def heads(record: Record) -> list[int]:
        time = timing.index(record)
        # A link in the words may be called as that to the writer's page is.
        labelled = (record.labels(label) for label in labels)
        names = [next((index for index in some if index in marked), some[0]) for some in labelled if some]
        return sorted({*names, time}) if time is not None else sorted(names)

    bodies = Bodies(page, voters, heads, common.indices, common.texts)
    naming = Naming(page, voters, labels, common, language=language, tops=bodies.alone)
    return _Looks(timing, naming, bodies, common)


def _with_fields(roles: Roles, fields: Fields | None) -> Roles:
    if fields is None:
        return roles
    if not fields.body:
        return replace(roles, author=fields.author, body=[node for node in roles.body if node is not fields.value])
    name, author = (None, fields.author) if fields.author else (roles.name, roles.author)
    return replace(roles, name=name, author=author, body=fields.body, alone=(), boilerplate=())


class _Looks(Struct, frozen=True):
    """The columns that tell the parts of the records of a group."""

    timing: Timing
    naming: Naming
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
    if name is not None and name != record.start and not looks.naming.is_name(record, name, time, author):
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


_KEYS = Attributes("id", "data-comment-id", "data-id", "data-post-id", "name")
_NEAR = 8
"""The name of a record stands on one of so many tags at its beginning."""

_MAX_LABEL_CHARS = 40
"""A link from another site stands among no more characters than these where the record has no words of its own."""


def draft_all(page: SurveyedPage, roles: Sequence[Roles]) -> list[CommentDraft]:
    """A draft of each record that says anything."""
    parts = [_part(each) for each in roles]
    references = find_references(page, parts)
    parents = find_parents(page, parts, references)
    keys = [_key(part) for part in roles]
    counts = Counter(keys)
    boilerplate = references.elements.union(id(page.elements[index]) for part in roles for index in part.boilerplate)
    drafts = [
        replace(
            _draft(page, part, key),
            key=key if counts[key] == 1 else None,
            parent_element=roles[parent[0]].record.element if parent else None,
            evidence=parent[1] if parent else None,
            leave_out=_leaving_out(part, boilerplate),
        )
        for part, key, parent in zip(roles, keys, parents, strict=True)
    ]
    return [draft for draft in drafts if draft.body or (draft.author and draft.kind is not Kind.COMMENT)]


def _part(roles: Roles) -> Part:
    record = roles.record
    lead = roles.alone[0] if roles.alone else None
    return Part(record.span, record.indices, record.parent, roles.alone, lead, roles.author)


def _draft(page: SurveyedPage, part: Roles, key: str | None) -> CommentDraft:
    """The draft of what a record says itself."""
    time = page.whole_time(part.time) if part.time is not None else None
    name = page.elements[part.name] if part.name is not None else None
    draft = CommentDraft(
        element=part.record.element,
        body=part.body,
        author=part.author,
        author_url=link_of(part.record.region, name) if name is not None else None,
        when=time.machine if time else None,
        when_text=time.words if time else None,
        permalink=next(_permalinks(page, part, key), None),
        kind=kind_of(page, part.record.span),
    )
    return _linking(part, draft) if draft.kind is not Kind.COMMENT else draft


def _linking(part: Roles, draft: CommentDraft) -> CommentDraft:
    """The same draft as a link from another site: named by the link, and often without words of its own."""
    record, elements = part.record, part.record.page.elements
    links = (index for index in record.indices if elements[index].name == "a" and record.text_length(index))
    fit = (index for index in links if not _states_time(record, index) and not is_not_words(elements[index]))
    link = next(fit, None)
    if link is None:
        return draft
    has_words = record.size > record.text_length(link) + _MAX_LABEL_CHARS
    author_url = attribute(elements[link], "href")
    return replace(
        draft,
        author=record.region.text(elements[link], is_not_words),
        author_url=author_url,
        body=part.body if has_words else (),
    )


def _states_time(record: Record, index: int) -> bool:
    """True if a link says when and no more: the title of what it leads to may have a day in it."""
    time = record.page.times.get(index)
    is_title = time is not None and time.words is not None and len(time.words) < HALF_SHARE * len(record.words(index))
    return record.page.has_time(index, record.page.ends[index]) and not is_title


def _leaving_out(part: Roles, boilerplate: frozenset[int]) -> LeaveOut:
    inner, whole = part.record.region.inner, part.record.element

    def is_left_out(tag: Tag) -> bool:
        # A short record that is called a reply is no link to write one.
        return tag is not whole and (id(tag) in boilerplate or id(tag) in inner or is_not_words(tag))

    return without_call(part.body, is_left_out)


def _key(part: Roles) -> str | None:
    """The key of a record, at its beginning."""
    elements = (part.record.page.elements[index] for index in part.record.indices[:_NEAR])
    values = (value for tag in elements for value in _KEYS.values(tag))
    return next((value for value in values if len(value) < MAX_NAME_CHARS and any(map(str.isdigit, value))), None)


def _permalinks(page: SurveyedPage, part: Roles, key: str | None) -> Iterator[str]:
    """The addresses of a record, the surest first: where its time leads, or a link that ends in its name."""
    if part.time is not None:
        yield from _addresses(page, (*_upwards(page, part), *range(part.time, page.ends[part.time])))
    if key:
        links = _addresses(page, part.record.indices[:MAX_ELEMENTS])
        yield from (href for href in links if href.endswith(f"#{key}"))


def _upwards(page: SurveyedPage, part: Roles) -> Iterator[int]:
    here = part.time if part.time is not None else part.record.start
    while here > part.record.start:
        yield here
        here = page.parents[here]


def _addresses(page: SurveyedPage, indices: Iterable[int]) -> Iterator[str]:
    for index in indices:
        href = attribute(page.elements[index], "href") if page.elements[index].name == "a" else None
        if href and href != "#" and not href.lower().lstrip().startswith(("javascript:", "mailto:")):
            yield href


class Lacking(Struct, frozen=True):
    """The parts of a comment that an adapter could only guess."""

    author: bool = False
    words: bool = False
    when: bool = False

    @property
    def any(self) -> bool:
        """True if there is anything."""
        return self.author or self.words or self.when


def complete(
    drafts: Sequence[CommentDraft], lacking: Sequence[Lacking | None], page: SurveyedPage, language: str | None
) -> list[CommentDraft]:
    """The drafts, in document order, with what each lacks where its structure tells it; None lacks nothing.

    Those are unlike the others, like pingbacks, and tell nothing of them. `language` is the page's.
    """
    like = [draft for draft, lacks in zip(drafts, lacking, strict=True) if lacks]
    roles = find_roles(page, cut(page, _spans(page, like)), language)
    known = {id(draft.element): draft for draft in draft_all(page, roles)}
    parts = {id(part.record.element): part for part in roles}
    completed: list[CommentDraft] = []
    for draft, lacks in zip(drafts, lacking, strict=True):
        key = id(draft.element)
        completed.append(_filled(draft, lacks, known[key], parts[key]) if lacks and key in known else draft)
    return completed


def _spans(page: SurveyedPage, drafts: Sequence[CommentDraft]) -> list[Span]:
    wanted = {id(draft.element) for draft in drafts}
    return [(index, page.ends[index]) for index, tag in enumerate(page.elements) if id(tag) in wanted]


def _filled(draft: CommentDraft, lacks: Lacking, known: CommentDraft, part: Roles) -> CommentDraft:
    if not lacks.any or all(map(is_blank, known.body)):
        return draft
    if lacks.author and part.record.words(part.record.start) != known.author:
        draft = replace(draft, author=known.author, author_url=known.author_url)
    if lacks.words and (lacks.author or part.alone):
        leave_out = [each for each in (known.leave_out, draft.leave_out) if each]
        draft = replace(draft, body=known.body, leave_out=lambda tag: any(is_out(tag) for is_out in leave_out))
    if not (draft.when or draft.when_text):
        draft = replace(draft, when=known.when, when_text=known.when_text)
    return draft
