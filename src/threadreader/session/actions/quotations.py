"""Quotation actions: follow one to its source, list who quotes, pick one, go back, peek at a source or a parent.

A peek shows a source, a parent or the previous save's text in a box.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import Marks, Span, is_within, quoted_blocks
from threadreader.model.diff import Change, Difference, Part, compare_edits
from threadreader.model.quote import NOBODY, Anchor, Method, QuoteLink
from threadreader.model.thread import Comment
from threadreader.render.blocks import render_blocks
from threadreader.render.lines import Line, Role, Run, cut_runs
from threadreader.render.text import lay_spans
from threadreader.session import Pane, Session
from threadreader.session import outline as motions
from threadreader.session.actions import lists
from threadreader.session.actions.lists import Table
from threadreader.session.actions.moving import NO_REPLIES, jump, no_such, on_reply
from threadreader.session.context import aimed_at, on_screen
from threadreader.session.layout import Insertion
from threadreader.session.lists import NAME_SHARE, Column
from threadreader.session.panes import line_span
from threadreader.session.quotes import Quoting
from threadreader.session.state import BACK, Revisit
from threadreader.session.viewport import Spot

_NEXT_HINT = ("quote.follow", "next")
_FOLDED = "collapsed", ("fold.open", "expands it")
# The first ones: where the whole of a quotation stands nowhere, its beginning still may.
_MAX_SEARCH_WORDS = 4
_NUMBER_CELLS = len("#99,999")


@on_reply
def follow(session: Session, index: int, count: int | None) -> str:
    """Go to the source of a quotation: the picked one, the first on the screen, or the one of a number."""
    if count is None and (message := _follow_shown(session)):
        return message
    quotes = session.quotes(index)
    if not quotes:
        return NO_QUOTATION
    if count is not None and not 1 <= count <= len(quotes):
        return no_such("quotation", count, len(quotes))
    quote = quotes[count - 1] if count else aimed_at(session, quotes)
    session.picked = quote.at
    link = session.quoting.link(quote)
    if link is None:
        session.last_needle = " ".join(quote.text.split()[:_MAX_SEARCH_WORDS])
        return session.keys.add_to(no_source(session), ("find.search", "and enter search for its words"))
    others = len(session.quoting.candidates(quote.at))
    return travel(session, link, f" · 1 of {others}" if others > 1 else "", *[_NEXT_HINT] * (others > 1))


def travel(session: Session, link: QuoteLink, more: str = "", *hints: tuple[str, str]) -> str:
    """Jump to the source of a quotation, and highlight both; returns its label, with `more` and hints behind it."""
    session.picked = link.quote.at
    _jump(session, link, link.target)
    return session.keys.add_to(session.quoting.label(link)[2:] + more, *hints, BACK)


def _jump(session: Session, link: QuoteLink, to: Anchor) -> None:
    """Jump to one end of a link, and highlight both."""
    session.close_peek()
    here, before = session.location(), session.link_highlight
    session.show_link(link, to)
    if session.link_highlight != before or session.location() != here:
        session.jumps.leave(here)


def _follow_shown(session: Session) -> str:
    """Go to what a peek shows, a source or the parent; or to the next candidate of the quotation just followed."""
    peek, highlight = session.peek, session.link_highlight
    if peek and peek.index == session.replies.cursor and not peek.older:
        if peek.link:
            return travel(session, peek.link)
        session.close_peek()
        return jump(session, motion=motions.parent)
    if highlight is None or highlight.quotation != session.picked:
        return ""
    candidates = session.quoting.candidates(highlight.quotation)
    targets = [link.target for link in candidates]
    if len(targets) < 2 or highlight.passage not in targets:  # noqa: PLR2004 - the best one has another beside it
        return ""
    number = (targets.index(highlight.passage) + 1) % len(targets)
    back(session, None)
    return travel(session, candidates[number], f" · {number + 1} of {len(targets)}", _NEXT_HINT)


def who_quotes(session: Session, _count: int | None) -> str:
    """Go to the only one who quotes the reply, or the aimed passage of the article, or list several."""
    position, quoting = session.opened.skeleton.position, session.quoting
    links = quoting.quoters(session.cursor)
    if session.pane is Pane.ARTICLE:
        passage = aimed_passage(session)
        links = tuple(link for link in quoting.quoters(None) if passage and link.target.overlaps(passage))

    def index(link: QuoteLink) -> int:
        assert link.quote.at.owner is not None, "only comments quote"
        return position[link.quote.at.owner]

    def name(link: QuoteLink) -> str:
        return session.name(index(link))

    def visit(link: QuoteLink) -> str:
        _jump(session, link, link.quote.at)
        session.picked = link.quote.at
        return session.keys.add_to(f"quoted by {name(link)} #{index(link) + 1}", BACK)

    if not links:
        return "not quoted by anyone" if session.pane is Pane.REPLIES else "no quoted text on screen"
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


def _retrace(session: Session, count: int | None, *, back: bool) -> str:
    """Go back or forward in the jump list, to the same line on the screen; from its end to the thread beyond."""
    for done in range(count or 1):
        # To the next location that differs from the current one, so that each step is seen.
        here, is_lit, moved = session.location(), bool(session.link_highlight), False
        while not moved and (location := session.jumps.step(here, back=back)):
            # Folds, and a choice of replies, stay as they are now.
            session.return_to(location)
            moved = is_lit or session.location() != here
        if moved:
            continue
        if not done and (session.visits.behind if back else session.visits.ahead):
            session.effects.append(Revisit(back=back))
        elif not done:
            return f"no {'earlier' if back else 'later'} jump"
        break
    return ""


back, forward = partial(_retrace, back=True), partial(_retrace, back=False)


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
    quotes, number = session.quotes(session.replies.cursor), None
    if quotes:
        anchors, seen = [quote.at for quote in quotes], [quote.at for quote in on_screen(session, quotes)]
        near = seen or anchors
        # Where the picked one is out of sight, that before (after) the visible ones.
        here = anchors.index(session.picked if session.picked in near else near[0 if by > 0 else -1])
        number = _moved(here - (session.picked not in near) * (1 if by > 0 else -1), by, len(quotes))
    if number is None:
        cursor, outline = session.replies.cursor, session.replies.outline
        index = next(filter(session.quotes, outline.beyond(cursor, by)), None)
        if index is None:
            return f"no {'later' if by > 0 else 'earlier'} quotation"
        session.jumps.leave(session.location())
        session.show_reply(index)
        quotes = session.quotes(index)
        number = 0 if by > 0 else len(quotes) - 1
    session.picked = quotes[number].at
    session.show_anchor(quotes[number].at)
    return f"quotation {number + 1} of {len(quotes)}"


next_quote, previous_quote = partial(_pick, by=1), partial(_pick, by=-1)


def _moved(here: int, by: int, length: int) -> int | None:
    """The end of a move in a row of some length, clamped; None where it does not move."""
    there = min(max(here + by, 0), length - 1)
    return None if there == here else there


def _to_passage(session: Session, by: int) -> str:
    passages = [passage.at for passage in session.quoting.passages(None)]
    if not passages:
        return "article not quoted by anyone"
    aimed = aimed_passage(session)
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


def aimed_passage(session: Session) -> Anchor | None:
    """The passage of the article that a key means: the picked one, or the first that begins in the window."""
    passages = (passage.at for passage in session.quoting.passages(None))
    seen = [passage for passage in passages if session.article.window.row_of(_spot(session, passage)) is not None]
    return session.picked if session.picked in seen else next(iter(seen), None)


def _spot(session: Session, passage: Anchor) -> Spot:
    item = passage.path[0] + 1
    span = line_span(session.article.layout.lines(item), passage.path, passage.start, passage.end)
    return Spot(item, span[0] if span else 0)


NO_QUOTATION = "no quotation in this reply"
LINKING = "still linking quotations to their sources: try again soon"
_CONTEXT_LINES, _WIDE_CONTEXT_LINES = 2, 8  # at either side: the sentence around, then the paragraph
_FRAME_COLUMNS = 2  # the frame's left border and a space
_WDIFF = {Change.EQUAL: "{}", Change.LEFT_OUT: "[-{}-]", Change.ELIDED: "[-{}-]", Change.ADDED: "{{+{}+}}"}


# Without colours, and in a terminal that strikes nothing through, the brackets tell the two apart.
_MARKS = {**dict.fromkeys(Change, Marks.STRIKE), Change.EQUAL: Marks.NONE, Change.ADDED: Marks.UNDERLINE}
_ROLES = {Marks.STRIKE: Role.REMOVED, Marks.UNDERLINE: Role.ADDED}


def no_source(session: Session) -> str:
    """The message for a quotation without a source: it has none, or linking is not done."""
    return LINKING if session.quoting.linking else "source not found"


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


@on_reply
def peek(session: Session, index: int, count: int | None) -> str:
    """Show the source of the reply's quotation, else its parent; more with each press, closed after the last.

    A count picks the quotation.
    """
    replies = session.replies
    if index in replies.outline.short:
        return session.keys.add_to(*_FOLDED)
    if count is not None:
        quotes = session.quotes(index)
        if not 1 <= count <= len(quotes):
            return no_such("quotation", count, len(quotes)) if quotes else NO_QUOTATION
        session.picked = quotes[count - 1].at
        if not session.quoting.link(quotes[count - 1]):
            return no_source(session)
    before, wanted, shown = session.peek, _new_peek(session, index), replies.layout.inserted
    if before and before.older:
        before = None
    if before and (before.index, before.link) == (wanted.index, wanted.link):
        end = Spot(shown.index, shown.after + len(shown.lines)) if shown else None
        if end and replies.window.row_of(end) is None and replies.read_on(max(1, replies.window.height - 2)):
            return ""
        wanted = replace(before, stage=before.stage + 1)
    while show_box(session, wanted):
        if replies.layout.inserted != shown:
            return ""
        # What is short was whole before.
        wanted = replace(wanted, stage=wanted.stage + 1)
    session.close_peek()
    return "no more sources" if before else "no preview: this replies to the article, which was not saved"


def show_box(session: Session, wanted: Peek) -> bool:
    """Show a peek in a box, under the line that quotes; False where there is no more to show."""
    layout = session.replies.layout
    width = max(1, layout.columns.text_width(layout.level(wanted.index)) - _FRAME_COLUMNS)
    pieces = _pieces(session.quoting, wanted, width)
    if not pieces:
        return False
    lines: list[Line] = []
    for number, (title, content) in enumerate(pieces):
        lines.append(Line((Run("├ " if number else "╭ ", Role.PEEK_FRAME), Run(title, Role.SOURCE))))
        lines += [Line((Run("│ ", Role.PEEK_FRAME), *line.runs)) for line in content]
    further = () if wanted.older else (("quote.peek", "more"), ("quote.follow", "go there"))
    hints = session.keys.add_to("", *further, ("app.back-out", "close"))
    lines.append(Line((Run("╰ ", Role.PEEK_FRAME), *((Run(hints, Role.SOURCE),) if hints else ()))))
    session.peek = wanted
    layout.inserted = Insertion(wanted.index, wanted.after, tuple(lines))
    # The line that quotes stays in sight above the box.
    session.replies.window.show(wanted.index, wanted.after, len(lines) + 1)
    return True


def close_peek(session: Session, _count: int | None) -> str:
    """Close the box of a peek."""
    session.close_peek()
    return ""


def cycle_quoted_text(session: Session, count: int | None) -> str:
    """Show quoted text whose source is known in full, in a line each, or not at all."""
    session.quoted_text = session.quoted_text.after(count or 1)
    session.lay_out_replies()
    return f"quoted text {session.quoted_text}"


@on_reply
def skip_quoted(session: Session, index: int, _count: int | None) -> str:
    """Scroll past quoted text, to the first line of the reply's own text after it."""
    replies, comment = session.replies, session.opened.comment(index)
    lines = replies.layout.body(index)
    seen = max(0, replies.cursor_anchor().spot.line - 1)
    quotes = quoted_blocks(comment.body) | session.quoting.tails(comment).quoted
    own = [bool(line.path and line.text.strip() and not is_within(line.path, quotes)) for line in lines]
    quoted = next((n for n in range(seen, len(lines)) if lines[n].path and not own[n]), None)
    following = next((n for n in range(quoted or 0, len(lines)) if own[n]), None)
    if quoted is None or following is None:
        return "no quoted text to skip in this reply"
    before = session.location()
    replies.window.put(Spot(index, following + 1), 0)
    return "" if session.location() != before else "nothing after the quoted text to scroll to"


def _new_peek(session: Session, index: int) -> Peek:
    quotes = [quote for quote in session.quotes(index) if session.quoting.link(quote)]
    if not quotes:
        return Peek(index, 0)
    quote = aimed_at(session, quotes)
    lines = session.replies.layout.own_lines(index)
    span = line_span(lines, quote.at.path, quote.at.start, quote.at.end)
    after = span[1] + 1 if span else 0
    while after < len(lines) and any(run.role is Role.SOURCE for run in lines[after].runs):
        after += 1
    return Peek(index, after, session.quoting.link(quote))


@on_reply
def show_change(session: Session, index: int, _count: int | None) -> str:
    """Show the difference to the reply in the previous save, or close it."""
    changes, comment = session.opened.changes, session.opened.skeleton.ids[index]
    if session.peek and session.peek.older and session.peek.index == index:
        return close_peek(session, None)
    if comment in changes.new:
        return "new: not in the previous save"
    if comment in changes.gone:
        return "gone: not in the newest save · last saved text"
    older = session.opened.older(index) if comment in changes.edited else None
    if older is None:
        return "unchanged since the previous save" if changes else "only one save"
    if index in session.replies.outline.short:
        return session.keys.add_to(*_FOLDED)
    return "" if show_box(session, Peek(index, 0, older=older)) else "edited but too long to compare"


Piece = tuple[str, Sequence[Line]]


def _pieces(quoting: Quoting, peek: Peek, width: int) -> list[Piece]:
    """The content of a box, none where there is no more to show."""
    if peek.older:
        newer = peek.newer or quoting.opened.comment(peek.index)
        changed = _changed(compare_edits(newer.text, peek.older.text), width) if peek.stage == 1 else []
        return [("between the two saves" if peek.newer else "since the previous save", changed)] if changed else []
    if peek.link:
        return _of_source(quoting, peek.link, peek.stage, width)
    above, article = quoting.opened.skeleton.ancestors(peek.index), quoting.opened.article
    if peek.stage <= len(above):
        return _whole(quoting, above[: peek.stage], width)
    if peek.stage > len(above) + 1 or not article.body:
        return []
    beginning = render_blocks(article.body, width)[:_WIDE_CONTEXT_LINES]
    return [(f"↑ {article.title}", _without_blank_ends(beginning)), *_whole(quoting, above, width)]


def _of_source(quoting: Quoting, link: QuoteLink, stage: int, width: int) -> list[Piece]:
    target, title = link.target, quoting.label(link)
    lines = list(render_blocks(quoting.body(target.owner), width))
    first, last = line_span(lines, target.path, target.start, target.end) or (0, 0)
    for number, line in enumerate(lines):
        if line.path == target.path:
            cut = cut_runs(line, [(target.start, target.end)])
            runs = (Run(r.text, Role.PASSAGE if n is not None else r.role, r.marks, r.href) for r, n in cut)
            lines[number] = Line(tuple(runs))
    changed: Sequence[Line] = ()
    if link.method not in {Method.EXACT, Method.FOLDED}:
        difference = quoting.difference(link)
        changed = _changed(difference, width, "changed: " if difference.changed_words else "shortened: ")
    note = [Line(), *changed] if changed else []
    if stage == 1 or target.owner is None:
        if stage > 2:  # noqa: PLR2004 - the article is shown by its passage, then with more around it
            return []
        context = _CONTEXT_LINES if stage == 1 else _WIDE_CONTEXT_LINES
        return [(title, [*_without_blank_ends(lines[max(0, first - context) : last + 1 + context]), *note])]
    above = quoting.opened.skeleton.ancestors(quoting.opened.skeleton.position[target.owner])
    if stage - 2 > len(above):
        return []
    return [*_whole(quoting, above[: stage - 2], width), (title, [*lines, *note])]


def _whole(quoting: Quoting, indices: Sequence[int], width: int) -> list[Piece]:
    """Whole replies, the last of the positions first: the thread as it was written."""
    skeleton = quoting.opened.skeleton
    return [
        (f"↑ {skeleton.names[index] or NOBODY} #{index + 1}", render_blocks(quoting.opened.comment(index).body, width))
        for index in reversed(indices)
    ]


def _changed(difference: Difference, width: int, how: str = "") -> list[Line]:
    """A difference as wdiff writes it, [-removed-] and {+added+}; nothing where there is none."""
    if all(part.change is Change.EQUAL for part in difference.parts):
        return []
    spans = (Span(f"{as_wdiff([part])} ", _MARKS[part.change]) for part in difference.parts)
    laid = lay_spans((*([Span(how)] if how else []), *spans), width, (), Role.ATTRIBUTION)
    return [
        Line(tuple(Run(run.text, _ROLES.get(run.marks, run.role), run.marks) for run in line.runs)) for line in laid
    ]


def as_wdiff(parts: Iterable[Part]) -> str:
    """Parts of a difference on one line."""
    return " ".join(_WDIFF[part.change].format(part.text) for part in parts)


def _without_blank_ends(lines: Sequence[Line]) -> Sequence[Line]:
    written = [number for number, line in enumerate(lines) if line.text.strip()]
    return lines[written[0] : written[-1] + 1] if written else ()
