"""Lists of the branches of a thread, of the headings of its article, and of its statistics."""

from threadreader.model.blocks import Heading, spans_text
from threadreader.model.quote import NOBODY
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.actions.quoters import ReplyList
from threadreader.session.lists import cell, max_cells, name_room, row_of, share
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

# A branch below the top level is listed where it has more replies than this: with fewer it is seen whole anyway.
_MIN_REPLIES = 5


class Branches(ReplyList):
    """Top-level branches, and the large ones one level below."""

    title = "Branches"

    def __init__(self, session: Session) -> None:
        skeleton = session.opened.skeleton
        indices = [
            index
            for index, depth in enumerate(skeleton.depths)
            if depth == 0 or (depth == 1 and skeleton.sizes[index] > _MIN_REPLIES)
        ]
        super().__init__(session, indices)
        self._largest = max((skeleton.sizes[index] for index in self.indices), default=1)
        self._name_cells = max_cells(map(self._name, self.indices))

    def row(self, number: int, width: int) -> Line:
        """Name, number of replies, share of the largest branch, excerpt."""
        index, skeleton = self.indices[number], self.session.opened.skeleton
        size = skeleton.sizes[index]
        cells = [
            (cell(self._name(index), name_room(self._name_cells, width)), Role.HEADING),
            (cell(f"{size - 1:,} ↩" if size > 1 else "", 7, right=True), Role.SOURCE),
            (share(size / self._largest, 8), Role.SOURCE),
        ]
        return row_of(*cells, rest=self.excerpt(number), width=width)

    def _name(self, index: int) -> str:
        skeleton = self.session.opened.skeleton
        return "  " * skeleton.depths[index] + (skeleton.names[index] or NOBODY)

    def containing(self, index: int) -> int:
        """The row of the branch that a reply is in."""
        return max((number for number, start in enumerate(self.indices) if start <= index), default=0)


class Contents:
    """The headings of the article."""

    title = "Contents"

    def __init__(self, session: Session) -> None:
        self.session = session
        body = session.opened.article.body
        self.headings = [(index, block) for index, block in enumerate(body) if isinstance(block, Heading)]
        self._top_level = min((block.level for _, block in self.headings), default=1)

    def __len__(self) -> int:
        return len(self.headings)

    def row(self, number: int, width: int) -> Line:
        """The heading, indented by its level."""
        _, heading = self.headings[number]
        indent = "  " * (heading.level - self._top_level)
        return row_of(rest=indent + " ".join(spans_text(heading.spans).split()), width=width)

    def person(self, number: int) -> str | None:  # noqa: ARG002 - as of other lists
        """Nobody."""
        return None

    def show(self, number: int) -> None:
        """Show the heading."""
        self.session.pane = Pane.ARTICLE
        self.session.article.window.put(Spot(self.headings[number][0] + 1), 0)

    def go(self, number: int) -> str:
        """Go to the heading."""
        self.session.jumps.leave(self.session.location())
        self.show(number)
        return self.session.keys.add_to("", BACK)


def show_map(session: Session, _count: int | None) -> str:
    """List the branches of the thread, or the headings of the article."""
    if session.pane is Pane.ARTICLE:
        return show_contents(session)
    if session.cursor is None:
        return NO_REPLIES
    branches = Branches(session)
    return lists.open_list(session, branches, at=branches.containing(session.replies.cursor))


def show_statistics(session: Session, _count: int | None) -> str:
    """List who wrote when and to whom, what is quoted, the branches, open questions and links."""
    from threadreader.session.statistics.shown import ThreadStatistics

    if session.cursor is None:
        return NO_REPLIES
    statistics = ThreadStatistics(session)
    return lists.open_list(session, statistics, at=min(session.statistics_row, len(statistics) - 1))


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
    """The number of headings that begin at the top of the article's window or above it."""
    top = session.article.window.top
    return sum(Spot(index + 1) <= top for index, _ in contents.headings)
