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
from threadreader.tui.internals import SteadyPalette
from threadreader.tui.keys import LETTER, Key, format_keys
from threadreader.tui.screens.base import ClosingScreen, KeyScreen
from threadreader.tui.theme import THEMES

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
        return [key for key in near if key.act != "palette" and key.keys != (LETTER,)]

    def _rows(self) -> list[tuple[_Row, tuple[str, str]]]:
        """All rows with their keys; in a narrow terminal one key each."""
        rows = [*map(self._of_key, self.actions()), *self._themes(), *self._settings()]
        max_keys = None if self._below.app.size.width >= _MANY_KEYS_FROM else 1
        keys = [" ".join(row.keys[:max_keys]) for row in rows]
        room = max(map(len, keys), default=0) + 2
        return [(row, (typed.ljust(room), "dim")) for row, typed in zip(rows, keys, strict=True)]

    def _of_key(self, key: Key) -> _Row:
        others = f"{key.id} {key.group} {key.finds}"
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
        for widget in super().compose():
            yield _Found() if isinstance(widget, CommandList) else widget

    def on_mount(self) -> None:
        """Set the icon before the input, and keep its cursor still as in the other inputs."""
        self.query_one(SearchIcon).icon = ":"
        self.query_one(Input).cursor_blink = False
