"""Picture viewer: pictures saved with the page, drawn by a child process, as large as the screen takes them."""

from collections.abc import Sequence
from functools import partial

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.strip import Strip

from threadreader.library.images import EncodedImage, GraphicsProtocol
from threadreader.library.library import Library
from threadreader.library.processes import run_for_screen
from threadreader.session.state import ShowPictures
from threadreader.tui.internals import write_to_terminal
from threadreader.tui.screens.base import Dialog, start_worker
from threadreader.tui.terminal import ERASE, cell_size, detect_protocol, display_sequence
from threadreader.tui.theme import MONO, Setup, Theme
from threadreader.tui.widgets import Bar, RuleLine, ThemedWidget
from threadreader.tui.widgets.prompt import target_of

_PAPER = {True: "#000000", False: "#ffffff"}
_NO_COLORS = "pictures need colours, and this terminal shows none"
_MAX_PIXELS = (1600, 1200)
"""Pixels, width by height: larger ones only slow the terminal down."""


class Blocks(ThemedWidget):
    """A centred picture of half blocks, two pixels a cell; empty where the terminal draws it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, id="picture")
        self._rows: Sequence[Strip] = ()

    def show(self, width: int = 0, height: int = 0, pixels: bytes = b"") -> None:
        """Show a picture of RGB bytes."""
        rows = range(0, height, 2)
        self._rows = [_strip(pixels, width, height, row) for row in rows]
        self.refresh()

    def render_line(self, y: int) -> Strip:
        row = y - (self.size.height - len(self._rows)) // 2
        if not 0 <= row < len(self._rows):
            return Strip.blank(self.size.width, self.theme.ground())
        strip = self._rows[row]
        left = Segment(" " * max(0, (self.size.width - strip.cell_length) // 2), self.theme.ground())
        return Strip.join([Strip([left]), strip]).adjust_cell_length(self.size.width, self.theme.ground())


def _strip(pixels: bytes, width: int, height: int, row: int) -> Strip:
    """Two rows of pixels as a row of half blocks: foreground above, background below."""
    segments = []
    for column in range(width):
        upper = 3 * (row * width + column)
        lower = upper + 3 * width if row + 1 < height else upper
        colors = (pixels[position : position + 3] for position in (upper, lower))
        above, below = (f"#{color.hex()}" for color in colors)
        segments.append(Segment("▀", Style(color=above, bgcolor=below)))
    return Strip(segments, width).simplify()


class PictureScreen(Dialog[None]):
    """The pictures of one reply, or of the article."""

    def __init__(self, setup: Setup, library: Library, number: int, effect: ShowPictures) -> None:
        super().__init__(setup)
        self._source = library.file, number
        self._pictures = effect.pictures
        self._at = effect.first
        self._form = detect_protocol(setup.config.pictures)
        self._placed = ""

    def compose(self) -> ComposeResult:
        yield Blocks(self.theme)
        yield RuleLine(self.theme, "─", id="rule-below")
        yield Bar(self.theme, id="status")

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    def on_screen_suspend(self) -> None:
        self._erase()

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._put)

    def move(self, act: object, count: int | None) -> str:
        to = target_of(act, count, self._at, len(self._pictures) - 1, 1)
        if to is None:
            return "the whole picture is shown"
        if to == self._at:
            return "the only picture here" if len(self._pictures) == 1 else "no more pictures"
        self._at = to
        self._show()
        return ""

    def show_message(self, message: str) -> None:
        """Show a message, or the picture's alt text and caption."""
        if self.is_late:
            return
        status, picture = self.query_one("#status", Bar), self._pictures[self._at]
        caption = "".join(span.text for span in picture.caption)
        text = " · ".join(filter(None, (picture.alt.strip(), " ".join(caption.split())))) or "no description"
        position = f"picture {self._at + 1} of {len(self._pictures)}" if len(self._pictures) > 1 else "picture"
        hints = ((("list.down", "list.up"), "others"), (("app.back-out",), "close"))
        keys = [(self.key_labels(*ids), does) for ids, does in hints if does == "close" or len(self._pictures) > 1]
        right = [(status.styled(f"  {key} "), status.styled(does, color=self.theme.faint)) for key, does in keys if key]
        left = [
            status.styled(f"{position}   ", color=self.theme.faint),
            status.styled(message or text, color=self.theme.bright),
        ]
        status.show(left, right, firm=bool(message))

    def _show(self) -> None:
        """Draw the current picture, with a message meanwhile."""
        if self.is_late:
            return
        self._erase()
        self.query_one(Blocks).show()
        if self._form is GraphicsProtocol.BLOCKS and self.theme.name == MONO.name:
            self.show_message(_NO_COLORS)
        else:
            self.show_message("drawing…")
            start_worker(self, self._load, exclusive=True)

    async def _load(self) -> None:
        from threadreader.library.worker import draw_picture

        width, height = self.query_one(Blocks).size
        cell = (1, 2) if self._form is GraphicsProtocol.BLOCKS else cell_size()
        box = (min(width * cell[0], _MAX_PIXELS[0]), min(height * cell[1], _MAX_PIXELS[1]))
        paper = self.theme.paper if self.theme.paper.startswith("#") else _PAPER[self.theme.dark]
        answers = list[EncodedImage | str]()
        if min(box) > 0:
            src = self._pictures[self._at].src or ""
            work = partial(draw_picture, *self._source, src, self._form, box=box, background=paper)
            await run_for_screen(work, answers.append)
        drawn = answers[0] if answers else "cannot draw the picture"
        if isinstance(drawn, str):
            self.show_message(drawn)
        elif not self.is_late:
            self._show_drawn(drawn, cell)

    def _show_drawn(self, drawn: EncodedImage, cell: tuple[int, int]) -> None:
        self.show_message("")
        canvas = self.query_one(Blocks)
        if self._form is GraphicsProtocol.BLOCKS:
            canvas.show(drawn.width, drawn.height, drawn.content)
            return
        cells = (-(-drawn.width // cell[0]), -(-drawn.height // cell[1]))
        at = canvas.region.offset + Offset((canvas.size.width - cells[0]) // 2, (canvas.size.height - cells[1]) // 2)
        self._placed = display_sequence(self._form, drawn.content, at, cells)
        self.call_after_refresh(self._put)

    def _put(self) -> None:
        if self._placed and self.is_current:
            write_to_terminal(self.app, self._placed)

    def _erase(self) -> None:
        if self._placed and self._form is GraphicsProtocol.KITTY:
            write_to_terminal(self.app, ERASE)

    def close_with(self, answer: None = None) -> str:
        """Erase the picture, and close the screen."""
        self._erase()
        self._placed = ""
        return super().close_with(answer)
