"""Rows of a thread: panes, title, and status with position, message and key hints."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from threadreader.model.page import reading_minutes
from threadreader.model.text import counted
from threadreader.render.dates import minutes_in_words, short_save, short_time
from threadreader.render.lines import Role
from threadreader.render.width import cell_width, fit_parts
from threadreader.session import Pane, Session
from threadreader.session.context import aimed_at, passage_in_question
from threadreader.session.panes import ArticleView
from threadreader.tui.drawing.pane import ArticleRows, passage_rows
from threadreader.tui.drawing.replies import ReplyRows
from threadreader.tui.drawing.rows import (
    DIVIDER,
    WIDE_FROM,
    BarContent,
    Hint,
    Row,
    RuleTitle,
    add_frame,
    rule_row,
    status_bar,
    styled,
)
from threadreader.tui.keys import Context, current_context
from threadreader.tui.open_thread import OpenSession
from threadreader.tui.theme import Setup, Theme

if TYPE_CHECKING:
    from threadreader.session.actions.quotations import Peek


_THROUGH: Hint = ("list.down", "list.up", "move")
_MEDIUM_FROM = 60  # columns: about what a short position and two hints take


def draw_thread(opened_thread: OpenSession, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the reader; empty if the terminal is too small."""
    session, theme, width = opened_thread.session, setup.theme, size[0]
    arrangement = session.arrange(size)
    assert arrangement, "it has a size"
    if arrangement.too_small:
        return []
    session.mark_read(time.monotonic())
    both, left, above = arrangement.sizes.both, arrangement.left, arrangement.above
    lines = arrangement.sizes.article[1]
    rows: list[Row] = [[] for _ in range(lines)]
    if both or session.pane is Pane.ARTICLE:
        rows = ArticleRows(session, theme, left).frame(lines)
    if both and not above:
        rows = [[*row, Segment(DIVIDER, theme.style(theme.rule))] for row in rows]
    if both or session.pane is Pane.REPLIES:
        right = width - left - 1 if both and not above else width
        height = arrangement.ancestors + arrangement.sizes.replies[1]
        replies = ReplyRows(session, theme, opened_thread.entry, right).frame(height)
        if above:
            rows += [rule_row(theme, width, titles=middle_titles(session)), *replies]
        else:
            rows = [[*one, *other] for one, other in zip(rows, replies, strict=True)]
    if arrangement.strip:
        rows = [*passage_rows(passage_in_question(session), theme, (width, arrangement.strip)), *rows]
    status = status_content(session, setup, width, opened_thread.message or opened_thread.hint).row(theme, width)
    if not arrangement.framed:
        return [*rows, status]
    title, titles = title_content(session, theme).row(theme, width), pane_titles(session, width)
    return add_frame(theme, title, rows, status, dividers=(left,) if both and not above else (), titles=titles)


def _as_saved(session: Session) -> str:
    return f"as saved {short_save(session.save)}" if session.save else ""


def describe_position(session: Session, width: int) -> str:
    """Position: number of the reply or part of the article, unread count, time that reading the rest takes."""
    count, unread = len(session.opened.skeleton), session.read_state.unread
    left = minutes_in_words(reading_minutes(session.characters_left))
    time_left = f"{left} left" if left and width >= _MEDIUM_FROM else ""
    if session.cursor is None:
        nothing = "no comments on this page" if width >= _MEDIUM_FROM else "no comments"
        return _joined(nothing, _percent(session.article), time_left)
    if session.pane is Pane.ARTICLE:
        shown_above = session.arrangement and session.arrangement.framed
        waiting = "" if shown_above else describe_unread(count, unread)
        return _joined(_percent(session.article), waiting, time_left)
    posted = session.opened.comment(session.replies.cursor).posted_at if width >= WIDE_FROM else None
    match_number = f"{session.replies.cursor + 1:,}/{count:,}"
    time = short_time(posted, session.opened.page.saves) if posted else ""
    return _joined(match_number, f"{unread:,} unread" if unread else "", time_left, time)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def describe_layer(session: Session) -> str:
    """Status of the selection, of the active search or filter, or ""."""
    if session.selection:
        return session.keys.add_to("selecting", ("select.mark", "highlights"))
    result, choice = session.active_search, session.replies.outline.choice
    if result and result.search and not result.typing:
        from threadreader.session.actions.finding import match_number

        return match_number(session)
    if choice and session.pane is Pane.REPLIES:
        return choice.described
    return session.keys.add_to(_as_saved(session), ("app.back-out", "back to the thread")) if session.save else ""


def hints(session: Session, width: int, is_known: Callable[[str], bool] = lambda _: False) -> Sequence[Hint]:
    """Three to five key hints, the least needed first, without those that the reader knows.

    Those of a question or of a list over the thread, and the help, are always shown.
    """
    result = list(_layer_hints(session) or _position_hints(session))
    if session.jumps.behind and session.link_highlight and not session.open_list:
        result.append(("go.back", "back"))
    if not (session.asked or session.open_list):
        result = [hint for hint in result if not is_known(hint[0])]
    max_hints = 4 if width >= WIDE_FROM else 3 if session.open_list else 2
    return [*result[-max_hints:], ("app.help", "help" if width >= WIDE_FROM else "keys")]


def _layer_hints(session: Session) -> Sequence[Hint]:
    """Hints of an active question, list, search or peek box."""
    out: Hint = ("app.back-out", "cancel")
    if session.asked:
        return [out, ("link.copy", "copy"), ("link.confirm", "open")]
    if session.hints:
        return [out]
    if session.selection:
        return [out, ("select.copy", "copy"), ("select.note", "note"), ("select.mark", "highlight")]
    if session.open_list:
        special = _SPECIAL.get(current_context(session), [_THROUGH])
        return [*special, ("app.back-out", "close"), ("list.go", "go")]
    if session.active_search and session.active_search.search:
        return [out, ("find.next", "find.previous", "matches")]
    return _peek_hints(session, session.peek) if session.peek else []


_SPECIAL: Mapping[Context, Sequence[Hint]] = {
    Context.PEOPLE: [("people.mark", "select"), ("people.only", "filter")],
    Context.SAVES: [("saves.drop", "delete"), ("saves.compare", "compare")],
    Context.NOTES: [("notes.remove", "delete"), ("notes.note", "edit")],
}


def _peek_hints(session: Session, peek: "Peek") -> Sequence[Hint]:
    """Hints of a peek box; one that compares, or belongs to another reply, cannot be followed."""
    close: Hint = ("app.back-out", "close")
    if peek.older or peek.index != session.replies.cursor:
        return [*(hint for hint in _position_hints(session) if hint[0] != close[0]), close]
    return [close, ("quote.follow", "go there"), ("quote.peek", "more")]


def _position_hints(session: Session) -> Sequence[Hint]:
    if session.pane is Pane.ARTICLE or session.cursor is None:
        return _article_hints(session)
    outline, position = session.replies.outline, session.replies.cursor
    result: list[Hint] = []
    if not session.sizes.both:
        result.append(("go.other-pane", "article"))
    if outline.selection:
        result.append(("app.back-out", "all"))
    elif outline.is_folded(position):
        result.append(("fold.open", "expand"))
    elif session.opened.skeleton.sizes[position] > 1:
        result.append(("fold.close", "collapse"))
    if session.read_state.unread > session.read_state.is_unread(position):
        result.append(("find.next", "next unread"))
    if _is_picture_visible(session):
        result.append(("link.picture", "picture"))
    quotes = session.quoting.of(session.cursor)
    leads = quotes and session.quoting.link(aimed_at(session, quotes))
    return [
        *result,
        *([("quote.peek", "preview")] if quotes else []),
        ("read.on", "next page"),
        *([("quote.follow", "source" if leads else "search its words")] if quotes else []),
    ]


def _article_hints(session: Session) -> Sequence[Hint]:
    result: list[Hint] = [] if session.article.window.is_at_end() else [("read.on", "next page")]
    if _is_picture_visible(session):
        result.append(("link.picture", "picture"))
    if session.quoting.passages(None):
        result.append(("quote.quoters", "quoted by"))
    if len(session.opened.skeleton):
        result.append(("go.other-pane", "replies"))
    return result


def _is_picture_visible(session: Session) -> bool:
    """True if a picture's alt text is visible in the focused reply or the article."""
    item = None if session.pane is Pane.ARTICLE else session.replies.cursor
    return any(run.role is Role.IMAGE for line in session.view(session.pane).in_view(item) for run in line.runs)


def _percent(article: ArticleView) -> str:
    """What was scrolled past, nothing where all is shown."""
    return f"{round(100 * article.scrolled())} %" if article.extent() != (0.0, 1.0) else ""


_TOO_SMALL = "too small · needs 20 columns and 6 lines"


def title_content(session: Session, theme: Theme) -> BarContent:
    """Title of the thread, and its site and reply count."""
    opened = session.opened
    count, declared = len(opened.skeleton), opened.page.declared_count
    replies = counted(count) if count else "no replies"
    if declared is not None and declared > count:
        replies = f"{count:,} of {declared:,} saved"
    facts = _joined(_as_saved(session), opened.page.site or "", replies)
    title = opened.article.title or opened.page.title or "Untitled page"
    faint = styled(theme, facts, color=theme.faint)
    return BarContent([styled(theme, title, color=theme.bright, bold=True)], [[faint]])


_ARTICLE_TITLE, _REPLIES_TITLE = " Article ", " Replies "
_TITLE_COLUMN = 3  # behind a space and two cells of the rule


def pane_titles(session: Session, width: int) -> Sequence[RuleTitle]:
    """Titles of the panes in the rule above: that of the focused one is bright, a hidden one is at the right."""
    arrangement, in_article = session.arrangement, session.pane is Pane.ARTICLE
    count, unread = len(session.opened.skeleton), session.read_state.unread
    if not arrangement or not count:
        return ()
    article, replies = _ARTICLE_TITLE, _REPLIES_TITLE
    if arrangement.above:
        return (RuleTitle(_TITLE_COLUMN, article, in_article),)
    if arrangement.sizes.both:
        column = arrangement.left + _TITLE_COLUMN
        return RuleTitle(_TITLE_COLUMN, article, in_article), RuleTitle(column, replies, not in_article)
    shown, hidden = (article, f" {describe_unread(count, unread)} ") if in_article else (replies, article)
    aside = RuleTitle(width - _TITLE_COLUMN - cell_width(hidden), hidden)
    room = aside.column - _TITLE_COLUMN - cell_width(shown)
    return (RuleTitle(_TITLE_COLUMN, shown, focused=True), *([aside] if room > 0 else []))


def middle_titles(session: Session) -> Sequence[RuleTitle]:
    """The title of the replies in the rule below an article that stands above them."""
    return (RuleTitle(_TITLE_COLUMN, _REPLIES_TITLE, session.pane is Pane.REPLIES),)


def describe_unread(count: int, unread: int) -> str:
    """The number of unread replies, as `12 of 196 unread`, or of all where none is."""
    return f"{unread:,} of {count:,} unread" if unread else counted(count)


def status_content(session: Session, setup: Setup, width: int, message: str) -> BarContent:
    """Status bar: position, message, and key hints."""
    if session.arrangement and session.arrangement.too_small:
        return BarContent([styled(setup.theme, fit_parts(_TOO_SMALL, width - 2))])
    # The keys of a list have more use than the position below it.
    is_narrow_list = session.open_list and width < _MEDIUM_FROM
    position = "" if is_narrow_list else describe_position(session, width)
    message = message or describe_layer(session)
    if not session.asked:  # An address is always shown, however much of it.
        message = fit_parts(message, width - 2)
    others = hints(session, width, setup.preferences.is_learned)
    others = [hint for hint in others if f"{setup.keymap.labels(*hint[:-1])} {hint[-1]}" not in message]
    return status_bar(setup, position, message, others, width)
