"""Records as drafts of comments: each with a name of its own, an address, and a kind.

Records that are links from other sites: called so, or saying so before the link.

Comments whose elements an adapter knows: what no class says in them is told by what they have in common.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.generic.heads import beginning
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.generic.record import Record, cut, is_not_words
from threadreader.importer.generic.roles import Roles, find_roles
from threadreader.importer.generic.thresholds import HALF_SHARE, MAX_ELEMENTS, MAX_NAME_CHARS
from threadreader.importer.html.index import Span
from threadreader.importer.html.region import is_blank, link_of
from threadreader.importer.html.selector import Attributes, attribute, classes
from threadreader.importer.html.tree import cached_by_signature
from threadreader.importer.parents import find_parents
from threadreader.importer.parents.part import Part
from threadreader.importer.parents.references import find_references, without_call
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Kind

_PING_TEXT = compile_lazily(
    rf"\s*(pingback|trackback)\s*(?::|(?:{alternatives('by_after_ping')})\s)"
    # Beside the name of the other site, and all that is said.
    r"|[^()]{0,60}\(\s*(pingback|trackback)\s*\)[^()]{0,60}$",
    re.IGNORECASE,
)
_MAX_LEADING_ELEMENTS = 30
"""Tags that the beginning of a record is in."""


def kind_of(page: SurveyedPage, span: Span) -> Kind:
    """The kind of a record, by its class or by the words that it begins with."""
    start, end = span
    named = _kind_by_name(page.elements[start])
    if named is not None:
        return named
    ping = _PING_TEXT.match(beginning(page.elements[start : min(end, start + _MAX_LEADING_ELEMENTS)]))
    return Kind((ping[1] or ping[2]).casefold()) if ping else Kind.COMMENT


@cached_by_signature
def _kind_by_name(element: Tag) -> Kind | None:
    words = {word.casefold() for word in classes(element)}
    return next((kind for kind in (Kind.PINGBACK, Kind.TRACKBACK) if kind.value in words), None)


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
