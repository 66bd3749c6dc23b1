"""A screen from which a reader goes on to another, or back: whose the keys are that are typed meanwhile."""

from collections.abc import Callable
from typing import Any, TypeVar

from textual import events
from textual.screen import Screen

Answer = TypeVar("Answer")
Other = TypeVar("Other")


class PassingScreen(Screen[Answer]):
    """A screen that says of a key whether it came too late for it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_over = False
        """Whether the reader has left it: what is typed behind that is no key of its."""
        self._leads_on = False
        """Whether another is about to be shown over it: what is typed behind the key that asked for it is for that."""

    def lead_to(self, screen: Screen[Other], answered: Callable[[Other | None], None] | None = None) -> None:
        """Show another screen over this one."""
        self.lead_on(self.app.push_screen, screen, answered)

    def lead_on(self, show: Callable[..., object], *arguments: Any) -> None:
        """The same, by something that shows it."""
        self._leads_on = True
        self.app.call_later(show, *arguments)

    def close_with(self, answer: Answer | None = None) -> str:
        """Leave it, once, with an answer for what is below."""
        if not self.is_over:
            self.is_over = True
            self.app.call_later(self.dismiss, answer)
        return ""

    def on_screen_resume(self) -> None:
        """Take keys again."""
        self._leads_on = False

    def came_too_late(self, event: events.Key) -> bool:
        """Whether a key is none of this screen; where it is of the next, that is sent it."""
        if self._leads_on and not self.is_over:
            self.app.post_message(events.Key(event.key, event.character))
        return self._leads_on or self.is_over
