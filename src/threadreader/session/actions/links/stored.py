"""Actions on other stored threads: those that link here, and the other discussions of the article."""

from collections.abc import Sequence

from threadreader.errors import ThreadreaderError
from threadreader.model.quote import NOBODY
from threadreader.model.related import Destination, Discussion
from threadreader.model.stored_thread import Hit, Hits, Start
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.following import aimed_passage
from threadreader.session.context import aimed_at
from threadreader.session.lists import cell, counted, excerpt, max_cells, name_room, row_of
from threadreader.session.state import OpenOther, ShowJoined

_NONE = "no other stored thread is known to be about this article"
_NAME_CELLS = 14  # most names
_TITLE_PART = 0.4  # of a row: the words of a reply tell more than the title of its thread


class _Elsewhere:
    """A list of what is in other threads; the base of such lists."""

    def __init__(self, session: Session, count: int) -> None:
        self.session = session
        self._count = count

    def __len__(self) -> int:
        return self._count

    def person(self, _number: int) -> None:
        """Nobody of this thread."""

    def show(self, number: int) -> None:
        """Nothing behind the list."""


class Linking(_Elsewhere):
    """The replies and articles that link to this thread."""

    def __init__(self, session: Session, hits: Hits, *, more: bool) -> None:
        super().__init__(session, len(hits))
        self.title = f"Links here: {len(hits):,}{' and more' if more else ''}"
        self._hits = hits

    def row(self, number: int, width: int) -> Line:
        """Title of the thread, author, number of the reply, its words."""
        hit = self._hits[number]
        cells = [
            (cell(hit.title or "Untitled page", max(1, int(width * _TITLE_PART))), Role.HEADING),
            (cell(hit.author or NOBODY, name_room(_NAME_CELLS, width)), Role.TEXT),
            (cell(_location(hit), 7), Role.SOURCE),
        ]
        return row_of(*cells, rest=excerpt(hit.text), width=width)

    def go(self, number: int) -> str:
        """Open the thread at the reply."""
        hit = self._hits[number]
        start = Start(hit.comment) if hit.comment else None
        self.session.effects.append(OpenOther(Destination(hit.number, start)))
        return ""


class Discussions(_Elsewhere):
    """The other discussions of the article."""

    def __init__(self, session: Session, discussions: Sequence[Discussion]) -> None:
        super().__init__(session, len(discussions))
        self.title = f"The same article: {len(discussions):,}"
        self._discussions = discussions
        self._site_cells = max_cells(each.site for each in discussions)

    def row(self, number: int, width: int) -> Line:
        """Site, number of replies, title."""
        each = self._discussions[number]
        cells = [
            (cell(each.site, name_room(self._site_cells, width)), Role.HEADING),
            (cell(counted(each.replies), len("10,000 replies"), right=True), Role.SOURCE),
        ]
        return row_of(*cells, rest=each.title, width=width)

    def go(self, number: int) -> str:
        """Open the discussion."""
        return _open(self.session, self._discussions[number])


def show_linking(session: Session, _count: int | None) -> str:
    """List the replies and articles of other threads that link to this one."""
    try:
        hits, more = session.related.linking()
    except ThreadreaderError as problem:
        return problem.trouble
    if not hits:
        return "no stored thread links to this one"
    return lists.open_list(session, Linking(session, hits, more=more))


def show_discussions(session: Session, count: int | None) -> str:
    """Open the only other discussion of the article, or the one of a number, or list several."""
    discussions = session.related.discussions
    if not discussions:
        return _NONE
    if count is not None and count > len(discussions):
        return f"no discussion {count}: there {'is' if len(discussions) == 1 else 'are'} {len(discussions)}"
    if count is not None or len(discussions) == 1:
        return _open(session, discussions[(count or 1) - 1])
    return lists.open_list(session, Discussions(session, discussions))


def join_discussions(session: Session, _count: int | None) -> str:
    """Show all discussions of the article as one thread."""
    numbers = [each.number for each in session.related.discussions]
    if not numbers:
        return _NONE
    session.effects.append(ShowJoined(numbers))
    return ""


def _open(session: Session, discussion: Discussion) -> str:
    session.effects.append(OpenOther(Destination(discussion.number, passage=_passage(session))))
    return ""


def _passage(session: Session) -> str:
    """The words of the article that are read, or that the reply quotes; "" of one that quotes none."""
    quoting = session.quoting
    if session.pane is Pane.ARTICLE:
        passage = aimed_passage(session, [passage.at for passage in quoting.passages(None)])
        return quoting.text(passage) if passage else ""
    quotes = quoting.of(session.cursor) if session.cursor else ()
    if not quotes:
        return ""
    quote = aimed_at(session, quotes)
    link = quoting.link(quote)
    return quote.text if link is None else quoting.text(link.target) if link.target.owner is None else ""


def _location(hit: Hit) -> str:
    return "article" if hit.comment is None else f"#{hit.position + 1:,}"
