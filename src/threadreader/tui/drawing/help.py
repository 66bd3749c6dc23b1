"""How the rows of the help stand: grouped, in two columns where there is room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.text import Text

from threadreader.render.width import cell_width, wrap_text
from threadreader.tui.actions import Key, Where, works_in
from threadreader.tui.keys import shown
from threadreader.tui.theme import Look

_BETWEEN = 3
_FEWEST_WORDS = 12
_NARROWEST = 60
"""The frame has words in it too."""

_APART = {Where.PEOPLE, Where.LABELS, Where.ADDRESS, Where.FOUND, Where.HELP, Where.EXPORT}


@dataclass(frozen=True, slots=True)
class _Columns:
    """How wide the parts of a row are."""

    margin: int
    keys: int
    words: int

    @property
    def hanging(self) -> int:
        """Where the words begin."""
        return self.margin + self.keys + self.margin

    @property
    def whole(self) -> int:
        """All of it."""
        return self.hanging + self.words


@dataclass(frozen=True, slots=True)
class Page:
    """The help laid out, and how wide it is."""

    text: Text
    width: int


def lay_out(rows: Sequence[Key], room: int, where: Where, look: Look, words: str = "") -> Page:
    """The rows that hold some words, for a width: first what works in a place; all that does not is faint."""
    columns = _columns(rows, room)
    two = 2 * columns.whole + _BETWEEN <= room
    width = columns.whole * 2 + _BETWEEN if two else min(room, max(columns.whole, _NARROWEST))
    held = [row for row in rows if _holds(row, words)]
    if not held:
        return Page(Text(f"no key has to do with {words}", look.faint), width)
    places = works_in(where)
    groups = [sorted(group, key=lambda row: row.where not in places) for group in _by_heading(held)]
    groups.sort(key=lambda group: group[0].where not in places)
    parts = [list(_group(group, columns, where, look)) for group in groups]
    if two and len(parts) > 1:
        return Page(_beside(*_halves(parts), columns.whole), width)
    return Page(Text("\n").join(_stacked(parts)), width)


def typed(row: Key) -> str:
    """The keys of a row as the help shows them."""
    return " ".join(map(shown, row.keys)) or "·"


def _heading(row: Key) -> str:
    """What a row stands under: what it is about, or where it works if that is a place of its own."""
    return row.where.capitalize() if row.where in _APART else row.group


def _by_heading(rows: Sequence[Key]) -> Sequence[Sequence[Key]]:
    found: dict[str, list[Key]] = {}
    for row in rows:
        found.setdefault(_heading(row), []).append(row)
    return list(found.values())


def _holds(row: Key, words: str) -> bool:
    held = " ".join((row.help, row.id, row.group, _heading(row), typed(row), *row.keys)).casefold()
    return all(word in held for word in words.casefold().split())


def _group(rows: Sequence[Key], columns: _Columns, where: Where, look: Look) -> Iterator[Text]:
    yield Text(_heading(rows[0]), style=f"bold {look.accent}")
    for row in rows:
        works = row.where in works_in(where)
        bright, ink = (look.bright, look.ink) if works else (look.faint, look.faint)
        keys = " " * columns.margin + typed(row)
        for start, end in wrap_text(row.help, columns.words):
            gap = " " * (columns.hanging - cell_width(keys))
            yield Text.assemble((keys + gap, bright), (row.help[start:end], ink))
            keys = ""


def _columns(rows: Sequence[Key], room: int) -> _Columns:
    """As wide as the longest keys and words of the table, less where there is less room."""
    keys = max(cell_width(typed(row)) for row in rows)
    words = max(cell_width(row.help) for row in rows)
    margin = 2 if keys + words + 4 <= room else 1
    return _Columns(margin, keys, min(words, max(_FEWEST_WORDS, room - keys - 2 * margin)))


def _halves(parts: Sequence[Sequence[Text]]) -> tuple[list[Text], list[Text]]:
    """The groups in two columns, in their order and about as high as each other."""
    ways = [(_stacked(parts[:cut]), _stacked(parts[cut:])) for cut in range(1, len(parts))]
    return min(ways, key=lambda way: max(map(len, way)))


def _stacked(parts: Sequence[Sequence[Text]]) -> list[Text]:
    """The groups with a blank line between them."""
    return [line for number, part in enumerate(parts) for line in ([Text(), *part] if number else part)]


def _beside(left: Sequence[Text], right: Sequence[Text], width: int) -> Text:
    """Two columns, of which the first is as wide as is said."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=Text()):
        gap = " " * (width + _BETWEEN - one.cell_len) if other else ""
        lines.append(Text.assemble(one, gap, other))
    return Text("\n").join(lines)
