"""The command palette: every action that there is where the reader is, found by its name."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content

from threadreader.tui.actions import Command, Key, works_in
from threadreader.tui.keys import LETTER, shown
from threadreader.tui.screens.base import KeyScreen

_MANY_KEYS_FROM = 60
_BEST = 1_000.0


class Actions(Provider):
    """The rows of the table that work in the screen below."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for key, keys in self._rows():
            words = Content.assemble(keys, key.help)
            yield DiscoveryHit(words, partial(self._below.perform, key), key.help)

    async def search(self, query: str) -> Hits:
        """Those whose words or id are like what is typed, letter by letter; first the one whose key that is."""
        matcher = self.matcher(query)
        for key, keys in self._rows():
            score = max(matcher.match(key.help), matcher.match(key.id), query in map(shown, key.keys) and _BEST)
            if score > 0:
                words = Content.assemble(keys, matcher.highlight(key.help))
                yield Hit(score, words, partial(self._below.perform, key), key.help)

    @property
    def _below(self) -> KeyScreen[Any]:
        assert isinstance(self.screen, KeyScreen), "the palette is opened from such a screen"
        return self.screen

    def _rows(self) -> Sequence[tuple[Key, tuple[str, str]]]:
        """The rows that work there with their keys, the nearest place's first; in a narrow terminal one key of each."""
        places = works_in(self._below.where)
        rows = [key for place in places for key in self._below.setup.keymap.rows if key.where is place]
        rows = [key for key in rows if key.act is not Command.PALETTE and key.keys != (LETTER,)]
        most = None if self._below.app.size.width >= _MANY_KEYS_FROM else 1
        keys = [" ".join(map(shown, key.keys[:most])) for key in rows]
        room = max(map(len, keys), default=0) + 2
        return [(key, (typed.ljust(room), "dim")) for key, typed in zip(rows, keys, strict=True)]


async def open_palette(screen: KeyScreen[Any]) -> None:
    """Show the palette over a screen."""
    palette = CommandPalette([Actions], placeholder="what to do")
    await screen.app.push_screen(palette)
    palette.query_one(SearchIcon).icon = ":"
