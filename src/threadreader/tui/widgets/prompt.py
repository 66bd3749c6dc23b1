"""Input line at the bottom, for searches, filters and file names; and boxes of text that the keys of lists scroll."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from rich.segment import Segment
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key, Paste
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Label

from threadreader.errors import SearchError
from threadreader.render.width import Slice, is_narrow, wrap_text
from threadreader.session.actions import lists
from threadreader.tui.widgets.panes import highlight_selection


class Question(Struct, frozen=True):
    """What the prompt asks for, and what is done with the text, each of which returns a message."""

    label: str
    entered: Callable[[str], str]
    """Takes the text at enter; the prompt stays open for one that is not understood (SearchError)."""
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

    def ask(self, question: Question, text: str, show: Callable[[str], object]) -> None:
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
        try:
            self._show(self._question.entered(text))
        except SearchError as problem:
            self.ask(self._question, text, self._show)
            self.show_status(str(problem))

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


TITLE_FRAME = 6
"""Cells of a border's corners, and of a line and a space at either end of words in it."""


TO_THE_TOP = (lists.up, lists.page_up, lists.half_up, lists.first)


def target_of(act: object, count: int | None, at: int, last: int, page: int) -> int | None:
    """The row to which an action of lists leads from another, None for another action; `page` rows are a page."""
    steps: Mapping[object, int] = {
        lists.down: 1,
        lists.up: -1,
        lists.page_down: page,
        lists.page_up: -page,
        lists.half_down: page // 2,
        lists.half_up: -(page // 2),
    }
    if act in {lists.first, lists.last}:
        to = (last if act is lists.last else 0) if count is None else count - 1
    elif act in steps:
        to = at + steps[act] * (count or 1)
    else:
        return None
    return min(max(0, to), last)


class TextBox(VerticalScroll, can_focus=False):
    """A box that its screen scrolls."""

    def take(self, act: object, count: int | None) -> str | None:
        """Scroll by an action of lists; returns a status message, None for another action."""
        at, last = round(self.scroll_y), round(self.max_scroll_y)
        # Of a page one row stays in sight.
        line = target_of(act, count, at, last, max(1, self.size.height - 1))
        if line is None:
            return None
        if line == at:
            return "no further" if last else "all of it is shown"
        self.scroll_to(y=line, animate=False, immediate=True)
        return ""


class LongText(Widget):
    """A text that grows, of which the lines in view are drawn; Textual's own take seconds for 10,000 lines."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text = ""
        self._width = 0
        self._rows: list[Slice] = []

    def grow(self, text: str) -> None:
        """Show a text that begins with the one before, and has no tabs."""
        self._text = text
        start = self._rows.pop()[0] if self._rows else 0
        self._rows += _wrapped(text[start:], start, self._width)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Number of lines at a width; a newline at the end begins none."""
        self._wrap(width)
        return len(self._rows) - self._text.endswith("\n")

    def render_line(self, y: int) -> Strip:
        self._wrap(self.size.width)
        row = self._text[slice(*self._rows[y])] if y < len(self._rows) else ""
        strip = Strip([Segment(row, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)
        if self.text_selection:
            strip = highlight_selection(strip, self.text_selection.get_span(y))
        return strip.apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Text selected with the mouse, as it was before it was wrapped, and the separator to other text."""
        start = self._position(selection.start) if selection.start else 0
        end = self._position(selection.end) if selection.end else len(self._text)
        return self._text[start:end], "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        self.refresh()

    def _position(self, offset: Offset) -> int:
        if offset.y >= len(self._rows):
            return len(self._text)
        start, end = self._rows[offset.y]
        return min(start + offset.x, end)

    def _wrap(self, width: int) -> None:
        if width != self._width:
            self._width, self._rows = width, list(_wrapped(self._text, 0, width))


def _wrapped(text: str, offset: int, width: int) -> Iterator[Slice]:
    """The lines of a text, which keep the spaces that they begin with."""
    for line in text.split("\n"):
        if len(line) <= width and is_narrow(line):
            yield offset, offset + len(line)
        else:
            words = line.lstrip(" ")
            indent = len(line) - len(words)
            held = "\xa0" * indent + words if indent < width else line
            yield from ((start + offset, end + offset) for start, end in wrap_text(held, max(1, width)))
        offset += len(line) + 1
