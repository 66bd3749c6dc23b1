"""Scripted sessions in a terminal, frame by frame."""

import multiprocessing
import re
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from pins.libraries import restore
from pins.material import write_pages
from pins.program import command, environment, said_by, set_clock
from pins.record import Record
from pins.shown import Shown

_STORED = ("ferry.html", "bread.html", "made.html", "notes.html", "quay.html")
"""The pages that are in the library at the beginning, numbered from 1."""

_QUIET = 0.8
"""Seconds without anything to do after which a frame is taken: more than the program waits for anything of a thread."""

_QUIET_IN_LIBRARY = 1.4
"""The same for the list of threads, which is looked after once in a second."""

_KEY = 1.0
"""Seconds that the program takes to have passed between two keys."""

_AT_ONCE = 5
"""Sessions that run beside one another: most of the time nothing is to be done in any."""

_NAMED = MappingProxyType(
    {
        "alt-right": "\x1b[1;3C",
        "backspace": "\x7f",
        "ctrl-e": "\x05",
        "ctrl-left": "\x1b[1;5D",
        "ctrl-o": "\x0f",
        "ctrl-right": "\x1b[1;5C",
        "ctrl-y": "\x19",
        "down": "\x1b[B",
        "enter": "\r",
        "esc": "\x1b",
        "f1": "\x1bOP",
        "f2": "\x1bOQ",
        "home": "\x1b[H",
        "left": "\x1b[D",
        "pgdn": "\x1b[6~",
        "right": "\x1b[C",
        "shift-down": "\x1b[1;2B",
        "space": " ",
        "tab": "\t",
        "up": "\x1b[A",
    }
)
_NAME = re.compile(r"<([a-z][a-z0-9-]+)>")
_AGAIN = "<again>"


@dataclass(frozen=True, slots=True)
class Session:
    """What is run in a terminal of so many columns and lines, and the steps after each of which a frame is taken."""

    name: str
    size: tuple[int, int]
    arguments: Sequence[str]
    steps: Sequence[str]
    variables: dict[str, str]
    config: str
    dump: str
    """The library that is there, in place of the usual one."""
    quiet: float


def _sessions() -> list[Session]:
    read = tomllib.loads(Path(__file__).with_name("sessions.toml").read_text(encoding="utf-8"))
    return [
        Session(
            name=each["name"],
            size=_numbers(each["size"]),
            arguments=each.get("arguments", "").split(),
            steps=each["keys"].split(),
            variables=each.get("variables", {}),
            config=each.get("config", ""),
            dump=each.get("dump", ""),
            quiet=_QUIET_IN_LIBRARY if each.get("looks_seldom") else _QUIET,
        )
        for each in read["session"]
    ]


def _numbers(pair: str) -> tuple[int, int]:
    """Two numbers, with one character between them."""
    one, other = re.findall(r"\d+", pair)
    return int(one), int(other)


def pin_screens(work: Path, record: Record) -> None:
    """Pin each frame of each session."""
    origin = work / "home"
    write_pages(origin)
    said_by(origin, "import", *_STORED)
    sessions = _sessions()
    with multiprocessing.get_context("fork").Pool(_AT_ONCE) as pool:
        for session, frames in zip(sessions, pool.imap(partial(_play, origin), sessions), strict=True):
            for name, frame in frames.items():
                record.add(f"{session.name}/{name}.txt", frame.encode())


def _play(origin: Path, session: Session) -> dict[str, str]:
    """The frames of a session, in a home of its own."""
    home = origin.parent / session.name
    shutil.copytree(origin, home)
    if session.dump:
        restore(session.dump, home)
    (home / "config.toml").write_text(session.config, encoding="utf-8")
    variables = environment(home) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | session.variables
    frames: dict[str, str] = {}
    for starts, steps in _runs(session.steps):
        with Shown(command(*session.arguments), session.size, variables, home) as shown:
            frames[f"{starts:02}"] = shown.rest(session.quiet)
            frames[f"{starts:02} at once"] = shown.first
            for number, step in steps:
                set_clock(home, number * _KEY)
                _do(shown, step)
                name = re.sub("[^a-zA-Z0-9]+", "-", step).strip("-")
                frames[f"{number:02} {name}".strip()] = shown.rest(session.quiet)
    # Where the work lies is another place each time; a path to it may be cut off.
    lies_in = origin.parents[1].name
    return {name: frame.replace(lies_in, "-" * len(lies_in)) for name, frame in frames.items()}


def _runs(steps: Sequence[str]) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Each start of the program, by the number of its step, with the steps until it is left."""
    numbered = list(enumerate(steps, 1))
    starts = [0, *(number for number, step in numbered if step == _AGAIN), len(steps) + 1]
    for start, end in pairwise(starts):
        yield start, numbered[start : end - 1]


def _do(shown: Shown, step: str) -> None:
    if step.startswith("<size:"):
        shown.resize(*_numbers(step))
    elif step.startswith("<click:"):
        column, line = _numbers(step)
        shown.press(f"\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m")
    else:
        shown.press(_NAME.sub(lambda named: _NAMED[named[1]], step))
