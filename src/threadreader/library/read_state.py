"""Read state of a thread without its screen: its version, what is new or unread, all read, where annotations are.

And that of all threads as the text of a dump.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.model.annotation import Annotation, Annotations, Body, Located, Range, locate_verbatim
from threadreader.model.page import Entry, PageId
from threadreader.model.save import AnnotatedPage, ParsedPage
from threadreader.model.stored_thread import IN_ARTICLE, Progress
from threadreader.model.thread import CommentId
from threadreader.store.progress import join_facts, load_facts
from threadreader.store.threads import load_thread_version

if TYPE_CHECKING:
    from threadreader.library.files import FileSource


def thread_version(library: Library, number: int) -> object:
    """A value that differs after the thread was replaced or linked, or its read state was saved."""
    return load_thread_version(library.database, number)


def first_unread(library: Library, number: int) -> CommentId | None:
    """The first comment that is unread and not muted, None if there is none."""
    opened = library.open_thread(number)
    skeleton, progress = opened.skeleton, library.load_progress(number, opened)
    muted = skeleton.inside(progress.muted)
    unread = (c for position, c in enumerate(skeleton.ids) if c not in progress.seen and position not in muted)
    return next(unread, None)


def first_new(library: Library, number: int) -> tuple[CommentId | None, str]:
    """The first comment that came with a newer save since the thread was last read, and a message about the changes."""
    if not library.find(str(number)).new:
        return None, ""
    opened = library.open_thread(number)
    new = (comment for comment in opened.skeleton.ids if comment in opened.changes.new)
    return next(new, None), f"newer save: {opened.changes}"


def mark_all(library: Library, entry: Entry, *, read: bool) -> tuple[Progress, Progress]:
    """Mark every comment, or the article without any, as read or as unread; returns the read state before and after."""
    number, opened = entry.number, library.open_thread(entry.number)
    before, ids = library.load_progress(number, opened), frozenset(opened.skeleton.ids)
    if ids:
        muted_unread = 0 if read else len(opened.skeleton.inside(before.muted))
        after = replace(before, seen=before.seen | ids if read else before.seen - ids, muted_unread=muted_unread)
    else:
        before = replace(before, progress_label=IN_ARTICLE if entry.is_unread else "")
        after = replace(before, progress_label="" if read else IN_ARTICLE)
    library.save_progress(number, after, before, opened=opened)
    return before, after


def locate_annotation(annotation: Annotation, body: Body) -> Range | None:
    """The passage of an annotation, None where it is gone; the matcher is loaded for one that was edited."""
    if found := locate_verbatim(annotation, body):
        return found
    from threadreader.quotes.relocate import locate_edited

    return locate_edited(annotation, body)


def with_annotations(parsed: ParsedPage, annotations: Annotations) -> AnnotatedPage:
    """A page with annotations where they stand, in the order of the thread; last those that are gone."""
    thread, found = parsed.thread, list[tuple[int, Located]]()
    for name, each in annotations.items():
        index = -1 if each.owner is None else thread.position.get(each.owner)
        body = None if index is None else thread.article if index < 0 else thread.comments[index]
        located = Located(name, each, locate_annotation(each, body) if body else None)
        found.append((len(thread.comments) if index is None else index, located))
    found.sort(key=lambda pair: (pair[1].range is None, pair[0], (pair[1].range or pair[1].annotation).start))
    columns = {name: getattr(parsed, name) for name in parsed.__struct_fields__}
    return AnnotatedPage(**columns, annotations=tuple(located for _, located in found))


def dump(library: Library) -> str:
    """What the reader did in all threads, as text. Raises StoreError."""
    from threadreader.export.dump import write_dump

    return write_dump(load_facts(library.database))


def _lines(name: str, opened: BinaryIO, longest: int) -> Iterator[bytes]:
    """The lines of a file, which may be packed by gzip, each cut off behind the longest that there is."""
    beginning = opened.read(len(_GZIP))
    opened.seek(0)
    if beginning != _GZIP:
        yield from iter(partial(opened.readline, longest + 1), b"")
        return
    import gzip
    import zlib

    size = 0
    try:
        with gzip.open(opened) as unpacked:
            for line in iter(partial(unpacked.readline, longest + 1), b""):
                size += len(line)
                if size > _MAX_UNPACKED:
                    raise StoreError(name, f"holds more than {_MAX_UNPACKED >> 20:,} MB", "unpack it and load that")
                yield line
    except (OSError, EOFError, zlib.error) as problem:
        raise StoreError(name, "is damaged and cannot be unpacked", "load another backup") from problem


_GZIP = b"\x1f\x8b"
_MAX_UNPACKED = 2 << 30
"""Bytes of a packed dump: several times what the largest libraries have, and little enough to be read."""


class Loaded(Struct, frozen=True):
    """Outcome of a load: facts that are new, those of a newer version, and pages that are not in the library yet."""

    new: int
    skipped: int
    absent: tuple[PageId, ...]


def load(library: Library, file: "FileSource") -> Loaded:
    """Join what was done in another library, as its dump has it, with what was done here. Raises ThreadreaderError."""
    from threadreader.export.dump import MAX_LINE_BYTES, join, read_dump

    with file.open() as opened:
        read = read_dump(file.name, _lines(file.name, opened, MAX_LINE_BYTES))
    new, absent = join_facts(library.database, read.facts, join)
    return Loaded(new, read.skipped, tuple(sorted(absent)))
