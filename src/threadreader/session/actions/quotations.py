"""Quotation actions: follow one to its source, list who quotes, pick one, go back, peek at a source or a parent.

A peek shows a source, a parent or the previous save's text in a box.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import is_within, quoted_blocks
from threadreader.model.diff import Change, Difference, Part, compare_edits
from threadreader.model.quote import NOBODY, Anchor, Method, Quote, QuoteLink
from threadreader.model.thread import Comment
from threadreader.render.blocks import render_blocks
from threadreader.render.lines import Line, Role, Run, cut_runs
from threadreader.render.text import lay_text
from threadreader.session import Location, Pane, Session
from threadreader.session import outline as motions
from threadreader.session.actions import lists
from threadreader.session.actions.lists import Table
from threadreader.session.actions.moving import NO_REPLIES, jump
from threadreader.session.context import aimed_at, on_screen
from threadreader.session.layout import Insertion
from threadreader.session.lists import NAME_SHARE, Column
from threadreader.session.panes import line_span
from threadreader.session.quotes import Quoting
from threadreader.session.state import BACK, KeyHints, Revisit
from threadreader.session.viewport import Spot

_NEXT_HINT = ("quote.follow", "next")
_SEARCH_HINT = ("find.search", "and enter look for its words")
# The first ones: where the whole of a quotation stands nowhere, its beginning still may.
_MAX_SEARCH_WORDS = 4
_NUMBER_CELLS = len("#99,999")


def follow(session: Session, count: int | None) -> str:
    """Go to the source of a quotation: the picked one, the first on the screen, or the one of a number."""
    if session.cursor is None:
        return NO_REPLIES
    if count is None and (message := _follow_shown(session)):
        return message
    quotes = session.quoting.of(session.cursor)
    if not quotes or (count is not None and not 1 <= count <= len(quotes)):
        return no_such_quotation(count or 1, len(quotes))
    quote = quotes[count - 1] if count else aimed_at(session, quotes)
    session.picked = quote.at
    link = session.quoting.link(quote)
    if link is None:
        session.last_needle = " ".join(quote.text.split()[:_MAX_SEARCH_WORDS])
        return session.keys.add_to(NO_SOURCE, _SEARCH_HINT)
    travel(session, link, link.target)
    others = len(session.quoting.candidates(quote.at))
    message = session.quoting.label(link)[2:]
    if others > 1:
        return session.keys.add_to(f"{message} · 1 of {others}", _NEXT_HINT, BACK)
    return session.keys.add_to(message, BACK)


def travel(session: Session, link: QuoteLink, to: Anchor) -> None:
    """Jump to one end of a link, and highlight both."""
    session.close_peek()
    here, before = session.location(), session.link_highlight
    session.show_link(link, to)
    if session.link_highlight != before or session.location() != here:
        session.jumps.leave(here)


def _follow_shown(session: Session) -> str:
    """Go to what a peek shows, a source or the parent; or to the next candidate of the quotation just followed."""
    peek = session.peek
    if peek is None or peek.index != session.replies.cursor or peek.older:
        return _next_candidate(session)
    link = peek.link
    if link is None:
        session.close_peek()
        return jump(session, motion=motions.parent)
    session.picked = link.quote.at
    travel(session, link, link.target)
    return session.keys.add_to(session.quoting.label(link)[2:], BACK)


def _next_candidate(session: Session) -> str:
    """Go to the next candidate source of the quotation that was just followed."""
    highlight = session.link_highlight
    if highlight is None or highlight.quotation != session.picked:
        return ""
    candidates = session.quoting.candidates(highlight.quotation)
    targets = [link.target for link in candidates]
    if len(targets) < 2 or highlight.passage not in targets:  # noqa: PLR2004 - the best one has another beside it
        return ""
    number = (targets.index(highlight.passage) + 1) % len(targets)
    back(session, None)
    travel(session, candidates[number], targets[number])
    message = f"{session.quoting.label(candidates[number])[2:]} · {number + 1} of {len(targets)}"
    return session.keys.add_to(message, _NEXT_HINT, BACK)


def who_quotes(session: Session, _count: int | None) -> str:
    """Go to the only one who quotes the reply, or the aimed passage of the article, or list several."""
    links = session.quoting.quoters(session.cursor) if session.pane is Pane.REPLIES else _quoters_in_window(session)
    skeleton, quoting = session.opened.skeleton, session.quoting

    def index(link: QuoteLink) -> int:
        assert link.quote.at.owner is not None, "only comments quote"
        return skeleton.position[link.quote.at.owner]

    def name(link: QuoteLink) -> str:
        return skeleton.names[index(link)] or NOBODY

    def visit(link: QuoteLink) -> str:
        travel(session, link, link.quote.at)
        session.picked = link.quote.at
        return session.keys.add_to(f"quoted by {name(link)} #{index(link) + 1}", BACK)

    if not links:
        return "nobody quotes this reply" if session.pane is Pane.REPLIES else "nothing in view is quoted"
    if len(links) == 1:
        return visit(links[0])
    columns = (
        Column(name, Role.HEADING, share=NAME_SHARE),
        Column[QuoteLink](lambda link: f"#{index(link) + 1:,}", cells=_NUMBER_CELLS),
    )
    quoters = Table(
        session,
        f"Quoted by {len(links):,}",
        links,
        columns,
        lambda link: quoting.reply_to(link.quote) or link.quote.text,
        target=lambda link: link,
        person=name,
        choose=visit,
    )
    return lists.open_list(session, quoters, show=True)


def _quoters_in_window(session: Session) -> Sequence[QuoteLink]:
    """The links into the passage that was picked, or into the first that begins in the article's window."""
    passage = aimed_passage(session, [passage.at for passage in session.quoting.passages(None)])
    return [link for link in session.quoting.quoters(None) if passage and link.target.overlaps(passage)]


def _retrace(session: Session, count: int | None, *, back: bool) -> str:
    """Go back or forward in the jump list, to the same line on the screen; from its end to the thread beyond."""
    turn = session.jumps.back if back else session.jumps.forward
    for done in range(count or 1):
        if _turn(session, turn):
            continue
        if not done and (session.visits.behind if back else session.visits.ahead):
            session.effects.append(Revisit(back=back))
        elif not done:
            return f"nowhere to go {'back' if back else 'forward'} to"
        break
    return ""


back, forward = partial(_retrace, back=True), partial(_retrace, back=False)


def _turn(session: Session, turn: Callable[[Location], Location | None]) -> bool:
    """Go to the next location in one direction that differs from the current one, so that each step is seen."""
    here, is_lit = session.location(), bool(session.link_highlight)
    while location := turn(here):
        session.return_to(location)
        # Folds, and a choice of replies, stay as they are now.
        if is_lit or session.location() != here:
            return True
    return False


def swap(session: Session) -> str:
    """Go back to before the last jump, so that doing it again comes back here."""
    here = session.location()
    message = back(session, None)
    if not message:
        session.jumps.leave(here)
    return message


def _pick(session: Session, count: int | None, by: int) -> str:
    """Pick the next quotation or the one before, also of another reply; in the article go to a quoted passage."""
    by *= count or 1
    if session.pane is Pane.ARTICLE:
        return _to_passage(session, by)
    if session.cursor is None:
        return NO_REPLIES
    quotes = session.quoting.of(session.cursor)
    number = _moved(_current_number(session, quotes, by), by, len(quotes)) if quotes else None
    if number is None:
        index = _quoting_reply(session, by)
        if index is None:
            return f"no {'later' if by > 0 else 'earlier'} reply quotes anything"
        session.jumps.leave(session.location())
        session.show_reply(index)
        quotes = session.quoting.of(session.opened.skeleton.ids[index])
        number = 0 if by > 0 else len(quotes) - 1
    session.picked = quotes[number].at
    session.show_anchor(quotes[number].at)
    return f"quotation {number + 1} of {len(quotes)}"


next_quote, previous_quote = partial(_pick, by=1), partial(_pick, by=-1)


def _quoting_reply(session: Session, by: int) -> int | None:
    """The next reply with a quotation, or the one before, of those that are shown."""
    skeleton, cursor, choice = session.opened.skeleton, session.replies.cursor, session.replies.outline.choice
    indices = range(cursor + 1, len(skeleton)) if by > 0 else range(cursor - 1, -1, -1)
    shown = (index for index in indices if choice is None or session.replies.outline.is_visible(index))
    return next((index for index in shown if session.quoting.of(skeleton.ids[index])), None)


def _current_number(session: Session, quotes: Sequence[Quote], by: int) -> int:
    """The index of the picked quotation; where it is out of sight, that before (after) the visible ones."""
    anchors, seen = [quote.at for quote in quotes], [quote.at for quote in on_screen(session, quotes)]
    if session.picked in (seen or anchors):
        return anchors.index(session.picked)
    return anchors.index((seen or anchors)[0]) - 1 if by > 0 else anchors.index((seen or anchors)[-1]) + 1


def _moved(here: int, by: int, length: int) -> int | None:
    """The end of a move in a row of some length, clamped; None where it does not move."""
    there = min(max(here + by, 0), length - 1)
    return None if there == here else there


def _to_passage(session: Session, by: int) -> str:
    passages = [passage.at for passage in session.quoting.passages(None)]
    if not passages:
        return "nobody quotes the article"
    aimed = aimed_passage(session, passages)
    if aimed is not None and aimed == session.picked:
        here = passages.index(aimed)
    else:
        passed = sum(_spot(session, passage) < session.article.window.top for passage in passages)
        here = passed - 1 if by > 0 else passed
    number = _moved(here, by, len(passages))
    if number is None:
        return f"no {'next' if by > 0 else 'previous'} quoted passage"
    session.picked = passage = passages[number]
    session.article.show_passage(passage.path, passage.start, passage.end)
    return f"quoted passage {number + 1} of {len(passages)}"


def aimed_passage(session: Session, passages: Sequence[Anchor]) -> Anchor | None:
    """The passage of the article that a key means: the picked one, or the first that begins in the window."""
    seen = [passage for passage in passages if session.article.window.row_of(_spot(session, passage)) is not None]
    return session.picked if session.picked in seen else next(iter(seen), None)


def _spot(session: Session, passage: Anchor) -> Spot:
    item = passage.path[0] + 1
    span = line_span(session.article.layout.lines(item), passage.path, passage.start, passage.end)
    return Spot(item, span[0] if span else 0)


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
    if count is not None and (refusal := _pick_number(session, count, session.quoting.of(session.cursor))):
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


def _pick_number(session: Session, count: int, quotes: Sequence[Quote]) -> str:
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
