"""Which of several pages are of one thread, and that thread read from all of them."""

from collections.abc import Sequence
from dataclasses import replace

from threadreader.model.joining import join
from threadreader.model.quote import QuoteIndex
from threadreader.model.saved import Identity, is_same_thread
from threadreader.store.read_save import ReadSave


def group(reads: Sequence[ReadSave]) -> list[list[ReadSave]]:
    """The pages thread by thread, in the order in which the first of each came."""
    groups: list[list[tuple[ReadSave, Identity]]] = []
    for read in reads:
        identity = read.identity
        same = (each for each in groups if any(is_same_thread(identity, other) for _, other in each))
        found = next(same, None)
        if found is None:
            groups.append([(read, identity)])
        else:
            found.append((read, identity))
    return [[read for read, _ in each] for each in groups]


def join_reads(reads: Sequence[ReadSave]) -> ReadSave:
    """One thread from all saves of it, its quotations not linked; one save alone is what it is."""
    joined = join([read.saved for read in reads])
    saves = sorted((read.save for read in reads), key=lambda save: save.taken_at)
    first = min(reversed(reads), key=lambda read: read.paging.number if read.paging else 1)
    page = replace(
        first.page, title=joined.thread.article.title, declared_count=joined.declared_count, saves=tuple(saves)
    )
    return replace(
        first,
        page=page,
        thread=joined.thread,
        quotes=QuoteIndex(),
        notes=joined.notes,
        versions=replace(first.versions, linker=0),
        changes=joined.changes,
    )
