"""Input line at the bottom, for searches, filters and file names."""

from collections import defaultdict
from collections.abc import Callable

from msgspec import Struct
from textual.containers import Horizontal
from textual.events import Key, Paste
from textual.reactive import reactive
from textual.widgets import Input, Label


class Question(Struct, frozen=True):
    """What the prompt asks for, and what is done with the text, each of which returns a message."""

    label: str
    entered: Callable[[str], str]
    typed: Callable[[str], str] | None = None
    """Takes the text whenever it changes; its message stands behind that."""
    complete: Callable[[str], tuple[str, str]] | None = None
    """Completes the text as far as it is unambiguous; its message stands behind that."""
    given_up: Callable[[], str] = str
    hint: str = ""
    """The placeholder."""


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
    """A label and an input, which takes all keys while it is open."""

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self._question = Question("", str)
        self._show: Callable[[str], object] = str
        self._entered: defaultdict[str, list[str]] = defaultdict(list)
        """What was entered, by label."""
        self._back = 0
        self._draft = ""
        self._last_typed = ""

    @property
    def is_open(self) -> bool:
        """True while the prompt takes keys."""
        return self.has_class("shown")

    def on_mount(self) -> None:
        """Create the label and the input after the first frame."""
        self.call_after_refresh(self._fill)

    def ask(self, question: Question, text: str, show: Callable[[str], None]) -> None:
        """Open the prompt with a text; `show` redraws the screen with a message."""
        self._question, self._show, self._back = question, show, 0
        self._fill()
        line = self.query_one(Input)
        line.placeholder = question.hint
        self.query_one("#prompt-label", Label).update(question.label)
        self._replace(text)
        self.add_class("shown")
        if self.parent:
            self.parent.add_class("typing")
        # At once: `focus()` is deferred, and keys typed meanwhile would be taken for commands.
        self.screen.set_focus(line)

    def _replace(self, text: str, status: str = "") -> None:
        line = self.query_one(Input)
        with line.prevent(Input.Changed):
            line.value = text
        line.cursor_position = len(text)
        self._last_typed = text
        self.show_status(status)

    def show_status(self, status: str) -> None:
        self.query_one("#prompt-said", Label).update(status)

    def resend(self, event: Key) -> None:
        """Resend a key that reached the screen before the focus was set to the input.

        It goes through the input's queue, so that keys behind the one that closes the prompt return to the screen.
        """
        if event.is_printable or event.key in _ANSWERED:
            event.stop()
            self.query_one(Input).post_message(Key(event.key, event.character))

    def dismiss(self) -> None:
        self.remove_class("shown")
        if self.parent:
            self.parent.remove_class("typing")
        self.screen.set_focus(None)

    def _fill(self) -> None:
        if self.is_attached and not self.children:
            label, status = (Label("", markup=False, id=name) for name in ("prompt-label", "prompt-said"))
            _ = self.mount(label, _Line(id="prompt-input", compact=True, select_on_focus=False), status)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self._type(event.value)

    def take_key(self, key: str) -> bool:
        """Handle a control key; False if it is none.

        Escape cancels, as do ctrl+g and backspace in an empty line; tab completes; up and down go through the history.
        """
        line = self.query_one(Input)
        text = line.value
        if key == "enter":
            self._enter(text)
        elif key == "tab" and self._question.complete:
            self._replace(*self._question.complete(text))
            self._show("")
        elif key in {"escape", "ctrl+g"} or (key == "backspace" and not text):
            self.dismiss()
            self._show(self._question.given_up())
        elif key == "backspace":
            # Here, since Textual deletes only after the keys queued behind it.
            line.action_delete_left()
        elif key in {"up", "down"}:
            self._recall(1 if key == "up" else -1)
        return key in _ANSWERED

    def _enter(self, text: str) -> None:
        if text != self._last_typed:
            self._type(text)
        self.dismiss()
        entered = self._entered[self._question.label]
        if text.strip() and text not in entered[-1:]:
            entered.append(text)
        self._show(self._question.entered(text))

    def _type(self, text: str) -> None:
        self._last_typed = text
        if self._question.typed:
            self.show_status(self._question.typed(text))
            self._show("")

    def _recall(self, by: int) -> None:
        """Go back in the history by a number of entries, or forward if negative."""
        entered, line = self._entered[self._question.label], self.query_one(Input)
        back = min(max(self._back + by, 0), len(entered))
        if not self._back:
            self._draft = line.value
        self._back = back
        line.value = entered[-back] if back else self._draft
        line.cursor_position = len(line.value)
