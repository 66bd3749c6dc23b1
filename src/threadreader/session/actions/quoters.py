"""Lists of replies to jump from: those that quote the current text, and all by time."""

from collections.abc import Sequence

from msgspec import Struct

from threadreader.model.quote import NOBODY, QuoteLink
from threadreader.render.dates import short_iso
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.following import aimed_passage, travel
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.lists import cell, excerpt, max_cells, name_room, row_of
from threadreader.session.state import BACK


class Quoter(Struct, frozen=True):
    """A link into a passage, with the author and the number of the quoting reply."""

    link: QuoteLink
    name: str
    number: int


def quoters(session: Session) -> Sequence[Quoter]:
    """The quoters of the reply, or of the picked or first quoted passage in the article's window."""
    links = session.quoting.quoters(session.cursor) if session.pane is Pane.REPLIES else _quoters_in_window(session)
    skeleton = session.opened.skeleton
    results = []
    for link in links:
        assert link.quote.at.owner is not None, "only comments quote"
        index = skeleton.position[link.quote.at.owner]
        results.append(Quoter(link, skeleton.names[index] or NOBODY, index + 1))
    return results


def visit_quoter(session: Session, quoter: Quoter) -> str:
    """Go to the quotation of a passage."""
    travel(session, quoter.link, quoter.link.quote.at)
    session.picked = quoter.link.quote.at
    return session.keys.add_to(f"quoted by {quoter.name} #{quoter.number}", BACK)


def _quoters_in_window(session: Session) -> Sequence[QuoteLink]:
    """The links into the passage that was picked, or into the first that begins in the article's window."""
    passage = aimed_passage(session, [passage.at for passage in session.quoting.passages(None)])
    return [link for link in session.quoting.quoters(None) if passage and link.target.overlaps(passage)]


class Quoters:
    """The list of quoters."""

    def __init__(self, session: Session, results: Sequence[Quoter]) -> None:
        self.session = session
        self.quoters = results
        self.title = f"Quoted by {len(results):,}"
        self._name_cells = max_cells(quoter.name for quoter in results)

    def __len__(self) -> int:
        return len(self.quoters)

    def row(self, number: int, width: int) -> Line:
        """Name, number, the reply to the quotation, else the quotation."""
        quoter = self.quoters[number]
        quote = quoter.link.quote
        cells = [
            (cell(quoter.name, name_room(self._name_cells, width)), Role.HEADING),
            (cell(f"#{quoter.number:,}", 7), Role.SOURCE),
        ]
        return row_of(*cells, rest=self.session.quoting.reply_to(quote) or quote.text, width=width)

    def person(self, number: int) -> str | None:
        """The quoting author."""
        return self.quoters[number].name

    def show(self, number: int) -> None:
        """Scroll to the quotation, and highlight both ends."""
        link = self.quoters[number].link
        self.session.show_link(link, link.quote.at)

    def go(self, number: int) -> str:
        """Go to the quotation."""
        return visit_quoter(self.session, self.quoters[number])


def who_quotes(session: Session, _count: int | None) -> str:
    """Go to the only quoter, or list several."""
    results = quoters(session)
    if not results:
        return "nobody quotes this reply" if session.pane is Pane.REPLIES else "nothing in view is quoted"
    if len(results) == 1:
        return visit_quoter(session, results[0])
    return lists.open_list(session, Quoters(session, results), show=True)


class ReplyList:
    """A list of replies by position; the base of such lists."""

    def __init__(self, session: Session, indices: Sequence[int]) -> None:
        self.session = session
        self.indices = indices

    def __len__(self) -> int:
        return len(self.indices)

    def person(self, number: int) -> str | None:
        """The author."""
        return self.session.opened.skeleton.names[self.indices[number]]

    def show(self, number: int) -> None:
        """Show the reply."""
        self.session.show_reply(self.indices[number])

    def go(self, number: int) -> str:
        """Go to the reply."""
        self.session.jumps.leave(self.session.location())
        self.show(number)
        return self.session.keys.add_to("", BACK)

    def excerpt(self, number: int) -> str:
        """The beginning of a reply's text, on one line."""
        return excerpt(self.session.opened.comment(self.indices[number]).text)


_TIME_CELLS, _NEW_CELLS = len("29 Mar 2012 14:02"), len("new")


class Newest(ReplyList):
    """Every reply, the newest first."""

    title = "Newest first"

    def __init__(self, session: Session) -> None:
        skeleton = session.opened.skeleton
        super().__init__(session, skeleton.by_time[::-1])
        self._name_cells = max_cells(name or NOBODY for name in skeleton.names)
        self._digits = len(f"#{len(skeleton):,}")

    def row(self, number: int, width: int) -> Line:
        """Name, number, time, excerpt; "new" for what came with the newest save."""
        index = self.indices[number]
        skeleton = self.session.opened.skeleton
        time = skeleton.times[index]
        cells = [
            (cell(skeleton.names[index] or NOBODY, name_room(self._name_cells, width)), Role.HEADING),
            (cell(f"#{index + 1:,}", self._digits, right=True), Role.SOURCE),
            (cell(short_iso(time) if time else "", _TIME_CELLS, right=True), Role.SOURCE),
        ]
        if self.session.opened.changes.new:
            new = skeleton.ids[index] in self.session.opened.changes.new
            cells.append((cell("new" if new else "", _NEW_CELLS), Role.HEADING))
        return row_of(*cells, rest=self.excerpt(number), width=width)


def show_newest(session: Session, _count: int | None) -> str:
    """List the replies, the newest first."""
    if session.cursor is None:
        return NO_REPLIES
    if not any(session.opened.skeleton.times):
        return "no reply here has a time"
    return lists.open_list(session, Newest(session))
