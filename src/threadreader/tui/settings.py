"""Setup of the screens from configuration and saved preferences: theme, keymap, layout and text widths."""

from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace
from rich.color import ColorSystem

from threadreader.config import AUTO_THEME, Config
from threadreader.preferences import Preferences
from threadreader.session import Session, Settings
from threadreader.session.arrangement import MAX_TEXT_COLUMNS, MIN_TEXT_COLUMNS, LayoutPreferences
from threadreader.tui.keymap import Keymap, make_keymap
from threadreader.tui.theme import DARK, LIGHT, MONO, SIGNS, THEMES, Theme, find_theme, themes_in


class Setup(Struct, frozen=True):
    """Settings shared by all screens; `config_file` is shown in the help."""

    theme: Theme
    config: Config = field(default_factory=Config)
    keymap: Keymap = field(default_factory=Keymap)
    config_file: Path | None = None
    colored: bool = True
    """False under NO_COLOR."""
    colors: ColorSystem = ColorSystem.TRUECOLOR
    """Colours of the terminal."""
    is_light: bool = False
    """True if the terminal told that its background is light."""
    theme_name: str = AUTO_THEME
    """The chosen theme, perhaps by the background."""
    preferences: Preferences = field(default_factory=Preferences)
    named: frozenset[str] = frozenset()
    """Settings in the configuration file, which override saved preferences."""

    def themed(self, name: str) -> "Setup":
        theme = replace(self._find_theme(name), signs=self.theme.signs, bars=self.theme.bars)
        return replace(self, theme=theme, theme_name=name)

    def _find_theme(self, name: str) -> Theme:
        if not self.colored:
            return MONO
        return find_theme((LIGHT if self.is_light else DARK).name if name == AUTO_THEME else name, self.colors)

    def next_theme(self) -> str:
        """Name of the theme after the chosen one, without those that look the same in this terminal."""
        names = list(themes_in(self.colors))
        if self.colors is not ColorSystem.STANDARD:
            names.append(AUTO_THEME)
        at = names.index(self.theme_name if self.theme_name in names else self.theme.name) + 1
        others = (name for name in (*names[at:], *names[:at]) if self.themed(name).theme != self.theme)
        return next(others, self.theme_name)


def make_setup(
    config: Config,
    config_file: Path | None = None,
    *,
    colored: bool = True,
    colors: ColorSystem = ColorSystem.TRUECOLOR,
    is_light: bool = False,
    preferences: Preferences | None = None,
    named: frozenset[str] = frozenset(),
) -> tuple[Setup, tuple[str, ...]]:
    """Merge configuration and preferences; also returns the errors of the key settings."""
    keymap, problems = make_keymap(config.preset, config.keys, config.commands)
    preferences = preferences or Preferences()
    chosen = "" if "theme" in named else preferences.theme
    setup = Setup(
        replace(DARK, signs=SIGNS[config.signs], bars=config.bars),
        config,
        keymap,
        config_file,
        colored=colored,
        colors=colors,
        is_light=is_light,
        preferences=preferences,
        named=named,
    )
    return setup.themed(chosen if chosen in (*THEMES, AUTO_THEME) else config.theme), problems


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
