"""Lists of what a thread holds: branches, headings, replies by time, statistics, open questions, shared links."""

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import unquote

from threadreader.model.blocks import Heading, spans_text
from threadreader.model.quote import NOBODY
from threadreader.model.statistics import gather, links_in, shared_links, unanswered_questions
from threadreader.model.text import clean_line
from threadreader.render.dates import short_iso
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.lists import Table, Target
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.lists import NAME_SHARE, Column, counted, excerpt, share
from threadreader.session.state import BACK
from threadreader.session.statistics import (
    LINKS,
    MAX_LISTED,
    QUESTIONS,
    StatisticsRow,
    labelled,
    plain_row,
    question,
    statistics_rows,
)
from threadreader.session.viewport import Spot

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

    def first_words(index: int) -> str:
        return excerpt(session.opened.comment(index).text)

    names = session.opened.skeleton.names
    return Table(
        session,
        title,
        indices,
        columns,
        text or first_words,
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


def show_newest(session: Session, _count: int | None) -> str:
    """List the replies, the newest first, with a sign of what came with the newest save."""
    skeleton, new = session.opened.skeleton, session.opened.changes.new
    if session.cursor is None:
        return NO_REPLIES
    if not any(skeleton.times):
        return "no reply here has a time"

    def written(index: int) -> str:
        time = skeleton.times[index]
        return short_iso(time) if time else ""

    columns = [_authors(session), _numbers(session), Column(written, cells=_TIME_CELLS, right=True)]
    if new:
        columns.append(Column(lambda index: "new" if skeleton.ids[index] in new else "", Role.HEADING, len("new")))
    return lists.open_list(session, _reply_list(session, "Newest first", skeleton.by_time[::-1], *columns))


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
    return lists.open_list(session, branches, at=at)


def _show_contents(session: Session) -> str:
    headings = _headings(session)
    if not headings:
        return _NO_HEADINGS
    top_level = min(heading.level for _, heading in headings)

    def indented(row: tuple[int, Heading]) -> str:
        return "  " * (row[1].level - top_level) + " ".join(spans_text(row[1].spans).split())

    contents = Table(session, "Contents", headings, (), indented, target=lambda row: Spot(row[0]))
    return lists.open_list(session, contents, at=max(0, _passed(session, headings) - 1))


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


class ThreadStatistics(Table[StatisticsRow]):
    """The statistics; of what takes all words of a thread a row opens a list of its own."""

    def __init__(self, session: Session) -> None:
        opened, quoting = session.opened, session.quoting
        rows = statistics_rows(
            gather(opened.skeleton, opened.quotes, quoting.body, MAX_LISTED),
            opened.skeleton,
            opened.changes,
            name=quoting.name,
            body=quoting.body,
            of_words=[
                plain_row(QUESTIONS, "list those that nobody answered"),
                plain_row(LINKS, "list those to other pages, by how many share them"),
            ],
        )
        self._labels = labelled(rows)
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
        if label == QUESTIONS:
            return _show_questions(self.session)
        return _show_links(self.session) if label == LINKS else super().go(number)


def show_statistics(session: Session, _count: int | None) -> str:
    """List who wrote when and to whom, what is quoted, the branches, open questions and links."""
    if session.cursor is None:
        return NO_REPLIES
    statistics = ThreadStatistics(session)
    return lists.open_list(session, statistics, at=min(session.statistics_row, len(statistics) - 1))


def _show_questions(session: Session) -> str:
    """List the replies that end with a question and have no reply."""
    opened = session.opened
    indices = unanswered_questions(opened.skeleton, opened.texts(), session.quoting.body)
    if not indices:
        return "no reply ends with a question that has no reply"
    questions = _reply_list(
        session,
        counted(len(indices), "question", "questions"),
        indices,
        _authors(session),
        _numbers(session),
        text=lambda index: question(opened.comment(index).body),
    )
    return lists.open_list(session, questions, show=True)


def _show_links(session: Session) -> str:
    """List the addresses that the article and the replies link to, those of the most of them first."""
    article = session.opened.article.body
    links = list(shared_links(session.opened.skeleton, session.quoting.body, session.opened.page.url).items())
    if not links:
        return "nobody links to another page"

    def target(link: tuple[str, Sequence[int | None]]) -> Target:
        address, owners = link
        if owners[0] is not None:
            return owners[0]
        return Spot(next(item for item, block in enumerate(article, 1) if address in links_in((block,))))

    shared = Table(
        session,
        counted(len(links), "link", "links"),
        links,
        [Column(lambda link: f"{len(link[1]):,}", Role.TEXT, right=True)],
        lambda link: clean_line(unquote(link[0])),
        target=target,
        hints=_TO_STATISTICS,
    )
    return lists.open_list(session, shared, show=True)
