"""Peek actions: show a source, a parent or the previous save's text in a box; show less of quoted text."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import is_within, quoted_blocks
from threadreader.model.diff import Change, Difference, Part, compare_edits
from threadreader.model.quote import Method, Quote, QuoteLink
from threadreader.model.thread import Comment
from threadreader.render.blocks import render_blocks
from threadreader.render.lines import Line, Role, Run, cut_runs
from threadreader.render.text import lay_text
from threadreader.session import Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.context import aimed_at
from threadreader.session.layout import Insertion
from threadreader.session.panes import line_span
from threadreader.session.quotes import Quoting
from threadreader.session.state import KeyHints
from threadreader.session.viewport import Spot

NO_SOURCE = "its source is not in this copy of the page"
_CONTEXT_LINES, _WIDE_CONTEXT_LINES = 2, 8  # at either side: the sentence around, then the paragraph
_FRAME_COLUMNS = 2  # the frame's left border and a space
_WDIFF = {Change.EQUAL: "{}", Change.LEFT_OUT: "[-{}-]", Change.ELIDED: "[-{}-]", Change.ADDED: "{{+{}+}}"}


class Peek(Struct, frozen=True):
    """A peek from a reply: the source of one of its quotations, or its parent where `link` is None.

    With `older` it is the reply itself in the previous save, and with `newer` too in two that are compared. `after` is
    the line of the reply's body above the box. Each stage shows more.
    """

    index: int
    after: int
    link: QuoteLink | None = None
    stage: int = 1
    older: Comment | None = None
    newer: Comment | None = None


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
    box = _lay_out(session.quoting, wanted, layout.columns.text_width(layout.level(wanted.index)), session.keys)
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


def _lay_out(quoting: Quoting, peek: Peek, width: int, keys: KeyHints) -> Insertion | None:
    """The box of a peek at a width; None where there is no more to show."""
    inner = max(1, width - _FRAME_COLUMNS)
    pieces = _pieces(quoting, peek, inner)
    if not pieces:
        return None
    lines: list[Line] = []
    for number, (title, content) in enumerate(pieces):
        lines.append(Line((Run("├ " if number else "╭ ", Role.PEEK_FRAME), Run(title, Role.SOURCE))))
        lines += [Line((Run("│ ", Role.PEEK_FRAME), *line.runs)) for line in content]
    further = () if peek.older else (("quote.peek", "more"), ("quote.follow", "go there"))
    hints = keys.add_to("", *further, ("app.back-out", "close"))
    lines.append(Line((Run("╰ ", Role.PEEK_FRAME), *((Run(hints, Role.SOURCE),) if hints else ()))))
    return Insertion(peek.index, peek.after, tuple(lines))


Piece = tuple[str, Sequence[Line]]


def _pieces(quoting: Quoting, peek: Peek, width: int) -> list[Piece]:
    if peek.older:
        newer = peek.newer or quoting.opened.comment(peek.index)
        changed = _changed(compare_edits(newer.text, peek.older.text), width) if peek.stage == 1 else []
        return [("from the one to the other" if peek.newer else "since the save before", changed)] if changed else []
    return _of_source(quoting, peek.link, peek.stage, width) if peek.link else _of_parents(quoting, peek, width)


def _of_source(quoting: Quoting, link: QuoteLink, stage: int, width: int) -> list[Piece]:
    target = link.target
    lines = render_blocks(quoting.body(target.owner), width)
    first, last = line_span(lines, target.path, target.start, target.end) or (0, 0)
    highlighted = [_highlight_target(line, link) for line in lines]
    title = quoting.label(link)
    if stage == 1 or target.owner is None:
        if stage > 2:  # noqa: PLR2004 - the article is shown by its passage, then with more around it
            return []
        context = _CONTEXT_LINES if stage == 1 else _WIDE_CONTEXT_LINES
        shown = highlighted[max(0, first - context) : last + 1 + context]
        return [(title, [*_without_blank_ends(shown), *_difference(quoting, link, width)])]
    index = quoting.opened.skeleton.position[target.owner]
    above = quoting.opened.skeleton.ancestors(index)
    if stage - 2 > len(above):
        return []
    return [*_whole(quoting, above[: stage - 2], width), (title, [*highlighted, *_difference(quoting, link, width)])]


def _of_parents(quoting: Quoting, peek: Peek, width: int) -> list[Piece]:
    above = quoting.opened.skeleton.ancestors(peek.index)
    if peek.stage <= len(above):
        return _whole(quoting, above[: peek.stage], width)
    article = quoting.opened.article
    if peek.stage > len(above) + 1 or not article.body:
        return []
    beginning = render_blocks(article.body, width)[:_WIDE_CONTEXT_LINES]
    return [(f"↑ {article.title}", _without_blank_ends(beginning)), *_whole(quoting, above, width)]


def _whole(quoting: Quoting, indices: Sequence[int], width: int) -> list[Piece]:
    """Whole replies, the last of the positions first: the thread as it was written."""
    skeleton = quoting.opened.skeleton
    return [
        (
            f"↑ {skeleton.names[index] or 'nobody'} #{index + 1}",
            render_blocks(quoting.opened.comment(index).body, width),
        )
        for index in reversed(indices)
    ]


def _highlight_target(line: Line, link: QuoteLink) -> Line:
    if line.path != link.target.path:
        return line
    cut = cut_runs(line, [(link.target.start, link.target.end)])
    return Line(tuple(Run(r.text, Role.PASSAGE if n is not None else r.role, r.marks, r.href) for r, n in cut))


def _difference(quoting: Quoting, link: QuoteLink, width: int) -> Iterator[Line]:
    if link.method in {Method.EXACT, Method.FOLDED}:
        return
    difference = quoting.difference(link)
    changed = _changed(difference, width, "changed: " if difference.changed_words else "shortened: ")
    if changed:
        yield Line()
        yield from changed


def _changed(difference: Difference, width: int, how: str = "") -> list[Line]:
    """A difference as wdiff writes it, [-removed-] and {+added+}; nothing where there is none."""
    if all(part.change is Change.EQUAL for part in difference.parts):
        return []
    return lay_text(how + as_wdiff(difference.parts), width, Role.ATTRIBUTION)


def as_wdiff(parts: Iterable[Part]) -> str:
    """Parts of a difference on one line."""
    return " ".join(_WDIFF[part.change].format(part.text) for part in parts)


def _without_blank_ends(lines: Sequence[Line]) -> Sequence[Line]:
    result = list(lines)
    while result and not result[0].text.strip():
        result.pop(0)
    while result and not result[-1].text.strip():
        result.pop()
    return result
