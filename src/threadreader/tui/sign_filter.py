"""Other signs in all that Textual draws."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from threadreader.tui.signs import Signs


class SignFilter(LineFilter):
    """Puts other signs in the place of those that are drawn."""

    def __init__(self, signs: Signs) -> None:
        super().__init__(enabled=bool(signs.instead))
        self._signs = signs

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The same line in other signs."""
        return self._signs.written(segments)
