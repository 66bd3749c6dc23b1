"""News of a newer save of a page: what is new, edited and gone, as far as both saves could show it.

A file that is cut off, one page of several, another theme and a dump of the text show less of a page than is there, or
show it in other words. What a save could not show is no news.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from threadreader.model.page import CUT, PAGE, Note, count_note
from threadreader.model.renames import words_of
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Comment, CommentId, Status


def is_whole(parsed: ParsedPage) -> bool:
    """True if nothing says that a save lacks a part of its page; of several pages each has fewer than all count."""
    counted = own_count(parsed) if parsed.last_number > 1 else None
    return all(note.where != PAGE or note == counted for note in parsed.notes)


def own_count(parsed: ParsedPage) -> Note | None:
    """The note on a save that counts more comments than it has."""
    return count_note(parsed.page.declared_count, len(parsed.shown), opened=parsed.opened)


def without_torn(saves: Sequence[ParsedPage]) -> tuple[ParsedPage, ...]:
    """The saves of a page without the last comment of a file that is cut off, where another save has it."""
    shown = Counter(comment_id for parsed in saves for comment_id in parsed.shown)
    return tuple(
        parsed.with_comments(parsed.thread.comments[:-1], ()) if _is_torn(parsed, shown) else parsed for parsed in saves
    )


def _is_torn(parsed: ParsedPage, shown: Mapping[CommentId, int]) -> bool:
    comments = parsed.thread.comments
    return Note(PAGE, CUT) in parsed.notes and bool(comments) and shown[comments[-1].id] > 1


def find_new(before: ParsedPage, after: ParsedPage) -> Iterator[CommentId]:
    """The comments that came since the save before; where that lacks some, only those that are known to be later."""
    # Of fewer pages each has more of the comments: those of another page before, which nobody may have saved.
    certainly = is_whole(before) and after.last_number >= before.last_number
    for comment in after.shown.values():
        if comment.id not in before.shown and (certainly or _is_later(comment, before.save.taken_at)):
            yield comment.id


def _is_later(comment: Comment, time: datetime) -> bool:
    posted = comment.posted_at.at if comment.posted_at else None
    if not isinstance(posted, datetime):
        return False
    return (posted if posted.tzinfo else posted.replace(tzinfo=UTC)) > time


def find_edited(before: ParsedPage, after: ParsedPage) -> Iterator[CommentId]:
    """The comments whose words are others than in the save before."""
    same_view = (before.save.adapter, before.save.container) == (after.save.adapter, after.save.container)
    is_torn, was_torn = not is_whole(after), not is_whole(before)
    for comment in after.shown.values():
        older = before.shown.get(comment.id)
        if older is None or comment.status is Status.REMOVED:
            continue
        old, new = older.text, comment.text
        if old.split() == new.split() or not old or not new:
            continue
        if not same_view and words_of(old) == words_of(new):
            # Marks, and what stands before the items of a list, are words in one view only.
            continue
        if not (is_torn and is_beginning(new, old)) and not (was_torn and is_beginning(old, new)):
            yield comment.id


def is_beginning(text: str, whole: str) -> bool:
    """True if the words of a text are the first ones of another that has more."""
    first, words = words_of(text), words_of(whole)
    return len(first) < len(words) and words.startswith(first)


def with_older(comment: Comment, older: Comment, *, in_part: bool) -> Comment:
    """A comment with what an older save shows of it and the newer one does not; that one may show a part of it."""
    is_fuller = not comment.body or (in_part and is_beginning(comment.text, older.text))
    body = older.body if is_fuller and comment.status is Status.PRESENT else comment.body
    posted_at = comment.posted_at or older.posted_at
    if body is comment.body and posted_at is comment.posted_at:
        return comment
    return replace(comment, body=body, posted_at=posted_at)
