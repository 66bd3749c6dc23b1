"""The keys as a reader has them: the table, a preset, and what the settings say, without two meanings for one key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from threadreader.config import nearest
from threadreader.tui.actions import Key, Where, works_in
from threadreader.tui.keys import DIGIT, KEYS, LETTER, PRESETS, named_keys, parse_keys, shown

Keys = tuple[str, ...]

_PANES = (Where.ARTICLE, Where.REPLIES)


@dataclass(frozen=True)
class Keymap:
    """The table of keys with the keys that are in use."""

    rows: tuple[Key, ...] = KEYS

    @cached_property
    def _by_id(self) -> Mapping[str, Key]:
        return {row.id: row for row in self.rows}

    def written(self, *ids: str) -> str:
        """The first key of each action as the help shows it: `n N`; without those that have none."""
        return " ".join(shown(row.keys[0]) for row in map(self._by_id.__getitem__, ids) if row.keys)


def make_keymap(preset: str = "vi", wanted: Mapping[str, Keys] | None = None) -> tuple[Keymap, tuple[str, ...]]:
    """The keys of a preset with others for some actions, and what is wrong with those that are left as they were."""
    instead = PRESETS[preset]()
    usual = {row.id: instead.get(row.id, row.keys) for row in KEYS}
    problems: list[str] = []
    bound: dict[str, Keys] = {}
    for name, typed in (wanted or {}).items():
        if name not in usual:
            problems.append(f"keys: there is no action {name!r}; {_nearest_action(name)}")
            continue
        keys, wrong = _parsed(name, typed)
        problems += wrong
        if not wrong:
            bound[name] = keys
    if bound:
        problems += _without_clashes(usual, bound)
    return Keymap(tuple(replace(row, keys=bound.get(row.id, usual[row.id])) for row in KEYS)), tuple(problems)


def clashes(keys: Mapping[str, Keys]) -> Iterator[tuple[str, str, str]]:
    """Two actions and the key of the first that both would answer to, or that would cut the other's sequence short.

    A list of its own may give another meaning to a key that works everywhere in lists.
    """
    for places in _scopes():
        rows = [row for row in KEYS if row.where in places]
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


def _scopes() -> Iterator[Sequence[Where]]:
    for where in Where:
        if where in _PANES:
            yield works_in(where)
        elif where not in works_in(Where.REPLIES):
            yield (where, Where.EVERYWHERE)


def _parsed(name: str, typed: Keys) -> tuple[Keys, list[str]]:
    """The keys as they are typed, and what is wrong with them."""
    ends = {keys[-1].split()[-1] for row in KEYS if row.id == name for keys in [row.keys] if keys} & {LETTER, DIGIT}
    keys, wrong = [], []
    for text in filter(None, typed):
        key = parse_keys(text)
        if key is None:
            wrong.append(f"keys.{name}: {text!r} is no key; {_nearest_key(text)}")
        elif key[0].isdigit() and key[0] != "0":
            wrong.append(f"keys.{name}: {text!r} is a count; choose another key")
        else:
            end = next(iter(ends), "")
            keys.append(key if not end or key.split()[-1] == end else f"{key} {end}")
    return tuple(dict.fromkeys(keys)), wrong


def _without_clashes(usual: Mapping[str, Keys], bound: dict[str, Keys]) -> Iterator[str]:
    """Give up settings until no key means two things, the later before the earlier; says which, and why."""
    order = list(bound)
    while True:
        found = [clash for clash in clashes({**usual, **bound}) if clash[0] in bound or clash[1] in bound]
        if not found:
            return
        one, other, typed = max(found, key=lambda clash: max(_rank(order, clash[0]), _rank(order, clash[1])))
        if _rank(order, one) < _rank(order, other):
            one, other = other, one
        del bound[one]
        kept = " ".join(map(shown, usual[one])) or "no key"
        yield f"keys.{one}: {shown(typed)!r} is already {other}; give {other} another key; {one} stays {kept}"


def _rank(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else -1


def _nearest_action(name: str) -> str:
    ids = tuple(row.id for row in KEYS)
    last = name.rpartition(".")[2]
    same_end = [known for known in ids if known.rpartition(".")[2] == last]
    return nearest(name, ids) or (f"did you mean {same_end[0]!r}?" if same_end else "the README lists them")


def _nearest_key(text: str) -> str:
    before, plus, last = text.rpartition("+")
    near = nearest(last.lower(), named_keys())
    if near and plus:
        return near.replace("mean '", f"mean '{before}+")
    return near or 'keys are named like "x", "ctrl+x", "f5", "space", "g g"'
