"""Comments whose elements an adapter knows: what no class says in them is told by what they have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bs4 import Tag

from threadreader.importer.draft import CommentDraft
from threadreader.importer.records.drafts import draft_all
from threadreader.importer.records.record import cut
from threadreader.importer.records.roles import Roles, find_roles
from threadreader.importer.records.survey import Span, Survey, survey
from threadreader.importer.region import divide, is_blank


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an adapter could only guess in a comment."""

    author: bool = False
    words: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return self.author or self.words


def complete(
    drafts: Sequence[CommentDraft], lacking: Sequence[Lacking | None], root: Tag, language: str | None, *, is_flat: bool
) -> list[CommentDraft]:
    """The drafts, in document order, with what each lacks where its structure tells it; None lacks nothing.

    Those are unlike the others, like pingbacks, and tell nothing of them. `root` is the whole page, `language` its own.
    With `is_flat` the adapter found no sign of who answers whom.
    """
    like = [draft for draft, lacks in zip(drafts, lacking, strict=True) if lacks]
    (page,) = divide(root, lambda _tag, _region: False)
    found = survey(page)
    roles = find_roles(found, cut(found, _spans(found, like)), language)
    known = {id(draft.element): draft for draft in draft_all(found, roles)}
    parts = {id(part.record.element): part for part in roles}
    completed: list[CommentDraft] = []
    for draft, lacks in zip(drafts, lacking, strict=True):
        key = id(draft.element)
        whole = _filled(draft, lacks, known[key], parts[key]) if lacks and key in known else draft
        if is_flat and key in known:
            whole = replace(whole, parent_element=known[key].parent_element, evidence=known[key].evidence)
        completed.append(whole)
    return completed


def _spans(found: Survey, drafts: Sequence[CommentDraft]) -> list[Span]:
    wanted = {id(draft.element) for draft in drafts}
    return [(place, found.ends[place]) for place, tag in enumerate(found.tags) if id(tag) in wanted]


def _filled(draft: CommentDraft, lacks: Lacking, known: CommentDraft, part: Roles) -> CommentDraft:
    if not lacks.any or all(map(is_blank, known.body)):
        return draft
    if lacks.author and part.name != part.record.start:
        draft = replace(draft, author=known.author, author_url=known.author_url)
    if lacks.words and (lacks.author or part.alone):
        leave_out = [each for each in (known.leave_out, draft.leave_out) if each]
        draft = replace(draft, body=known.body, leave_out=lambda tag: any(is_out(tag) for is_out in leave_out))
    if not (draft.when or draft.when_text):
        draft = replace(draft, when=known.when, when_text=known.when_text)
    return draft
