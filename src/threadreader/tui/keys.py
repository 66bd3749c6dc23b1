"""Key table of `keys.toml`: its rows, the contexts in which they are active, its presets, and the notation of keys."""

import enum
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, convert

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
    PEOPLE = "list of people"
    LABELS = "labels of links"
    ADDRESS = "an address that is asked about"
    SELECTION = "a selection"
    NOTES = "list of notes"
    SAVES = "list of saves"
    LIBRARY = "library"
    FOUND = "library, what was found"
    HELP = "help"
    EXPORT = "export"
    OUTPUT = "output of a command"


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


class Key(Struct, frozen=True):
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


def named_keys() -> tuple[str, ...]:
    """Names of the keys that are no characters."""
    return tuple(sorted(_NAMED))


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
    """Split a key into its modifiers and its base key."""
    modifiers = set[str]()
    while len(word) > 1:
        for prefix, modifier in _MODIFIERS:
            if word.lower().startswith(prefix) and len(word) > len(prefix):
                modifiers.add(modifier)
                word = word[len(prefix) :]
                break
        else:
            break
    return modifiers, word


_PAIR_CHARS = 2  # as in `gg` and `zM`: no other sequence is written without spaces
_PREFIXES = {"ctrl": "^", "alt": "M-", "shift": "S-"}
_MODIFIERS = (
    ("ctrl+", "ctrl"),
    ("ctrl-", "ctrl"),
    ("c-", "ctrl"),
    ("^", "ctrl"),
    ("alt+", "alt"),
    ("alt-", "alt"),
    ("meta+", "alt"),
    ("m-", "alt"),
    ("shift+", "shift"),
    ("shift-", "shift"),
    ("s-", "shift"),
)
_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 25))
_NAMED = {
    *_FUNCTION_KEYS,
    *("space", "enter", "tab", "escape", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
}
_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
}
_SENT_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape", "ctrl+h": "backspace"}
"""Control keys that a terminal sends as the same byte as a named key."""

_KEY_LABELS = {DIGIT: "1…9", LETTER: "a…z", "pagedown": "PgDn", "pageup": "PgUp", "escape": "esc"} | {
    key: key.upper() for key in _FUNCTION_KEYS
}
