"""Every key: its id, the keys themselves, what they do, and the words that the help says of them.

A key is named by its character, or as Textual names it where it has none (`space`, `ctrl+o`); the keys of a sequence
are parted by spaces (`z M`).
"""

import enum
from dataclasses import dataclass

from threadreader.session import folding, following, keeping, looking, moving, searching
from threadreader.session.acting import Action


class Command(enum.StrEnum):
    """What a key does to the screen rather than to the session; `ReaderScreen` has an `action_` for each."""

    HELP = "help"
    LEAVE = "leave"
    BACK_OUT = "back_out"
    QUIT = "quit_program"
    SEARCH = "search"
    QUOTERS = "quoters"
    EXPORT = "export"
    REDRAW = "redraw"


class Group(enum.StrEnum):
    """The headings of the help."""

    READ = "Read"
    MOVE = "Move"
    FOLD = "Fold"
    QUOTES = "Quotes"
    FIND = "Find"
    KEEP = "Keep and leave"


class Where(enum.StrEnum):
    """The pane that a key works in."""

    ANYWHERE = "anywhere"
    ARTICLE = "article"
    REPLIES = "replies"


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table."""

    id: str
    keys: tuple[str, ...]
    act: Action | Command
    help: str
    group: Group
    where: Where = Where.ANYWHERE


_REPLIES, _ARTICLE = Where.REPLIES, Where.ARTICLE

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
    Key("go.last", ("G", "end"), moving.last, "to the end; 42G to reply 42", Group.MOVE),
    Key("go.other-pane", ("tab", "shift+tab"), moving.other_pane, "article or replies", Group.MOVE),
    Key("fold.close", ("h", "left"), folding.close, "close the branch, or to the parent", Group.FOLD, _REPLIES),
    Key("fold.open", ("l", "right"), folding.open_, "open the branch, or into it", Group.FOLD, _REPLIES),
    Key("fold.toggle", ("enter", "z a"), folding.toggle, "close or open", Group.FOLD, _REPLIES),
    Key("fold.close-all", ("z M",), folding.close_all, "close all", Group.FOLD),
    Key("fold.open-all", ("z R",), folding.open_all, "open all", Group.FOLD),
    Key("quote.follow", (">",), following.follow, "to the passage it quotes", Group.QUOTES, _REPLIES),
    Key("quote.quoters", ("<",), Command.QUOTERS, "who quotes this", Group.QUOTES),
    Key("quote.peek", ("x",), looking.peek, "look at the source, or at the parent", Group.QUOTES, _REPLIES),
    Key("quote.hide", ("T",), looking.cycle_quoted_text, "quoted text full, one line, hidden", Group.QUOTES, _REPLIES),
    Key("quote.skip", ("S",), looking.skip_quoted, "skip quoted text", Group.QUOTES, _REPLIES),
    Key("quote.next", ("] q",), following.next_quote, "next quotation, or quoted passage", Group.QUOTES),
    Key("quote.previous", ("[ q",), following.previous_quote, "previous quotation", Group.QUOTES),
    Key("go.back", ("ctrl+o", "backspace", "("), following.back, "back to before the jump", Group.QUOTES),
    Key("go.forward", (")", "alt+right"), following.forward, "forward again", Group.QUOTES),
    Key("find.search", ("/",), Command.SEARCH, "search the article and every reply", Group.FIND),
    Key("find.next", ("n",), searching.next_match, "next match, or else next unread", Group.FIND),
    Key("find.previous", ("N",), searching.previous_match, "previous match or unread", Group.FIND),
    Key("keep.read", ("r",), keeping.toggle_read, "mark as read, or as unread", Group.KEEP, _REPLIES),
    Key("keep.read-branch", ("R",), keeping.read_branch, "branch read, and on", Group.KEEP, _REPLIES),
    Key("keep.star", ("*",), keeping.toggle_star, "star", Group.KEEP, _REPLIES),
    Key("keep.mute", ("g x",), keeping.toggle_muted, "mute the branch", Group.KEEP, _REPLIES),
    Key("keep.export", ("s",), Command.EXPORT, "save as text", Group.KEEP),
    Key("app.help", ("?", "f1"), Command.HELP, "these keys", Group.KEEP),
    Key("app.redraw", ("ctrl+l",), Command.REDRAW, "draw the screen anew", Group.KEEP),
    Key("app.back-out", ("escape",), Command.BACK_OUT, "end a search, leave the article", Group.KEEP),
    Key("app.leave", ("q",), Command.LEAVE, "leave the thread", Group.KEEP),
    Key("app.quit", ("Q",), Command.QUIT, "leave the program", Group.KEEP),
)


@dataclass(frozen=True, slots=True)
class Press:
    """A finished key or sequence with the count typed before it."""

    key: Key
    count: int | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Keys that mean nothing here."""

    typed: str


class KeyReader:
    """Puts pressed keys together to counts and sequences."""

    def __init__(self, keys: tuple[Key, ...] = KEYS) -> None:
        self._table = {(key.where, tuple(typed.split())): key for key in keys for typed in key.keys}
        self._prefixes = {(where, typed[:n]) for where, typed in self._table for n in range(1, len(typed))}
        self._digits = ""
        self._typed: tuple[str, ...] = ()

    @property
    def pending(self) -> str:
        """What is typed of a count or sequence that is not finished."""
        return self._digits + "".join(self._typed)

    def press(self, name: str, where: Where) -> Press | Unknown | None:
        """Take a key; None where more must follow, or where it ended an unfinished sequence."""
        if name == "escape" and self.pending:
            self._clear()
            return None
        if not self._typed and name.isdigit() and (self._digits or name != "0"):
            self._digits = (self._digits + name)[-6:]
            return None
        typed = (*self._typed, name)
        key = self._table.get((where, typed)) or self._table.get((Where.ANYWHERE, typed))
        if key is None and {(where, typed), (Where.ANYWHERE, typed)} & self._prefixes:
            self._typed = typed
            return None
        count = int(self._digits) if self._digits else None
        self._clear()
        return Press(key, count) if key else Unknown("".join(typed))

    def _clear(self) -> None:
        self._digits, self._typed = "", ()


def shown(typed: str) -> str:
    """How a key is written in the help: `^o`, `gg`, `space`."""
    return "".join(_NAMES.get(part, part.replace("ctrl+", "^").replace("shift+", "S-")) for part in typed.split())


_NAMES = {"pagedown": "PgDn", "pageup": "PgUp", "escape": "esc", "f1": "F1", "alt+right": "M-right"}
