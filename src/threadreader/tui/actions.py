"""Row types of the key table: commands, contexts, help groups, and actions that are imported when they are used."""

import enum
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from threadreader.session import Session


class Command(enum.StrEnum):
    """Actions on the screen rather than on the session; each screen maps its own to methods."""

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
    TAG = "tag"
    DONE = "done"
    QUEUE = "queue"
    SAME_ARTICLE = "same_article"
    LIBRARY = "library"
    SELECT = "select"
    NOTE = "note"
    EDIT_NOTE = "edit_note"
    NOTES = "notes"
    SAVES = "saves"
    COPY = "copy_selected"
    NEXT_THEME = "next_look"
    NEXT_CHOICE = "next_choice"
    PREVIOUS_CHOICE = "previous_choice"
    TOGGLE = "toggle"
    NEXT_ROW = "next_row"
    PREVIOUS_ROW = "previous_row"
    COPY_EXPORT = "copy_export"
    PIPE = "hand_to_command"
    STOP = "stop_command"
    COPY_OUTPUT = "copy_output"


class Group(enum.StrEnum):
    """Help headings."""

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


class Context(enum.StrEnum):
    """Binding contexts: a pane, a list over the panes, a screen, or everywhere."""

    EVERYWHERE = "everywhere"
    PANES = "article and replies"
    ARTICLE = "article"
    REPLIES = "replies"
    LIST = "lists"
    PEOPLE = "list of people"
    LABELS = "labels of links"
    ADDRESS = "an address that is asked about"
    SELECTION = "a selection"
    NOTES = "list of notes"
    SAVES = "list of saves"
    LIBRARY = "library"
    FOUND = "library, what was found"
    HELP = "help"
    EXPORT = "export"
    OUTPUT = "output of a command"


_CHAINS = {
    Context.ARTICLE: (Context.ARTICLE, Context.PANES, Context.EVERYWHERE),
    Context.REPLIES: (Context.REPLIES, Context.PANES, Context.EVERYWHERE),
    Context.LIST: (Context.LIST, Context.EVERYWHERE),
    Context.PEOPLE: (Context.PEOPLE, Context.LIST, Context.EVERYWHERE),
    Context.NOTES: (Context.NOTES, Context.LIST, Context.EVERYWHERE),
    Context.SAVES: (Context.SAVES, Context.LIST, Context.EVERYWHERE),
    Context.SELECTION: (Context.SELECTION, Context.EVERYWHERE),
    Context.LABELS: (Context.LABELS, Context.EVERYWHERE),
    Context.ADDRESS: (Context.ADDRESS, Context.EVERYWHERE),
    Context.LIBRARY: (Context.LIBRARY, Context.LIST, Context.EVERYWHERE),
    Context.FOUND: (Context.FOUND, Context.LIBRARY, Context.LIST, Context.EVERYWHERE),
    Context.HELP: (Context.HELP, Context.LIST, Context.EVERYWHERE),
    Context.EXPORT: (Context.EXPORT, Context.LIST, Context.EVERYWHERE),
    Context.OUTPUT: (Context.OUTPUT, Context.LIST, Context.EVERYWHERE),
}


def active_contexts(context: Context) -> tuple[Context, ...]:
    """Contexts whose keys are active in one, the nearest first."""
    return _CHAINS.get(context, tuple(Context))


def current_context(session: "Session") -> Context:
    """Current binding context of a session."""
    if session.asked or session.hints:
        return Context.ADDRESS if session.asked else Context.LABELS
    if session.selection:
        return Context.SELECTION
    if session.open_list:
        return Context(session.open_list.items.kind)
    return Context(session.pane.value)


class RunCommand(Struct, frozen=True):
    """Hand words to the command of the settings with a name."""

    name: str


class Key(Struct, frozen=True):
    """Row of the key table, of which the head of `keys.toml` says what each field is."""

    id: str
    keys: tuple[str, ...]
    action: str
    help: str
    group: Group
    context: Context = Context.PANES
    arrows: tuple[str, ...] = ()
    finds: str = ""

    @property
    def act(self) -> "Callable[[Any, Any], str] | Command | RunCommand":
        """The action; its module is imported on first use, or before that when idle.

        A function gets the session, or that of the library, and a count; the letter where its keys end with one.
        """
        module, _, name = self.action.partition(".")
        if module == "screen":
            return Command(name)
        if module == "command":
            return RunCommand(name)
        package = "threadreader.session" if module == "library" else "threadreader.session.actions"
        action: Callable[[Any, Any], str] = getattr(import_module(f"{package}.{module}"), name)
        return action
