"""Input line at the bottom, for searches, filters and file names."""

import enum

from textual.containers import Horizontal
from textual.events import Key, Paste
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Label


class Purpose(enum.StrEnum):
    """Kinds of input."""

    SEARCH = "search"
    FILTER = "filter"
    IMPORT = "import"
    TAG = "tag"
    NAME = "name"
    NOTE = "note"
    COMMAND = "command"


_LABELS = {
    Purpose.SEARCH: "/",
    Purpose.FILTER: "& ",
    Purpose.IMPORT: "Import file or folder: ",
    Purpose.TAG: "Tag: ",
    Purpose.NAME: "Name: ",
    Purpose.NOTE: "Note: ",
    Purpose.COMMAND: "Command: ",
}


_ANSWERED = {"enter", "escape", "ctrl+g", "tab", "backspace", "up", "down"}
"""Keys handled by the prompt that type nothing."""


class StillInput(Input):
    """An input whose cursor does not blink: nothing is drawn while nobody types."""

    cursor_blink = reactive(False, init=False)


class _Line(StillInput):
    """The input. Keys queued behind the one that closed it bubble to the screen."""

    def on_key(self, event: Key) -> None:
        """Pass control keys to the prompt, and all keys to the screen once it is closed."""
        prompt = self.parent
        assert isinstance(prompt, Prompt), "it is a part of it"
        if not prompt.is_open:
            event.prevent_default()
        elif prompt.take_key(event.key):
            event.prevent_default()
            event.stop()

    def on_paste(self, event: Paste) -> None:
        """Insert all of a pasted text on the one line; Textual takes the first of its lines."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(" ".join(event.text.splitlines()))


class Prompt(Horizontal):
    """A label and an input, which takes all keys while it is open.

    It posts its messages to its parent directly: bubbling up from itself they would queue behind further keys.
    """

    class Typed(Message):
        """The text has changed."""

        def __init__(self, purpose: Purpose, text: str) -> None:
            self.purpose = purpose
            self.text = text
            super().__init__()

    class Entered(Typed):
        """The text was confirmed with enter."""

    class Tabbed(Typed):
        """Completion of the text is requested."""

    class GivenUp(Message):
        """The prompt was cancelled."""

        def __init__(self, purpose: Purpose) -> None:
            self.purpose = purpose
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.purpose = Purpose.SEARCH
        self._entered: dict[Purpose, list[str]] = {purpose: [] for purpose in Purpose}
        self._back = 0
        self._draft = ""
        self._last_sent = ""

    @property
    def is_open(self) -> bool:
        """True while the prompt takes keys."""
        return self.has_class("shown")

    def on_mount(self) -> None:
        """Create the label and the input after the first frame."""
        self.call_after_refresh(self._fill)

    def ask(self, purpose: Purpose, text: str = "", *, hint: str = "") -> None:
        """Open the prompt with a text; `hint` is the placeholder."""
        self.purpose, self._back = purpose, 0
        self._fill()
        self.query_one(Input).placeholder = hint
        self.query_one("#prompt-label", Label).update(_LABELS[purpose])
        self.complete(text)
        line = self.query_one(Input)
        self.add_class("shown")
        if self.parent:
            self.parent.add_class("typing")
        # At once: `focus()` is deferred, and keys typed meanwhile would be taken for commands.
        self.screen.set_focus(line)

    def complete(self, text: str, status: str = "") -> None:
        """Replace the text, and show a status behind it."""
        line = self.query_one(Input)
        with line.prevent(Input.Changed):
            line.value = text
        line.cursor_position = len(text)
        self._last_sent = text
        self.show_status(status)

    def show_status(self, status: str) -> None:
        """Show a status behind the text."""
        self.query_one("#prompt-said", Label).update(status)

    def resend(self, event: Key) -> None:
        """Resend a key that reached the screen before the focus was set to the input.

        It goes through the input's queue, so that keys behind the one that closes the prompt return to the screen.
        """
        if event.is_printable or event.key in _ANSWERED:
            event.stop()
            self.query_one(Input).post_message(Key(event.key, event.character))

    def dismiss(self) -> None:
        """Close the prompt."""
        self.remove_class("shown")
        if self.parent:
            self.parent.remove_class("typing")
        self.screen.set_focus(None)

    def _fill(self) -> None:
        if self.is_attached and not self.children:
            label, status = (Label("", markup=False, id=name) for name in ("prompt-label", "prompt-said"))
            _ = self.mount(label, _Line(id="prompt-input", compact=True, select_on_focus=False), status)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Send the changed text."""
        event.stop()
        if self.is_open:
            self._send_typed(event.value)

    def take_key(self, key: str) -> bool:
        """Handle a control key; False if it is none.

        Escape cancels, as do ctrl+g and backspace in an empty line; tab completes; up and down go through the history.
        """
        line = self.query_one(Input)
        text = line.value
        if key == "enter":
            self._enter(text)
        elif key == "tab":
            self._send(self.Tabbed(self.purpose, text))
        elif key in {"escape", "ctrl+g"} or (key == "backspace" and not text):
            self.dismiss()
            self._send(self.GivenUp(self.purpose))
        elif key == "backspace":
            # Here, since Textual deletes only after the keys queued behind it.
            line.action_delete_left()
        elif key in {"up", "down"}:
            self._recall(1 if key == "up" else -1)
        return key in _ANSWERED

    def _enter(self, text: str) -> None:
        if text != self._last_sent:
            self._send_typed(text)
        self.dismiss()
        entered = self._entered[self.purpose]
        if text.strip() and text not in entered[-1:]:
            entered.append(text)
        self._send(self.Entered(self.purpose, text))

    def _send_typed(self, text: str) -> None:
        self._last_sent = text
        self._send(self.Typed(self.purpose, text))

    def _send(self, message: Message) -> None:
        if self.parent:
            self.parent.post_message(message)

    def _recall(self, by: int) -> None:
        """Go back in the history by a number of entries, or forward if negative."""
        entered, line = self._entered[self.purpose], self.query_one(Input)
        back = min(max(self._back + by, 0), len(entered))
        if not self._back:
            self._draft = line.value
        self._back = back
        line.value = entered[-back] if back else self._draft
        line.cursor_position = len(line.value)
