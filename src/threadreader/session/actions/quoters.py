"""Who quotes what the reader is on: the one who does, or a list of them.

The replies by their time, the newest first, as a list to jump from.

A list of replies to jump from: what such lists have in common, whatever their rows show.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.model.blocks import text
from threadreader.model.quote import NOBODY, QuoteLink
from threadreader.render.dates import short_iso
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.following import aimed_passage, travel
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.lists import cell, longest, name_room, row_of
from threadreader.session.state import BACK


@dataclass(frozen=True, slots=True)
class Quoter:
    """Somebody who quotes a passage, with the number of the reply."""

    link: QuoteLink
    name: str
    number: int


def quoters(session: Session) -> Sequence[Quoter]:
    """Who quotes what the reader is on: the reply, or the first quoted passage in the article's window."""
    links = session.quoting.quoters(session.cursor) if session.pane is Pane.REPLIES else _quoters_in_window(session)
    skeleton = session.opened.skeleton
    found = []
    for link in links:
        assert link.quote.at.owner is not None, "only comments quote"
        place = skeleton.position[link.quote.at.owner]
        found.append(Quoter(link, skeleton.names[place] or NOBODY, place + 1))
    return found


def visit_quoter(session: Session, quoter: Quoter) -> str:
    """Go to the quotation of a passage."""
    travel(session, quoter.link, quoter.link.quote.at)
    session.picked = quoter.link.quote.at
    return session.keys.beside(f"quoted by {quoter.name} #{quoter.number}", BACK)


def _quoters_in_window(session: Session) -> Sequence[QuoteLink]:
    """The links into the passage that was picked, or into the first that begins in the article's window."""
    passage = aimed_passage(session, [passage.at for passage in session.quoting.passages(None)])
    return [link for link in session.quoting.quoters(None) if passage and link.target.overlaps(passage)]


class Quoters:
    """Who quotes something, as a list."""

    def __init__(self, session: Session, found: Sequence[Quoter]) -> None:
        self.session = session
        self.found = found
        self.title = f"Quoted by {len(found):,}"
        self._longest = longest(quoter.name for quoter in found)

    def __len__(self) -> int:
        return len(self.found)

    def row(self, number: int, width: int) -> Line:
        """Name, number, what is said of the quotation; where that is nothing, the quotation."""
        quoter = self.found[number]
        quote = quoter.link.quote
        cells = [
            (cell(quoter.name, name_room(self._longest, width)), Role.HEADING),
            (cell(f"#{quoter.number:,}", 7), Role.SOURCE),
        ]
        return row_of(*cells, words=self.session.quoting.reply_to(quote) or quote.text, width=width)

    def person(self, number: int) -> str | None:
        """Who quotes."""
        return self.found[number].name

    def show(self, number: int) -> None:
        """Show the quotation, and light both ends."""
        link = self.found[number].link
        self.session.show_link(link, link.quote.at)

    def go(self, number: int) -> str:
        """Go to the quotation."""
        return visit_quoter(self.session, self.found[number])


def who_quotes(session: Session, _count: int | None) -> str:
    """Go to who quotes what the reader is on; where several do, list them."""
    found = quoters(session)
    if not found:
        return "nobody quotes this reply" if session.pane is Pane.REPLIES else "nothing in view is quoted"
    if len(found) == 1:
        return visit_quoter(session, found[0])
    return lists.open_list(session, Quoters(session, found), show=True)


_ENOUGH = 200


class ReplyList:
    """Replies, known by their position in the thread, in the order of the list."""

    def __init__(self, session: Session, places: Sequence[int]) -> None:
        self.session = session
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def person(self, number: int) -> str | None:
        """The writer."""
        return self.session.opened.skeleton.names[self.places[number]]

    def show(self, number: int) -> None:
        """Show the reply."""
        self.session.show_reply(self.places[number])

    def go(self, number: int) -> str:
        """Go to the reply."""
        self.session.jumps.leave(self.session.here())
        self.show(number)
        return self.session.keys.beside("", BACK)

    def first_words(self, number: int) -> str:
        """How a reply begins, on one line."""
        return " ".join(text(self.session.opened.comment(self.places[number]).body)[:_ENOUGH].split())


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
    return lists.open_list(session, Newest(session))
