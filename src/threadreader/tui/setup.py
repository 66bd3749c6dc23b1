"""How a reader wants the screens: keys and colours."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from threadreader.config import Config
from threadreader.remembered import Memory
from threadreader.tui.keymap import Keymap, make_keymap
from threadreader.tui.signs import SIGNS
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
