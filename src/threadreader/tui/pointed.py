"""Widgets that say what the mouse does over them; what comes of that is for their screen."""

from abc import abstractmethod

from textual import events
from textual.message import Message

from threadreader.tui.dressed import Dressed

_WHEEL = 3


class Wheeled(Dressed):
    """A widget that the wheel goes through."""

    class Scrolled(Message):
        """The wheel was turned over a pane, by so many of its rows."""

        def __init__(self, pane: "Wheeled", rows: int) -> None:
            self.pane = pane
            self.rows = rows
            super().__init__()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Say that the wheel was turned down."""
        event.stop()
        self.post_message(self.Scrolled(self, _WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Say that the wheel was turned up."""
        event.stop()
        self.post_message(self.Scrolled(self, -_WHEEL))


class Listed(Wheeled):
    """A widget that lists things."""

    class Clicked(Message):
        """One of them was clicked, known by its number in the list."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    @abstractmethod
    def number_at(self, y: int) -> int | None:
        """What stands in a row of the widget; None where nothing of the list does."""

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        number = self.number_at(event.y)
        if number is not None:
            event.stop()
            self.post_message(self.Clicked(number))
