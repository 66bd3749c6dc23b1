"""Command palette over the actions of the current context."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content

from threadreader.tui.actions import Command, Key, active_contexts
from threadreader.tui.keys import LETTER, format_keys
from threadreader.tui.screens.base import KeyScreen

_MANY_KEYS_FROM = 60
_BEST = 1_000.0


class Actions(Provider):
    """Provider of the key table's rows that are active in the screen below."""

    async def discover(self) -> Hits:
        """Yield all rows."""
        for key, keys in self._rows():
            label = Content.assemble(keys, key.help)
            yield DiscoveryHit(label, partial(self._below.perform, key), key.help)

    async def search(self, query: str) -> Hits:
        """Yield rows whose help or id fuzzily matches the query; an exact key comes first."""
        matcher = self.matcher(query)
        for key, keys in self._rows():
            score = max(matcher.match(key.help), matcher.match(key.id), query in map(format_keys, key.keys) and _BEST)
            if score > 0:
                label = Content.assemble(keys, matcher.highlight(key.help))
                yield Hit(score, label, partial(self._below.perform, key), key.help)

    @property
    def _below(self) -> KeyScreen[Any]:
        assert isinstance(self.screen, KeyScreen), "the palette is opened from such a screen"
        return self.screen

    def _rows(self) -> Sequence[tuple[Key, tuple[str, str]]]:
        """Active rows with their keys, the nearest context first; in a narrow terminal one key each."""
        contexts = active_contexts(self._below.context)
        rows = [key for context in contexts for key in self._below.setup.keymap.rows if key.context is context]
        rows = [key for key in rows if key.act is not Command.PALETTE and key.keys != (LETTER,)]
        max_keys = None if self._below.app.size.width >= _MANY_KEYS_FROM else 1
        keys = [" ".join(map(format_keys, key.keys[:max_keys])) for key in rows]
        room = max(map(len, keys), default=0) + 2
        return [(key, (typed.ljust(room), "dim")) for key, typed in zip(rows, keys, strict=True)]


async def open_palette(app: App[Any]) -> None:
    """Open the palette over the current screen."""
    palette = CommandPalette([Actions], placeholder="what to do")
    await app.push_screen(palette)
    palette.query_one(SearchIcon).icon = ":"
