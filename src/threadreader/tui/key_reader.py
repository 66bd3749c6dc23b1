"""Pressed keys put together to counts and sequences, and found in the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.tui.actions import Key, Where, works_in
from threadreader.tui.keys import DIGIT, KEYS, LETTER, shown

_ALT = "alt+"
_BESIDE = {Where.ARTICLE: Where.REPLIES, Where.REPLIES: Where.ARTICLE}


@dataclass(frozen=True, slots=True)
class Press:
    """A finished key or sequence with the count typed before it, and the letter that ended it."""

    key: Key
    count: int | None
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Keys that mean nothing here; `works_in` is the pane beside in which they do."""

    typed: str
    works_in: Where | None = None


class KeyReader:
    """Puts pressed keys together to counts and sequences."""

    def __init__(self, keys: Sequence[Key] = KEYS) -> None:
        self._table = {(key.where, tuple(typed.split())): key for key in keys for typed in key.keys}
        self._order = {key.id: number for number, key in enumerate(keys)}
        self._prefixes = {(where, typed[:n]) for where, typed in self._table for n in range(1, len(typed))}
        self._digits = ""
        self._typed: tuple[str, ...] = ()

    @property
    def pending(self) -> str:
        """What is typed of a count or sequence that is not finished."""
        return self._digits + "".join(map(shown, self._typed))

    @property
    def awaits_key(self) -> bool:
        """Whether a sequence is begun and not finished."""
        return bool(self._typed)

    def following(self, where: Where) -> list[tuple[str, Key]]:
        """What may follow what is typed, in the order of the table: the rest of each sequence, and its row."""
        found: dict[tuple[str, ...], Key] = {}
        length = len(self._typed)
        for place in works_in(where):
            for (of, typed), key in self._table.items():
                if of is place and len(typed) > length and typed[:length] == self._typed:
                    found.setdefault(typed[length:], key)
        rows = sorted(found.items(), key=lambda item: self._order[item[1].id])
        return [(shown(" ".join(rest)), key) for rest, key in rows]

    def begin(self, key: Key) -> bool:
        """Begin the sequence of a row that must be ended by a letter or digit; False where it needs none."""
        *before, last = key.keys[0].split() if key.keys else [""]
        if last not in {LETTER, DIGIT}:
            return False
        self._digits, self._typed = "", tuple(before)
        return True

    def apart(self, name: str, where: Where) -> tuple[str, ...]:
        """A key as it is meant: alt and a key that mean nothing here are escape, and the key soon after it.

        A terminal sends the same for both.
        """
        typed = (*self._typed, name)
        known = any((place, typed) in self._table or (place, typed) in self._prefixes for place in works_in(where))
        return (name,) if known or not name.startswith(_ALT) else ("escape", name.removeprefix(_ALT))

    def press(self, name: str, where: Where) -> Press | Unknown | None:
        """Take a key; None where more must follow, or where it ended an unfinished sequence."""
        if name == "escape" and self.pending:
            self._clear()
            return None
        if not self._typed and name.isdigit() and (self._digits or name != "0"):
            self._digits = (self._digits + name)[-6:]
            return None
        typed = (*self._typed, name)
        places = works_in(where)
        pressed = self._find(typed, places)
        if pressed is None and any((place, typed) in self._prefixes for place in places):
            self._typed = typed
            return None
        beside = _BESIDE.get(where)
        there = beside if pressed is None and beside and self._find(typed, (beside,)) else None
        self._clear()
        return pressed or Unknown("".join(map(shown, typed)), there)

    def _find(self, typed: tuple[str, ...], places: Sequence[Where]) -> Press | None:
        """What a whole sequence is, the nearest place first, with the count or letter in it."""
        count = int(self._digits) if self._digits else None
        *before, last = typed
        ways: list[tuple[tuple[str, ...], int | None, str]] = [(typed, count, "")]
        if before and last.isdigit() and last != "0":
            ways.append(((*before, DIGIT), int(last), ""))
        if len(last) == 1:
            ways.append(((*before, LETTER), count, last))
        for way, number, letter in ways:
            key = next((self._table[place, way] for place in places if (place, way) in self._table), None)
            if key:
                return Press(key, number, letter)
        return None

    def _clear(self) -> None:
        self._digits, self._typed = "", ()
