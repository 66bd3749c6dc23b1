"""Whether all of a page's comments are in its file, by what the page itself shows of those that are not."""

from collections.abc import Iterator, Sequence

from bs4 import Tag

from threadreader.importer.completeness.elsewhere import find_elsewhere
from threadreader.importer.completeness.in_the_way import find_in_the_way
from threadreader.importer.completeness.stubs import find_cut, find_stubs
from threadreader.importer.draft import Draft
from threadreader.model.page import PAGE, Note, count_note
from threadreader.model.thread import Status

__all__ = ["check", "declared_count"]


def check(draft: Draft, root: Tag) -> Iterator[Note]:
    """What is lacking, one note for each kind of it; nothing where the page has as many comments as it says."""
    found = sum(comment.status is not Status.MISSING for comment in draft.comments)
    declared = draft.declared_count
    if found and declared in (found, found + draft.opened):
        return
    counted = count_note(declared, found, opened=draft.opened)
    if counted:
        yield counted
    if not found:
        in_the_way = find_in_the_way(root)
        if in_the_way:
            yield Note(PAGE, f"is not the page itself but {in_the_way}; save it again once that shows")
        for system in find_elsewhere(root):
            yield Note(PAGE, f"its comments come from {system}, and are not in this file")
    places, stubbed = find_stubs(root)
    if places:
        lacking = f"at least {stubbed:,} comments are" if stubbed > 1 else "more comments are"
        yield Note(PAGE, f"{lacking} not in this file: it has {_places(places)} that would load them")
    cut = find_cut(draft.comments, root)
    if cut:
        yield Note(PAGE, f"{_comments(cut)} {_are(cut)} cut off in this file")


def declared_count(draft: Draft, lacking: Sequence[Note]) -> int | None:
    """How many comments the page says it has, given what it lacks: by showing none, a page says so too."""
    if draft.declared_count is None and draft.is_all and not (draft.comments or lacking):
        return 0
    return draft.declared_count


def _comments(count: int) -> str:
    return "1 comment" if count == 1 else f"{count:,} comments"


def _places(count: int) -> str:
    return "a link" if count == 1 else f"{count:,} links"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
