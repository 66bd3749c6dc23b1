"""A look as a theme for Textual's own widgets."""

from dataclasses import replace

from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

from threadreader.tui.theme import Look


def textual_theme(look: Look) -> Theme:
    """The same colours; where they are the terminal's, in its 16."""
    if not look.paper.startswith("#"):
        return _of_the_terminal(look.name, look.accent)
    return Theme(
        name=look.name,
        primary=look.hues[0],
        secondary=look.hues[2],
        accent=look.accent,
        foreground=look.ink,
        background=look.paper,
        surface=look.paper,
        panel=look.tint,
        dark=look.dark,
    )


def _of_the_terminal(name: str, accent: str) -> Theme:
    color = Style.parse(accent).color
    own = f"ansi_{color.name}" if color and not color.is_default else "ansi_default"
    return replace(BUILTIN_THEMES["ansi-dark"], name=name, primary=own, accent=own)
