"""Key parser: counts and multi-key sequences, matched against the keymap."""

from collections.abc import Sequence

from msgspec import Struct

from threadreader.tui.keys import DIGIT, KEYS, LETTER, Context, Key, active_contexts, format_keys

_ALT = "alt+"
OTHER_PANE = {Context.ARTICLE: Context.REPLIES, Context.REPLIES: Context.ARTICLE}


class KeyPress(Struct, frozen=True):
    """A complete key sequence with its count prefix and its wildcard letter."""

    key: Key
    count: int | None
    letter: str = ""


class UnboundKey(Struct, frozen=True):
    """Keys without a binding in the current context; `other_pane` is the other pane if they have one there."""

    typed: str
    other_pane: Context | None = None


class KeyReader:
    """Accumulate pressed keys to counts and sequences."""

    def __init__(self, keys: Sequence[Key] = KEYS) -> None:
        self._table = {(key.context, tuple(typed.split())): key for key in keys for typed in key.keys}
        self._order = {key.id: number for number, key in enumerate(keys)}
        self._prefixes = {(context, typed[:n]) for context, typed in self._table for n in range(1, len(typed))}
        self._digits = ""
        self._typed: tuple[str, ...] = ()

    @property
    def pending(self) -> str:
        """Typed part of an unfinished count or sequence."""
        return self._digits + "".join(map(format_keys, self._typed))

    @property
    def awaits_key(self) -> bool:
        """True if a sequence is unfinished."""
        return bool(self._typed)

    def continuations(self, context: Context) -> list[tuple[str, Key]]:
        """Continuations of the typed keys in table order: the rest of each sequence, and its row."""
        rows_by_rest: dict[tuple[str, ...], Key] = {}
        length = len(self._typed)
        for active in active_contexts(context):
            for (row_context, typed), key in self._table.items():
                if row_context is active and len(typed) > length and typed[:length] == self._typed:
                    rows_by_rest.setdefault(typed[length:], key)
        rows = sorted(rows_by_rest.items(), key=lambda item: self._order[item[1].id])
        return [(format_keys(" ".join(rest)), key) for rest, key in rows]

    def begin(self, key: Key) -> bool:
        """Start the sequence of a row that ends with a wildcard; False if it has none."""
        *before, last = key.keys[0].split() if key.keys else [""]
        if last not in {LETTER, DIGIT}:
            return False
        self._digits, self._typed = "", tuple(before)
        return True

    def split_alt(self, name: str, context: Context) -> tuple[str, ...]:
        """Split an unbound alt+key into escape and the key, since terminals send the same bytes for both."""
        typed = (*self._typed, name)
        known = any(
            (context, typed) in self._table or (context, typed) in self._prefixes
            for context in active_contexts(context)
        )
        return (name,) if known or not name.startswith(_ALT) else ("escape", name.removeprefix(_ALT))

    def press(self, name: str, context: Context) -> KeyPress | UnboundKey | None:
        """Process one key; None if the sequence is unfinished or was cancelled."""
        if name == "escape" and self.pending:
            self._clear()
            return None
        if not self._typed and name.isdigit() and (self._digits or name != "0"):
            self._digits = (self._digits + name)[-6:]
            return None
        typed = (*self._typed, name)
        contexts = active_contexts(context)
        pressed = self._find(typed, contexts)
        if pressed is None and any((context, typed) in self._prefixes for context in contexts):
            self._typed = typed
            return None
        other_pane = OTHER_PANE.get(context)
        there = other_pane if pressed is None and other_pane and self._find(typed, (other_pane,)) else None
        self._clear()
        return pressed or UnboundKey(format_keys(" ".join(typed)), there)

    def _find(self, typed: tuple[str, ...], contexts: Sequence[Context]) -> KeyPress | None:
        """Match a complete sequence in the contexts, the nearest first."""
        count = int(self._digits) if self._digits else None
        *before, last = typed
        candidates: list[tuple[tuple[str, ...], int | None, str]] = [(typed, count, "")]
        if before and last.isdigit() and last != "0":
            candidates.append(((*before, DIGIT), int(last), ""))
        if len(last) == 1:
            candidates.append(((*before, LETTER), count, last))
        for candidate, number, letter in candidates:
            key = next(
                (self._table[context, candidate] for context in contexts if (context, candidate) in self._table), None
            )
            if key:
                return KeyPress(key, number, letter)
        return None

    def _clear(self) -> None:
        self._digits, self._typed = "", ()
