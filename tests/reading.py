"""Sessions on drawn threads, and what their windows show as text."""

from collections.abc import Sequence

from msgspec.structs import replace

from sketch import sketch
from threadreader.model.blocks import Blocks, leaves
from threadreader.model.merge import merge_saves
from threadreader.model.page import NO_CHANGES, Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import Hit, Hits, ThreadInMemory
from threadreader.model.thread import Comment, CommentId, Thread
from threadreader.session import Session, Sizes
from threadreader.session.library.thread_rows import SearchResults
from threadreader.session.state import KeyHints
from threadreader.tui.keys import Keymap

KEYS = KeyHints(Keymap().labels)
"""What the status line says of keys, where they are the usual ones."""

Said = tuple[str, str, str | None]
"""A quotation: the comment that quotes, its words, and the comment quoted ("" for the article, None for nobody)."""


def results_of(query: str, hits: Sequence[Hit], *, more: bool = False, each: int | None = None) -> SearchResults:
    """The results of a library search, of hits that are at hand."""
    keys = [(hit.number, hit.position) for hit in hits]
    return SearchResults(query, Hits(keys, hits.__getitem__), more=more, each=each)


def reader(
    drawing: str, quotations: Sequence[Said] = (), *, width: int = 60, height: int = 12, both: bool = True
) -> Session:
    """A session on a drawn thread."""
    return read(sketch(drawing), quotations, width=width, height=height, both=both)


def read(
    thread: Thread,
    quotations: Sequence[Said] = (),
    *,
    width: int = 60,
    height: int = 12,
    both: bool = True,
    since: Thread | None = None,
) -> Session:
    """A session on a thread, in windows of one size; `since` is the same as it was saved before."""
    page, changes, older = Page(PageId("page"), "Page"), NO_CHANGES, dict[CommentId, Comment]()
    if since:
        before, after = (
            ParsedPage(replace(page, saves=(Save(name, "page.html", "html", "drawn"),)), one)
            for name, one in (("before", since), ("after", thread))
        )
        changes = merge_saves([before, after]).changes
        older = {comment.id: comment for comment in since.comments}
    opened = ThreadInMemory(page, thread, index(thread, quotations), changes, older)
    return Session(opened, Sizes((width, height), (width, height), both), keys=KEYS)


def index(thread: Thread, quotations: Sequence[Said]) -> QuoteIndex:
    """The quotations named, each linked with the same words where they are quoted from."""
    bodies: dict[str, Blocks] = {"": thread.article.body} | {c.id: c.body for c in thread.comments}
    quotes, links = [], []
    for quoter, words, quoted in quotations:
        quote = Quote(anchor(bodies[quoter], CommentId(quoter), words), words)
        quotes.append(quote)
        if quoted is not None:
            links.append(QuoteLink(quote, anchor(bodies[quoted], CommentId(quoted) or None, words), Method.EXACT))
    return QuoteIndex(tuple(quotes), tuple(links))


def anchor(body: Blocks, owner: CommentId | None, words: str) -> Anchor:
    """Where words stand in a body."""
    leaf = next(leaf for leaf in leaves(body) if words in leaf.text)
    start = leaf.text.index(words)
    return Anchor(owner, leaf.path, start, start + len(words))


def rows(session: Session) -> list[str]:
    """The replies' window as text: a header is the comment's id, `>` before the cursor's, `+` behind a folded one.

    One that only leads to others is in parentheses.
    """
    replies, ids = session.replies, session.opened.skeleton.ids
    shown: list[str] = []
    for piece in replies.window.slices():
        if replies.outline.is_context(piece.item):
            shown.append(f"({'>' if piece.item == replies.cursor else ''}{ids[piece.item]})")
            continue
        folded = replies.outline.is_folded(piece.item)
        mark = ">" if piece.item == replies.cursor else ""
        lines = [f"{mark}{ids[piece.item]}{'+' if folded else ''}"]
        body = [line.text.rstrip() for line in replies.layout.body(piece.item)]
        lines += [*([] if piece.item in replies.outline.short else body), ""]
        shown += lines[piece.first : piece.first + piece.count]
    return shown


def article_rows(session: Session) -> list[str]:
    """The article's window as text."""
    shown: list[str] = []
    for piece in session.article.window.slices():
        lines = [*(line.text for line in session.article.layout.lines(piece.item)), ""]
        shown += lines[piece.first : piece.first + piece.count]
    return shown
