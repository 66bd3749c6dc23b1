"""Which words of each comment are quotations, and where on the page they come from."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import Thread
from threadreader.quotes.link import collect, find_sources


def link_quotes(thread: Thread) -> QuoteIndex:
    """Every quotation of a thread with its best source and the next best ones.

    A quotation between quotation marks counts as one only where its words are found; a quoted block always does,
    unless it is all that its comment says. Time and memory grow with the words on the page.
    """
    with _no_collection():
        return collect(find_sources(thread), thread)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without looking for cycles meanwhile: there are none among so many values, and looking takes long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
