"""What a row of the table of keys says: what a key does, where it works, and under which heading the help has it."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadreader.session import Session
    from threadreader.session.actions import Action
    from threadreader.session.library import LibraryCommand


class Command(enum.StrEnum):
    """What a key does to the screen rather than to the session; each screen has a method for those of its places."""

    HELP = "help"
    LEAVE = "leave"
    QUIT = "quit_program"
    SUSPEND = "suspend"
    SEARCH = "search"
    FILTER = "filter"
    EXPORT = "export"
    REDRAW = "redraw"
    PALETTE = "palette"
    OPEN_UNREAD = "open_unread"
    IMPORT = "import"
    READ_ALL = "read_all"
    STARS = "stars"
    COPY = "copy_selected"
    NEXT_LOOK = "next_look"
    NEXT_CHOICE = "next_choice"
    PREVIOUS_CHOICE = "previous_choice"
    TOGGLE = "toggle"
    NEXT_ROW = "next_row"
    PREVIOUS_ROW = "previous_row"
    COPY_EXPORT = "copy_export"


class Group(enum.StrEnum):
    """The headings of the help."""

    READ = "Read"
    MOVE = "Move"
    FOLD = "Fold"
    QUOTES = "Quotes"
    FIND = "Find"
    PEOPLE = "People"
    LINKS = "Links and copies"
    LOOK = "Look"
    LISTS = "Lists"
    LIBRARY = "Library"
    KEEP = "Keep and leave"


class Where(enum.StrEnum):
    """What a key works in: a pane, a list that lies over them, or all of it."""

    EVERYWHERE = "everywhere"
    PANES = "article and replies"
    ARTICLE = "article"
    REPLIES = "replies"
    LIST = "lists"
    PEOPLE = "list of people"
    LABELS = "labels of links"
    ADDRESS = "an address that is asked about"
    LIBRARY = "library"
    FOUND = "library, what was found"
    HELP = "help"
    EXPORT = "export"


_CHAINS = {
    Where.ARTICLE: (Where.ARTICLE, Where.PANES, Where.EVERYWHERE),
    Where.REPLIES: (Where.REPLIES, Where.PANES, Where.EVERYWHERE),
    Where.LIST: (Where.LIST, Where.EVERYWHERE),
    Where.PEOPLE: (Where.PEOPLE, Where.LIST, Where.EVERYWHERE),
    Where.LABELS: (Where.LABELS, Where.EVERYWHERE),
    Where.ADDRESS: (Where.ADDRESS, Where.EVERYWHERE),
    Where.LIBRARY: (Where.LIBRARY, Where.LIST, Where.EVERYWHERE),
    Where.FOUND: (Where.FOUND, Where.LIBRARY, Where.LIST, Where.EVERYWHERE),
    Where.HELP: (Where.HELP, Where.LIST, Where.EVERYWHERE),
    Where.EXPORT: (Where.EXPORT, Where.LIST, Where.EVERYWHERE),
}


def works_in(where: Where) -> tuple[Where, ...]:
    """The places whose keys work where the reader is, the nearest first."""
    return _CHAINS.get(where, tuple(Where))


def where_now(session: "Session") -> Where:
    """Whose keys work now."""
    if session.asked or session.hints:
        return Where.ADDRESS if session.asked else Where.LABELS
    if session.open_list:
        from threadreader.session.actions.people import People

        return Where.PEOPLE if isinstance(session.open_list.items, People) else Where.LIST
    return Where(session.pane.value)


_ACTIONS = "threadreader.session.actions"
_LIBRARY = "threadreader.session.library"
"""Modules of the functions that keys name: loaded when a key is pressed, or before that when there is time."""


def _resolve(name: str) -> Any:
    module, function = name.rsplit(".", 1)
    return getattr(import_module(module), function)


@dataclass(frozen=True, slots=True)
class Lettered:
    """An action that is given the letter typed: "links.take_hint_key"."""

    action: str

    @property
    def act(self) -> "Callable[[Session, str], str]":
        """The function, loaded."""
        function: Callable[[Session, str], str] = _resolve(f"{_ACTIONS}.{self.action}")
        return function


@dataclass(frozen=True, slots=True)
class Shelved:
    """An action in the library, where there is no session."""

    action: str

    @property
    def act(self) -> "LibraryCommand":
        """The function, loaded."""
        function: LibraryCommand = _resolve(f"{_LIBRARY}.{self.action}")
        return function


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table; an action of the session is named by module and function: "moving.read_on"."""

    id: str
    keys: tuple[str, ...]
    action: str | Command | Lettered | Shelved
    help: str
    group: Group
    where: Where = Where.PANES

    @property
    def act(self) -> "Action | Command | Lettered | Shelved":
        """What it does, loaded."""
        if isinstance(self.action, Command | Lettered | Shelved):
            return self.action
        function: Action = _resolve(f"{_ACTIONS}.{self.action}")
        return function

    @property
    def module(self) -> str | None:
        """The module of what it does, None where that is the screen's."""
        if isinstance(self.action, Command):
            return None
        if isinstance(self.action, Shelved):
            return _LIBRARY
        name = self.action.action if isinstance(self.action, Lettered) else self.action
        return f"{_ACTIONS}.{name.split('.')[0]}"
