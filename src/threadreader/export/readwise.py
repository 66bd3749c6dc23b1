"""Export of quoted and highlighted passages and labelled comments as the table that Readwise imports."""

from collections.abc import Iterable, Iterator, Sequence

from threadreader.export import NO_LABELS, Labels
from threadreader.export.passages import Passages
from threadreader.export.table import csv_text
from threadreader.model.save import ParsedPage
from threadreader.model.thread import CommentId

_COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")


def export_readwise(exported: ParsedPage, _width: int = 0, labels: Labels = NO_LABELS) -> str:
    """Write a row for each quoted passage, with who quotes it as the note, each highlight and each labelled comment."""
    thread, passages = exported.thread, Passages(exported)
    notes: dict[tuple[CommentId | None, str], list[str]] = {}
    for passage, comment in passages.quoted():
        name = passages.author(comment.id)
        quoters = notes.setdefault((passage.owner, passage.text), [])
        quoters += [name] * (name not in quoters)
    rows = [(owner, words, f"quoted by {', '.join(names)}", "") for (owner, words), names in notes.items()]
    # A word behind a full stop is a tag.
    rows += [
        (passage.owner, passage.text, f"{one.note} .{one.color}".lstrip(), one.made_at)
        for passage, one in passages.annotated()
    ]
    labelled = (comment for comment in thread.comments if comment.id in labels)
    rows += [(each.id, each.text, " ".join(f".{label}" for label in labels[each.id]), "") for each in labelled]
    return csv_text(_COLUMNS, _cells(exported, passages, rows))


def _cells(
    exported: ParsedPage, passages: Passages, rows: Iterable[tuple[CommentId | None, str, str, str]]
) -> Iterator[Sequence[object]]:
    thread = exported.thread
    for owner, words, note, made_at in rows:
        position = 0 if owner is None else thread.position.get(owner, -1) + 1
        moment = thread.comments[position - 1].posted_at if position else thread.article.published_at
        found = (words, exported.page.title, passages.author(owner), passages.address(owner), note, position)
        yield *found, made_at or (moment and moment.iso) or ""
