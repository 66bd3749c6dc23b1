"""Every action: its id, its usual keys (named as `key_names` says), what it does, and the words that the help has."""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadreader.tui.later import load, loaded

if TYPE_CHECKING:
    from threadreader.session import (
        Session,
        arranging,
        changed,
        choosing,
        copying,
        folding,
        following,
        keeping,
        leaving,
        listing,
        looking,
        mapping,
        moving,
        newest,
        opening,
        people,
        picturing,
        quoters,
        searching,
        shelving,
    )
    from threadreader.session.acting import Action
    from threadreader.session.shelving import ShelfAction
else:
    from threadreader.tui.later import (
        arranging,
        changed,
        choosing,
        copying,
        folding,
        following,
        keeping,
        leaving,
        listing,
        looking,
        mapping,
        moving,
        newest,
        opening,
        people,
        picturing,
        quoters,
        searching,
        shelving,
    )


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
    if session.listing:
        from threadreader.session.people import People

        return Where.PEOPLE if isinstance(session.listing.items, People) else Where.LIST
    return Where(session.pane.value)


@dataclass(frozen=True, slots=True)
class Lettered:
    """An action that is given the letter typed."""

    action: "Callable[[Session, str], str]"

    @property
    def act(self) -> "Callable[[Session, str], str]":
        """The function, loaded."""
        function: Callable[[Session, str], str] = loaded(self.action)
        return function


@dataclass(frozen=True, slots=True)
class Shelved:
    """An action in the library, where there is no session."""

    action: "ShelfAction"

    @property
    def act(self) -> "ShelfAction":
        """The function, loaded."""
        function: ShelfAction = loaded(self.action)
        return function


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table."""

    id: str
    keys: tuple[str, ...]
    action: "Action | Command | Lettered | Shelved"
    help: str
    group: Group
    where: Where = Where.PANES

    @property
    def act(self) -> "Action | Command | Lettered | Shelved":
        """What it does, loaded."""
        function: Action | Command | Lettered | Shelved = loaded(self.action)
        return function


_REPLIES, _ARTICLE, _LIST, _PEOPLE = Where.REPLIES, Where.ARTICLE, Where.LIST, Where.PEOPLE
_LABELS, _ADDRESS = Where.LABELS, Where.ADDRESS
_LIBRARY, _FOUND = Where.LIBRARY, Where.FOUND
_EXPORT = Where.EXPORT

KEYS: tuple[Key, ...] = (
    Key("read.on", ("space", "pagedown", "ctrl+f"), moving.read_on, "read on: a page, then next unread", Group.READ),
    Key("read.back", ("b", "pageup", "ctrl+b"), moving.page_up, "a page back", Group.READ),
    Key("read.half-down", ("d", "ctrl+d"), moving.half_down, "half a page down", Group.READ),
    Key("read.half-up", ("u", "ctrl+u"), moving.half_up, "half a page up", Group.READ),
    Key("read.line-down", ("ctrl+e",), moving.line_down, "a line down", Group.READ),
    Key("read.line-up", ("ctrl+y",), moving.line_up, "a line up", Group.READ),
    Key("article.down", ("j", "down"), moving.line_down, "a line down (article)", Group.READ, _ARTICLE),
    Key("article.up", ("k", "up"), moving.line_up, "a line up (article)", Group.READ, _ARTICLE),
    Key("reply.next", ("j", "down"), moving.next_reply, "next reply, no text skipped", Group.MOVE, _REPLIES),
    Key("reply.previous", ("k", "up"), moving.previous_reply, "previous reply", Group.MOVE, _REPLIES),
    Key("reply.next-unread", (".",), keeping.next_unread, "next unread reply", Group.MOVE),
    Key("reply.previous-unread", (",",), keeping.previous_unread, "previous unread reply", Group.MOVE),
    Key("reply.next-sibling", ("J", "shift+down"), moving.next_sibling, "next reply beside it", Group.MOVE, _REPLIES),
    Key(
        "reply.previous-sibling",
        ("K", "shift+up"),
        moving.previous_sibling,
        "previous reply beside it",
        Group.MOVE,
        _REPLIES,
    ),
    Key("reply.next-root", ("}",), moving.next_root, "next top-level reply", Group.MOVE, _REPLIES),
    Key("reply.previous-root", ("{",), moving.previous_root, "previous top-level reply", Group.MOVE, _REPLIES),
    Key("reply.parent", ("p",), moving.parent, "the reply it answers", Group.MOVE, _REPLIES),
    Key("reply.root", ("P",), moving.root, "the top of its branch", Group.MOVE, _REPLIES),
    Key("go.first", ("g g", "home"), moving.first, "to the beginning", Group.MOVE),
    Key("go.last", ("G", "end"), moving.last, "to the end; after 42, to reply 42", Group.MOVE),
    Key("go.other-pane", ("tab", "shift+tab"), moving.other_pane, "article or replies", Group.MOVE),
    Key("go.article", ("g a",), moving.to_article, "to the article", Group.MOVE),
    Key("fold.close", ("h", "left"), folding.close, "close the branch, or to the parent", Group.FOLD, _REPLIES),
    Key("fold.open", ("l", "right"), folding.open_, "open the branch, or into it", Group.FOLD, _REPLIES),
    Key("fold.toggle", ("enter", "z a"), folding.toggle, "close or open", Group.FOLD, _REPLIES),
    Key("fold.close-branch", ("z C",), folding.close_branch, "close the whole branch, go on", Group.FOLD, _REPLIES),
    Key("fold.close-all", ("z M",), folding.close_all, "close all", Group.FOLD),
    Key("fold.open-all", ("z R",), folding.open_all, "open all", Group.FOLD),
    Key("fold.less", ("z m",), folding.one_level_less, "one level less", Group.FOLD),
    Key("fold.more", ("z r",), folding.one_level_more, "one level more", Group.FOLD),
    Key("fold.level", ("z digit",), folding.to_level, "so many levels open", Group.FOLD),
    Key("quote.follow", (">",), following.follow, "to the passage it quotes", Group.QUOTES, _REPLIES),
    Key("quote.quoters", ("<",), quoters.who_quotes, "who quotes this", Group.QUOTES),
    Key("quote.peek", ("x",), looking.peek, "look at the source, or at the parent", Group.QUOTES, _REPLIES),
    Key("reply.change", ("g d",), changed.show_change, "what was edited", Group.QUOTES, _REPLIES),
    Key("quote.hide", ("T",), looking.cycle_quoted_text, "quoted text full, one line, hidden", Group.QUOTES, _REPLIES),
    Key("quote.skip", ("S",), looking.skip_quoted, "skip quoted text", Group.QUOTES, _REPLIES),
    Key("quote.next", ("] q",), following.next_quote, "next quotation, or quoted passage", Group.QUOTES),
    Key("quote.previous", ("[ q",), following.previous_quote, "previous quotation", Group.QUOTES),
    Key("go.back", ("ctrl+o", "backspace", "("), following.back, "back to before the jump", Group.QUOTES),
    Key("go.forward", (")", "alt+right"), following.forward, "forward again", Group.QUOTES),
    Key("find.search", ("/",), Command.SEARCH, "search the article and every reply", Group.FIND),
    Key("find.next", ("n",), searching.next_match, "next match, or else next unread", Group.FIND),
    Key("find.previous", ("N",), searching.previous_match, "previous match or unread", Group.FIND),
    Key("find.filter", ("&",), Command.FILTER, "show only what matches", Group.FIND),
    Key("find.by-time", ("g t",), choosing.by_time, "by time, or the tree again", Group.FIND),
    Key("find.newest", ("g n",), newest.show_newest, "list the newest", Group.FIND),
    Key("find.map", ("t",), mapping.show_map, "list the branches, or the headings", Group.FIND),
    Key("article.next-heading", ("] ]",), mapping.next_heading, "next heading", Group.FIND, _ARTICLE),
    Key("article.previous-heading", ("[ [",), mapping.previous_heading, "previous heading", Group.FIND, _ARTICLE),
    Key("people.list", ("@",), people.show_people, "list the people", Group.PEOPLE),
    Key("people.next", ("a",), people.next_by_author, "next reply by the same person", Group.PEOPLE, _REPLIES),
    Key("people.previous", ("A",), people.previous_by_author, "previous reply by them", Group.PEOPLE, _REPLIES),
    Key("people.conversation", ("c",), choosing.conversation, "only this conversation", Group.PEOPLE, _REPLIES),
    Key("people.only", ("&",), people.only, "only what they wrote", Group.PEOPLE, _PEOPLE),
    Key("people.color", ("+",), people.color, "mark what they wrote", Group.PEOPLE, _PEOPLE),
    Key("people.fold", ("-",), people.fold, "close what they wrote", Group.PEOPLE, _PEOPLE),
    Key("people.mark", ("space",), people.mark, "mark one of two", Group.PEOPLE, _PEOPLE),
    Key("people.talk", ("c",), people.talk, "only what the two wrote", Group.PEOPLE, _PEOPLE),
    Key("link.hints", ("f",), opening.show_hints, "label links and sources in view", Group.LINKS),
    Key("link.open", ("o",), opening.open_link, "open a link; after 3, the third", Group.LINKS),
    Key("link.page", ("O",), opening.open_page, "open the page as it is today", Group.LINKS),
    Key("link.picture", ("I",), picturing.show_picture, "show a picture; after 2, the second", Group.LINKS),
    Key("link.letter", ("letter",), Lettered(opening.take_letter), "open what has the label", Group.LINKS, _LABELS),
    Key("link.confirm", ("enter",), opening.confirm, "open it in the browser", Group.LINKS, _ADDRESS),
    Key("link.copy", ("y",), opening.copy_asked, "copy it", Group.LINKS, _ADDRESS),
    Key("copy.text", ("y y",), copying.copy_text, "copy the words", Group.LINKS),
    Key("copy.quotation", ("y q",), copying.copy_quotation, "copy as a quotation", Group.LINKS, _REPLIES),
    Key("copy.address", ("y l",), copying.copy_address, "copy the address", Group.LINKS),
    Key("copy.path", ("y p",), copying.copy_path, "copy what it answers, and it", Group.LINKS, _REPLIES),
    Key("copy.branch", ("y t",), copying.copy_branch, "copy the whole branch", Group.LINKS, _REPLIES),
    Key("copy.selected", ("ctrl+c",), Command.COPY, "copy what the mouse selected", Group.LINKS, Where.EVERYWHERE),
    Key("panes.cycle", ("w",), arranging.cycle_panes, "both panes, replies, article", Group.LOOK),
    Key("panes.strip", ("W",), arranging.toggle_strip, "quoted passage above the replies", Group.LOOK),
    Key("panes.ancestors", ("g s",), arranging.toggle_ancestors, "the lines of who is answered", Group.LOOK),
    Key("panes.wider", ("alt+=", "ctrl+right"), arranging.wider_article, "wider article", Group.LOOK),
    Key("panes.narrower", ("alt+-", "ctrl+left"), arranging.narrower_article, "narrower article", Group.LOOK),
    Key("text.wider", ("+",), arranging.wider_text, "longer lines", Group.LOOK),
    Key("text.narrower", ("-",), arranging.narrower_text, "shorter lines", Group.LOOK),
    Key("text.usual", ("=",), arranging.usual_text, "lines of the usual length", Group.LOOK),
    Key("list.down", ("j", "down"), listing.down, "next line", Group.LISTS, _LIST),
    Key("list.up", ("k", "up"), listing.up, "previous line", Group.LISTS, _LIST),
    Key("list.page-down", ("space", "pagedown", "ctrl+f"), listing.page_down, "a page on", Group.LISTS, _LIST),
    Key("list.page-up", ("b", "pageup", "ctrl+b"), listing.page_up, "a page back", Group.LISTS, _LIST),
    Key("list.half-down", ("d", "ctrl+d"), listing.half_down, "half a page on", Group.LISTS, _LIST),
    Key("list.half-up", ("u", "ctrl+u"), listing.half_up, "half a page back", Group.LISTS, _LIST),
    Key("list.first", ("g g", "home"), listing.first, "the first line", Group.LISTS, _LIST),
    Key("list.last", ("G", "end"), listing.last, "the last line", Group.LISTS, _LIST),
    Key("list.go", ("enter",), listing.go, "go there", Group.LISTS, _LIST),
    Key("library.open-unread", ("n",), Command.OPEN_UNREAD, "open at what is unread", Group.LIBRARY, _LIBRARY),
    Key("library.search", ("/",), Command.SEARCH, "search all threads", Group.LIBRARY, _LIBRARY),
    Key("library.next-hit", ("n",), Shelved(shelving.down), "next hit", Group.LIBRARY, _FOUND),
    Key("library.previous-hit", ("N",), Shelved(shelving.up), "previous hit", Group.LIBRARY, _FOUND),
    Key("library.stars", ("*",), Command.STARS, "starred replies of all threads", Group.LIBRARY, _LIBRARY),
    Key("library.filter", ("&",), Command.FILTER, "only some titles, sites, authors", Group.LIBRARY, _LIBRARY),
    Key("library.sort", ("S",), Shelved(shelving.sort), "sort by something else", Group.LIBRARY, _LIBRARY),
    Key("library.import", ("i",), Command.IMPORT, "import a file or a folder", Group.LIBRARY, _LIBRARY),
    Key("library.export", ("s",), Command.EXPORT, "save the thread as text", Group.LIBRARY, _LIBRARY),
    Key("library.read", ("r",), Command.READ_ALL, "mark the thread as read", Group.LIBRARY, _LIBRARY),
    Key("library.remove", ("D",), Shelved(shelving.remove), "remove the thread; asks", Group.LIBRARY, _LIBRARY),
    Key("library.undo", ("u",), Shelved(shelving.undo), "undo a removal or a mark", Group.LIBRARY, _LIBRARY),
    Key("help.find", ("/",), Command.SEARCH, "find a key by its words", Group.LISTS, Where.HELP),
    Key("export.next", ("l", "right"), Command.NEXT_CHOICE, "the next choice", Group.LISTS, _EXPORT),
    Key("export.previous", ("h", "left"), Command.PREVIOUS_CHOICE, "the choice before", Group.LISTS, _EXPORT),
    Key("export.toggle", ("space",), Command.TOGGLE, "with it or without; the next choice", Group.LISTS, _EXPORT),
    Key("export.next-row", ("tab",), Command.NEXT_ROW, "the next row", Group.LISTS, _EXPORT),
    Key("export.previous-row", ("shift+tab",), Command.PREVIOUS_ROW, "the row before", Group.LISTS, _EXPORT),
    Key("export.copy", ("y",), Command.COPY_EXPORT, "copy it in place of a file", Group.LISTS, _EXPORT),
    Key("keep.read", ("r",), keeping.toggle_read, "mark as read, or as unread", Group.KEEP, _REPLIES),
    Key("keep.read-branch", ("R",), keeping.read_branch, "branch read, and on", Group.KEEP, _REPLIES),
    Key("keep.unread-from", ("g u",), keeping.unread_from_here, "unread from here", Group.KEEP, _REPLIES),
    Key("keep.unread-all", ("g U",), keeping.all_unread, "all unread", Group.KEEP),
    Key("keep.star", ("*",), keeping.toggle_star, "star", Group.KEEP, _REPLIES),
    Key("keep.mute", ("g x",), keeping.toggle_muted, "mute the branch", Group.KEEP, _REPLIES),
    Key("keep.mark", ("m letter",), Lettered(keeping.set_mark), "mark this place", Group.KEEP),
    Key(
        "keep.go-to-mark",
        ("' letter",),
        Lettered(keeping.go_to_mark),
        "to a mark; its first key twice: to and fro",
        Group.KEEP,
    ),
    Key("keep.export", ("s",), Command.EXPORT, "save or copy all or a part", Group.KEEP),
    Key("app.help", ("?", "f1"), Command.HELP, "these keys", Group.KEEP, Where.EVERYWHERE),
    Key("app.palette", (":", "ctrl+p"), Command.PALETTE, "find what to do by name", Group.KEEP, Where.EVERYWHERE),
    Key("app.next-theme", ("f2",), Command.NEXT_LOOK, "the next theme", Group.KEEP, Where.EVERYWHERE),
    Key("app.redraw", ("ctrl+l",), Command.REDRAW, "draw the screen anew", Group.KEEP, Where.EVERYWHERE),
    Key("app.suspend", ("ctrl+z",), Command.SUSPEND, "to the shell; fg comes back", Group.KEEP, Where.EVERYWHERE),
    Key(
        "app.back-out", ("escape",), leaving.back_out, "back: list, search, look, filter", Group.KEEP, Where.EVERYWHERE
    ),
    Key("app.leave", ("q",), Command.LEAVE, "back, then leave the thread", Group.KEEP, Where.EVERYWHERE),
    Key("app.quit", ("Q", "ctrl+q"), Command.QUIT, "leave the program", Group.KEEP, Where.EVERYWHERE),
)


def load_actions() -> Iterator[None]:
    """Load what the keys do, a module at each step, so that none is waited for when it is pressed."""
    actions = (key.action for key in KEYS)
    yield from load(one.action if isinstance(one, Lettered | Shelved) else one for one in actions)
