"""Every key on every screen: none ends the program in error, and one that has nothing to do says why.

    python -m sweep [160x45 100x30 80x24 60x20 40x12] [--screen NAME ...]

It presses each key of the table, every other one of a keyboard, and each sequence, always from the same state of a
screen, and prints which changed nothing on it, not even a message, and which lines are wider than the terminal. What is
typed in a line is not looked at there, but that it ends nothing.
"""

import argparse
import asyncio
import gc
import os
import string
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.style import Style
from textual import _wait, events
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from archives import KINDS
from discussed import ARTICLE, article, news
from monkey import pages_screen
from reading import index
from screens import has_something_to_do, strips, wait_until_idle
from shelf import shelve, visit
from sketch import sketch
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.quote import QuoteIndex
from threadreader.paths import find_paths
from threadreader.render.width import cell_width
from threadreader.tui.app import BaseApp, ThreadreaderApp
from threadreader.tui.keys import KEYS
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.screens.reader import ReaderScreen

SIZES = ("160x45", "100x30", "80x24", "60x20", "40x12")
_SUSPENDS = {"ctrl+z"}
_REDRAWS = {"ctrl+l"}
"""Keys that are to change nothing on the screen."""
_MAX_TURNS, _QUIET_TURNS = 2_000, 4  # of the event loop; what is not done after as many waits for the world outside
_LETTERS = {"letter": "a", "digit": "2"}
_NAMED = {"space": " ", "enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}
_WORDS = "The base rate was never four per cent, whatever the early cases had said of it."
_TALK = f"""
# On clocks

{_WORDS}

The registry counts each case once, and nobody knows why.

ann: One, see [a](https://a.example/x)
  bob: > {_WORDS}

       Two
    ann: Three
      bob: Four
carl: > {_WORDS}

      Five
  dora: > {_WORDS}

        Six
erin: Seven
"""
_LINK = f'As <a href="{ARTICLE}#comment-2">he says</a>.'
_QUOTES = [(reply, _WORDS, "") for reply in ("c2", "c5", "c6")]


class Screen(NamedTuple):
    """A screen: the thread that the program begins with, 0 for the library, and the keys that lead on."""

    number: int = 0
    keys: Sequence[str] = ()
    wide: bool = False
    """True if it is there in wide terminals only."""


Drawn = Sequence[tuple[str, Style | None]]
"""The texts and styles on a screen."""

_TYPED = tuple("the")
_ALONE, _ONLY, _PICTURE, _DISCUSSED = 2, 3, 4, 5
"""The threads without replies, without article, with a picture, and with two saves and another discussion."""
SCREENS: Mapping[str, Screen] = {
    "empty library": Screen(-1),
    "library": Screen(),
    "library, marked": Screen(keys=("t",)),
    "library, filtered": Screen(keys=("&", *"clocks", "enter")),
    "library, counts": Screen(keys=("tab",), wide=True),
    "library, found": Screen(keys=("/", *_TYPED, "enter")),
    "library, found, marked": Screen(keys=("/", *_TYPED, "enter", "t")),
    "library, searching": Screen(keys=("/",)),
    "library, filtering": Screen(keys=("&",)),
    "library, importing": Screen(keys=("i",)),
    "library, tagging": Screen(keys=("+",)),
    "library, help": Screen(keys=("?",)),
    "library, export": Screen(keys=("s",)),
    "library, palette": Screen(keys=(":",)),
    "article": Screen(1, ("g", "a")),
    "replies": Screen(1),
    "closed": Screen(1, ("z", "M")),
    "last reply": Screen(1, ("G",)),
    "quotation": Screen(1, ("2", "G")),
    "after a jump": Screen(1, ("2", "G", ">")),
    "by time": Screen(1, ("g", "t")),
    "conversation": Screen(1, ("2", "G", "c")),
    "filtered": Screen(1, ("&", *"seven", "enter")),
    "search": Screen(1, ("/", *_TYPED, "enter")),
    "searching": Screen(1, ("/",)),
    "peek": Screen(1, ("2", "G", "x")),
    "labels": Screen(1, ("f",)),
    "people": Screen(1, ("@",)),
    "branches": Screen(1, ("t",)),
    "newest": Screen(1, ("g", "n")),
    "statistics": Screen(1, ("g", "i")),
    "selecting": Screen(1, ("2", "G", "v")),
    "noting": Screen(1, ("2", "G", "v", "n")),
    "notes": Screen(1, ("2", "G", "v", "enter", "V")),
    "handing to a command": Screen(1, ("|",)),
    "quoters": Screen(1, ("g", "a", "g", "g", "<")),
    "help": Screen(1, ("?",)),
    "all keys": Screen(1, ("?", "?")),
    "export": Screen(1, ("s",)),
    "palette": Screen(1, (":",)),
    "no replies": Screen(_ALONE),
    "no article": Screen(_ONLY),
    "picture": Screen(_PICTURE, ("g", "a", "I")),
    "saves": Screen(_DISCUSSED, ("g", "S")),
    "comparison": Screen(_DISCUSSED, ("g", "S", "j", "c")),
    "a save": Screen(_DISCUSSED, ("g", "S", "j", "j", "enter")),
    "links here": Screen(_DISCUSSED, ("g", "<")),
    "discussions": Screen(_DISCUSSED, ("g", "m")),
    "pages": Screen(-2),
}


_KEYBOARD = (
    *(character for character in string.printable if character.isprintable() and character != " "),
    *("escape", "enter", "tab", "shift+tab", "space", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 13)),
    *(f"ctrl+{letter}" for letter in string.ascii_lowercase if letter not in "him"),  # which are named keys
)


def pressed_keys() -> list[str]:
    """Every key of the table, every other one of a keyboard, and each sequence."""
    table = [" ".join(_LETTERS.get(part, part) for part in keys.split()) for row in KEYS for keys in row.keys]
    return [key for key in dict.fromkeys((*_KEYBOARD, *table)) if key not in _SUSPENDS]


def stock(library: Library) -> None:
    """Put the threads into a library that the screens begin with."""
    thread = sketch(_TALK)
    visit(library, shelve(library, thread, index(thread, _QUOTES)))
    for drawing in ("# Alone\n\nWords of the article.", "ann: Words\n  bob: More"):
        visit(library, shelve(library, sketch(drawing), QuoteIndex()))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.mhtml")
        for content in (KINDS["mhtml"](), article("One", "Two"), article("One", "Three", "Four"), news(bodies=[_LINK])):
            page.write_bytes(content)
            library.import_page(page)
    tagged = library.threads()[0].page.id
    library.change_tags({tagged: (["later"], [])})


class Sweep:
    """What was pressed, and what came of it: `silent` changed nothing, `wide` are lines that are too long."""

    def __init__(self, folder: Path) -> None:
        self.pressed = 0
        self.silent: list[tuple[str, str, str]] = []
        self.typed: Counter[str] = Counter()
        self.wide: list[tuple[str, str, str]] = []
        self.failed: list[tuple[str, str, str]] = []
        self._folder = folder
        self._template = folder / "template"
        with Library.open(find_paths(str(self._template))) as library:
            stock(library)

    async def screen(self, name: str, size: str, keys: Sequence[str]) -> None:
        """Press all keys on a screen."""
        rest = list(keys)
        while rest:
            left = len(rest)
            try:
                await self._session(name, size, rest)
            except Exception as problem:  # noqa: BLE001 - which is what is looked for
                key = "the way there" if len(rest) == left else keys[-len(rest) - 1]
                self.failed.append((name, size, f"{key}: {problem!r}"))
                if len(rest) == left:
                    return

    async def _session(self, name: str, size: str, rest: list[str]) -> None:
        """Press the keys that are left, until the program has ended, or is not what it was."""
        screen, (width, height) = SCREENS[name], map(int, size.split("x"))
        with Library.open(find_paths(str(self._home(empty=screen.number == -1)))) as library:
            app = _start(library, screen.number)
            async with app.run_test(size=(width, height)) as pilot:
                await wait_until_idle(app, pilot)
                await _go(app, pilot, screen.keys)
                home = await _clear(app, pilot)
                while rest:
                    await self._press(app, pilot, (name, size, rest.pop(0)), home)
                    if not await _return(app, pilot, screen.keys, home):
                        break
                app.exit()

    async def _press(self, app: BaseApp[Any], pilot: Pilot[Any], what: tuple[str, str, str], home: Drawn) -> None:
        name, _, key = what
        self.pressed += 1
        is_typing = app.screen.focused is not None
        await _go(app, pilot, key.split())
        if not _is_there(app):
            return
        if _drawn(app) != home:
            self.wide += [what for strip in strips(app) if cell_width(strip.text) > app.size.width][:1]
            return
        await _rest(app, pilot)
        if _is_there(app) and _drawn(app) == home and key not in _REDRAWS:
            if is_typing:
                self.typed[name] += 1
            else:
                self.silent.append(what)

    def _home(self, *, empty: bool) -> Path:
        home = self._folder / "home"
        home.mkdir(exist_ok=True)
        for file in home.iterdir():
            file.unlink()
        if not empty:
            for file in self._template.iterdir():
                (home / file.name).write_bytes(file.read_bytes())
        return home


def _start(library: Library, number: int) -> BaseApp[Any]:
    if number == -2:
        return pages_screen()
    return ThreadreaderApp(library, Config(pictures="blocks"), number=number if number > 0 else None)


def _is_there(app: BaseApp[Any]) -> bool:
    return app.is_running and not app._exit and not app._exception


async def _go(app: BaseApp[Any], pilot: Pilot[Any], keys: Sequence[str]) -> None:
    for key in keys:
        if _is_there(app):
            character = _NAMED.get(key, key if len(key) == 1 else None)
            app.post_message(events.Key(key, character))
            await _settle(app, pilot)


def _answers(app: BaseApp[Any]) -> bool:
    """True while a key is answered: another screen is loaded, or the keys that may follow are taken away before."""
    screen = app.screen if _is_there(app) else None
    if not isinstance(screen, KeyScreen):
        return False
    shown = screen._continuations
    return screen._loading is not None or (shown is not None and shown._pruning)


async def _settle(app: BaseApp[Any], pilot: Pilot[Any]) -> None:
    """Wait until all is done that was asked for, without the pauses of the pilot, which are most of the time."""
    quiet = 0
    for _ in range(_MAX_TURNS):
        await asyncio.sleep(0)
        if not _is_there(app):
            return
        if not has_something_to_do(app) and not _answers(app):
            quiet += 1
            if quiet == _QUIET_TURNS:
                return
        else:
            quiet = 0
            app.screen._on_timer_update()
    await _rest(app, pilot)


async def _rest(app: BaseApp[Any], pilot: Pilot[Any]) -> None:
    await wait_until_idle(app, pilot)
    while _answers(app):
        await wait_until_idle(app, pilot)


def _drawn(app: BaseApp[Any]) -> Drawn:
    return [(segment.text, segment.style) for strip in strips(app) for segment in strip.simplify()]


async def _clear(app: BaseApp[Any], pilot: Pilot[Any]) -> Drawn:
    """The screen without its message."""
    if isinstance(app.screen, KeyScreen) and app.screen.focused is None:
        app.screen.show_message("")
        await _settle(app, pilot)
    return _drawn(app)


async def _return(app: BaseApp[Any], pilot: Pilot[Any], keys: Sequence[str], home: Drawn) -> bool:
    """True if the program is, or could be made, what it was before a key."""
    if not _is_there(app):
        return False
    is_asked = isinstance(app.screen, ReaderScreen) and app.screen.session.asked
    if is_asked or (isinstance(app.screen, KeyScreen) and app.screen.keys.pending):
        await _go(app, pilot, ("escape",))
    for way in ((), ("escape", "escape", "escape", *keys)):
        await _go(app, pilot, way)
        if not _is_there(app):
            return False
        if await _clear(app, pilot) == home:
            return True
    return False


async def sweep(
    sizes: Sequence[str],
    folder: Path,
    report: Callable[[str], object] = print,
    screens: Mapping[str, Screen] = SCREENS,
) -> Sweep:
    """Press every key on every screen at some sizes."""
    swept, keys = Sweep(folder), pressed_keys()
    for size in sizes:
        for name, screen in screens.items():
            if not screen.wide or int(size.partition("x")[0]) >= 120:
                await swept.screen(name, size, keys)
                found = f"{len(swept.failed)} failed, {len(swept.silent)} silent, {len(swept.wide)} too wide"
                report(f"{size} {name}: {swept.pressed:,} keys, {found}")
    return swept


def _share_styles() -> None:
    """Parse the styles for the first of all programs only: a third of the time that a start takes."""
    parse, known = Stylesheet._parse_rules, dict[object, Any]()

    def parsed(sheet: Stylesheet, *where: Any, **named: Any) -> Any:
        key = (*where, *sorted(named.items()), *sheet._variables.items())
        if key not in known:
            known[key] = parse(sheet, *where, **named)
        return known[key]

    setattr(Stylesheet, "_parse_rules", parsed)  # noqa: B010 - mypy takes no other function in its place


def _skip_output(compositor: Compositor, **_: object) -> None:
    """Nothing for a terminal that is not there: a fifth of the time. The sweep draws the screens that it looks at."""
    compositor._dirty_regions.clear()


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", default=SIZES)
    parser.add_argument("--screen", action="append", choices=SCREENS, metavar="NAME", dest="screens")
    arguments = parser.parse_args()
    sizes, screens = arguments.sizes, {name: SCREENS[name] for name in arguments.screens or SCREENS}
    _wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = 0.002, 0.0005
    for output in ("render_full_update", "render_partial_update"):
        setattr(Compositor, output, _skip_output)
    _share_styles()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), folder)
        os.environ["SSH_TTY"] = "no browser"
        os.environ["PATH"] = ""  # of what is typed after `|` nothing is a command
        os.chdir(folder)
        swept = asyncio.run(sweep(sizes, Path(folder), lambda line: print(line, flush=True), screens))
    for name, found in (("silent", swept.silent), ("wider than the screen", swept.wide), ("failed", swept.failed)):
        for screen, size, key in found:
            print(f"{name}: {screen} at {size}: {key}")
    print(f"{swept.pressed:,} keys on {len(screens)} screens at {len(sizes)} sizes: {len(swept.failed)} failed,")
    print(f"{len(swept.silent)} changed nothing and said nothing, {len(swept.wide)} lines too wide;")
    print(f"{sum(swept.typed.values()):,} changed nothing where a line is typed")


if __name__ == "__main__":
    _main()
