"""The smallest Textual app that scrolls lines: what a reader is measured against."""

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

READY = "baseline"
_LINES = 10_000


class Lines(ScrollView):
    """Numbered lines of text."""

    BINDINGS = [Binding("j", "scroll_down"), Binding("k", "scroll_up")]  # noqa: RUF012 - Textual's own way

    def on_mount(self) -> None:
        self.virtual_size = Size(80, _LINES)
        self.focus()

    def render_line(self, y: int) -> Strip:
        words = f"{READY} {y + round(self.scroll_y)}".ljust(self.size.width)
        return Strip([Segment(words)], len(words))

    def action_scroll_down(self) -> None:
        self.scroll_to(y=self.scroll_y + 1, animate=False)

    def action_scroll_up(self) -> None:
        self.scroll_to(y=self.scroll_y - 1, animate=False)


class MinimalApp(App[None]):
    """One widget, no more."""

    def compose(self) -> ComposeResult:
        yield Lines()


if __name__ == "__main__":
    MinimalApp().run()
