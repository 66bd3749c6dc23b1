"""Actions that look at a source without going there, and that show more or less of what is quoted.

What became of a reply since the page was saved before: shown word by word, under the reply.
"""

from collections.abc import Sequence
from dataclasses import replace

from threadreader.model.blocks import BlockQuote, is_within, walk
from threadreader.model.quote import Quote
from threadreader.model.thread import Comment
from threadreader.render.lines import Line, Role
from threadreader.session import Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.panes import line_span
from threadreader.session.peek import Peek, lay_out
from threadreader.session.viewport import Spot

NO_SOURCE = "its source is not in this copy of the page"


def peek(session: Session, count: int | None) -> str:
    """Look at what the reply quotes, or else at what it answers; more with each press, closed after the last.

    A count says which of its quotations is meant.
    """
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    if session.replies.outline.is_folded(place):
        return session.keys.beside("folded", ("fold.open", "opens it"))
    if count is not None and (why_not := _pick(session, count, session.quoting.of(session.cursor))):
        return why_not
    before, wanted = session.peek, _new_peek(session)
    if before and before.older:
        before = None
    if before and (before.place, before.link) == (wanted.place, wanted.link):
        if _scroll_to_end_of_box(session):
            return ""
        wanted = replace(before, stage=before.stage + 1)
    if show_box(session, wanted):
        return ""
    session.close_peek()
    return "that was all" if before else "nothing to look at: it answers the article, which is not in this file"


def show_box(session: Session, wanted: Peek) -> bool:
    """Show what is looked at in a box, under the line that quotes; False where there is no more to show."""
    layout = session.replies.layout
    box = lay_out(session.quoting, wanted, layout.columns.text_width(layout.level(wanted.place)), session.keys)
    if box is None:
        return False
    session.peek = wanted
    layout.inserted = box
    # The line that quotes stays in sight above the box.
    session.replies.window.show(wanted.place, box.after, len(box.lines) + 1)
    return True


def _pick(session: Session, count: int, quotes: Sequence[Quote]) -> str:
    """Pick the quotation of a number; says why not where there is none, or nothing to see of it."""
    if not 1 <= count <= len(quotes):
        return no_such_quotation(count, len(quotes))
    session.picked = quotes[count - 1].at
    return "" if session.quoting.link(quotes[count - 1]) else NO_SOURCE


def _scroll_to_end_of_box(session: Session) -> bool:
    """Scroll on where the end of the box is below the window; False where it is in sight."""
    box, window = session.replies.layout.inserted, session.replies.window
    if box is None or window.row_of(Spot(box.place, box.after + len(box.lines))) is not None:
        return False
    return session.replies.read_on(max(1, window.height - 2))


def close_peek(session: Session, _count: int | None) -> str:
    """Close the box of a peek."""
    session.close_peek()
    return ""


def cycle_quoted_text(session: Session, count: int | None) -> str:
    """Show quoted text whose source is known in full, in a line each, or not at all."""
    session.quoted_text = session.quoted_text.after(count or 1)
    session.lay_out_replies()
    return f"quoted text {session.quoted_text}"


def skip_quoted(session: Session, _count: int | None) -> str:
    """Scroll past quoted text, to the first line of the reply's own words after it."""
    if session.cursor is None:
        return NO_REPLIES
    replies = session.replies
    lines = replies.layout.body(replies.cursor)
    standing = replies.standing()
    seen = max(0, standing.spot.line - 1)
    comment = session.opened.comment(replies.cursor)
    quotes = {path for path, block in walk(comment.body) if isinstance(block, BlockQuote)}
    quotes |= session.quoting.tails(comment).quoted
    own = [bool(line.path and line.text.strip() and not is_within(line.path, quotes)) for line in lines]
    quoted = next((n for n in range(seen, len(lines)) if lines[n].path and not own[n]), None)
    following = next((n for n in range(quoted or 0, len(lines)) if own[n]), None)
    if quoted is None or following is None:
        return "no quoted text to skip in this reply"
    replies.window.put(Spot(replies.cursor, following + 1), 0)
    return ""


def aimed_at(session: Session, quotes: Sequence[Quote]) -> Quote:
    """The quotation that a key means: the one picked, else the first on the screen, else the first of the reply."""
    seen = on_screen(session, quotes)
    return next((quote for quote in seen or quotes if quote.at == session.picked), (seen or quotes)[0])


def on_screen(session: Session, quotes: Sequence[Quote]) -> Sequence[Quote]:
    """Those of the quotations of the reader's reply that begin in the window."""
    lines = _lines_in_window(session)
    return [quote for quote in quotes if _begins_on(lines, quote)]


def no_such_quotation(count: int, there_are: int) -> str:
    """What to say where a count picks a quotation that the reply has not."""
    return f"no quotation {count}: there are {there_are}" if there_are else "no quotation in this reply"


def _lines_in_window(session: Session) -> Sequence[Line]:
    """The lines of the reply's body that the window shows."""
    replies = session.replies
    body = replies.layout.body(replies.cursor)
    pieces = (piece for piece in replies.window.slices() if piece.item == replies.cursor)
    return [line for piece in pieces for line in body[max(0, piece.first - 1) : piece.first + piece.count - 1]]


def _begins_on(lines: Sequence[Line], quote: Quote) -> bool:
    """Whether the first character of a quotation is on one of some lines."""
    return line_span(lines, quote.at.path, quote.at.start, quote.at.start + 1) is not None


def _new_peek(session: Session) -> Peek:
    assert session.cursor is not None, "there is a reply to look from"
    place = session.replies.cursor
    quotes = [quote for quote in session.quoting.of(session.cursor) if session.quoting.link(quote)]
    if not quotes:
        return Peek(place, 0)
    quote = aimed_at(session, quotes)
    lines = session.replies.layout.words(place)
    found = line_span(lines, quote.at.path, quote.at.start, quote.at.end)
    after = found[1] + 1 if found else 0
    while after < len(lines) and any(run.role is Role.SOURCE for run in lines[after].runs):
        after += 1
    return Peek(place, after, session.quoting.link(quote))


def show_change(session: Session, _count: int | None) -> str:
    """Show what was changed in the reply since the page was saved before; pressed again, no longer."""
    if session.cursor is None:
        return NO_REPLIES
    place, changes = session.replies.cursor, session.opened.changes
    if session.peek and session.peek.older and session.peek.place == place:
        return close_peek(session, None)
    if session.cursor in changes.new:
        return "new: the save before does not have it"
    if session.cursor in changes.gone:
        return "gone: the newest save no longer has it; these are its last words"
    older = session.opened.older(place) if session.cursor in changes.edited else None
    if older is None:
        return "the same as in the save before" if changes else "saved once: nothing to compare with"
    return _show(session, place, older)


def _show(session: Session, place: int, older: Comment) -> str:
    if session.replies.outline.is_folded(place):
        return session.keys.beside("folded", ("fold.open", "opens it"))
    return "" if show_box(session, Peek(place, 0, older=older)) else "changed in nothing but its signs"
