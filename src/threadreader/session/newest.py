"""The replies by their time, the newest first, as a list to jump from."""

from collections.abc import Sequence

from threadreader.model.blocks import text
from threadreader.render.lines import Line, Role
from threadreader.session import Session, listing
from threadreader.session.choosing import in_order_of_time
from threadreader.session.columns import cell, row_of
from threadreader.session.key_hints import BACK
from threadreader.session.moving import NO_REPLIES

_NAME, _NUMBER, _TIME, _NEW = 16, 7, len("2024-05-03 14:02"), len("new")


class Newest:
    """Every reply, the newest first."""

    title = "Newest first"

    def __init__(self, session: Session) -> None:
        self.session = session
        self.places: Sequence[int] = in_order_of_time(session.opened.skeleton)[::-1]

    def __len__(self) -> int:
        return len(self.places)

    def row(self, number: int, width: int) -> Line:
        """Name, number, time, first words; and which came with the newest save, where some did."""
        place = self.places[number]
        skeleton = self.session.opened.skeleton
        time = (skeleton.times[place] or "").replace("T", " ")[:_TIME]
        cells = [
            (cell(skeleton.names[place] or "nobody", _NAME), Role.HEADING),
            (cell(f"#{place + 1:,}", _NUMBER), Role.SOURCE),
            (cell(time, _TIME), Role.SOURCE),
        ]
        if self.session.opened.changes.new:
            new = skeleton.ids[place] in self.session.opened.changes.new
            cells.append((cell("new" if new else "", _NEW), Role.HEADING))
        return row_of(*cells, words=first_words(self.session, place), width=width)

    def person(self, number: int) -> str | None:
        """The writer."""
        return self.session.opened.skeleton.names[self.places[number]]

    def show(self, number: int) -> None:
        """Show the reply."""
        self.session.show_reply(self.places[number])

    def go(self, number: int) -> str:
        """Go to the reply."""
        self.session.jumps.leave(self.session.here())
        self.session.show_reply(self.places[number])
        return self.session.keys.beside("", BACK)


def show_newest(session: Session, _count: int | None) -> str:
    """List the replies, the newest first."""
    if session.cursor is None:
        return NO_REPLIES
    if not any(session.opened.skeleton.times):
        return "no reply here has a time"
    return listing.open_list(session, Newest(session))


_ENOUGH = 200


def first_words(session: Session, place: int) -> str:
    """How a reply begins, on one line."""
    return " ".join(text(session.opened.comment(place).body)[:_ENOUGH].split())
