"""Makes the pictures in `screenshots/` from the current program on its own sample page.

`python -m pictures [FOLDER]`
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

from msgspec.structs import replace
from rich.color import ColorSystem

from moving_picture import Frame, join_frames
from shelf import shelve
from sketch import sketch
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress
from threadreader.model.text import Moment
from threadreader.model.thread import Author, CommentId
from threadreader.paths import find_paths
from threadreader.preferences import Preferences
from threadreader.sample import NAME, sample_page
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.theme import make_setup, themes_in

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
    has_more: bool = False
    """True for a library of several threads."""


_SITES = ("The Long Evening", "Hacker News", "kettles.example", "Hacker News", "Lobsters")
_TOPICS = ("bread", "ferries", "kettles", "the harbour", "old maps", "tunnels", "orchards", "the registry", "bridges")
_WAYS = ("What nobody says about", "A short history of", "Why we still need", "Notes on", "In defence of")


PICTURES = (
    Picture("first", (100, 24), is_empty=True),
    Picture("library", (160, 45), has_more=True),
    Picture("library-tall", (100, 30), ("j", "t", "t"), has_more=True),
    Picture("palette", (100, 24), (":", *"coll")),
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


TOUR: Sequence[tuple[Sequence[str], str]] = (
    ((), "A saved page: the article, and every reply as a tree"),
    (("space",), "space next page"),
    (("tab", "j", "j"), "tab switches to the replies, j goes to the next one"),
    (("]", "q"), "]q goes to the next quotation"),
    ((">",), "> leads to the words that it quotes"),
    (("ctrl+o",), "^o leads back"),
    (("z", "M"), "zM closes all branches: a row each"),
    (("l", "j", "j"), "l opens one"),
    (("z", "R", "/", *"saturday", "enter"), "/ searches the article and every reply"),
    (("escape", "&", *"is:op", "enter"), "&is:op shows what the author replied"),
    (("escape", "*", "."), "* stars a reply, . goes to the next unread one"),
)
"""Keys of the picture that moves, and what is said of each."""


def main(folder: Path) -> None:
    """Write every picture as SVG."""
    (folder / "tour.svg").write_text(_draw_tour(), encoding="utf-8")
    for picture in PICTURES:
        with tempfile.TemporaryDirectory() as home, _new_library(home) as library:
            if not picture.is_empty:
                library.import_page(FileSource(Path(NAME), content=sample_page()))
            if picture.has_more:
                _stock(library)
            # What somebody downloaded belongs on no picture.
            with patch("threadreader.tui.library_actions.find_downloads", lambda: Path("nowhere")):
                drawn = asyncio.run(_draw(library, picture))
        (folder / "themes").mkdir(parents=True, exist_ok=True)
        (folder / f"{picture.name}.svg").write_text(_of_its_own(drawn), encoding="utf-8")


def _stock(library: Library) -> None:
    """Put threads into a library, of several sites, some of them tagged, some read in part."""
    for number in range(24):
        title = f"{_WAYS[number % 5]} {_TOPICS[number % 9]}"
        words = f"{title}: what was said of it, and by whom. "
        names = ("ann", "bob", "carla", "dirk")
        replies = "\n".join(" " * (each % 3) + f"{names[each % 4]}: {words}" for each in range(number * 3))
        thread = sketch(f"# {title}\n\n{words * (9 + number)}\n\n{replies}")
        article = replace(thread.article, authors=(Author(("Ann Vale", "Bo Lind", "Carla Reyes")[number % 3]),))
        day = date(2010 + number % 13, 1 + number % 12, 14)
        article = replace(article, published_at=Moment(day.isoformat(), day))
        shelved = shelve(library, replace(thread, article=article), site=_SITES[number % 5])
        tags = [tag for tag, each in (("later", 4), ("cooking", 9), ("queue", 11), ("done", 8)) if number % each == 3]
        library.change_tags({library.find(str(shelved)).page.id: (tags, ())})
        if number % 4 == 1:
            seen = Progress(seen=frozenset(CommentId(f"c{each}") for each in range(1, number * 2)))
            library.save_progress(shelved, seen, Progress())


def _new_library(home: str) -> Library:
    return Library.open(find_paths(home), clock=lambda: datetime(2024, 5, 3, 14, 2, tzinfo=UTC))


def _draw_tour() -> str:
    with tempfile.TemporaryDirectory() as home, _new_library(home) as library:
        library.import_page(FileSource(Path(NAME), content=sample_page()))
        drawings = asyncio.run(_draw_all(library, Picture("tour", (120, 30)), [keys for keys, _ in TOUR]))
    return join_frames([Frame(drawing, words) for drawing, (_, words) in zip(drawings, TOUR, strict=True)])


async def _draw(library: Library, picture: Picture) -> str:
    return (await _draw_all(library, picture, [picture.keys]))[0]


async def _draw_all(library: Library, picture: Picture, steps: Sequence[Sequence[str]]) -> Sequence[str]:
    """The screen after each of some rows of keys."""
    config = Config(theme=picture.theme)
    setup, _ = make_setup(config, colors=picture.colors, preferences=Preferences(toured=True))
    app = ThreadreaderApp(library, config, setup, number=None if picture.is_empty or picture.has_more else 1)
    drawings = []
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        for keys in steps:
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            drawings.append(app.export_screenshot(title="threadreader"))
    return drawings


def _of_its_own(drawing: str) -> str:
    """Textual names a font on the web; a picture here asks nothing of a network, and its spaces count."""
    drawing = re.sub(r"\s*@font-face \{.*?\}", "", drawing, flags=re.DOTALL)
    drawing = drawing.replace("Fira Code, monospace", "DejaVu Sans Mono, Menlo, Consolas, monospace")
    return drawing.replace("<svg ", '<svg xml:space="preserve" ', 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "screenshots")
