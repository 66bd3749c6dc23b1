"""Records as drafts of comments: each with a name of its own, an address, and a kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from threadreader.importer.draft import CommentDraft, LeaveOut
from threadreader.importer.records.answers import find_answers, without_call
from threadreader.importer.records.chrome import is_not_words
from threadreader.importer.records.linking import kind_of
from threadreader.importer.records.nesting import find_parents
from threadreader.importer.records.roles import Roles
from threadreader.importer.records.survey import Survey
from threadreader.importer.region import link_of
from threadreader.importer.selector import Attributes, attribute
from threadreader.model.thread import Kind

_KEYS = Attributes("id", "data-comment-id", "data-id", "data-post-id", "name")
_NEAR, _FAR = 8, 200
"""The name of a record stands on one of so many tags at its beginning, a link to it is among so many."""

_LONGEST = 100
_CALLED = 40
"""A link from another site stands among no more letters than these where the record has no words of its own."""


def draft_all(found: Survey, roles: Sequence[Roles]) -> list[CommentDraft]:
    """A draft of each record that says anything."""
    answers = find_answers(found, roles)
    parents = find_parents(found, roles, answers)
    keys = [_key(part) for part in roles]
    counts = Counter(keys)
    theirs = answers.tags.union(id(found.tags[place]) for part in roles for place in part.theirs)
    drafts = [
        replace(
            _draft(found, part, key),
            key=key if counts[key] == 1 else None,
            parent_element=roles[parent[0]].record.element if parent else None,
            evidence=parent[1] if parent else None,
            leave_out=_leaving_out(part, theirs),
        )
        for part, key, parent in zip(roles, keys, parents, strict=True)
    ]
    return [draft for draft in drafts if draft.body or draft.author]


def _draft(found: Survey, part: Roles, key: str | None) -> CommentDraft:
    """What a record says itself."""
    time = found.times[part.time] if part.time is not None else None
    name = found.tags[part.name] if part.name is not None else None
    draft = CommentDraft(
        element=part.record.element,
        body=part.body,
        author=part.author,
        author_url=link_of(part.record.region, name) if name is not None else None,
        when=time.machine if time else None,
        when_text=time.words if time else None,
        permalink=next(_permalinks(found, part, key), None),
        kind=kind_of(found, part.record.span),
    )
    return _linking(part, draft) if draft.kind is not Kind.COMMENT else draft


def _linking(part: Roles, draft: CommentDraft) -> CommentDraft:
    """The same draft as a link from another site: named by the link, and often without words of its own."""
    record, tags = part.record, part.record.found.tags
    found = record.found
    links = (place for place in record.places if tags[place].name == "a" and record.letters(place))
    fit = (place for place in links if not found.has_time(place, found.ends[place]) and not is_not_words(tags[place]))
    link = next(fit, None)
    if link is None:
        return draft
    has_words = record.size > record.letters(link) + _CALLED
    author_url = attribute(tags[link], "href")
    return replace(
        draft,
        author=record.region.words(tags[link], is_not_words),
        author_url=author_url,
        body=part.body if has_words else (),
    )


def _leaving_out(part: Roles, theirs: frozenset[int]) -> LeaveOut:
    inner = part.record.region.inner
    return without_call(part.body, lambda tag: id(tag) in theirs or id(tag) in inner or is_not_words(tag))


def _key(part: Roles) -> str | None:
    """What a record is called by, at its beginning."""
    tags = (part.record.found.tags[place] for place in part.record.places[:_NEAR])
    values = (value for tag in tags for value in _KEYS.values(tag))
    return next((value for value in values if len(value) < _LONGEST and any(map(str.isdigit, value))), None)


def _permalinks(found: Survey, part: Roles, key: str | None) -> Iterator[str]:
    """The addresses of a record, the surest first: where its time leads, or a link that ends in its name."""
    if part.time is not None:
        yield from _addresses(found, (*_upwards(found, part), *range(part.time, found.ends[part.time])))
    if key:
        links = _addresses(found, part.record.places[:_FAR])
        yield from (href for href in links if href.endswith(f"#{key}"))


def _upwards(found: Survey, part: Roles) -> Iterator[int]:
    here = part.time if part.time is not None else part.record.start
    while here > part.record.start:
        yield here
        here = found.parents[here]


def _addresses(found: Survey, places: Iterable[int]) -> Iterator[str]:
    for place in places:
        href = attribute(found.tags[place], "href") if found.tags[place].name == "a" else None
        if href and href != "#" and not href.startswith("javascript:"):
            yield href
