"""Each comment of a page that is inspected: whom it answers, what says so, and whom its words hint at."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from threadreader.model.text import clean_line
from threadreader.model.thread import Comment, CommentId

if TYPE_CHECKING:
    from threadreader.importer import Imported
    from threadreader.quotes.hints import Hint

Hints = Mapping[CommentId, "tuple[Hint, ...]"]

_NAMED = {"name": "names #{}", "quotation": "quotes #{}"}


def draw_comments(imported: "Imported", hints: Hints) -> Iterator[str]:
    """A line for each comment; a number is its place in the thread."""
    numbers = {comment.id: number for number, comment in enumerate(imported.thread.comments, 1)}
    yield "comments"
    for comment in imported.thread.comments:
        author = comment.author.name if comment.author else comment.status.value
        said = [f"  #{numbers[comment.id]} {clean_line(author)}"]
        if comment.parent_id is not None:
            evidence = imported.evidence.get(comment.id)
            said.append(f"answers #{numbers[comment.parent_id]}" + (f" ({evidence})" if evidence else ""))
        said += [_NAMED[hint.cause].format(numbers[hint.target]) for hint in hints.get(comment.id, ())]
        yield "; ".join(said)


def list_comments(imported: "Imported", hints: Hints) -> list[dict[str, Any]]:
    """The same for programs."""
    return [_to_plain(comment, imported, hints) for comment in imported.thread.comments]


def _to_plain(comment: Comment, imported: "Imported", hints: Hints) -> dict[str, Any]:
    evidence = imported.evidence.get(comment.id)
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "evidence": evidence and evidence.value,
        "hints": [{"by": hint.cause.value, "comment_id": hint.target} for hint in hints.get(comment.id, ())],
    }
