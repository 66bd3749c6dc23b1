"""What a terminal is shown by what its environment says of it: the table of the manual."""

import os
from collections.abc import Mapping

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


@pytest.mark.parametrize(
    ("term", "around", "colorterm"),
    [
        ("screen.xterm-256color", {"STY": "1.pts"}, None),
        ("screen.xterm-256color", {}, None),
        ("screen", {"STY": "1.pts"}, None),
        ("screen", {"TMUX": "/tmp/tmux-0/default,1,0"}, "truecolor"),
        ("screen-256color", {"TMUX": "/tmp/tmux-0/default,1,0", "STY": "1.pts"}, "truecolor"),
        ("xterm-256color", {}, "truecolor"),
    ],
)
def test_gnu_screen_is_not_shown_the_colors_that_only_the_terminal_around_it_has(
    term: str, around: Mapping[str, str], colorterm: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": term, "COLORTERM": "truecolor", **around}.items():
        monkeypatch.setenv(name, value)
    startup.Startup(plain=False)
    assert os.environ.get("COLORTERM") == colorterm


def test_the_settings_go_before_what_the_terminal_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    file = find_paths().config_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('signs = "lines"\n', encoding="utf-8")
    monkeypatch.setitem(os.environ, "TERM", "linux")
    assert startup._load_config(plain=False).config.signs == "lines"
