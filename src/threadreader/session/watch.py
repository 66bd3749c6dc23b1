"""Which replies were read: told by what the window showed, where the reader was, and for how long.

A reply is read when its last line was in the window while the reader was on it, and the reader stayed there or went
on after a glance; or when it was whole in the window for a while and was then scrolled out at the top. Who scrolls
fast, or jumps, has read nothing.
"""

from collections.abc import Mapping

from threadreader.session.reply_view import ReplyView
from threadreader.session.viewport import Slice

GLANCE = 0.35
"""Seconds on a reply that count where the reader goes on from it."""

DWELL = 1.5
"""Seconds that count by themselves."""


class Watch:
    """What was in the window when it was last looked at, and since when."""

    def __init__(self) -> None:
        self._ended: Mapping[int, float] = {}
        self._focus: tuple[int, float] | None = None
        self._bottom = -1
        self._spared: int | None = None

    def spare(self, place: int) -> None:
        """Do not take a reply as read for as long as the reader stays on it."""
        self._spared = place

    def look(self, view: ReplyView, now: float, *, reading: bool = True) -> list[int]:
        """The replies that were read since the last look; `reading` tells that the reader is in the replies."""
        pieces = list(view.window.slices()) if reading else []
        read = [place for place in self._ended if self._was_read(place, view, pieces, now)]
        if self._spared != view.cursor:
            self._spared = None
        self._ended = {piece.item: self._ended.get(piece.item, now) for piece in pieces if _ends(view, piece)}
        self._bottom = pieces[-1].item if pieces else -1
        if not reading:
            self._focus = None
        elif self._focus is None or self._focus[0] != view.cursor:
            self._focus = (view.cursor, now)
        return read

    def _was_read(self, place: int, view: ReplyView, pieces: list[Slice], now: float) -> bool:
        if place == self._spared:
            return False
        since = self._ended[place]
        if self._focus and place == self._focus[0]:
            on_it = now - max(since, self._focus[1])
            return on_it >= (DWELL if pieces and place == view.cursor else GLANCE)
        scrolled_out = bool(pieces) and place < pieces[0].item <= self._bottom
        return scrolled_out and now - since >= DWELL


def _ends(view: ReplyView, piece: Slice) -> bool:
    """Whether the last line of a reply's words is in the window; of a folded one they are hidden."""
    hidden = view.outline.is_folded(piece.item) or view.outline.is_context(piece.item)
    return not hidden and piece.first + piece.count >= view.text_height(piece.item)
