"""What a terminal is shown by what its environment says of it: the table of the manual."""

import os

import pytest
from rich.color import ColorSystem

from threadreader.cli import startup
from threadreader.paths import find_paths

SHOWN = [
    ("xterm-256color", "truecolor", False, ColorSystem.TRUECOLOR, "dark", "lines"),
    ("xterm-256color", "", False, ColorSystem.EIGHT_BIT, "dark", "lines"),
    ("xterm-256color", "truecolor", True, ColorSystem.TRUECOLOR, "mono", "lines"),
    ("tmux-256color", "", False, ColorSystem.EIGHT_BIT, "dark", "lines"),
    ("screen.xterm-256color", "", False, ColorSystem.EIGHT_BIT, "dark", "lines"),
    ("xterm-kitty", "", False, ColorSystem.EIGHT_BIT, "dark", "lines"),
    ("xterm", "", False, ColorSystem.STANDARD, "terminal", "lines"),
    ("screen", "", False, ColorSystem.STANDARD, "terminal", "lines"),
    ("screen", "", True, ColorSystem.STANDARD, "mono", "lines"),
    ("linux", "", False, ColorSystem.STANDARD, "terminal", "ascii"),
    ("linux", "truecolor", False, ColorSystem.TRUECOLOR, "dark", "ascii"),
    ("vt100", "", False, ColorSystem.STANDARD, "mono", "ascii"),
    ("vt220", "truecolor", False, ColorSystem.TRUECOLOR, "mono", "ascii"),
]


@pytest.mark.parametrize(("term", "colorterm", "no_color", "colors", "theme", "signs"), SHOWN)
def test_a_terminal_is_shown_what_it_can_show(
    *,
    term: str,
    colorterm: str,
    no_color: bool,
    colors: ColorSystem,
    theme: str,
    signs: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"TERM": term, "COLORTERM": colorterm, "NO_COLOR": "1" if no_color else ""}.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TEXTUAL_COLOR_SYSTEM", raising=False)
    setup, problems = startup._setup(startup._load_config(plain=False), is_light=False)
    assert not problems
    assert (setup.colors, setup.theme.name, setup.theme.signs.name) == (colors, theme, signs)


def test_the_settings_go_before_what_the_terminal_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    file = find_paths().config_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('signs = "lines"\n', encoding="utf-8")
    monkeypatch.setitem(os.environ, "TERM", "linux")
    assert startup._load_config(plain=False).config.signs == "lines"
