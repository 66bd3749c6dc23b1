"""Which words of each comment are quotations, and where on the page they come from."""

from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import Thread
from threadreader.quotes.link import collect, find_sources


def link_quotes(thread: Thread) -> QuoteIndex:
    """Every quotation of a thread with its best source and the next best ones.

    A quotation between quotation marks counts as one only where its words are found; a quoted block always does,
    unless it is all that its comment says. Time and memory grow with the words on the page.
    """
    return collect(find_sources(thread), thread)
