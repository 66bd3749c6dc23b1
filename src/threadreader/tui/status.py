"""What the title and the status line say."""

from collections.abc import Sequence

from threadreader.render.times import short_time
from threadreader.session import Pane, Session

Hint = tuple[str, str]
"""A key and what it does."""

_WIDE = 100


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
    """Where the reader is."""
    if session.pane is Pane.ARTICLE or session.cursor is None:
        start, length = session.article.extent()
        nothing = "" if len(session.opened.skeleton) else " · no comments on this page"
        return f"article · {_percent(start, length)}{nothing}"
    start, length = session.replies.extent()
    number, count = session.replies.cursor + 1, len(session.opened.skeleton)
    place = f"reply {number:,} of {count:,}" if width >= _WIDE else f"{number}/{count}"
    comment = session.opened.comment(session.replies.cursor)
    exact = f" · {short_time(comment.posted_at)}" if width >= _WIDE and comment.posted_at else ""
    return f"{place} · {_percent(start, length)}{exact}"


def hints(session: Session, width: int) -> Sequence[Hint]:
    """Three to five keys that fit the moment, the least needed first."""
    if session.finding and session.finding.search.matches:
        found: list[Hint] = [("esc", "end"), ("n N", "matches")]
    elif session.pane is Pane.ARTICLE:
        found = [("space", "on"), *([("tab", "replies")] if len(session.opened.skeleton) else [])]
        if session.quoting.quoters(None):
            found.insert(1, ("<", "who quotes"))
    else:
        found = [("space", "on"), ("h l", "fold")]
        if not session.sizes.both:
            found.append(("tab", "article"))
        if session.cursor and session.quoting.of(session.cursor):
            found.append((">", "source"))
    if session.jumps.behind and session.light:
        found.append(("^o", "back"))
    return [*found, ("?", "help")] if width >= _WIDE else [*found[-2:], ("?", "keys")]


def _percent(start: float, length: float) -> str:
    return f"{round(100 * min(1.0, start + length))} %"
