"""Setup of the screens from configuration and saved preferences: theme, keymap, layout and text widths."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.color import ColorSystem

from threadreader.config import Config
from threadreader.preferences import Preferences
from threadreader.session import Session, Settings
from threadreader.session.arrangement import MAX_TEXT_COLUMNS, MIN_TEXT_COLUMNS, LayoutPreferences
from threadreader.tui.keymap import Keymap, make_keymap
from threadreader.tui.symbols import SIGNS
from threadreader.tui.theme import MONO, THEMES, Theme, find_theme, themes_in


@dataclass(frozen=True, slots=True)
class Setup:
    """Settings shared by all screens; `config_file` is shown in the help."""

    theme: Theme
    keymap: Keymap = field(default_factory=Keymap)
    config_file: Path | None = None
    colored: bool = True
    """False under NO_COLOR."""
    colors: ColorSystem = ColorSystem.TRUECOLOR
    """Colours of the terminal."""
    pictures: str = "auto"
    """Graphics protocol, or "auto" to detect it."""
    preferences: Preferences = field(default_factory=Preferences)
    named: frozenset[str] = frozenset()
    """Settings in the configuration file, which override saved preferences."""

    def themed(self, name: str) -> "Setup":
        """The same with another theme."""
        theme = find_theme(name, self.colors)
        return replace(self, theme=replace(theme, signs=self.theme.signs, bars=self.theme.bars))

    @property
    def theme_names(self) -> Sequence[str]:
        """Names of the themes to choose from in this terminal."""
        return tuple(themes_in(self.colors)) if self.colored else (MONO.name,)


def make_setup(
    config: Config,
    config_file: Path | None = None,
    *,
    colored: bool = True,
    colors: ColorSystem = ColorSystem.TRUECOLOR,
    preferences: Preferences | None = None,
    named: frozenset[str] = frozenset(),
) -> tuple[Setup, tuple[str, ...]]:
    """Merge configuration and preferences; also returns the errors of the key settings."""
    keymap, problems = make_keymap(config.preset, config.keys)
    preferences = preferences or Preferences()
    chosen = "" if "theme" in named else preferences.theme
    name = (chosen if chosen in THEMES else config.theme) if colored else MONO.name
    theme = replace(find_theme(name, colors), signs=SIGNS[config.signs], bars=config.bars)
    return Setup(theme, keymap, config_file, colored, colors, config.pictures, preferences, named), problems


def layout_preferences(preferences: Preferences) -> LayoutPreferences:
    """Saved division of the terminal."""
    share = preferences.article_share if 0 < preferences.article_share < 1 else None
    return LayoutPreferences(share=share, strip=preferences.strip, ancestors=preferences.ancestors)


def text_settings(preferences: Preferences, defaults: Settings, named: frozenset[str]) -> Settings:
    """Saved text widths where the configuration file has none."""
    article, reply = (
        width if MIN_TEXT_COLUMNS <= width <= MAX_TEXT_COLUMNS and name not in named else getattr(defaults, name)
        for name, width in (("article_width", preferences.article_width), ("reply_width", preferences.reply_width))
    )
    return replace(defaults, article_width=article, reply_width=reply)


def remember_layout(session: Session, preferences: Preferences) -> None:
    """Store the division and text widths of a session in the preferences."""
    layout, settings, defaults = session.preferences, session.settings, session.default_settings
    preferences.article_share = layout.share or 0.0
    preferences.strip, preferences.ancestors = layout.strip, layout.ancestors
    article, reply = settings.article_width, settings.reply_width
    preferences.article_width = article if article != defaults.article_width else 0
    preferences.reply_width = reply if reply != defaults.reply_width else 0
