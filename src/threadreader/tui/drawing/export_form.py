"""Form of the export dialog: what can be exported, choices, current row, and its rows as text."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from threadreader.export import FORMATS
from threadreader.library.exporting import PreviewSample, Selection, export_formats, preview_lines
from threadreader.render.width import cell_width
from threadreader.session import Session
from threadreader.session.actions import lists
from threadreader.session.actions.export import (
    WIDTHS,
    ExportChoice,
    Scope,
    marks_of,
    replies_in_scope,
    with_ancestors,
)
from threadreader.tui.theme import Theme

_LABEL = 8  # cells: the mark, the longest label and a space; as `#export-to` in the style sheet
_THOUSAND, _TENTHS_BELOW = 999.5, 9.95  # what rounds to 1000, and to 10.0

_ROWS: Final = (("What", "scope"), ("As", "format"), ("Width", "width"))
_TOGGLES: Final = (("article", "article first"), ("sources", "quote sources"), ("marks", "read marks"))
_SAMPLE_SIZE = 40
"""Comments rendered to estimate the size of all of them."""

_OVERHEAD_CHARS = 80
"""Approximate characters a comment has besides its text."""

_LINES = len(_ROWS) + 2
"""Rows of choices, the row of options, and the file name."""


class Size(Struct, frozen=True):
    """File size in bytes, exact or estimated."""

    bytes: int
    exact: bool

    def __str__(self) -> str:
        amounts = ((self.bytes / 1000**power, unit) for power, unit in enumerate(("kB", "MB", "GB"), 1))
        amount, unit = next((amount for amount in amounts if amount[0] < _THOUSAND), (self.bytes / 1000**3, "GB"))
        return f"{'' if self.exact else 'about '}{amount:.{int(amount < _TENTHS_BELOW)}f} {unit}"


class Exports:
    """What a thread can be exported as, with the preview and the size of a choice."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.counts = {scope: len(replies_in_scope(session, scope)) for scope in Scope}
        self.suffixes = export_formats()
        self.preview, self.size = cache(self._preview), cache(self._size)

    def _preview(self, choice: ExportChoice) -> Sequence[str]:
        indexes = replies_in_scope(self.session, choice.scope)[:1]
        selection = selection_of(self.session, choice, indexes)
        return preview_lines(self._sample(indexes), choice.format, choice.width, selection)

    def _size(self, choice: ExportChoice) -> Size:
        """File size, extrapolated by text length from a sample of the comments where there are many."""
        indexes = written_indexes(self.session, choice)
        sampled = indexes if len(indexes) <= _SAMPLE_SIZE else indexes[:: len(indexes) // _SAMPLE_SIZE + 1]
        selection = selection_of(self.session, choice, sampled)

        def measure(indexes: Sequence[int]) -> int:
            export = self._sample(indexes).render(choice.format, choice.width, selection)
            return len(export if isinstance(export, bytes) else export.encode())

        whole = measure(sampled)
        if len(sampled) == len(indexes):
            return Size(whole, exact=True)
        overhead, lengths = measure(()), self.session.opened.skeleton.lengths
        measured, all_of_it = (sum(lengths[index] + _OVERHEAD_CHARS for index in of) for of in (sampled, indexes))
        return Size(overhead + round((whole - overhead) * all_of_it / measured), exact=False)

    def _sample(self, indexes: Sequence[int]) -> PreviewSample:
        opened, quoting = self.session.opened, self.session.quoting
        comments = [opened.comment(index) for index in indexes]
        links = (quoting.link(quote) for comment in comments for quote in quoting.of(comment.id))
        return PreviewSample(opened.page, opened.article, comments, list(filter(None, links)))


def selection_of(session: Session, choice: ExportChoice, indexes: Sequence[int]) -> Selection:
    """Export options for some comments."""
    if FORMATS[choice.format].lossless:
        return Selection()
    marks = marks_of(session, indexes) if choice.marks else {}
    return Selection(article=choice.article, sources=choice.sources, marks=marks)


def written_indexes(session: Session, choice: ExportChoice) -> Sequence[int]:
    """Indexes of the chosen comments and their context."""
    indexes = replies_in_scope(session, choice.scope)
    return indexes if choice.scope in {Scope.THREAD, Scope.BRANCH} else with_ancestors(session, indexes)


class ExportForm:
    """Choice and current row of the form; its last row is the file name, an input."""

    def __init__(self, exports: Exports, choice: ExportChoice) -> None:
        self.exports = exports
        self.choice = choice
        self.row = 0
        self._with = 0

    @property
    def at_name(self) -> bool:
        """True in the row of the file name."""
        return self.row == _LINES - 1

    @property
    def suffix(self) -> str:
        """File suffix of the chosen format."""
        return self.exports.suffixes[self.choice.format]

    def move(self, by: int) -> None:
        """Move by rows, wrapping at the ends."""
        self.row = (self.row + by) % _LINES

    def go(self, act: object, count: int) -> bool:
        """Move by a list action; False if nothing moves."""
        before = self.row
        steps: Mapping[object, int] = {
            lists.down: count,
            lists.up: -count,
            lists.first: -before,
            lists.last: -1 - before,
        }
        self.move(steps.get(act, 0))
        return self.row != before

    def change(self, by: int) -> None:
        """Take another choice of the row, or go to another option; the file name has none."""
        if self.at_name:
            return
        if self.row == len(_ROWS):
            self._with = (self._with + by) % len(_TOGGLES)
            return
        values, old = self._values(self.row), self._value(self.row)
        self._set(_ROWS[self.row][1], values[(values.index(old) + by) % len(values)])

    def toggle(self) -> None:
        """Toggle the current option; elsewhere take the next choice."""
        if self.row != len(_ROWS):
            self.change(1)
            return
        name, _ = _TOGGLES[self._with]
        self._set(name, not getattr(self.choice, name))

    def lines(self, theme: Theme, room: int) -> Sequence[Text]:
        """Rows of choices, `room` cells wide."""
        return [*(self._line(theme, row, room) for row in range(len(_ROWS))), self._toggles(theme, room)]

    def name_label(self, theme: Theme) -> Text:
        """Label of the file name."""
        return _label(theme, "To", here=self.at_name)

    def extent(self) -> str:
        """Number of replies and size of the export, as text."""
        count = self.exports.counts[self.choice.scope]
        return f"{count:,} {'reply' if count == 1 else 'replies'}, {self.exports.size(self.choice)}"

    def _line(self, theme: Theme, row: int, room: int) -> Text:
        """Choices of a row; only the chosen one where room is short."""
        chosen, line = self._value(row), _label(theme, _ROWS[row][0], here=row == self.row)
        text = [(value == chosen, _value_label(value)) for value in self._values(row)]
        if _LABEL + sum(cell_width(word) + 6 for _, word in text) > room:
            return line.append(f"< {_value_label(chosen)} >", theme.bright)
        for is_chosen, word in text:
            line.append(f"({'•' if is_chosen else ' '}) {word}  ", theme.bright if is_chosen else theme.faint)
        return line

    def _toggles(self, theme: Theme, room: int) -> Text:
        """Row of options; only the current one where room is short."""
        here = self.row == len(_ROWS)
        line = _label(theme, "With", here=here)
        if FORMATS[self.choice.format].lossless:
            return line.append("everything, always", theme.faint)
        labels = [f"[{'x' if getattr(self.choice, name) else ' '}] {text}" for name, text in _TOGGLES]
        if _LABEL + sum(cell_width(text) + 2 for text in labels) > room:
            return line.append(f"< {labels[self._with]} >", theme.bright)
        for number, text in enumerate(labels):
            on_it = here and number == self._with
            line.append(text, f"bold underline {theme.bright}" if on_it else theme.ink).append("  ")
        return line

    def _set(self, name: str, value: Any) -> None:
        self.choice = replace(self.choice, **{name: value})

    def _values(self, row: int) -> Sequence[Any]:
        return (list(Scope), list(self.exports.suffixes), WIDTHS)[row]

    def _value(self, row: int) -> object:
        return getattr(self.choice, _ROWS[row][1])


def _label(theme: Theme, text: str, *, here: bool) -> Text:
    mark = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}" if here else " "
    return Text(f"{mark} {text:{_LABEL - 2}}", f"bold {theme.accent}" if here else theme.ink)


def _value_label(value: object) -> str:
    return "not wrapped" if value == 0 else str(value)
