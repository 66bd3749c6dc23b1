"""Lists of the statistics of a thread in the reader, of its open questions, and of the links shared in it."""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from threadreader.model.quote import NOBODY, Anchor
from threadreader.model.statistics import gather, links_in, shared_links, unanswered_questions
from threadreader.model.text import clean_line
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.quoters import ReplyList
from threadreader.session.lists import cell, counted, max_cells, name_room, row_of
from threadreader.session.state import BACK
from threadreader.session.statistics.rows import (
    LINKS,
    MAX_LISTED,
    QUESTIONS,
    labelled,
    plain_row,
    question,
    statistics_rows,
)
from threadreader.session.viewport import Spot

_LIST_AGAIN = ("find.statistics", "statistics")
_OPEN_QUESTIONS, _LINKS_TO = "list those that nobody answered", "list those to other pages, by how many share them"


class ThreadStatistics:
    """The list of the statistics."""

    title = "Statistics"

    def __init__(self, session: Session) -> None:
        self.session = session
        opened, quoting = session.opened, session.quoting
        statistics = gather(opened.skeleton, opened.quotes, quoting.body, MAX_LISTED)
        self._rows = statistics_rows(
            statistics,
            opened.skeleton,
            opened.changes,
            name=quoting.name,
            body=quoting.body,
            of_words=[plain_row(QUESTIONS, _OPEN_QUESTIONS), plain_row(LINKS, _LINKS_TO)],
        )
        self._labels = labelled(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, number: int, width: int) -> Line:
        """The label of the section at its first row, and the row."""
        return self._rows[number].line(width, self._labels[number])

    def person(self, number: int) -> str | None:
        """The author of what is counted, where that is one."""
        return self._rows[number].person

    def show(self, number: int) -> None:
        """Show the comment or the passage."""
        target = self._rows[number].target
        if isinstance(target, Anchor):
            self.session.show_anchor(target)
        elif target is not None:
            self.session.show_reply(target)

    def go(self, number: int) -> str:
        """Go to the comment or the passage, or open the list."""
        self.session.statistics_row = number
        if show := _LISTS.get(self._rows[number].label):
            return show(self.session)
        self.session.jumps.leave(self.session.location())
        self.show(number)
        return self.session.keys.add_to("", BACK, _LIST_AGAIN)


class Questions(ReplyList):
    """The replies that end with a question and have no reply."""

    def __init__(self, session: Session) -> None:
        opened = session.opened
        super().__init__(session, unanswered_questions(opened.skeleton, opened.texts(), session.quoting.body))
        self.title = counted(len(self.indices), "question", "questions")
        self._name_cells = max_cells(opened.skeleton.names[index] or NOBODY for index in self.indices)
        self._digits = len(f"#{len(opened.skeleton):,}")

    def row(self, number: int, width: int) -> Line:
        """Name, number, the last paragraph."""
        index = self.indices[number]
        name = self.session.opened.skeleton.names[index] or NOBODY
        cells = [
            (cell(name, name_room(self._name_cells, width)), Role.HEADING),
            (cell(f"#{index + 1:,}", self._digits, right=True), Role.SOURCE),
        ]
        return row_of(*cells, rest=question(self.session.opened.comment(index).body), width=width)


class SharedLinks:
    """The addresses that the article and the replies link to, those of the most of them first."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._links = list(shared_links(session.opened.skeleton, session.quoting.body, session.opened.page.url).items())
        self.title = counted(len(self._links), "link", "links")

    def __len__(self) -> int:
        return len(self._links)

    def row(self, number: int, width: int) -> Line:
        """The number of those that share it, and the address."""
        address, owners = self._links[number]
        count = f"{len(owners):,}".rjust(len(f"{len(self._links[0][1]):,}"))
        return row_of((count, Role.TEXT), rest=clean_line(unquote(address)), width=width)

    def person(self, number: int) -> str | None:  # noqa: ARG002 - as of other lists
        """Nobody."""
        return None

    def show(self, number: int) -> None:
        """Show the article or the first reply that links to it."""
        owner = self._links[number][1][0]
        if owner is None:
            self.session.pane = Pane.ARTICLE
            self.session.article.window.put(Spot(1 + self._block_of_article(self._links[number][0])), 0)
        else:
            self.session.show_reply(owner)

    def _block_of_article(self, address: str) -> int:
        """The block of the article that links to an address."""
        body = self.session.opened.article.body
        return next(index for index, block in enumerate(body) if address in links_in((block,)))

    def go(self, number: int) -> str:
        """Go there."""
        self.session.jumps.leave(self.session.location())
        self.show(number)
        return self.session.keys.add_to("", BACK, _LIST_AGAIN)


def show_questions(session: Session) -> str:
    """List the questions that nobody answered."""
    questions = Questions(session)
    if not len(questions):
        return "no reply ends with a question that has no reply"
    return lists.open_list(session, questions, show=True)


def show_links(session: Session) -> str:
    """List the links to other pages."""
    links = SharedLinks(session)
    return lists.open_list(session, links, show=True) if len(links) else "nobody links to another page"


_LISTS: Mapping[str, Callable[[Session], str]] = {QUESTIONS: show_questions, LINKS: show_links}
"""Lists of what takes all words of a thread, by the label of the row that opens them."""
