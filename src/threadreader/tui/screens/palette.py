"""Command palette: every action that a key does where the reader is, the themes, and the settings."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar, Final

from msgspec import Struct
from textual.app import ComposeResult
from textual.command import CommandList, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.events import Click
from textual.widgets import Input

from threadreader.config import Config
from threadreader.tui.actions import Command, Key
from threadreader.tui.internals import SteadyPalette
from threadreader.tui.keys import LETTER, format_keys
from threadreader.tui.screens.base import ClosingScreen, KeyScreen
from threadreader.tui.theme import THEMES

_SYNONYMS: Final[Mapping[str, str]] = {
    "read.on": "page down scroll continue",
    "read.back": "page up scroll",
    "reply.next": "comment post message",
    "reply.previous": "comment post message",
    "reply.next-unread": "new",
    "find.next": "new",
    "reply.parent": "up context",
    "go.first": "top home start",
    "go.last": "bottom end number",
    "go.other-pane": "switch focus panel",
    "fold.close": "collapse hide",
    "fold.open": "expand show",
    "fold.toggle": "collapse expand fold",
    "fold.close-branch": "collapse",
    "fold.close-all": "collapse fold",
    "fold.open-all": "expand unfold",
    "fold.level": "collapse expand depth",
    "quote.follow": "source original reference",
    "quote.quoters": "backlinks references",
    "quote.peek": "preview",
    "reply.change": "diff",
    "go.back": "undo jump history",
    "find.search": "text words",
    "find.filter": "only limit author",
    "find.by-time": "chronological sort order newest date",
    "find.newest": "recent latest date",
    "find.statistics": "overview digest figures sparkline info questions most",
    "find.saves": "versions history snapshots revisions diff compare",
    "library.saves": "versions history snapshots revisions diff compare",
    "saves.compare": "diff changes versions",
    "saves.drop": "delete remove forget",
    "find.map": "outline contents headings",
    "people.list": "author user participants who",
    "people.next": "author user",
    "people.previous": "author user",
    "people.conversation": "dialogue",
    "link.hints": "url follow",
    "link.open": "url browser",
    "link.page": "url browser website source",
    "library.article": "join part merge discussions link together",
    "link.joined": "discussions merge together same article",
    "link.discussions": "elsewhere also same article hacker news reddit lobsters",
    "link.stored": "backlinks references incoming cited by",
    "link.picture": "image photo",
    "copy.text": "clipboard yank",
    "copy.pipe": "shell program filter run external",
    "export.pipe": "shell program run external",
    "copy.citation": "cite reference bibtex markdown bibliography",
    "notes.cite": "reference bibtex markdown clipboard",
    "copy.address": "clipboard url link permalink",
    "panes.cycle": "layout split window",
    "text.wider": "width columns",
    "text.narrower": "width columns",
    "keep.read": "unread seen",
    "keep.star": "bookmark favourite favorite save",
    "keep.mark": "bookmark",
    "keep.go-to-mark": "bookmark",
    "keep.mute": "ignore hide",
    "keep.export": "save as download file markdown html",
    "keep.done": "archive finished hide",
    "keep.queue": "later queue next",
    "keep.tag": "label category folder",
    "library.search": "find text words author",
    "library.stars": "bookmark favourite favorite",
    "library.filter": "find author site",
    "library.sort": "order date author",
    "library.counts": "sidebar folders group sites tags",
    "library.column": "sidebar folders group sites tags",
    "library.import": "add open file",
    "library.export": "save as download file",
    "library.rows": "view lines density details",
    "library.read": "seen",
    "library.mark": "select choose several",
    "library.mark-all": "select choose",
    "library.tag": "label category folder",
    "library.done": "archive finished hide",
    "library.queue": "later queue next",
    "library.remove": "delete forget",
    "app.help": "shortcuts bindings",
    "app.next-theme": "dark light colours colors appearance",
    "app.leave": "library close exit quit",
    "app.library": "delete remove forget thread",
    "app.quit": "exit close",
}
"""What people type who know other programs, by the id of an action."""

_COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {"app.leave": ("q", "w", "wq", "x", "quit")}
"""What vi calls an action behind the colon that opens the palette."""

_MANY_KEYS_FROM = 60  # columns; below, several keys would leave no room for what they do

# An exact key, a whole row, beginnings of its words, of its id and synonyms; above any score of Textual's matcher.
_KEY_SCORE, _TEXT_SCORE, _WORDS_SCORE, _SYNONYMS_SCORE = 1_000.0, 750.0, 500.0, 100.0


class _Row(Struct, frozen=True):
    """Row of the palette: what it does, its keys, other words that find it, and its action."""

    text: str
    keys: tuple[str, ...]
    others: str
    commands: tuple[str, ...]
    act: Callable[[], Any]


class Actions(Provider):
    """Provider of the key table's rows that the screen below can run, of themes and of settings."""

    async def discover(self) -> Hits:
        """Yield all actions."""
        for row, keys in self._rows():
            if row.keys:
                yield DiscoveryHit(Content.assemble(keys, row.text), row.act, row.text)

    async def search(self, query: str) -> Hits:
        """Yield rows of which words, the id or synonyms begin with those of the query, else fuzzy matches."""
        matcher = self.matcher(query)
        for row, keys in self._rows():
            fuzzy = matcher.match(row.text)
            score = max(fuzzy, _score(query, row))
            if score > 0:
                words = matcher.highlight(row.text) if fuzzy else Content(row.text)
                yield Hit(score, Content.assemble(keys, words), row.act, row.text)

    @property
    def _below(self) -> KeyScreen[Any]:
        assert isinstance(self.screen, KeyScreen), "the palette is opened from such a screen"
        return self.screen

    def actions(self) -> list[Key]:
        """Rows of the key table that can be run, the nearest context first."""
        rows = self._below.setup.keymap.rows
        near = [key for context in self._below.reachable_contexts for key in rows if key.context is context]
        return [key for key in near if key.act is not Command.PALETTE and key.keys != (LETTER,)]

    def _rows(self) -> list[tuple[_Row, tuple[str, str]]]:
        """All rows with their keys; in a narrow terminal one key each."""
        rows = [*map(self._of_key, self.actions()), *self._themes(), *self._settings()]
        max_keys = None if self._below.app.size.width >= _MANY_KEYS_FROM else 1
        keys = [" ".join(row.keys[:max_keys]) for row in rows]
        room = max(map(len, keys), default=0) + 2
        return [(row, (typed.ljust(room), "dim")) for row, typed in zip(rows, keys, strict=True)]

    def _of_key(self, key: Key) -> _Row:
        others = f"{key.id} {key.group} {_SYNONYMS.get(key.id, '')}"
        commands = _COMMANDS.get(key.id, ())
        return _Row(key.help, tuple(map(format_keys, key.keys)), others, commands, partial(self._below.perform, key))

    def _themes(self) -> Iterator[_Row]:
        if self._below.setup.colored:
            for name in THEMES:
                chosen = partial(self._below.post_message, KeyScreen.ThemeChosen(name))
                yield _Row(f"theme: {name}", (), "colours colors appearance settings", (), chosen)

    def _settings(self) -> Iterator[_Row]:
        file = self._below.setup.config_file
        for name in Config.__struct_fields__:
            show = partial(self._below.show_message, f"{name} is set in {file or 'config.toml'}")
            yield _Row(f"setting: {name}", (), "settings preferences options config configuration", (), show)


def _score(query: str, row: _Row) -> float:
    if query in row.keys or query in row.commands:
        return _KEY_SCORE
    typed, own, others = _words(query), _words(row.text), _words(row.others)
    if not typed:
        return 0.0
    if typed == own:
        return _TEXT_SCORE
    if all(any(word.startswith(each) for word in own) for each in typed):
        return _WORDS_SCORE
    return _SYNONYMS_SCORE if all(any(word.startswith(each) for word in own + others) for each in typed) else 0.0


def _words(text: str) -> list[str]:
    for sign in ".-_:,;":
        text = text.replace(sign, " ")
    return text.casefold().split()


class _Found(CommandList):
    """Rows that the palette found, by now fewer than where a click was on the screen."""

    def on_click(self, event: Click) -> None:
        """Drop a click on what is no longer found: Textual would look for it."""
        if event.style.meta.get("option", -1) >= self.option_count:
            event.prevent_default()


class Palette(SteadyPalette, ClosingScreen[None]):
    """The command palette."""

    BINDINGS: ClassVar = [("ctrl+n", "cursor_down"), ("ctrl+p", "command_list('cursor_up')")]
    """The keys of shells and editors, besides the arrows."""

    def __init__(self) -> None:
        super().__init__([Actions], placeholder="what to do")

    def compose(self) -> ComposeResult:
        """Yield Textual's widgets, with a list of our own."""
        for widget in super().compose():
            yield _Found() if isinstance(widget, CommandList) else widget

    def on_mount(self) -> None:
        """Set the icon before the input, and keep its cursor still as in the other inputs."""
        self.query_one(SearchIcon).icon = ":"
        self.query_one(Input).cursor_blink = False
