"""Tags that are given to threads and taken away, in the library and in a thread that is read."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Self

from msgspec import Struct

from threadreader.errors import ThreadreaderError
from threadreader.library.library import Library
from threadreader.model.page import DONE, QUEUE, Entry, PageId, parse_tags
from threadreader.session.state import KeyHints

HINT = "cooking later, -later takes it away; tab completes"
"""What the line for tags says before something is typed."""

NO_TAG = "no tag was typed"
READ_ONLY = "nothing can be kept in a library that is read-only"

_MESSAGES: Mapping[tuple[str, bool], tuple[str, str]] = {
    (DONE, True): ("done", "not done any more"),
    (DONE, False): ("not done", "done again"),
    (QUEUE, True): ("in the queue", "out of the queue again"),
    (QUEUE, False): ("out of the queue", "in the queue again"),
}
"""Messages on tags of the program that were given and taken away, and on undoing that."""


class TagChange(Struct, frozen=True):
    """Tags to give and to take away, with the messages on that and on undoing it."""

    added: Collection[str]
    removed: Collection[str]
    message: str
    undone: str

    @classmethod
    def toggling(cls, entries: Iterable[Entry], tag: str) -> Self:
        """Give threads a tag of the program; take it away if all have it."""
        has_all = all(tag in entry.tags for entry in entries)
        added, removed = ((), (tag,)) if has_all else ((tag,), ())
        return cls(added, removed, *_MESSAGES[tag, not has_all])

    @classmethod
    def typed(cls, line: str) -> Self | None:
        """The tags of a typed line, and those behind a minus; None without any."""
        added, removed = parse_tags(line)
        given, taken = (" ".join(f"#{tag}" for tag in sorted(tags)) for tags in (added, removed))
        message = ", ".join(filter(None, (given, taken and f"without {taken}")))
        undone = ", ".join(filter(None, (given and f"{given} taken off", taken and f"{taken} put back")))
        return cls(added, removed, message, undone) if message else None

    def by_page(self, entries: Iterable[Entry]) -> dict[PageId, tuple[set[str], set[str]]]:
        """What changes of each page."""
        return {each.page.id: ({*self.added} - {*each.tags}, {*self.removed} & {*each.tags}) for each in entries}


def complete_tag(typed: str, tags: Sequence[str]) -> tuple[str, str]:
    """A typed line with its last tag completed as far as that is certain, and the tags that begin so."""
    head, _, begun = typed.rpartition(" ")
    sign, word = ("-", begun[1:]) if begun.startswith("-") else ("", begun)
    fitting = [tag for tag in tags if tag.startswith(word.lower())]
    common = os.path.commonprefix(fitting) or word  # noqa: RUF071 - of words, none of which is a path
    line = f"{head} {sign}{common}".lstrip() + " " * (len(fitting) == 1)
    return line, " ".join(fitting) if len(fitting) != 1 else ""


def toggle_tag(library: Library, number: int, tag: str, key: str, keys: KeyHints) -> str:
    """Give a thread a tag of the program, or take it away; returns a message with the key that takes that back."""
    try:
        change = TagChange.toggling([library.find(str(number))], tag)
    except ThreadreaderError as problem:
        return problem.trouble
    message = change_tags(library, number, change)
    return keys.add_to(message, (key, "takes that back")) if message == change.message else message


def change_tags(library: Library, number: int, change: TagChange | None) -> str:
    """Change the tags of a thread; returns a message."""
    if change is None or library.read_only:
        return NO_TAG if change is None else READ_ONLY
    try:
        library.change_tags(change.by_page([library.find(str(number))]))
    except ThreadreaderError as problem:
        return problem.trouble
    return change.message
