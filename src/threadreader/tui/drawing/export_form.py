"""The rows of the export screen: what is chosen in them, which of them the reader is at, and how they are drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rich.text import Text

from threadreader.render.width import cell_width
from threadreader.session.actions import lists
from threadreader.session.actions.export import WIDTHS, ExportChoice, Scope
from threadreader.tui.theme import Look

_LABEL = 8
_THOUSAND, _TENTHS_BELOW = 999.5, 9.95

_ROWS: Final = (("What", "scope"), ("As", "format"), ("Width", "width"))
_TOGGLES: Final = (("article", "article first"), ("sources", "quote sources"), ("marks", "read marks"))
_LINES = len(_ROWS) + 2
"""The rows of choices, the one of what is said beside the replies, and the name."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many bytes a file would have, or about how many."""

    bytes: int
    exact: bool

    def __str__(self) -> str:
        amounts = ((self.bytes / 1000**power, unit) for power, unit in enumerate(("kB", "MB", "GB"), 1))
        amount, unit = next((found for found in amounts if found[0] < _THOUSAND), (self.bytes / 1000**3, "GB"))
        return f"{'' if self.exact else 'about '}{amount:.{int(amount < _TENTHS_BELOW)}f} {unit}"


@dataclass(frozen=True, slots=True)
class Exports:
    """What there is to choose from: the comments of each scope, the suffix of each format.

    And what would come of a choice: how the file would begin, and how large it would be.
    """

    counts: Mapping[Scope, int]
    suffixes: Mapping[str, str]
    optional: Callable[[str], bool]
    """Whether something can be left out in a format."""
    preview: Callable[[ExportChoice], Sequence[str]]
    size: Callable[[ExportChoice], Size]


class ExportForm:
    """What is chosen, and where the reader is in the form. Its last row is the name, which is typed."""

    def __init__(self, exports: Exports, choice: ExportChoice) -> None:
        self.exports = exports
        self.choice = choice
        self.row = 0
        self._with = 0

    @property
    def at_name(self) -> bool:
        """Whether the reader is at the name of the file."""
        return self.row == _LINES - 1

    @property
    def suffix(self) -> str:
        """What the name of a file of this format ends with."""
        return self.exports.suffixes[self.choice.format]

    def move(self, by: int) -> None:
        """Go some rows on, around the ends."""
        self.row = (self.row + by) % _LINES

    def go(self, act: object, count: int) -> bool:
        """Move as in a list; whether that is a move of rows."""
        if act not in _TARGETS:
            return False
        self.row = _TARGETS[act](self.row, count) % _LINES
        return True

    def change(self, by: int) -> None:
        """Take another choice of the row; among what is said beside the replies, go on to another."""
        if self.row == len(_ROWS):
            self._with = (self._with + by) % len(_TOGGLES)
            return
        values, old = self._values(self.row), self._value(self.row)
        self._set(_ROWS[self.row][1], values[(values.index(old) + by) % len(values)])

    def toggle(self) -> None:
        """With what the reader is at, or without it; elsewhere the next choice."""
        if self.row != len(_ROWS):
            self.change(1)
            return
        name, _ = _TOGGLES[self._with]
        self._set(name, not getattr(self.choice, name))

    def lines(self, look: Look, room: int) -> Sequence[Text]:
        """The rows of choices, in so many columns."""
        return [*(self._line(look, row, room) for row in range(len(_ROWS))), self._toggles(look, room)]

    def name_label(self, look: Look) -> Text:
        """What stands before the name."""
        return _label(look, "To", here=self.at_name)

    def extent(self) -> str:
        """How much would be exported."""
        count = self.exports.counts[self.choice.scope]
        return f"{count:,} {'reply' if count == 1 else 'replies'}, {self.exports.size(self.choice)}"

    def _line(self, look: Look, row: int, room: int) -> Text:
        """The choices of a row; where there is no room for all of them, the one that is chosen."""
        chosen, line = self._value(row), _label(look, _ROWS[row][0], here=row == self.row)
        words = [(value == chosen, _named(value)) for value in self._values(row)]
        if _LABEL + sum(cell_width(word) + 6 for _, word in words) > room:
            return line.append(f"< {_named(chosen)} >", look.bright)
        for is_chosen, word in words:
            line.append(f"({'•' if is_chosen else ' '}) {word}  ", look.bright if is_chosen else look.faint)
        return line

    def _toggles(self, look: Look, room: int) -> Text:
        """What is said beside the replies; where there is no room for all of it, what the reader is at."""
        here = self.row == len(_ROWS)
        line = _label(look, "With", here=here)
        if not self.exports.optional(self.choice.format):
            return line.append("everything, always", look.faint)
        said = [f"[{'x' if getattr(self.choice, name) else ' '}] {words}" for name, words in _TOGGLES]
        if _LABEL + sum(cell_width(words) + 2 for words in said) > room:
            return line.append(f"< {said[self._with]} >", look.bright)
        for number, words in enumerate(said):
            on_it = here and number == self._with
            line.append(words, f"bold underline {look.bright}" if on_it else look.ink).append("  ")
        return line

    def _set(self, name: str, value: Any) -> None:
        self.choice = replace(self.choice, **{name: value})

    def _values(self, row: int) -> Sequence[Any]:
        return (list(Scope), list(self.exports.suffixes), WIDTHS)[row]

    def _value(self, row: int) -> object:
        return getattr(self.choice, _ROWS[row][1])


_TARGETS: Mapping[object, Callable[[int, int], int]] = {
    lists.down: lambda row, count: row + count,
    lists.up: lambda row, count: row - count,
    lists.first: lambda _row, _count: 0,
    lists.last: lambda _row, _count: _LINES - 1,
}
"""The row that each move leads to."""


def _label(look: Look, words: str, *, here: bool) -> Text:
    mark = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}" if here else " "
    return Text(f"{mark} {words:{_LABEL - 2}}", f"bold {look.accent}" if here else look.ink)


def _named(value: object) -> str:
    return "not wrapped" if value == 0 else str(value)
