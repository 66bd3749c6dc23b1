"""The command palette: every action that there is where the reader is, found by its name."""

from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from threadreader.tui.key_names import LETTER, shown
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.keys import Command, Key, works_in


class Actions(Provider):
    """The rows of the table that work in the screen below."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for key in self._rows():
            yield DiscoveryHit(_words(key, Content(key.help)), partial(self._below.perform, key), key.help)

    async def search(self, query: str) -> Hits:
        """Those whose words or id are like what is typed, letter by letter."""
        matcher = self.matcher(query)
        for key in self._rows():
            score = max(matcher.match(key.help), matcher.match(key.id))
            if score > 0:
                words = _words(key, matcher.highlight(key.help))
                yield Hit(score, words, partial(self._below.perform, key), key.help)

    @property
    def _below(self) -> KeyScreen[Any]:
        assert isinstance(self.screen, KeyScreen), "the palette is opened from such a screen"
        return self.screen

    def _rows(self) -> list[Key]:
        """The rows that work there, the nearest place's first."""
        places = works_in(self._below.where)
        rows = [key for place in places for key in self._below.setup.keymap.rows if key.where is place]
        return [key for key in rows if key.act is not Command.PALETTE and key.keys != (LETTER,)]


async def open_palette(screen: KeyScreen[Any]) -> None:
    """Show the palette over a screen."""
    await screen.app.push_screen(CommandPalette([Actions], placeholder="What to do"))


def _words(key: Key, does: Content) -> Content:
    keys = " ".join(map(shown, key.keys))
    return Content.assemble(does, ("  " + keys, "dim")) if keys else does
