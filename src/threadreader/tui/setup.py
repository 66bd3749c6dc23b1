"""How a reader wants the screens: keys and colours."""

from dataclasses import dataclass, field
from pathlib import Path

from threadreader.config import Config
from threadreader.tui.keymap import Keymap, make_keymap
from threadreader.tui.theme import LOOKS, Look


@dataclass(frozen=True, slots=True)
class Setup:
    """What every screen is made with; `config_file` is where a reader changes it, None where nobody asked for one."""

    look: Look
    keymap: Keymap = field(default_factory=Keymap)
    config_file: Path | None = None


def make_setup(config: Config, config_file: Path | None = None) -> tuple[Setup, tuple[str, ...]]:
    """What the settings ask for, and what is wrong with their keys."""
    keymap, problems = make_keymap(config.preset, config.keys)
    return Setup(LOOKS[config.theme], keymap, config_file), problems
