"""The line at the bottom in which a reader types what to search for or to show, or the name of a file."""

import enum

from textual.containers import Horizontal
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Label


class Purpose(enum.StrEnum):
    """What is typed."""

    SEARCH = "search"
    FILTER = "filter"
    EXPORT = "export"
    IMPORT = "import"


_LABELS = {
    Purpose.SEARCH: "/",
    Purpose.FILTER: "& ",
    Purpose.EXPORT: "Save as text to: ",
    Purpose.IMPORT: "Import file or folder: ",
}


_ANSWERED = {"enter", "escape", "tab", "backspace", "up", "down"}
"""The keys that do something in the line and type nothing."""


class _Line(Input):
    """The input. Keys that were typed behind the one that ended it, before that was noticed, are the screen's."""

    def on_key(self, event: Key) -> None:
        """Let the prompt take the keys that are no letters, and the screen all of them where the prompt is gone."""
        prompt = self.parent
        assert isinstance(prompt, Prompt), "it is a part of it"
        if not prompt.is_open:
            event.prevent_default()
        elif prompt.answers(event.key):
            event.prevent_default()
            event.stop()


class Prompt(Horizontal):
    """A label and an input. While it is shown, keys are letters.

    What it says it says to its parent, in the order in which keys follow: a message of its own would wait behind them.
    """

    class Typed(Message):
        """What is in the line has changed."""

        def __init__(self, purpose: Purpose, text: str) -> None:
            self.purpose = purpose
            self.text = text
            super().__init__()

    class Entered(Typed):
        """The line was finished with enter."""

    class Tabbed(Typed):
        """The rest of what is typed is asked for."""

    class GivenUp(Message):
        """The line was left with escape."""

        def __init__(self, purpose: Purpose) -> None:
            self.purpose = purpose
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.purpose = Purpose.SEARCH
        self._entered: dict[Purpose, list[str]] = {purpose: [] for purpose in Purpose}
        self._back = 0
        self._begun = ""
        self._told = ""

    @property
    def is_open(self) -> bool:
        """Whether something is typed in it."""
        return self.has_class("shown")

    def on_mount(self) -> None:
        """Have the label and the input ready, though no first frame waits for them."""
        self.call_after_refresh(self._fill)

    def ask(self, purpose: Purpose, text: str = "", *, hint: str = "") -> None:
        """Show the line with some words in it; `hint` is what can be typed, said as long as nothing is."""
        self.purpose, self._back = purpose, 0
        self._fill()
        self.query_one(Input).placeholder = hint
        self.query_one("#prompt-label", Label).update(_LABELS[purpose])
        self.complete(text)
        line = self.query_one(Input)
        self.add_class("shown")
        if self.parent:
            self.parent.add_class("typing")
        # At once: `focus()` would wait until keys that are typed meanwhile have been taken for commands.
        self.screen.set_focus(line)

    def complete(self, text: str, said: str = "") -> None:
        """Put other words in the line, and say something behind it."""
        line = self.query_one(Input)
        with line.prevent(Input.Changed):
            line.value = text
        line.cursor_position = len(text)
        self._told = text
        self.say(said)

    def say(self, said: str) -> None:
        """Say something behind what is typed."""
        self.query_one("#prompt-said", Label).update(said)

    def take(self, event: Key) -> None:
        """Take a key that was typed so soon after the one that showed the line that it missed the input.

        The input takes it in its turn: what was typed behind the key that ends the line comes back from there.
        """
        if event.is_printable or event.key in _ANSWERED:
            event.stop()
            self.query_one(Input).post_message(Key(event.key, event.character))

    def dismiss(self) -> None:
        """Hide the line."""
        self.remove_class("shown")
        if self.parent:
            self.parent.remove_class("typing")
        self.screen.set_focus(None)

    def _fill(self) -> None:
        if self.is_attached and not self.children:
            label, said = (Label("", markup=False, id=name) for name in ("prompt-label", "prompt-said"))
            _ = self.mount(label, _Line(id="prompt-input", compact=True, select_on_focus=False), said)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        if self.is_open:
            self._tell(event.value)

    def answers(self, key: str) -> bool:
        """Do what a key does here that types nothing; False where it is no such key.

        Escape gives up, and backspace where nothing is typed; tab asks for more, up for what was entered before.
        """
        line = self.query_one(Input)
        text = line.value
        if key == "enter":
            self._enter(text)
        elif key == "tab":
            self._pass_on(self.Tabbed(self.purpose, text))
        elif key == "escape" or (key == "backspace" and not text):
            self.dismiss()
            self._pass_on(self.GivenUp(self.purpose))
        elif key == "backspace":
            # Here, since Textual takes it away only when the keys behind it have been typed.
            line.action_delete_left()
        elif key in {"up", "down"}:
            self._recall(1 if key == "up" else -1)
        return key in _ANSWERED

    def _enter(self, text: str) -> None:
        if text != self._told:
            self._tell(text)
        self.dismiss()
        entered = self._entered[self.purpose]
        if text.strip() and text not in entered[-1:]:
            entered.append(text)
        self._pass_on(self.Entered(self.purpose, text))

    def _tell(self, text: str) -> None:
        self._told = text
        self._pass_on(self.Typed(self.purpose, text))

    def _pass_on(self, message: Message) -> None:
        if self.parent:
            self.parent.post_message(message)

    def _recall(self, by: int) -> None:
        """Put in the line what was entered so many times before what is there, or after where negative."""
        entered, line = self._entered[self.purpose], self.query_one(Input)
        back = min(max(self._back + by, 0), len(entered))
        if not self._back:
            self._begun = line.value
        self._back = back
        line.value = entered[-back] if back else self._begun
        line.cursor_position = len(line.value)
