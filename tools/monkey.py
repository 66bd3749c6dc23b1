"""A monkey at the keyboard: random keys, bursts, pastes, resizes and clicks, the same ones for the same seed.

    python -m monkey --keys 20000 --seed 1

It starts the program anew whenever it has left it, and prints what it did before a crash. A screen gets all of a burst
before it answers the first key, as where somebody types ahead of a busy machine.
"""

import argparse
import asyncio
import gc
import os
import random
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from archives import KINDS
from shelf import shelve
from sketch import sketch
from threadreader.config import Config
from threadreader.library.files import InnerPage
from threadreader.library.library import Library
from threadreader.model.quote import QuoteIndex
from threadreader.paths import find_paths
from threadreader.tui.app import BaseApp, PageScreen, ThreadreaderApp, _Choosing
from threadreader.tui.keys import KEYS
from threadreader.tui.theme import make_setup

SIZES = ((1, 1), (20, 5), (40, 12), (80, 24), (160, 45), (300, 80))
_NAMED = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+tab": "\x1b[Z",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "delete": "\x1b[3~",
}
_NEVER = {"ctrl+z"}  # suspends who runs the monkey
_TO_PICTURES = "gaI"  # three keys that chance hardly ever presses in this order
PASTES = ("tide", "q", "D", "two\rlines\r", "\x1b[A\x1b[B", "\x1b]52;c;UFdO\x07\r", "Q" * 300, "é\u202e漢\x00", "")


_CONFIG = Config(pictures="blocks")
_PAGES = [
    InnerPage(f"https://a.example/{number}", title)
    for number, title in enumerate(("Tides", "", "[b]Clocks[/b]", "漢" * 300, *map(str, range(60))))
]


def _sequences() -> list[str]:
    """What a terminal sends for each key of the table."""
    parts = {part for row in KEYS for keys in row.keys for part in keys.split()} - {"letter", "digit"} - _NEVER
    plain = [_NAMED.get(part, part) for part in sorted(parts) if part in _NAMED or len(part) == 1]
    control = [chr(ord(part[-1]) & 0x1F) for part in sorted(parts) if part.startswith("ctrl+") and part[-1].isalpha()]
    return [*plain, *control, *"0123456789abcxyz"]


class Monkey:
    """One who presses keys of a running program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.did: deque[str] = deque(maxlen=40)
        self.pressed = 0
        self.screens: Counter[str] = Counter()
        """Keys by the screen that was on top."""
        self._keys = _sequences()

    def start(self, library: Library) -> BaseApp[Any]:
        """The program on the library, on a thread of it, or on the pages of a file."""
        starts: list[object] = [None, "pages", *(entry.number for entry in library.threads())]
        number = self.random.choice(starts)
        self.did.append(f"start on {number}")
        if number == "pages":
            return pages_screen(self.random.randint(1, len(_PAGES)))
        return ThreadreaderApp(library, _CONFIG, number=number if isinstance(number, int) else None)

    async def play(self, app: BaseApp[Any], pilot: Pilot[Any], keys: int) -> None:
        """Press so many keys, or fewer where the program ends."""
        end = self.pressed + keys
        while self.pressed < end and app.is_running and not app._exit and not app._exception:
            await self._act(app, pilot)

    async def _act(self, app: BaseApp[Any], pilot: Pilot[Any]) -> None:
        match self.random.choices(
            ("key", "burst", "paste", "pictures", "resize", "click", "wait"), (30, 40, 5, 3, 3, 5, 14)
        )[0]:
            case "key":
                self._send(app, self.random.choice(self._keys))
                await pilot._wait_for_screen()
            case "burst":
                for _ in range(self.random.randint(2, 9)):
                    self._send(app, self.random.choice(self._keys))
            case "paste":
                text = self.random.choice(PASTES)
                self._send(app, f"\x1b[200~{text}\x1b[201~")
            case "pictures":
                for key in _TO_PICTURES:
                    self._send(app, key)
                await pilot.pause()
            case "resize":
                size = self.random.choice(SIZES)
                self.did.append(f"resize {size}")
                await pilot.resize_terminal(*size)
            case "click":
                width, height = app.size
                at = self.random.randrange(width), self.random.randrange(height)
                self.did.append(f"click {at}")
                for kind in (events.MouseDown, events.MouseUp, events.Click):
                    app.screen._forward_event(_mouse(kind, *at))
            case _:
                await pilot.pause()

    def _send(self, app: BaseApp[Any], sequence: str) -> None:
        self.did.append(repr(sequence))
        self.pressed += 1
        self.screens[type(app.screen).__name__] += 1
        for event in parse(sequence):
            app.post_message(event)


def pages_screen(count: int = len(_PAGES)) -> BaseApp[Any]:
    """The program that asks which of the pages of a file is meant."""
    return _Choosing(PageScreen(_PAGES[:count], "crawl", make_setup(_CONFIG)[0]))


def parse(sequence: str) -> Iterator[events.Event]:
    """The events that Textual makes of what a terminal sends."""
    parser = XTermParser()
    for part in (sequence, ""):
        yield from (event for event in parser.feed(part) if isinstance(event, events.Event))


def _mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, False, False, False, x, y)


def stock(library: Library) -> None:
    """Put four threads into a library: many replies, few, none, and one with a picture."""
    replies = "\n".join(f"{'  ' * (n % 5)}p{n % 7}: > tide {n - 1}\n{'  ' * (n % 5)}     Clock {n}." for n in range(60))
    for text in (
        f"# Tides\n\nThe article.\n\n{replies}",
        "# Clocks\n\nWords.\n\nann: See [a](https://a.example/x)\n  bob: > See\n\n       No",
        "# Alone\n\nWords.",
    ):
        shelve(library, sketch(text), QuoteIndex())
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.mhtml")
        page.write_bytes(KINDS["mhtml"]())
        library.import_page(page)


async def run(library: Library, seed: int, keys: int) -> Monkey:
    """Press so many keys; who pressed them. An AssertionError says what was done before a crash."""
    monkey = Monkey(seed)
    while monkey.pressed < keys:
        if not library.threads():
            stock(library)
        app = monkey.start(library)
        try:
            async with app.run_test(size=monkey.random.choice(SIZES)) as pilot:
                await monkey.play(app, pilot, keys - monkey.pressed)
                app.exit()
        except Exception as problem:
            raise AssertionError(f"seed {seed}, key {monkey.pressed}: {' '.join(monkey.did)}") from problem
        # The program freezes what it has in memory when it begins, here that of the one before it too.
        gc.unfreeze()
    return monkey


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        os.environ |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), folder)
        os.environ["SSH_TTY"] = "no browser"
        os.environ["PATH"] = ""  # of what is typed after `|` nothing is a command
        with Library.open(find_paths()) as library:
            monkey = asyncio.run(run(library, arguments.seed, arguments.keys))
        left = sorted(Path(folder).iterdir())
        print(f"{monkey.pressed:,} keys, no crash; files: {len(left)}; {dict(monkey.screens)}")


if __name__ == "__main__":
    _main()
