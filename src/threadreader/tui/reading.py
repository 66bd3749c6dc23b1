"""A thread as a reader comes to it: where it was left, and as the reader wants it."""

from dataclasses import dataclass

from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.page import Entry
from threadreader.model.thread import CommentId
from threadreader.session import Session, Settings
from threadreader.session.restore import folded_at_first
from threadreader.session.state import KeyHints
from threadreader.tui.keeper import Keeper
from threadreader.tui.remembering import settings_of, wish_of
from threadreader.tui.setup import Setup


@dataclass(frozen=True, slots=True)
class Reading:
    """A stored thread that is being read; `said` is what is to be said of it at first."""

    entry: Entry
    session: Session
    keeper: Keeper
    said: str = ""


def open_reading(
    library: Library,
    config: Config,
    setup: Setup,
    number: int,
    *,
    start: CommentId | None = None,
    greeting: str = "",
) -> Reading:
    """A thread of the library, at a comment or where the reader was. Raises StoreError."""
    choices, usual = setup.memory.choices, Settings(config.article_width, config.reply_width, config.indent)
    opened = library.open_thread(number)
    session = Session(
        opened,
        settings=settings_of(choices, usual, setup.named),
        progress=folded_at_first(opened.skeleton, library.load_progress(number), config.opens),
        keys=KeyHints(setup.keymap.written),
    )
    session.usual, session.wish = usual, wish_of(choices)
    entry = library.find(str(number))
    keeper = Keeper(library, number, session, first_time=entry.read_at is None)
    begun = session.start_at(start) if start else ""
    said = " · ".join(filter(None, (library.notice, greeting or begun or library.lacking(number))))
    return Reading(entry, session, keeper, said)
