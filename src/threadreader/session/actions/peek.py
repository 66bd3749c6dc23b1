"""Peek actions: show a source, a parent or the previous save's text in a box; show less of quoted text."""

from collections.abc import Sequence

from msgspec.structs import replace

from threadreader.model.blocks import is_within, quoted_blocks
from threadreader.model.quote import Quote
from threadreader.model.thread import Comment
from threadreader.render.lines import Role
from threadreader.session import Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.context import aimed_at
from threadreader.session.panes import line_span
from threadreader.session.peek import Peek, lay_out
from threadreader.session.viewport import Spot

NO_SOURCE = "its source is not in this copy of the page"


def peek(session: Session, count: int | None) -> str:
    """Show the source of the reply's quotation, else its parent; more with each press, closed after the last.

    A count picks the quotation.
    """
    if session.cursor is None:
        return NO_REPLIES
    index = session.replies.cursor
    if session.replies.outline.is_folded(index):
        return session.keys.add_to("folded", ("fold.open", "opens it"))
    if count is not None and (refusal := _pick(session, count, session.quoting.of(session.cursor))):
        return refusal
    before, wanted = session.peek, _new_peek(session)
    if before and before.older:
        before = None
    if before and (before.index, before.link) == (wanted.index, wanted.link):
        if _scroll_box(session):
            return ""
        wanted = replace(before, stage=before.stage + 1)
    shown = session.replies.layout.inserted
    while show_box(session, wanted):
        if session.replies.layout.inserted != shown:
            return ""
        # What is short was whole before.
        wanted = replace(wanted, stage=wanted.stage + 1)
    session.close_peek()
    return "that was all" if before else "nothing to look at: it answers the article, which is not in this file"


def show_box(session: Session, wanted: Peek) -> bool:
    """Show a peek in a box, under the line that quotes; False where there is no more to show."""
    layout = session.replies.layout
    box = lay_out(session.quoting, wanted, layout.columns.text_width(layout.level(wanted.index)), session.keys)
    if box is None:
        return False
    session.peek = wanted
    layout.inserted = box
    # The line that quotes stays in sight above the box.
    session.replies.window.show(wanted.index, box.after, len(box.lines) + 1)
    return True


def _pick(session: Session, count: int, quotes: Sequence[Quote]) -> str:
    """Pick the quotation of a number; returns a message where there is none, or none with a source."""
    if not 1 <= count <= len(quotes):
        return no_such_quotation(count, len(quotes))
    session.picked = quotes[count - 1].at
    return "" if session.quoting.link(quotes[count - 1]) else NO_SOURCE


def _scroll_box(session: Session) -> bool:
    """Scroll on where the end of the box is below the window; False where it is in sight."""
    box, window = session.replies.layout.inserted, session.replies.window
    if box is None or window.row_of(Spot(box.index, box.after + len(box.lines))) is not None:
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
    """Scroll past quoted text, to the first line of the reply's own text after it."""
    if session.cursor is None:
        return NO_REPLIES
    replies = session.replies
    lines = replies.layout.body(replies.cursor)
    standing = replies.cursor_anchor()
    seen = max(0, standing.spot.line - 1)
    comment = session.opened.comment(replies.cursor)
    quotes = quoted_blocks(comment.body) | session.quoting.tails(comment).quoted
    own = [bool(line.path and line.text.strip() and not is_within(line.path, quotes)) for line in lines]
    quoted = next((n for n in range(seen, len(lines)) if lines[n].path and not own[n]), None)
    following = next((n for n in range(quoted or 0, len(lines)) if own[n]), None)
    if quoted is None or following is None:
        return "no quoted text to skip in this reply"
    before = session.location()
    replies.window.put(Spot(replies.cursor, following + 1), 0)
    return "" if session.location() != before else "what follows the quoted text is in sight"


def no_such_quotation(count: int, there_are: int) -> str:
    """The message for a number that no quotation has."""
    return f"no quotation {count}: there are {there_are}" if there_are else "no quotation in this reply"


def _new_peek(session: Session) -> Peek:
    assert session.cursor is not None, "there is a reply to look from"
    index = session.replies.cursor
    quotes = [quote for quote in session.quoting.of(session.cursor) if session.quoting.link(quote)]
    if not quotes:
        return Peek(index, 0)
    quote = aimed_at(session, quotes)
    lines = session.replies.layout.own_lines(index)
    span = line_span(lines, quote.at.path, quote.at.start, quote.at.end)
    after = span[1] + 1 if span else 0
    while after < len(lines) and any(run.role is Role.SOURCE for run in lines[after].runs):
        after += 1
    return Peek(index, after, session.quoting.link(quote))


def show_change(session: Session, _count: int | None) -> str:
    """Show the difference to the reply in the previous save, or close it."""
    if session.cursor is None:
        return NO_REPLIES
    index, changes = session.replies.cursor, session.opened.changes
    if session.peek and session.peek.older and session.peek.index == index:
        return close_peek(session, None)
    if session.cursor in changes.new:
        return "new: the save before does not have it"
    if session.cursor in changes.gone:
        return "gone: the newest save no longer has it; these are its last words"
    older = session.opened.older(index) if session.cursor in changes.edited else None
    if older is None:
        return "the same as in the save before" if changes else "saved once: nothing to compare with"
    return _show(session, index, older)


def _show(session: Session, index: int, older: Comment) -> str:
    if session.replies.outline.is_folded(index):
        return session.keys.add_to("folded", ("fold.open", "opens it"))
    return "" if show_box(session, Peek(index, 0, older=older)) else "changed behind its first words alone"
