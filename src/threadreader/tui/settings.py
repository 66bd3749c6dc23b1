"""How a reader wants the screens: keys and colours.

How a reader last had the panes of a thread, for the next one.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from threadreader.config import Config
from threadreader.preferences import Choices, Memory
from threadreader.session import Session, Settings
from threadreader.session.arrangement import MAX_TEXT_COLUMNS, MIN_TEXT_COLUMNS, LayoutPreferences
from threadreader.tui.keymap import Keymap, make_keymap
from threadreader.tui.symbols import SIGNS
from threadreader.tui.theme import LOOKS, MONO, Look


@dataclass(frozen=True, slots=True)
class Setup:
    """What every screen is made with; `config_file` is where a reader changes it, None where nobody asked for one."""

    look: Look
    keymap: Keymap = field(default_factory=Keymap)
    config_file: Path | None = None
    colored: bool = True
    """Whether the terminal may be asked for colours."""
    pictures: str = "auto"
    """How the terminal takes pictures."""
    memory: Memory = field(default_factory=Memory)
    named: frozenset[str] = frozenset()
    """The settings that the reader wrote down: they hold, whatever was chosen on the screen."""


def make_setup(
    config: Config,
    config_file: Path | None = None,
    *,
    colored: bool = True,
    memory: Memory | None = None,
    named: frozenset[str] = frozenset(),
) -> tuple[Setup, tuple[str, ...]]:
    """What the settings ask for, and what was chosen last where they do not; and what is wrong with their keys."""
    keymap, problems = make_keymap(config.preset, config.keys)
    memory = memory or Memory()
    chosen = "" if "theme" in named else memory.choices.theme
    theme = (chosen if chosen in LOOKS else config.theme) if colored else MONO.name
    look = replace(LOOKS[theme], signs=SIGNS[config.signs], bars=config.bars)
    return Setup(look, keymap, config_file, colored, config.pictures, memory, named), problems


def wish_of(choices: Choices) -> LayoutPreferences:
    """How the terminal is to be divided."""
    share = choices.article_share if 0 < choices.article_share < 1 else None
    return LayoutPreferences(share=share, strip=choices.strip, ancestors=choices.ancestors)


def settings_of(choices: Choices, usual: Settings, named: frozenset[str]) -> Settings:
    """How wide text may get, where the reader's own settings do not say it."""
    article, reply = (
        width if MIN_TEXT_COLUMNS <= width <= MAX_TEXT_COLUMNS and name not in named else getattr(usual, name)
        for name, width in (("article_width", choices.article_width), ("reply_width", choices.reply_width))
    )
    return Settings(article, reply, usual.indent)


def remember(session: Session, memory: Memory) -> None:
    """Take note of how they are."""
    wish, settings, usual = session.preferences, session.settings, session.default_settings
    memory.choose(
        article_share=wish.share or 0.0,
        strip=wish.strip,
        ancestors=wish.ancestors,
        article_width=settings.article_width if settings.article_width != usual.article_width else 0,
        reply_width=settings.reply_width if settings.reply_width != usual.reply_width else 0,
    )
