"""Makes the pictures in `screenshots/` from the current program on its own sample page.

`PYTHONPATH=tests python -m pictures [FOLDER]`
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from rich.color import ColorSystem

from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.preferences import Preferences
from threadreader.sample import NAME, sample_page
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.settings import make_setup
from threadreader.tui.theme import themes_in

_BITS = {"24-bit": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen of the sample page, or of an empty library: its size, and the keys that lead to it."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str] = ()
    theme: str = "dark"
    colors: ColorSystem = ColorSystem.TRUECOLOR
    is_empty: bool = False


PICTURES = (
    Picture("first", (100, 24), is_empty=True),
    Picture("wide", (160, 45)),
    Picture("quote", (160, 45), ("6", "G", ">", "]", "q", ">")),
    Picture("light", (160, 45), ("7", "G", ">"), theme="light"),
    Picture("folded", (160, 45), ("z", "M")),
    Picture("search", (160, 45), ("/", *"published error", "enter")),
    Picture("export", (120, 30), ("7", "G", "s", "l", "j", "l")),
    Picture("help", (120, 45), ("?",)),
    Picture("medium", (100, 30), ("tab", "6", "G")),
    Picture("narrow", (60, 20), ("tab", "6", "G")),
    Picture("tiny", (40, 12), ("tab", "6", "G")),
    *(
        Picture(f"themes/{name}-{bits}", (100, 30), ("7", "G", ">"), name, colors)
        for bits, colors in _BITS.items()
        for name, theme in themes_in(colors).items()
        # Those of the terminal itself look the same with any number of colours.
        if colors is ColorSystem.TRUECOLOR or theme.paper.startswith("#")
    ),
)


def main(folder: Path) -> None:
    """Write every picture as SVG."""
    for picture in PICTURES:
        with tempfile.TemporaryDirectory() as home, _new_library(home) as library:
            if not picture.is_empty:
                library.import_page(FileSource(Path(NAME), content=sample_page()))
            # What somebody downloaded belongs on no picture.
            with patch("threadreader.tui.library_actions.find_downloads", lambda: Path("nowhere")):
                drawn = asyncio.run(_draw(library, picture))
        (folder / "themes").mkdir(parents=True, exist_ok=True)
        (folder / f"{picture.name}.svg").write_text(_of_its_own(drawn), encoding="utf-8")


def _new_library(home: str) -> Library:
    return Library.open(find_paths(home), clock=lambda: datetime(2024, 5, 3, 14, 2, tzinfo=UTC))


async def _draw(library: Library, picture: Picture) -> str:
    config = Config(theme=picture.theme)
    setup, _ = make_setup(config, colors=picture.colors, preferences=Preferences(toured=True))
    app = ThreadreaderApp(library, config, setup, number=None if picture.is_empty else 1)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        for key in picture.keys:
            await pilot.press(key)
        await pilot.pause()
        return app.export_screenshot(title="threadreader")


def _of_its_own(drawing: str) -> str:
    """Textual names a font on the web; a picture here asks nothing of a network, and its spaces count."""
    drawing = re.sub(r"\s*@font-face \{.*?\}", "", drawing, flags=re.DOTALL)
    drawing = drawing.replace("Fira Code, monospace", "DejaVu Sans Mono, Menlo, Consolas, monospace")
    return drawing.replace("<svg ", '<svg xml:space="preserve" ', 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "screenshots")
