"""How keys are named: as somebody writes them in the settings, and as the help shows them.

A key is its character, or its name where it has none (`space`, `ctrl+o`, `f1`); the keys of a sequence are parted by
spaces (`z M`).
"""

from typing import Final

LETTER: Final = "letter"
"""Stands in a sequence for any character, which the action is given."""

DIGIT: Final = "digit"
"""Stands in a sequence for a digit from 1 on, which the action is given as its count."""


def parse_keys(text: str) -> str | None:
    """A key or sequence as this program names it, from how people write them (`^o`, `M-x`, `PgDn`, `zM`).

    None where it is no key.
    """
    parts: list[str] = []
    for word in text.split():
        one = _parse_key(word)
        if one:
            parts.append(one)
        elif len(word) == _PAIR and word.isprintable():
            parts += word
        else:
            return None
    return " ".join(parts) or None


def shown(typed: str) -> str:
    """How a key is written in the help: `^o`, `gg`, `space`."""
    return "".join(map(_shown_key, typed.split()))


def named_keys() -> tuple[str, ...]:
    """The names of the keys that are no characters."""
    return tuple(sorted(_NAMED))


def _shown_key(part: str) -> str:
    if part in _SHOWN:
        return _SHOWN[part]
    *modifiers, last = part.split("+") if len(part) > 1 else [part]
    if not last:  # The key itself is the plus.
        modifiers, last = modifiers[:-1], "+"
    return "".join(_PREFIXES[modifier] for modifier in modifiers) + _SHOWN.get(last, last)


def _parse_key(word: str) -> str:
    if len(word) == 1:
        return word if word.isprintable() else ""
    modifiers, last = _parted(word)
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


def _parted(word: str) -> tuple[set[str], str]:
    """The modifiers that are written before a key, and the key."""
    modifiers = set[str]()
    while len(word) > 1:
        for written, modifier in _MODIFIERS:
            if word.lower().startswith(written) and len(word) > len(written):
                modifiers.add(modifier)
                word = word[len(written) :]
                break
        else:
            break
    return modifiers, word


_PAIR = 2
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
"""What a terminal sends for both is taken for the plain key."""

_SHOWN = {DIGIT: "1…9", LETTER: "a…z", "pagedown": "PgDn", "pageup": "PgUp", "escape": "esc"} | {
    key: key.upper() for key in _FUNCTION_KEYS
}
