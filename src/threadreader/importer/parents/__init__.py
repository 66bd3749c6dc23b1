"""Parents of comments: the strongest evidence on a page for whom each comment answers, whoever found the comments.

A comment is a `Part`: a span of the index of the page, and its own elements without those of comments nested in it.

1. Names (`references`): an attribute, a link up, or ">>12" before the words that names a comment of this page. What is
   only a mention by @name among the words, or a quotation, is no evidence.
2. Containment: the comment that it is nested in; else branches (`branches`): a wrapper after a comment, unlike it, that
   holds the replies to it.
3. Depth (`depths`): a number, margins, spacers, levels of lists, one kind for all comments, where it begins at one
   level and never rises by more than one.

Of 2 and 3 the kind that gives most comments a parent is taken for all. What a comment names comes before it, but for a
page where names often contradict the structure: there the names alone are kept.

Invariants. A parent is another comment of the page, found by its index; links from other sites have none. All is
linear in the elements of the page.
"""

from collections.abc import Sequence

from bs4 import Tag
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, Evidence
from threadreader.importer.html.index import PageIndex
from threadreader.importer.html.tree import element_index
from threadreader.importer.parents.branches import find_branches
from threadreader.importer.parents.depths import find_depths
from threadreader.importer.parents.part import Part, nest
from threadreader.importer.parents.references import References, find_references
from threadreader.model.thread import Kind

Parent = tuple[int, Evidence]
"""Index of the parent, and the evidence for it."""

_SEVERAL, _NEARLY_ALL = 3, 0.9  # comments and share: one of ten may be marked wrongly (judgement)
_STRENGTH = {evidence: -rank for rank, evidence in enumerate(Evidence)}


def complete_parents(drafts: Sequence[CommentDraft], root: Tag) -> Sequence[CommentDraft]:
    """The drafts of an adapter; where it found no parents, with those that the page, `root`, has evidence for.

    Links from other sites answer nobody, and often stand in a list of their own after the comments.
    """
    asked = [draft for draft in drafts if draft.kind is Kind.COMMENT]
    if len(asked) <= 1 or any(draft.parent_evidence for draft in drafts):
        return drafts
    page = element_index(root)
    index_of = page.indices
    found = {index: draft for draft in asked if (index := index_of.get(id(draft.element))) is not None}
    ordered = [found[index] for index in sorted(found)]
    nested, own = nest((index, page.ends[index]) for index in sorted(found))
    bodies = [[index_of[id(node)] for node in draft.body if id(node) in index_of] for draft in ordered]
    parts = [
        Part(
            span=(index, page.ends[index]),
            own=own[number],
            parent=nested[number],
            words=sorted(bodies[number]),
            lead=next(iter(bodies[number]), None),
            name=draft.author,
            key=draft.key,
        )
        for number, (index, draft) in enumerate(zip(sorted(found), ordered, strict=True))
    ]
    parents = find_parents(page, parts, find_references(page, parts))
    known = {
        id(draft.element): replace(draft, parent_element=ordered[parent[0]].element, evidence=parent[1])
        for draft, parent in zip(ordered, parents, strict=True)
        if parent
    }
    return [known.get(id(draft.element), draft) for draft in drafts]


def find_parents(page: PageIndex, parts: Sequence[Part], references: References) -> list[Parent | None]:
    """The parent of each comment."""
    named = _with(Evidence.EXPLICIT, references.parents)
    structure = _structure(page, parts)
    if _contradict(named, structure):
        return named
    return [one or two for one, two in zip(named, structure, strict=True)]


def _structure(page: PageIndex, parts: Sequence[Part]) -> list[Parent | None]:
    """Parents by the kind of evidence that gives most comments one, the strongest of those."""
    nested = [part.parent for part in parts]
    if any(parent is not None for parent in nested):
        return _with(Evidence.CONTAINED, nested)
    kinds = [
        (Evidence.CONTAINED, find_branches(page, parts)),
        *sorted(find_depths(page, parts), key=lambda kind: _STRENGTH[kind[0]], reverse=True),
    ]
    evidence, parents = max(kinds, key=lambda kind: _count(kind[1]))
    return _with(evidence, parents) or [None] * len(parts)


def _count(parents: Sequence[int | None]) -> tuple[int, int]:
    """The number of comments that have a parent, and of those that are one."""
    known = [parent for parent in parents if parent is not None]
    return len(known), len(set(known))


def _contradict(named: Sequence[Parent | None], structure: Sequence[Parent | None]) -> bool:
    """True if comments often name other parents than those that they stand under: then this is no evidence."""
    both = [one[0] == two[0] for one, two in zip(named, structure, strict=True) if one and two]
    return len(both) >= _SEVERAL and sum(both) < _NEARLY_ALL * len(both)


def _with(evidence: Evidence, parents: Sequence[int | None]) -> list[Parent | None]:
    return [None if parent is None else (parent, evidence) for parent in parents]
