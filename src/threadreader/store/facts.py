"""What a search asks of single replies besides their words; read only where it is asked for."""

from functools import cached_property, partial

from threadreader.model.opened import Skeleton
from threadreader.model.page import PageId
from threadreader.model.plain import article_from_plain
from threadreader.model.progress import Progress
from threadreader.store.connection import Database
from threadreader.store.packed_quotes import PackedQuotes
from threadreader.store.packing import unpack, unpack_skeleton
from threadreader.store.progress import load_progress
from threadreader.store.query import Query
from threadreader.store.stored import undamaged
from threadreader.store.words import ARTICLE


class Facts:
    """The facts of one thread."""

    def __init__(self, database: Database, thread_id: int, page: PageId) -> None:
        self._database = database
        self._id = thread_id
        self._page = page

    def hold(self, query: Query, place: int) -> bool:
        """Whether a reply, or the article, is all that the query asks for besides words."""
        if (query.before or query.after) and not self._was_written(query, place):
            return False
        if place == ARTICLE:
            return not query.of_replies
        return all(self._is(state, place) for state in query.states) and self._is_quoted(query.quoted, place)

    def _was_written(self, query: Query, place: int) -> bool:
        written = self._published if place == ARTICLE else self._skeleton.times[place]
        if not written:
            return False
        early = query.after is None or written[:10] >= query.after.isoformat()
        return early and (query.before is None or written[:10] < query.before.isoformat())

    def _is(self, state: str, place: int) -> bool:
        comment = self._skeleton.ids[place]
        match state:
            case "op":
                return place in self._skeleton.by_op
            case "starred":
                return comment in self._progress.starred
            case _:
                return comment not in self._progress.seen and place not in self._muted

    def _is_quoted(self, times: int, place: int) -> bool:
        if not times:
            return True
        links = self._quotes.links_into(self._skeleton.ids[place])
        return len({link.quote.at.owner for link in links}) >= times

    @cached_property
    def _skeleton(self) -> Skeleton:
        rows = self._database.rows("SELECT skeleton FROM thread WHERE id = ?", self._id)
        with undamaged(self._database.path):
            return unpack_skeleton(rows[0][0]) if rows else Skeleton()

    @cached_property
    def _quotes(self) -> PackedQuotes:
        rows = self._database.rows("SELECT quotes FROM thread WHERE id = ?", self._id)
        return PackedQuotes(rows[0][0], partial(undamaged, self._database.path))

    @cached_property
    def _published(self) -> str | None:
        rows = self._database.rows("SELECT article FROM thread WHERE id = ?", self._id)
        with undamaged(self._database.path):
            published = article_from_plain(unpack(rows[0][0])).published_at
        return published.iso if published else None

    @cached_property
    def _progress(self) -> Progress:
        return load_progress(self._database, self._page)

    @cached_property
    def _muted(self) -> frozenset[int]:
        return self._skeleton.inside(self._progress.muted)
