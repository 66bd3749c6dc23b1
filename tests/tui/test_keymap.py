"""What the settings say of keys: taken where it is right, else named with what would be right."""

import pytest
from msgspec.structs import replace

from threadreader.config import NamedCommand
from threadreader.tui.keys import KEYS, PRESETS, Context, Keymap, find_conflicts, make_keymap, parse_keys


def keys_of(keymap: Keymap, name: str) -> tuple[str, ...]:
    return next(row.keys for row in keymap.rows if row.id == name)


def test_without_settings_the_keys_are_those_of_the_table() -> None:
    assert make_keymap() == (Keymap(KEYS), ())


def test_an_action_gets_the_keys_that_are_asked_for_and_no_others() -> None:
    keymap, problems = make_keymap("vi", {"reply.next": ("f5", "^n"), "go.back": ()})
    assert problems == ()
    assert keys_of(keymap, "reply.next") == ("f5", "ctrl+n")
    assert keys_of(keymap, "go.back") == ()
    assert keymap.labels("reply.next", "go.back", "reply.parent") == "F5 p"


def test_two_actions_may_change_their_keys() -> None:
    keymap, problems = make_keymap("vi", {"reply.next": ("k",), "reply.previous": ("j",)})
    assert problems == ()
    assert (keys_of(keymap, "reply.next"), keys_of(keymap, "reply.previous")) == (("k",), ("j",))


@pytest.mark.parametrize(
    ("name", "typed", "problem"),
    [
        ("reply.nxt", "n", "keys: unknown action 'reply.nxt'; did you mean 'reply.next'?"),
        ("thread.parent", "n", "keys: unknown action 'thread.parent'; did you mean 'reply.parent'?"),
        ("frobnicate", "n", "keys: unknown action 'frobnicate'; the manual lists them"),
        ("reply.next", "spcae", "keys.reply.next: 'spcae' is not a key; did you mean 'space'?"),
        ("reply.next", "ctrl+spcae", "keys.reply.next: 'ctrl+spcae' is not a key; did you mean 'ctrl+space'?"),
        ("reply.next", "3", "keys.reply.next: '3' is a count; choose another key"),
        (
            "reply.next",
            "n",
            "keys.reply.next: 'n' is already find.next; give find.next another key; reply.next stays j down",
        ),
        (
            "reply.next",
            "z",
            "keys.reply.next: 'za' is already fold.toggle; give fold.toggle another key; reply.next stays j down",
        ),
        (
            "reply.next",
            "n x",
            "keys.reply.next: 'nx' is already find.next; give find.next another key; reply.next stays j down",
        ),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_nearest_right_one(name: str, typed: str, problem: str) -> None:
    keymap, problems = make_keymap("vi", {name: (typed,), "keep.star": ("f9",)})
    (said,) = problems
    assert said.startswith(problem.split(";", maxsplit=1)[0]) or said == problem
    assert said == problem or "stays" in problem
    assert keys_of(keymap, "reply.next") == ("j", "down")
    assert keys_of(keymap, "keep.star") == ("f9",), "the others are taken"


def test_of_two_settings_that_clash_the_first_is_taken() -> None:
    keymap, (said,) = make_keymap("vi", {"reply.next": ("f5",), "reply.parent": ("f5",)})
    assert said == ("keys.reply.parent: 'F5' is already reply.next; give reply.next another key; reply.parent stays p")
    assert (keys_of(keymap, "reply.next"), keys_of(keymap, "reply.parent")) == (("f5",), ("p",))


def test_one_key_may_mean_two_things_in_two_panes_and_another_in_a_list_of_its_own() -> None:
    for name in ("article.down", "list.down", "people.mark"):
        assert make_keymap("vi", {name: ("p",)})[1] == ()


def test_commands_of_the_settings_have_rows_and_keys_that_clash_with_none() -> None:
    say = NamedCommand("espeak", "thread", key=("g g", "x y"))
    commands = {"count": NamedCommand("wc -w", key=("g c",)), "say": say}
    keymap, (problem,) = make_keymap("vi", {}, commands)
    assert problem.startswith("commands.say.key: ")
    rows = [(row.id, row.keys, row.help, row.context) for row in keymap.rows if row.id.startswith("commands.")]
    assert rows == [
        ("commands.count", ("g c",), "count: wc -w", Context.PANES),
        ("commands.count", ("g c",), "count: wc -w", Context.SELECTION),
        ("commands.say", (), "say: espeak", Context.PANES),
    ]
    assert make_keymap("vi", {"commands.say": ("f9",)}, {"say": NamedCommand("espeak")})[1] == ()
    _, (problem,) = make_keymap("vi", {}, {"say": replace(say, key=("^nosuch",))})
    assert problem.startswith("commands.say.key: ")


def test_what_must_be_followed_by_a_letter_or_digit_still_is() -> None:
    keymap, problems = make_keymap("vi", {"keep.mark": ("M",), "fold.level": ("Z",)})
    assert problems == ()
    assert keys_of(keymap, "keep.mark") == ("M letter",)
    assert keys_of(keymap, "fold.level") == ("Z digit",)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_has_two_meanings_for_a_key(preset: str) -> None:
    keymap, problems = make_keymap(preset)
    assert problems == ()
    assert list(find_conflicts({row.id: row.keys for row in keymap.rows})) == [], (
        "give one of the two another key in tui/keys.toml"
    )
    assert set(PRESETS[preset]()) <= {row.id for row in KEYS}
    assert all(parse_keys(typed) == typed for row in keymap.rows for typed in row.keys)


def test_the_arrows_need_no_letter() -> None:
    keymap, _ = make_keymap("arrows")
    letters = [part for row in keymap.rows for typed in row.keys for part in typed.split() if len(part) == 1]
    assert [part for part in letters if part.isalpha()] == []
    assert [row.id for row in keymap.rows if not row.keys] == [], "`arrows` in tui/keys.toml gives them one"
