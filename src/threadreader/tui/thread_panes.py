"""The two panes of a thread."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from threadreader.session import Pane, Session
from threadreader.session.context import lead
from threadreader.tui.ancestor_lines import AncestorLines
from threadreader.tui.article_rows import ArticleRows
from threadreader.tui.lines_view import LinesView
from threadreader.tui.pane_rows import PaneRows
from threadreader.tui.reply_rows import ReplyRows
from threadreader.tui.theme import Look

if TYPE_CHECKING:
    from threadreader.session.actions.copying import Selected


class ThreadPane(LinesView):
    """One of them; its id is the name of the pane."""

    def __init__(self, rows: PaneRows, pane: Pane) -> None:
        super().__init__(rows, id=pane)
        self.pane = pane

    def words_of(self, selected: Iterable["Selected"]) -> str:
        """The text that some lines show."""
        from threadreader.session.actions.copying import selected_text

        return selected_text(self.rows.session, self.pane, selected)


class ArticlePane(ThreadPane):
    """The article: the number of each paragraph in the margin, then its lines."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(ArticleRows(session, look), Pane.ARTICLE)


class ReplyTree(ThreadPane):
    """The replies with their bodies, indented by depth; above them whom the first of them answers."""

    class AncestorClicked(Message):
        """A line above the replies was clicked; the nearest reply that they name, or so many higher."""

        def __init__(self, higher: int) -> None:
            self.higher = higher
            super().__init__()

    def __init__(self, session: Session, look: Look, ancestors: AncestorLines) -> None:
        super().__init__(ReplyRows(session, look, ancestors), Pane.REPLIES)

    def on_click(self, event: events.Click) -> None:
        """Say which of the lines above the replies was clicked."""
        ancestors = lead(self.rows.session).ancestors
        if event.y < ancestors and not self.text_selection:
            self.post_message(self.AncestorClicked(ancestors - 1 - event.y))
