"""Libraries in which a thread is shown otherwise than it is stored: one of its saves, or joined with others."""

from collections.abc import Sequence

from msgspec.structs import replace

from threadreader.library.library import Library, lacking
from threadreader.library.reading import with_quotes_if_small
from threadreader.model.page import Entry, PageId
from threadreader.model.related import Discussed, JoinedDiscussions
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import OpenThread, Progress, Skeleton, ThreadInMemory
from threadreader.model.thread import CommentId, Thread
from threadreader.render.dates import short_save
from threadreader.store import threads
from threadreader.store.entries import most_quoted, require_entry, summarize


class ThreadView(Library):
    """A library in which a thread is another one, made in memory; the base of such views."""

    def __init__(self, library: Library, parsed: ParsedPage) -> None:
        super().__init__(library.database, library.now)
        self._parsed = parsed

    def has(self, comment: CommentId) -> bool:
        """True if the thread has a comment."""
        return comment in self._parsed.thread.position

    def find(self, reference: str) -> Entry:
        """The entry of the stored thread, with the facts of this one."""
        skeleton = Skeleton.of(counted := self._counted())
        return replace(
            super().find(reference),
            comments=len(skeleton),
            people=len({*skeleton.names} - {""}),
            summary=summarize(counted.article, skeleton, *(counted.comments[at] for at in skeleton.most_voted[:1])),
            quoted=most_quoted(self._parsed.quotes.links),
        )

    def _counted(self) -> Thread:
        """The thread that the facts are of."""
        return self._parsed.thread

    def open_thread(self, number: int) -> OpenThread:  # noqa: ARG002 - it has one
        """The thread."""
        return ThreadInMemory(self._parsed.page, self._parsed.thread, self._parsed.quotes)

    def is_outdated(self, number: int) -> bool:  # noqa: ARG002 - none is
        """No newer version reads it again here."""
        return False

    def needs_links(self, number: int) -> bool:  # noqa: ARG002 - none does
        """Its quotations are linked as far as they are."""
        return False

    def lacking(self, number: int) -> str:  # noqa: ARG002 - it has one
        """What its file lacks."""
        return lacking(self._parsed.notes)

    def exported(self, number: int, *, pictures: bool = False) -> ParsedPage:
        """The thread for an export."""
        return self._for_export(number, self._parsed, None, pictures=pictures)


class SaveView(ThreadView):
    """A library in which a thread has one of its saves alone, as it was; nothing is kept in it."""

    def __init__(self, library: Library, number: int, parsed: ParsedPage) -> None:
        page = replace(parsed.page, id=library.find(str(number)).page.id)
        super().__init__(library, with_quotes_if_small(replace(parsed, page=page)))
        self.notice = f"save of {short_save(parsed.save)}: changes are not kept"

    @property
    def read_only(self) -> bool:
        """It is what was saved once."""
        return True

    def save_progress(self, *_: object, **__: object) -> None:
        """Keep nothing."""


class DiscussionsView(ThreadView):
    """A library in which a thread has all discussions of its article; what is done there is kept in each of them."""

    def __init__(self, library: Library, numbers: Sequence[int]) -> None:
        from threadreader.quotes import link_quotes

        database = library.database
        entries = [require_entry(database, number) for number in numbers]
        self._opened = {entry.number: threads.open_stored(database, entry) for entry in entries}
        self._joined = JoinedDiscussions(
            [Discussed(number, opened.page, opened.whole()) for number, opened in self._opened.items()]
        )
        thread = self._joined.thread
        super().__init__(library, ParsedPage(self._joined.page, thread, link_quotes(thread)))

    def _counted(self) -> Thread:
        """The thread without its roots, which nobody wrote here."""
        thread = self._joined.thread
        roots = {None, *(comment.id for comment in thread.comments if comment.parent_id is None)}
        replies = (comment for comment in thread.comments if comment.id not in roots)
        return Thread(
            thread.article,
            tuple(replace(each, parent_id=None) if each.parent_id in roots else each for each in replies),
        )

    def load_progress(self, number: int, opened: OpenThread | None = None) -> Progress:  # noqa: ARG002 - that of all
        """What was done in all discussions."""
        load = super().load_progress
        return self._joined.joined({each: load(each, stored) for each, stored in self._opened.items()})

    def save_progress(
        self,
        number: int,
        now: Progress,
        before: Progress,
        *,
        opened: OpenThread | None = None,  # noqa: ARG002 - it is that of none
        hurried: bool = False,
    ) -> None:
        """Keep in each discussion what was done there."""
        for number, stored in self._opened.items():  # noqa: PLR1704 - that of the whole is that of none
            own = super().load_progress(number, stored)
            then, later = (self._joined.parted(number, each, own) for each in (before, now))
            if then != later:
                muted = stored.skeleton.inside(later.muted)
                muted_unread = sum(stored.skeleton.ids[index] not in later.seen for index in muted)
                later = replace(later, muted_unread=muted_unread)
                super().save_progress(number, later, then, opened=stored, hurried=hurried)

    def exported(self, number: int, *, pictures: bool = False) -> ParsedPage:
        """The thread for an export: one of its own, so that it is no save of a discussion where it is imported."""
        parsed = super().exported(number, pictures=pictures)
        return replace(parsed, page=replace(parsed.page, id=PageId(f"discussions of {parsed.page.id}"), url=None))

    def own_comment(self, number: int, comment: CommentId | None) -> CommentId | None:
        """The id of a comment in a discussion, None where it is in none or in another one."""
        return self._joined.own_id(number, comment)
