"""Lists over the thread, and the actions in one; lists of branches, headings, replies by time, statistics and links."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

from threadreader.model.blocks import Heading, spans_text
from threadreader.model.quote import NOBODY, Anchor, QuoteLink
from threadreader.model.statistics import gather, links_in, shared_links, unanswered_questions
from threadreader.model.text import clean_line, counted
from threadreader.render.dates import short_iso
from threadreader.render.lines import Line, Role
from threadreader.session import OpenList, Pane, Session, statistics
from threadreader.session.actions.moving import NO_REPLIES, on_reply
from threadreader.session.lists import NAME_SHARE, Column, Position, draw_cells, excerpt, row_of, share
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

T = TypeVar("T")

Target = int | Anchor | Spot | QuoteLink | None
"""Subject of a row: a reply, a passage, a line of the article, a quotation with its source, or nothing here."""


class Table(Generic[T]):
    """A list over the thread, each of its rows about something that is drawn in columns, and behind them as text.

    `target` is what a row is about, which is shown behind the list, and to which choosing it leads; `person` is the
    author whose colour it has; `hints` stand behind the message of a jump. What else choosing a row does is `choose`.
    """

    kind = "lists"
    """The context of its keys."""

    def __init__(
        self,
        session: Session,
        title: str,
        rows: Sequence[T],
        columns: Sequence[Column[T]] = (),
        text: Callable[[T], str] = lambda _: "",
        *,
        target: Callable[[T], Target] = lambda _: None,
        person: Callable[[T], str | None] = lambda _: None,
        choose: Callable[[T], str] | None = None,
        hints: Sequence[tuple[str, str]] = (BACK,),
    ) -> None:
        self.session = session
        self.title = title
        self.rows = rows
        self._columns = [column.measured(rows) for column in columns]
        self._text = text
        self._target = target
        self._person = person
        self._choose = choose
        self._hints = hints

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, number: int, width: int) -> Line:
        """A row, at most so many cells wide; made when it is drawn."""
        row = self.rows[number]
        return row_of(*draw_cells(self._columns, row, width), rest=self._text(row), width=width)

    def person(self, number: int) -> str | None:
        """The author whose colour a row has."""
        return self._person(self.rows[number])

    def show(self, number: int) -> None:
        """Scroll to the subject of a row, behind the list."""
        show_target(self.session, self._target(self.rows[number]))

    def go(self, number: int) -> str:
        """Go to the subject of a row, or do what choosing it does."""
        if self._choose:
            return self._choose(self.rows[number])
        self.session.jumps.leave(self.session.location())
        self.show(number)
        return self.session.keys.add_to("", *self._hints)


def show_target(session: Session, target: Target) -> None:
    """Scroll to the subject of a row."""
    match target:
        case int():
            session.show_reply(target)
        case Anchor():
            session.show_anchor(target)
        case Spot():
            session.pane = Pane.ARTICLE
            session.article.window.put(target, 0)
        case QuoteLink():
            session.show_link(target, target.quote.at)
        case None:
            pass


Listed = TypeVar("Listed", bound=Table[Any])


def selected(session: Session, kind: type[Listed]) -> tuple[Listed, Any]:
    """The list that is open, which is of this kind, and what its selected row is about."""
    listing = _open(session)
    assert isinstance(listing.items, kind), "these keys work in one kind of list"
    return listing.items, listing.items.rows[listing.position.at]


def fit_rows(session: Session, at: int) -> None:
    """Select a row of a list whose rows are others now."""
    listing = _open(session)
    listing.position.length, listing.position.at = len(listing.items), at
    listing.position.settle()


def open_list(session: Session, items: Table[Any], *, at: int = 0, show: bool = False) -> str:
    """Open a list over the thread, or over another list, at a row; with `show` scroll to what the row is about."""
    session.close_peek()
    position = Position(len(items), at)
    session.open_list = OpenList(items, session.location(), position, session.open_list)
    # How many rows it has depends on its length: before that is known, the row would be the only one in sight.
    session.arrange()
    position.settle(session.sizes.list_rows)
    if show:
        items.show(at)
    return ""


def _by_rows(session: Session, count: int | None, by: int) -> str:
    return _move(session, (count or 1) * by)


def _by_pages(session: Session, count: int | None, by: int, part: int = 1) -> str:
    page = max(1, _open(session).position.height - 1)
    return _move(session, (count or 1) * by * max(1, page // part))


down, up = partial(_by_rows, by=1), partial(_by_rows, by=-1)
page_down, page_up = partial(_by_pages, by=1), partial(_by_pages, by=-1)
half_down, half_up = partial(_by_pages, by=1, part=2), partial(_by_pages, by=-1, part=2)


def _to_end(session: Session, count: int | None, *, last: bool) -> str:
    """The first row or the last, or the one of a number."""
    end = _open(session).position.length - 1 if last else 0
    return _to(session, end if count is None else count - 1)


first, last = partial(_to_end, last=False), partial(_to_end, last=True)


def go(session: Session, _count: int | None) -> str:
    """Close the list, with one below it, and go to what the row is about."""
    listing = _open(session)
    listing.below = None
    session.close_list()
    return listing.items.go(listing.position.at)


def go_to_row(session: Session, number: int) -> str:
    """Go to a row, as a click does; a second time choose it."""
    if number == _open(session).position.at:
        return go(session, None)
    return _to(session, number)


def _to(session: Session, number: int) -> str:
    return _move(session, number - _open(session).position.at)


def _move(session: Session, by: int) -> str:
    listing = _open(session)
    if not listing.position.move(by):
        return f"{'end' if by > 0 else 'top'} of the list"
    session.return_to(listing.origin, refold=True)
    listing.items.show(listing.position.at)
    return ""


def _open(session: Session) -> OpenList:
    assert session.open_list is not None, "these keys work in a list"
    return session.open_list


# A branch below the top level is listed where it has more replies than this: with fewer it is seen whole anyway.
_MIN_REPLIES = 5
_TIME_CELLS = len("29 Mar 2012 14:02")
_NO_HEADINGS = "the article has no headings"
_TO_STATISTICS = BACK, ("find.statistics", "statistics")


def _reply_list(
    session: Session,
    title: str,
    indices: Sequence[int],
    *columns: Column[int],
    text: Callable[[int], str] | None = None,
    hints: Sequence[tuple[str, str]] = (BACK,),
) -> Table[int]:
    """A list of replies by position; their first words stand last, or another text."""
    names = session.opened.skeleton.names
    return Table(
        session,
        title,
        indices,
        columns,
        text or (lambda index: excerpt(session.opened.comment(index).text)),
        target=lambda index: index,
        person=lambda index: names[index],
        hints=hints,
    )


def _authors(session: Session) -> Column[int]:
    names = session.opened.skeleton.names
    return Column(lambda index: names[index] or NOBODY, Role.HEADING, share=NAME_SHARE)


def _numbers(session: Session) -> Column[int]:
    cells = len(f"#{len(session.opened.skeleton):,}")
    return Column(lambda index: f"#{index + 1:,}", cells=cells, right=True)


@on_reply
def show_newest(session: Session, _index: int, _count: int | None) -> str:
    """List the replies, the newest first, with a sign of what came with the newest save."""
    skeleton, new = session.opened.skeleton, session.opened.changes.new
    if not any(skeleton.times):
        return "no reply has a date"

    def written(index: int) -> str:
        time = skeleton.times[index]
        return short_iso(time) if time else ""

    columns = [_authors(session), _numbers(session), Column(written, cells=_TIME_CELLS, right=True)]
    if new:
        columns.append(Column(lambda index: "new" if skeleton.ids[index] in new else "", Role.HEADING, len("new")))
    return open_list(session, _reply_list(session, "Newest first", skeleton.by_time[::-1], *columns))


def show_map(session: Session, _count: int | None) -> str:
    """List the branches of the thread, the large ones one level below too; or the headings of the article."""
    if session.pane is Pane.ARTICLE:
        return _show_contents(session)
    if session.cursor is None:
        return NO_REPLIES
    depths, sizes, names = session.opened.skeleton.depths, session.opened.skeleton.sizes, session.opened.skeleton.names
    indices = [n for n, depth in enumerate(depths) if depth == 0 or (depth == 1 and sizes[n] > _MIN_REPLIES)]
    largest = max(map(sizes.__getitem__, indices))
    branches = _reply_list(
        session,
        "Branches",
        indices,
        Column(lambda index: "  " * depths[index] + (names[index] or NOBODY), Role.HEADING, share=NAME_SHARE),
        Column(lambda index: f"{sizes[index] - 1:,} ↩" if sizes[index] > 1 else "", cells=7, right=True),
        Column(lambda index: share(sizes[index] / largest, 8)),
    )
    at = max((number for number, start in enumerate(indices) if start <= session.replies.cursor), default=0)
    return open_list(session, branches, at=at)


def _show_contents(session: Session) -> str:
    headings = _headings(session)
    if not headings:
        return _NO_HEADINGS
    top_level = min(heading.level for _, heading in headings)

    def indented(row: tuple[int, Heading]) -> str:
        return "  " * (row[1].level - top_level) + " ".join(spans_text(row[1].spans).split())

    contents = Table(session, "Contents", headings, (), indented, target=lambda row: Spot(row[0]))
    return open_list(session, contents, at=max(0, _passed(session, headings) - 1))


def _headings(session: Session) -> Sequence[tuple[int, Heading]]:
    """The headings of the article with the items that they are."""
    body = session.opened.article.body
    return [(item, block) for item, block in enumerate(body, 1) if isinstance(block, Heading)]


def _passed(session: Session, headings: Sequence[tuple[int, Heading]]) -> int:
    """The number of headings that begin at the top of the article's window or above it."""
    return sum(Spot(item) <= session.article.window.top for item, _ in headings)


def _to_heading(session: Session, count: int | None, by: int) -> str:
    headings, window, by = _headings(session), session.article.window, by * (count or 1)
    if not headings:
        return _NO_HEADINGS
    passed, top = _passed(session, headings), window.top
    on_one = passed > 0 and top == Spot(headings[passed - 1][0])
    there = passed - 1 + by if by > 0 else passed - on_one + by
    if (by > 0 and passed < len(headings)) or (by < 0 and passed > on_one):
        window.put(Spot(headings[min(max(there, 0), len(headings) - 1)][0]), 0)
    return "" if window.top != top else f"no {'next' if by > 0 else 'previous'} heading"


next_heading, previous_heading = partial(_to_heading, by=1), partial(_to_heading, by=-1)


class ThreadStatistics(Table[statistics.StatisticsRow]):
    """The statistics; of what takes all words of a thread a row opens a list of its own."""

    def __init__(self, session: Session) -> None:
        opened, quoting = session.opened, session.quoting
        rows = statistics.statistics_rows(
            gather(opened.skeleton, opened.quotes, quoting.body, statistics.MAX_LISTED),
            opened.skeleton,
            opened.changes,
            name=quoting.name,
            body=quoting.body,
            of_words=[
                statistics.plain_row(statistics.QUESTIONS, "list the unanswered ones"),
                statistics.plain_row(statistics.LINKS, "list links to other pages, most shared first"),
            ],
        )
        self._labels = statistics.labelled(rows)
        super().__init__(
            session,
            "Statistics",
            rows,
            target=lambda row: row.target,
            person=lambda row: row.person,
            hints=_TO_STATISTICS,
        )

    def row(self, number: int, width: int) -> Line:
        """The label of the section at its first row, and the row."""
        return self.rows[number].line(width, self._labels[number])

    def go(self, number: int) -> str:
        """Go to the comment or the passage, or open the list."""
        self.session.statistics_row = number
        label = self.rows[number].label
        if label == statistics.QUESTIONS:
            return _show_questions(self.session)
        return _show_links(self.session) if label == statistics.LINKS else super().go(number)


@on_reply
def show_statistics(session: Session, _index: int, _count: int | None) -> str:
    """List who wrote when and to whom, what is quoted, the branches, open questions and links."""
    items = ThreadStatistics(session)
    return open_list(session, items, at=min(session.statistics_row, len(items) - 1))


def _show_questions(session: Session) -> str:
    """List the replies that end with a question and have no reply."""
    opened = session.opened
    indices = unanswered_questions(opened.skeleton, opened.texts(), session.quoting.body)
    if not indices:
        return "no unanswered questions"
    questions = _reply_list(
        session,
        counted(len(indices), "question"),
        indices,
        _authors(session),
        _numbers(session),
        text=lambda index: statistics.question(opened.comment(index).body),
    )
    return open_list(session, questions, show=True)


def _show_links(session: Session) -> str:
    """List the addresses that the article and the replies link to, those of the most of them first."""
    article = session.opened.article.body
    links = list(shared_links(session.opened.skeleton, session.quoting.body, session.opened.page.url).items())
    if not links:
        return "no links to other pages"

    def target(link: tuple[str, Sequence[int | None]]) -> Target:
        address, owners = link
        if owners[0] is not None:
            return owners[0]
        return Spot(next(item for item, block in enumerate(article, 1) if address in links_in((block,))))

    shared = Table(
        session,
        counted(len(links), "link"),
        links,
        [Column(lambda link: f"{len(link[1]):,}", Role.TEXT, right=True)],
        lambda link: clean_line(unquote(link[0])),
        target=target,
        hints=_TO_STATISTICS,
    )
    return open_list(session, shared, show=True)
