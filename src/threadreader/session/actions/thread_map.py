"""Where in the thread, and in the article, one is: the branches and the headings as lists to jump from."""

from threadreader.model.blocks import Heading, spans_text
from threadreader.model.quote import NOBODY
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.actions.quoters import ReplyList
from threadreader.session.lists import cell, longest, name_room, row_of, share
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

_LARGE = 5
"""A branch below the top level is shown where it has so many replies."""


class Branches(ReplyList):
    """The branches of a thread: those at the top level, and the large ones one level below."""

    title = "Branches"

    def __init__(self, session: Session) -> None:
        skeleton = session.opened.skeleton
        places = [
            place
            for place, depth in enumerate(skeleton.depths)
            if depth == 0 or (depth == 1 and skeleton.sizes[place] > _LARGE)
        ]
        super().__init__(session, places)
        self._largest = max((skeleton.sizes[place] for place in self.places), default=1)
        self._longest = longest(map(self._name, self.places))

    def row(self, number: int, width: int) -> Line:
        """Name, how many replies, how large a part of the largest branch, first words."""
        place, skeleton = self.places[number], self.session.opened.skeleton
        size = skeleton.sizes[place]
        cells = [
            (cell(self._name(place), name_room(self._longest, width)), Role.HEADING),
            (cell(f"{size - 1:,} ↩" if size > 1 else "", 7, right=True), Role.SOURCE),
            (share(size / self._largest, 8), Role.SOURCE),
        ]
        return row_of(*cells, words=self.first_words(number), width=width)

    def _name(self, place: int) -> str:
        skeleton = self.session.opened.skeleton
        return "  " * skeleton.depths[place] + (skeleton.names[place] or NOBODY)

    def around(self, place: int) -> int:
        """The row whose branch a reply is in."""
        return max((number for number, start in enumerate(self.places) if start <= place), default=0)


class Contents:
    """The headings of the article."""

    title = "Contents"

    def __init__(self, session: Session) -> None:
        self.session = session
        body = session.opened.article.body
        self.headings = [(index, block) for index, block in enumerate(body) if isinstance(block, Heading)]
        self._least = min((block.level for _, block in self.headings), default=1)

    def __len__(self) -> int:
        return len(self.headings)

    def row(self, number: int, width: int) -> Line:
        """The heading, indented by its level."""
        _, heading = self.headings[number]
        indent = "  " * (heading.level - self._least)
        return row_of(words=indent + " ".join(spans_text(heading.spans).split()), width=width)

    def person(self, number: int) -> str | None:  # noqa: ARG002 - as of other lists
        """Nobody."""
        return None

    def show(self, number: int) -> None:
        """Show the heading."""
        self.session.pane = Pane.ARTICLE
        self.session.article.window.put(Spot(self.headings[number][0] + 1), 0)

    def go(self, number: int) -> str:
        """Go to the heading."""
        self.session.jumps.leave(self.session.here())
        self.show(number)
        return self.session.keys.beside("", BACK)


def show_map(session: Session, _count: int | None) -> str:
    """List the branches of the thread, or the headings of the article."""
    if session.pane is Pane.ARTICLE:
        return show_contents(session)
    if session.cursor is None:
        return NO_REPLIES
    branches = Branches(session)
    return lists.open_list(session, branches, at=branches.around(session.replies.cursor))


def show_contents(session: Session) -> str:
    """List the headings of the article."""
    contents = Contents(session)
    if not len(contents):
        return "the article has no headings"
    return lists.open_list(session, contents, at=max(0, _passed(session, contents) - 1))


def next_heading(session: Session, count: int | None) -> str:
    """The next heading of the article."""
    return _to_heading(session, count or 1)


def previous_heading(session: Session, count: int | None) -> str:
    """The heading before."""
    return _to_heading(session, -(count or 1))


def _to_heading(session: Session, by: int) -> str:
    contents, window = Contents(session), session.article.window
    if not len(contents):
        return "the article has no headings"
    passed, top = _passed(session, contents), window.top
    on_one = passed > 0 and top == Spot(contents.headings[passed - 1][0] + 1)
    there = passed - 1 + by if by > 0 else passed - on_one + by
    if (by > 0 and passed < len(contents)) or (by < 0 and passed > on_one):
        window.put(Spot(contents.headings[min(max(there, 0), len(contents) - 1)][0] + 1), 0)
    return "" if window.top != top else f"no {'next' if by > 0 else 'previous'} heading"


def _passed(session: Session, contents: Contents) -> int:
    """How many headings begin at the top of the article's window or above it."""
    top = session.article.window.top
    return sum(Spot(index + 1) <= top for index, _ in contents.headings)
