"""The replies by their time, the newest first, as a list to jump from."""

from threadreader.model.quote import NOBODY
from threadreader.render.dates import short_iso
from threadreader.render.lines import Line, Role
from threadreader.session import Session, listing
from threadreader.session.columns import cell, longest, name_room, row_of
from threadreader.session.moving import NO_REPLIES
from threadreader.session.reply_list import ReplyList

_TIME, _NEW = len("29 Mar 2012 14:02"), len("new")


class Newest(ReplyList):
    """Every reply, the newest first."""

    title = "Newest first"

    def __init__(self, session: Session) -> None:
        skeleton = session.opened.skeleton
        super().__init__(session, skeleton.by_time[::-1])
        self._longest = longest(name or NOBODY for name in skeleton.names)
        self._digits = len(f"#{len(skeleton):,}")

    def row(self, number: int, width: int) -> Line:
        """Name, number, time, first words; and which came with the newest save, where some did."""
        place = self.places[number]
        skeleton = self.session.opened.skeleton
        time = skeleton.times[place]
        cells = [
            (cell(skeleton.names[place] or NOBODY, name_room(self._longest, width)), Role.HEADING),
            (cell(f"#{place + 1:,}", self._digits, right=True), Role.SOURCE),
            (cell(short_iso(time) if time else "", _TIME, right=True), Role.SOURCE),
        ]
        if self.session.opened.changes.new:
            new = skeleton.ids[place] in self.session.opened.changes.new
            cells.append((cell("new" if new else "", _NEW), Role.HEADING))
        return row_of(*cells, words=self.first_words(number), width=width)


def show_newest(session: Session, _count: int | None) -> str:
    """List the replies, the newest first."""
    if session.cursor is None:
        return NO_REPLIES
    if not any(session.opened.skeleton.times):
        return "no reply here has a time"
    return listing.open_list(session, Newest(session))
