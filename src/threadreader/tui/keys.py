"""Key table of `keys.toml`, the keymap in use (table, preset and settings merged), and what reads keys by it."""

import enum
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, convert
from msgspec.structs import replace

from threadreader.config import NamedCommand, suggest

if TYPE_CHECKING:
    from threadreader.session import Session


Action = Callable[[Any, Any], str]


class Context(enum.StrEnum):
    """Binding contexts: a pane, a list over the panes, a screen, or everywhere."""

    EVERYWHERE = "everywhere"
    PANES = "article and replies"
    ARTICLE = "article"
    REPLIES = "replies"
    LIST = "lists"
    PEOPLE = "participants"
    LABELS = "link hints"
    ADDRESS = "link question"
    SELECTION = "selection"
    NOTES = "notes"
    SAVES = "saves"
    LIBRARY = "library"
    FOUND = "search results"
    HELP = "help"
    EXPORT = "export"
    OUTPUT = "command output"


_WIDER = {
    **dict.fromkeys((Context.ARTICLE, Context.REPLIES), Context.PANES),
    **dict.fromkeys((Context.PEOPLE, Context.NOTES, Context.SAVES, Context.LIBRARY), Context.LIST),
    **dict.fromkeys((Context.HELP, Context.EXPORT, Context.OUTPUT), Context.LIST),
    Context.FOUND: Context.LIBRARY,
}
"""The next wider context, where that is not everywhere."""


@cache
def active_contexts(context: Context) -> tuple[Context, ...]:
    """Contexts whose keys are active in one, the nearest first; all for one of no screen."""
    if context in {Context.PANES, Context.EVERYWHERE}:
        return tuple(Context)
    chain: list[Context] = [context]
    while context in _WIDER:
        context = _WIDER[context]
        chain.append(context)
    return (*chain, Context.EVERYWHERE)


def current_context(session: "Session") -> Context:
    """Current binding context of a session."""
    if session.asked or session.hints:
        return Context.ADDRESS if session.asked else Context.LABELS
    if session.selection:
        return Context.SELECTION
    if session.open_list:
        return Context(session.open_list.items.kind)
    return Context(session.pane.value)


class Key(Struct, frozen=True, forbid_unknown_fields=True):
    """Row of the key table, of which the head of `keys.toml` says what each field is."""

    id: str
    keys: tuple[str, ...]
    action: str
    help: str
    group: str
    context: Context = Context.PANES
    arrows: tuple[str, ...] = ()
    finds: str = ""

    @property
    def act(self) -> Action | str:
        """The action, whose module is imported on first use, or before that when idle; or the name of one of a screen.

        It gets the session, or that of the library, and a count; the letter where its keys end with one.
        """
        module, _, name = self.action.partition(".")
        if module in {"screen", "command"}:
            return name if module == "screen" else self.action
        package = "threadreader.session" if module == "library" else "threadreader.session.actions"
        action: Action = getattr(import_module(f"{package}.{module}"), name)
        return action


LETTER: Final = "letter"
"""Wildcard of a sequence for any character, passed to the action."""

DIGIT: Final = "digit"
"""Wildcard of a sequence for a digit from 1 to 9, passed to the action as its count."""


def _load_keys() -> tuple[Key, ...]:
    rows = tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))
    return tuple(convert({"id": name, **row}, Key) for name, row in rows.items())


KEYS = _load_keys()


def load_actions() -> Iterator[None]:
    """Load what the keys do, a module at each step, so that none is waited for when it is pressed."""
    yield from (None for key in KEYS if key.act)


def _arrows() -> dict[str, tuple[str, ...]]:
    """Default keys without letters, and substitutes for the actions that have no other."""
    return {row.id: row.arrows or tuple(typed for typed in row.keys if not _needs_letter(typed)) for row in KEYS}


def _needs_letter(typed: str) -> bool:
    return any(len(part) == 1 and part.isalpha() for part in typed.split())


PRESETS: Final[Mapping[str, Callable[[], Mapping[str, tuple[str, ...]]]]] = {"vi": dict, "arrows": _arrows}
"""Preset name to a function returning its key overrides by action id."""


def parse_keys(text: str) -> str | None:
    """Parse a key or sequence as people write it (`^o`, `M-x`, `PgDn`, `zM`) to its name; None if it is no key."""
    parts: list[str] = []
    for word in text.split():
        one = _parse_key(word)
        if one:
            parts.append(one)
        elif len(word) == _PAIR_CHARS and word.isprintable():
            parts += word
        else:
            return None
    return " ".join(parts) or None


def format_keys(typed: str) -> str:
    """Format a key or sequence for the help: `^o`, `gg`, `space`, `y enter`."""
    labels = list(map(_format_key, typed.split()))
    return (" " if any(len(label) > 1 and label.isalnum() for label in labels) else "").join(labels)


def _format_key(part: str) -> str:
    if part in _KEY_LABELS:
        return _KEY_LABELS[part]
    *modifiers, last = part.split("+") if len(part) > 1 else [part]
    if not last:  # The key itself is the plus.
        modifiers, last = modifiers[:-1], "+"
    return "".join(_PREFIXES[modifier] for modifier in modifiers) + _KEY_LABELS.get(last, last)


def _parse_key(word: str) -> str:
    if len(word) == 1:
        return word if word.isprintable() else ""
    modifiers, last = _split_modifiers(word)
    last = last.lower() if len(last) > 1 else last
    last = _ALIASES.get(last, last)
    if "shift" in modifiers and last in _FUNCTION_KEYS[:12]:
        # Terminals send these as the next twelve.
        modifiers, last = modifiers - {"shift"}, f"f{int(last[1:]) + 12}"
    if len(last) > 1 and last not in _NAMED and last not in {LETTER, DIGIT}:
        return ""
    if len(last) == 1 and (not last.isprintable() or last == " "):
        return ""
    if len(last) == 1 and "ctrl" in modifiers:
        last = last.lower()
    name = "+".join([*sorted(modifiers), last])
    return _SENT_AS.get(name, name)


def _split_modifiers(word: str) -> tuple[set[str], str]:
    modifiers = set[str]()
    while len(word) > 1:
        for prefix, modifier in _MODIFIERS.items():
            if word.lower().startswith(prefix) and len(word) > len(prefix):
                modifiers.add(modifier)
                word = word[len(prefix) :]
                break
        else:
            break
    return modifiers, word


_PAIR_CHARS = 2  # as in `gg` and `zM`: no other sequence is written without spaces
_PREFIXES = {"ctrl": "^", "alt": "M-", "shift": "S-"}
_MODIFIERS = {
    **dict.fromkeys(("ctrl+", "ctrl-", "c-", "^"), "ctrl"),
    **dict.fromkeys(("alt+", "alt-", "meta+", "m-"), "alt"),
    **dict.fromkeys(("shift+", "shift-", "s-"), "shift"),
}
_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 25))
_NAMED = {
    *_FUNCTION_KEYS,
    *("space", "enter", "tab", "escape", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
}
_ALIASES = {
    "esc": "escape",
    "return": "enter",
    **dict.fromkeys(("pgup", "page_up"), "pageup"),
    **dict.fromkeys(("pgdn", "page_down"), "pagedown"),
    "del": "delete",
    "ins": "insert",
}
_SENT_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape", "ctrl+h": "backspace"}
"""Control keys that a terminal sends as the same byte as a named key."""

_KEY_LABELS = {DIGIT: "1…9", LETTER: "a…z", "pagedown": "PgDn", "pageup": "PgUp", "escape": "esc"} | {
    key: key.upper() for key in _FUNCTION_KEYS
}


Keys = tuple[str, ...]

_HEADING = "Links and copying"
_PANES = (Context.ARTICLE, Context.REPLIES)


class Keymap(Struct, frozen=True, dict=True):
    """Rows of the key table with the keys in use."""

    rows: tuple[Key, ...] = KEYS

    @cached_property
    def _by_id(self) -> Mapping[str, Key]:
        return {row.id: row for row in self.rows}

    def labels(self, *ids: str) -> str:
        """First key of each action as the help shows it, `n N`; unbound actions are left out."""
        return " ".join(format_keys(row.keys[0]) for row in map(self._by_id.__getitem__, ids) if row.keys)


def make_keymap(
    preset: str = "vi", overrides: Mapping[str, Keys] | None = None, commands: Mapping[str, NamedCommand] | None = None
) -> tuple[Keymap, tuple[str, ...]]:
    """Build the keymap of a preset with overrides by action id, and commands of the settings.

    Also returns the errors of rejected keys.
    """
    rows = (*KEYS, *_command_rows(commands or {}))
    preset_keys = PRESETS[preset]()
    defaults = {row.id: preset_keys.get(row.id, row.keys) for row in rows}
    own = {_command_id(name): command.key for name, command in (commands or {}).items() if command.key}
    wanted = {**(overrides or {}), **own}
    problems: list[str] = []
    bound: dict[str, Keys] = {}
    for name, typed in wanted.items():
        if name not in defaults:
            problems.append(f"keys: unknown action {name!r}; {_nearest_action(name)}")
            continue
        keys, errors = _parse_binding(name, typed)
        problems += errors
        if not errors:
            bound[name] = keys
    if bound:
        problems += _drop_conflicts(rows, defaults, bound)
    return Keymap(tuple(replace(row, keys=bound.get(row.id, defaults[row.id])) for row in rows)), tuple(problems)


def _command_id(name: str) -> str:
    return f"commands.{name}"


def _command_rows(commands: Mapping[str, NamedCommand]) -> Iterator[Key]:
    """Rows of commands, which get their keys later: those that take selected words in a selection too."""
    for name, command in commands.items():
        contexts = [Context.PANES, *([Context.SELECTION] if command.gets in {"reply", "selection"} else [])]
        text = f"{name}: {command.run}"
        yield from (Key(_command_id(name), (), f"command.{name}", text, _HEADING, each) for each in contexts)


def find_conflicts(keys: Mapping[str, Keys], every: Sequence[Key] = KEYS) -> Iterator[tuple[str, str, str]]:
    """Yield two action ids and the key bound to both, or that is a prefix of the other's sequence.

    A specific list may rebind a key of all lists.
    """
    for contexts in _scopes():
        rows = [row for row in every if row.context in contexts]
        owners: dict[tuple[str, ...], str] = {}
        for row in rows:
            for typed in keys[row.id]:
                parts = tuple(typed.split())
                if owners.setdefault(parts, row.id) != row.id:
                    yield row.id, owners[parts], typed
        for parts, owner in owners.items():
            for end in range(1, len(parts)):
                if parts[:end] in owners:
                    yield owner, owners[parts[:end]], " ".join(parts)


def _scopes() -> Iterator[Sequence[Context]]:
    for context in Context:
        if context in _PANES:
            yield active_contexts(context)
        elif context not in active_contexts(Context.REPLIES):
            yield (context, Context.EVERYWHERE)


def _parse_binding(name: str, typed: Keys) -> tuple[Keys, list[str]]:
    ends = {keys[-1].split()[-1] for row in KEYS if row.id == name for keys in [row.keys] if keys} & {LETTER, DIGIT}
    keys, errors = [], []
    for text in filter(None, typed):
        key = parse_keys(text)
        if key is None:
            errors.append(f"{_setting(name)}: {text!r} is not a key; {_nearest_key(text)}")
        elif key[0].isdigit() and key[0] != "0":
            errors.append(f"{_setting(name)}: {text!r} is a count; choose another key")
        else:
            end = next(iter(ends), "")
            keys.append(key if not end or key.split()[-1] == end else f"{key} {end}")
    return tuple(dict.fromkeys(keys)), errors


def _setting(name: str) -> str:
    """The setting that the keys of an action are in."""
    return f"{name}.key" if name.startswith(_command_id("")) else f"keys.{name}"


def _drop_conflicts(rows: Sequence[Key], defaults: Mapping[str, Keys], bound: dict[str, Keys]) -> Iterator[str]:
    """Drop overrides, the latest first, until no key has two meanings; yields an error for each."""
    order = {name: number for number, name in enumerate(bound)}

    def age(name: str) -> int:
        return order.get(name, -1)

    while conflicts := [each for each in find_conflicts({**defaults, **bound}, rows) if bound.keys() & {*each[:2]}]:
        *both, typed = max(conflicts, key=lambda conflict: max(map(age, conflict[:2])))
        other, one = sorted(both, key=age)
        del bound[one]
        default = " ".join(map(format_keys, defaults[one])) or "no key"
        taken = f"{format_keys(typed)!r} is already {other}; give {other} another key; {one} stays {default}"
        yield f"{_setting(one)}: {taken}"


def _nearest_action(name: str) -> str:
    ids = tuple(row.id for row in KEYS)
    last = name.rpartition(".")[2]
    same_end = [known for known in ids if known.rpartition(".")[2] == last]
    return suggest(name, ids) or (f"did you mean {same_end[0]!r}?" if same_end else "the manual lists them")


def _nearest_key(text: str) -> str:
    before, plus, last = text.rpartition("+")
    near = suggest(last.lower(), sorted(_NAMED))
    if near and plus:
        return near.replace("mean '", f"mean '{before}+")
    return near or 'keys are named like "x", "ctrl+x", "f5", "space", "g g"'


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
