"""One picture after the other, as large as the screen takes them: those that were saved with the page.

Shows pictures of a stored thread: drawn by another process, which reads them from the library.
"""

from base64 import b64decode
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.strip import Strip

from threadreader.library.images import PILLOW_MISSING, GraphicsProtocol, can_draw
from threadreader.library.library import Library
from threadreader.model.blocks import Image
from threadreader.session.actions import leaving, lists
from threadreader.session.state import ShowPictures
from threadreader.tui.actions import Command, Where
from threadreader.tui.background import run_elsewhere
from threadreader.tui.drawing.terminal_images import ERASE, cell_size, form_here, placing
from threadreader.tui.key_reader import Press
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.theme import MONO, Look
from threadreader.tui.widgets import Dressed
from threadreader.tui.widgets.bars import Bar, RuleLine

_PAPER = {True: "#000000", False: "#ffffff"}
_NO_COLORS = "this terminal shows pictures only in colours, and has none here"
_MOST = (1600, 1200)
"""Pixels: more would only keep the terminal waiting."""

Draw = Callable[[str, GraphicsProtocol, tuple[int, int], str, Callable[[str], None]], Coroutine[Any, Any, bool]]
"""Draws the picture at an address in a form, a box of pixels and on paper; says what came of it line by line."""


class Blocks(Dressed):
    """A picture as blocks of two colours each, in the middle; without one it is empty, for the terminal to fill."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="picture")
        self._rows: Sequence[Strip] = ()

    def show(self, width: int = 0, height: int = 0, pixels: bytes = b"") -> None:
        """Show a picture of three bytes a pixel."""
        rows = range(0, height, 2)
        self._rows = [_strip(pixels, width, height, row) for row in rows]
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of it."""
        row = y - (self.size.height - len(self._rows)) // 2
        if not 0 <= row < len(self._rows):
            return Strip.blank(self.size.width, self.look.ground())
        strip = self._rows[row]
        left = Segment(" " * max(0, (self.size.width - strip.cell_length) // 2), self.look.ground())
        return Strip.join([Strip([left]), strip]).adjust_cell_length(self.size.width, self.look.ground())


def _strip(pixels: bytes, width: int, height: int, row: int) -> Strip:
    """Two rows of pixels as a row of cells: the upper one is the colour of the block, the lower lies under it."""
    segments = []
    for column in range(width):
        upper = 3 * (row * width + column)
        lower = upper + 3 * width if row + 1 < height else upper
        colors = (pixels[place : place + 3] for place in (upper, lower))
        above, below = (f"#{color.hex()}" for color in colors)
        segments.append(Segment("▀", Style(color=above, bgcolor=below)))
    return Strip(segments, width).simplify()


class PictureScreen(KeyScreen[None]):
    """The pictures of one reply, or of the article."""

    def __init__(self, setup: Setup, pictures: Sequence[Image], first: int, form: GraphicsProtocol, draw: Draw) -> None:
        super().__init__(setup)
        self._pictures = pictures
        self._at = first
        self._form = form
        self._draw = draw
        self._placed = ""
        self.commands |= {Command.LEAVE: self._close}

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.LIST

    def compose(self) -> ComposeResult:
        """The picture, and what it is."""
        yield Blocks(self.look)
        yield RuleLine(self.look, "─", id="rule-below")
        yield Bar(self.look, id="status")

    def on_resize(self, _event: events.Resize) -> None:
        """Draw it for another size, the first as well."""
        self.call_after_refresh(self._show)

    def on_screen_suspend(self) -> None:
        """Take it from the terminal, where something else is shown."""
        self._erase()

    def on_screen_resume(self) -> None:
        """Give it back."""
        self.call_after_refresh(self._place)

    def answer(self, pressed: Press) -> str:
        """Go through the pictures, or back."""
        act, count = pressed.key.act, pressed.count or 1
        if act is leaving.back_out:
            return self._close()
        if act not in _STEPS:
            return "all of it is in sight"
        to = min(max(0, _STEPS[act](self._at, count)), len(self._pictures) - 1)
        if to == self._at:
            return "the only picture here" if len(self._pictures) == 1 else "no further picture"
        self._at = to
        self._show()
        return ""

    def say(self, said: str) -> None:
        """Say it beside the words that stand for the picture."""
        status, picture = self.query_one("#status", Bar), self._pictures[self._at]
        caption = "".join(span.text for span in picture.caption)
        words = " · ".join(filter(None, (picture.alt.strip(), " ".join(caption.split())))) or "no words for it"
        place = f"picture {self._at + 1} of {len(self._pictures)}" if len(self._pictures) > 1 else "picture"
        hints = ((("list.down", "list.up"), "others"), (("app.back-out",), "close"))
        keys = [(self.written(*ids), does) for ids, does in hints if does == "close" or len(self._pictures) > 1]
        right = [(status.piece(f"  {key} "), status.piece(does, color=self.look.faint)) for key, does in keys if key]
        left = [status.piece(f"{place}   ", color=self.look.faint), status.piece(said or words, color=self.look.bright)]
        status.show(left, right, firm=bool(said))

    def _show(self) -> None:
        """Draw the picture; meanwhile, or where there is none, say so."""
        self._erase()
        self.query_one(Blocks).show()
        if not can_draw():
            self.say(PILLOW_MISSING)
        elif self._form is GraphicsProtocol.BLOCKS and self.look.name == MONO.name:
            self.say(_NO_COLORS)
        else:
            self.say("drawing…")
            self.run_worker(self._load(), exclusive=True)

    async def _load(self) -> None:
        width, height = self.query_one(Blocks).size
        cell = (1, 2) if self._form is GraphicsProtocol.BLOCKS else cell_size()
        box = (min(width * cell[0], _MOST[0]), min(height * cell[1], _MOST[1]))
        heard: list[str] = []
        src, paper = self._pictures[self._at].src or "", self.look.paper
        paper = paper if paper.startswith("#") else _PAPER[self.look.dark]
        done = min(box) > 0 and await self._draw(src, self._form, box, paper, heard.append)
        if not done or not heard or heard[0].startswith("!"):
            self.say(heard[0].removeprefix("! ") if heard else "the picture could not be drawn")
            return
        size = [int(part) for part in heard[0].split()]
        self._take_in(size[0], size[1], b64decode("".join(heard[1:])), cell)

    def _take_in(self, width: int, height: int, content: bytes, cell: tuple[int, int]) -> None:
        """Show what was drawn."""
        self.say("")
        canvas = self.query_one(Blocks)
        if self._form is GraphicsProtocol.BLOCKS:
            canvas.show(width, height, content)
            return
        cells = (-(-width // cell[0]), -(-height // cell[1]))
        at = canvas.region.offset + Offset((canvas.size.width - cells[0]) // 2, (canvas.size.height - cells[1]) // 2)
        self._placed = placing(self._form, content, at, cells)
        self.call_after_refresh(self._place)

    def _place(self) -> None:
        if self._placed and self.is_current:
            self._write(self._placed)

    def _erase(self) -> None:
        if self._placed and self._form is GraphicsProtocol.KITTY:
            self._write(ERASE)

    def _write(self, sequence: str) -> None:
        # Textual has no other way to what stands in cells of its own.
        driver = self.app._driver  # noqa: SLF001
        if driver:
            driver.write(sequence)
            driver.flush()

    def _close(self) -> str:
        self._erase()
        self._placed = ""
        return self.close_with()


_STEPS: Mapping[object, Callable[[int, int], int]] = {
    lists.down: lambda at, count: at + count,
    lists.up: lambda at, count: at - count,
    lists.page_down: lambda at, count: at + count,
    lists.page_up: lambda at, count: at - count,
    lists.first: lambda _at, _count: 0,
    lists.last: lambda at, _count: at + 1_000_000,
}
"""The picture that each move leads to."""


def show_pictures(app: App[None], setup: Setup, library: Library, number: int, look: ShowPictures) -> None:
    """Show them on a screen of their own."""

    def draw(
        src: str, form: GraphicsProtocol, box: tuple[int, int], paper: str, hear: Callable[[str], None]
    ) -> Coroutine[Any, Any, bool]:
        wanted = (src, form.value, str(box[0]), str(box[1]), paper)
        return run_elsewhere("draw_picture", library.file, str(number), *wanted, hear=hear)

    app.call_later(app.push_screen, PictureScreen(setup, look.pictures, look.first, form_here(setup.pictures), draw))
