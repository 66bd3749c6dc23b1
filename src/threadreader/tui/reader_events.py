"""What the mouse does on the screen of a thread, words that are typed, and what waits for neither."""

import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import events

from threadreader.session import Pane, Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.tui.bars import Divider
from threadreader.tui.idle import work_when_idle
from threadreader.tui.key_kinds import Key, Where
from threadreader.tui.key_reader import Unknown
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.lines_view import LinesView
from threadreader.tui.list_pane import ListPane
from threadreader.tui.pointed import Wheeled
from threadreader.tui.prompt import Prompt, Purpose
from threadreader.tui.thread_frame import ThreadFrame
from threadreader.tui.thread_panes import ReplyTree

if TYPE_CHECKING:
    from threadreader.session.search import Search

_TO_MARK = "keep.go-to-mark"


class ReaderEvents(KeyScreen[int]):
    """A screen of a thread that follows the mouse and what is typed in the prompt."""

    session: Session

    @abstractmethod
    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""

    @abstractmethod
    async def leave(self, answer: int) -> None:
        """Leave the thread, for what is behind it."""

    def letters_of(self, key: Key) -> Sequence[tuple[str, str]]:
        """The marks that are set, where one is to be gone to."""
        from threadreader.session.actions import unread

        return unread.marked_places(self.session) if key.id == _TO_MARK else ()

    def _quit(self) -> str:
        from threadreader.session.actions import leaving

        while leaving.peel(self.session):
            pass
        return super()._quit()

    def _say_why_not(self, unknown: Unknown) -> str:
        if unknown.works_in is Where.REPLIES and self.session.cursor is None:
            return NO_REPLIES
        return super()._say_why_not(unknown)

    def on_wheeled_scrolled(self, event: Wheeled.Scrolled) -> None:
        """Scroll the pane under the wheel, or go through the rows of a list."""
        from threadreader.session.actions import lists, mouse

        if isinstance(event.pane, ListPane):
            (lists.down if event.rows > 0 else lists.up)(self.session, abs(event.rows))
        else:
            pane = Pane.ARTICLE if event.pane.id == Pane.ARTICLE else Pane.REPLIES
            mouse.scroll(self.session, pane, event.rows)
        self.show()

    def on_lines_view_clicked(self, event: LinesView.Clicked) -> None:
        """Go to what was clicked."""
        from threadreader.session.actions import mouse

        if event.view.id == Pane.ARTICLE:
            self.show(mouse.click_article(self.session, event.item, event.line, event.column))
        else:
            self.show(mouse.click_reply(self.session, event.item, event.line, event.column))

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        """Divide the terminal there."""
        from threadreader.session.actions import arranging

        self.show(arranging.put_divider(self.session, event.column))

    def on_reply_tree_ancestor_clicked(self, event: ReplyTree.AncestorClicked) -> None:
        """Go to who is answered by what stands first in the pane."""
        from threadreader.session.actions import mouse

        self.show(mouse.click_ancestors(self.session, event.higher))

    def on_listed_clicked(self, event: ListPane.Clicked) -> None:
        """Go to the row that was clicked, or choose it."""
        from threadreader.session.actions import lists

        self.show(lists.go_to_row(self.session, event.number))

    def typing(self, event: events.Key) -> None:
        """Take a key that was meant for the line to type in."""
        self.query_one(Prompt).take(event)

    async def when_idle(self, steps: Iterator[None]) -> None:
        """Take steps when no key is awaited."""
        await work_when_idle(steps, lambda: self.pressed_at)

    async def count_matches(self, search: "Search") -> None:
        """Count the matches between keys, and then say how many there are."""
        from threadreader.session.actions import search as search_actions

        await self.when_idle(search.count())
        if (finding := self.session.finding) and finding.search is search:
            counted = search_actions.number(self.session)
            if finding.typing:
                self.query_one(Prompt).say(counted)
            self.show(self.query_one(ThreadFrame).said.replace(search_actions.COUNTING, counted))

    def _search(self) -> str:
        """Ask what to search for."""
        from threadreader.session.actions import search as search_actions

        search_actions.stop(self.session)
        last = self.session.last_needle
        self.query_one(Prompt).ask(Purpose.SEARCH, hint=f"enter looks for {last} again" if last else "")
        return ""

    def _filter(self) -> str:
        """Ask what to show alone."""
        from threadreader.session.actions import filtering

        self.query_one(Prompt).ask(Purpose.FILTER, hint=filtering.HINT)
        return ""

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Search or filter as the words are typed."""
        from threadreader.tui.typed import TYPED

        self.pressed_at = time.monotonic()
        if event.purpose in TYPED and type(event) is Prompt.Typed:
            said = TYPED[event.purpose](self.session, event.text)
            self.query_one(Prompt).say(said if event.text.strip() else "")
            self.show()

    def on_prompt_tabbed(self, event: Prompt.Tabbed) -> None:
        """Go on with what is typed as far as that is certain, and show what comes of it."""
        from threadreader.tui.typed import COMPLETED, TYPED

        if event.purpose not in COMPLETED:
            return
        text, names = COMPLETED[event.purpose](self.session, event.text)
        said = TYPED[event.purpose](self.session, text)
        self.query_one(Prompt).complete(text, " ".join(names) if len(names) > 1 else said)
        self.show()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Keep what was searched for or filtered."""
        from threadreader.tui.typed import ENTERED

        self.show(ENTERED[event.purpose](self.session, event.text))

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Be where the typing began."""
        from threadreader.tui.typed import GIVEN_UP

        self.show(GIVEN_UP[event.purpose](self.session) if event.purpose in GIVEN_UP else "")
