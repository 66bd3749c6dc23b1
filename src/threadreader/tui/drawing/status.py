"""What the title and the status line say.

What the lines around the panes of a thread say, for the session as it stands.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from threadreader.render.dates import short_time
from threadreader.render.lines import Role
from threadreader.render.width import cell_width, fit_parts
from threadreader.session import Pane, Session
from threadreader.tui.drawing.bars import Words, piece
from threadreader.tui.settings import Setup
from threadreader.tui.theme import Look

if TYPE_CHECKING:
    from threadreader.session.peek import Peek


Hint = tuple[tuple[str, ...], str]
"""Actions, and what their keys do."""

_THROUGH: Hint = (("list.down", "list.up"), "move")
_WIDE = 100
_MEDIUM = 60


def describe_thread(session: Session) -> tuple[str, str]:
    """The title of the thread, and the facts beside it."""
    opened = session.opened
    count = len(opened.skeleton)
    replies = "no replies" if not count else "1 reply" if count == 1 else f"{count:,} replies"
    declared = opened.page.declared_count
    said = f" of {declared:,} that the page counts" if declared is not None and declared > count else ""
    title = opened.article.title or opened.page.title or "Untitled page"
    return title, " · ".join(part for part in (opened.page.site or "", replies + said) if part)


def describe_place(session: Session, width: int) -> str:
    """Where the reader is, how much is unread, and how far the window has come."""
    count = len(session.opened.skeleton)
    if session.pane is Pane.ARTICLE or session.cursor is None:
        start, length = session.article.extent()
        nothing = "" if count else " · no comments on this page" if width >= _MEDIUM else " · no comments"
        return f"{'article · ' if count or width >= _MEDIUM else ''}{_percent(start, length)}{nothing}"
    start, length = session.replies.extent()
    number = session.replies.cursor + 1
    place = f"reply {number:,} of {count:,}" if width >= _WIDE else f"{number}/{count}"
    comment = session.opened.comment(session.replies.cursor)
    parts = [
        place,
        *([f"{session.read_state.unread:,} unread"] if session.read_state.unread and width >= _MEDIUM else []),
        _percent(start, length),
        *([short_time(comment.posted_at)] if width >= _WIDE and comment.posted_at else []),
    ]
    return " · ".join(parts)


def describe_layer(session: Session) -> str:
    """What narrows the thread or lies over it for now, "" where nothing does."""
    found, choice = session.active_search, session.replies.outline.choice
    if found and found.search and not found.typing:
        from threadreader.session.actions.search import number

        return number(session)
    if choice and session.pane is Pane.REPLIES:
        return f"{choice.title} · {len(choice.shown):,} shown"
    return ""


def hints(session: Session, width: int, known: Callable[[str], bool] = lambda _: False) -> Sequence[Hint]:
    """Three to five keys that fit the moment, the least needed first; without those that the reader knows.

    What answers a question is always said, and the help.
    """
    found = list(_for_layer(session) or _for_place(session))
    if session.jumps.behind and session.link_highlight and not session.open_list:
        found.append((("go.back",), "back"))
    if not session.asked:
        found = [hint for hint in found if not known(hint[0][0])]
    most = 4 if width >= _WIDE else 2
    return [*found[-most:], (("app.help",), "help" if width >= _WIDE else "keys")]


def describe_levels(session: Session) -> tuple[int, int]:
    """How many levels of replies are open, and how many there are; none where nothing folds."""
    outline = session.replies.outline
    levels = outline.skeleton.levels
    return (0, 0) if outline.choice or levels <= 1 else (outline.levels, levels)


def _for_layer(session: Session) -> Sequence[Hint]:
    """The keys of what lies over the thread or narrows it."""
    out: Hint = (("app.back-out",), "end")
    if session.asked:
        return [out, (("link.copy",), "copy"), (("link.confirm",), "open")]
    if session.hints:
        return [out]
    if session.open_list:
        from threadreader.session.actions.people import People

        people = isinstance(session.open_list.items, People)
        special: list[Hint] = [(("people.mark",), "mark"), (("people.only",), "only")] if people else [_THROUGH]
        return [*special, (("app.back-out",), "close"), (("list.go",), "go")]
    if session.active_search and session.active_search.search:
        return [out, (("find.next", "find.previous"), "matches")]
    return _for_box(session, session.peek) if session.peek else []


def _for_box(session: Session, peek: "Peek") -> Sequence[Hint]:
    """The keys of a box that looks at something: one that compares, or looks from another reply, leads nowhere."""
    close: Hint = (("app.back-out",), "close")
    if peek.older or peek.index != session.replies.cursor:
        return [*_for_place(session), close]
    return [close, (("quote.follow",), "go there"), (("quote.peek",), "more")]


def _for_place(session: Session) -> Sequence[Hint]:
    if session.pane is Pane.ARTICLE or session.cursor is None:
        return _in_article(session)
    outline, place = session.replies.outline, session.replies.cursor
    found: list[Hint] = []
    if not session.sizes.both:
        found.append((("go.other-pane",), "article"))
    if outline.choice:
        found.append((("app.back-out",), "all"))
    elif outline.is_folded(place):
        found.append((("fold.open",), "open"))
    elif session.opened.skeleton.sizes[place] > 1:
        found.append((("fold.close",), "close"))
    if session.read_state.unread_after(place) is not None or session.read_state.unread_before(place) is not None:
        found.append((("find.next",), "unread"))
    if _sees_picture(session):
        found.append((("link.picture",), "picture"))
    quotes = bool(session.quoting.of(session.cursor))
    return [
        *found,
        *([(("quote.peek",), "peek")] if quotes else []),
        (("read.on",), "on"),
        *([(("quote.follow",), "source")] if quotes else []),
    ]


def _in_article(session: Session) -> Sequence[Hint]:
    found: list[Hint] = [] if session.article.window.is_at_end() else [(("read.on",), "on")]
    if _sees_picture(session):
        found.append((("link.picture",), "picture"))
    if session.quoting.quoters(None):
        found.append((("quote.quoters",), "who quotes"))
    if len(session.opened.skeleton):
        found.append((("go.other-pane",), "replies"))
    return found


def _sees_picture(session: Session) -> bool:
    """Whether words for a picture are in the window, of the reply that the reader is on or of the article."""
    in_article, here = session.pane is Pane.ARTICLE, session.replies.cursor
    for part in session.window.slices():
        if in_article:
            lines = session.article.layout.lines(part.item)[part.first : part.first + part.count]
        elif part.item == here and not session.replies.outline.is_folded(here):
            lines = session.replies.layout.body(here)[max(0, part.first - 1) : part.first + part.count]
        else:
            continue
        if any(run.role is Role.IMAGE for line in lines for run in line.runs):
            return True
    return False


def _percent(start: float, length: float) -> str:
    return f"{round(100 * min(1.0, start + length))} %"


_MARGINS = 5
_MOST_DOTS = 8
_TOO_SMALL = "too small · 20 columns and 6 lines are needed"


def title_words(session: Session, look: Look) -> Words:
    """The title of the thread, and the facts beside it."""
    title, facts = describe_thread(session)
    aside = session.sizes.both and session.pane is Pane.REPLIES
    color = look.ink if aside else look.bright
    return Words([piece(look, title, color=color, bold=True)], [[piece(look, facts, color=look.faint)]])


def status_words(session: Session, look: Look, setup: Setup, width: int, said: str) -> Words:
    """Where the reader is, what is to be said, and the keys that fit the moment."""
    if session.arrangement and session.arrangement.too_small:
        return Words([piece(look, fit_parts(_TOO_SMALL, width - 2))])
    place = piece(look, describe_place(session, width), color=look.faint)
    said = said or describe_layer(session)
    if not session.asked:  # An address is always shown, however much of it.
        said = fit_parts(said, width - 2)
    written = [(setup.keymap.written(*ids), does) for ids, does in hints(session, width, setup.memory.knows)]
    keys = [
        (piece(look, f"  {key} "), piece(look, does, color=look.faint))
        for key, does in written
        if key and f"{key} {does}" not in said
    ]
    if not said:
        return Words([place], keys, _levels(session, look))
    words = piece(look, said, color=look.bright)
    if cell_width(place.text) + cell_width(said) + _MARGINS <= width:
        return Words([place, piece(look, "   "), words], keys, _levels(session, look), firm=True)
    return Words([words], keys, firm=True)


def _levels(session: Session, look: Look) -> Sequence[Segment]:
    """A dot for each level of replies, in its colour where it is open."""
    shown, levels = describe_levels(session)
    shut, most = look.signs.levels[1], min(levels, _MOST_DOTS)
    dots = [piece(look, look.signs.levels[0], color=look.hue(level)) for level in range(min(shown, most))]
    dots += [piece(look, shut, color=look.faint)] * (most - len(dots))
    return [piece(look, "   "), *dots] if shut and dots else []
