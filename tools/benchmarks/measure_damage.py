"""A damaged library: what `check` brings back of its saves and of what was done in its threads.

`python -m benchmarks.measure_damage [TRIALS]`. Each trial damages a copy of one library: its header,
bits, runs of 16 bytes, zeroed or random pages, all in equal shares. Nothing may be raised, and what is lost is named.
"""

import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from blog import blog_page
from threadreader.errors import ThreadreaderError
from threadreader.library.library import Library
from threadreader.library.maintenance import check_library
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.paths import Paths

_SAVES, _COMMENTS = 10, 40
_PAGE = 4096
_KINDS = ("header", "bits", "16 bytes", "zeroed pages", "random pages")


def main(trials: int) -> None:
    """Print what came back, by kind of damage."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        paths = Paths(home, home, home)
        digests, marks = _fill(paths)
        whole = paths.library.read_bytes()
        totals: Counter[tuple[str, str]] = Counter()
        for trial in range(trials):
            kind = _KINDS[trial % len(_KINDS)]
            for path in home.glob("library*"):
                path.unlink()
            paths.library.write_bytes(_damage(whole, kind, random.Random(trial)))
            totals.update({(kind, name): count for name, count in _check(paths, digests, marks).items()})
        print(f"{'damage':14} {'trials':>6} {'saves':>7} {'marks':>7} {'unnamed':>7} {'raised':>6}")
        for kind in (*_KINDS, ""):
            counts = {
                name: sum(n for (of, key), n in totals.items() if key == name and kind in {of, ""}) for name in _NAMES
            }
            saves = counts["saves"] / max(1, counts["trials"]) / len(digests)
            done = counts["marks"] / max(1, counts["trials"]) / len(marks)
            row = (kind or "all", counts["trials"], saves, done, counts["unnamed"], counts["raised"])
            print("{:14} {:6} {:7.2%} {:7.2%} {:7} {:6}".format(*row))


_NAMES = ("trials", "saves", "marks", "unnamed", "raised")


def _fill(paths: Paths) -> tuple[set[str], set[tuple[int, str]]]:
    """Import pages, and star and mark in each; the digests of the saves, and what was done."""
    marks = set()
    with Library.open(paths) as library:
        for number in range(1, _SAVES + 1):
            dice = random.Random(number)
            replies = [" ".join(f"{dice.random()}"[2:9] for _ in range(40)) for _ in range(_COMMENTS)]
            page = paths.data / f"{number}.html"
            page.write_bytes(blog_page(*replies, title=f"Loaf {number}", address=f"https://b.example/{number}/"))
            library.import_page(page)
            opened = library.open_thread(number)
            ids = opened.skeleton.ids
            progress = Progress(
                seen=frozenset(ids), starred=frozenset(ids[::3]), marks={"a": Bookmark(CommentId(ids[5]), 1)}
            )
            library.save_progress(number, progress, Progress(), opened=opened)
            marks |= _marks(library, number)
        return {save.digest for entry in library.threads() for save in entry.page.saves}, marks


def _marks(library: Library, number: int) -> set[tuple[int, str]]:
    progress = library.load_progress(number)
    done = [*(f"seen {each}" for each in progress.seen), *(f"starred {each}" for each in progress.starred)]
    return {(number, each) for each in (*done, *(f"mark {letter}" for letter in progress.marks))}


def _damage(content: bytes, kind: str, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    pages = len(content) // _PAGE
    for _ in range(dice.randint(1, 4)):
        match kind:
            case "header":
                damaged[dice.randrange(100)] = dice.randrange(256)
            case "bits":
                damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
            case "16 bytes":
                start = dice.randrange(len(damaged) - 16)
                damaged[start : start + 16] = dice.randbytes(16)
            case _:
                start = dice.randrange(pages) * _PAGE
                damaged[start : start + _PAGE] = bytes(_PAGE) if kind == "zeroed pages" else dice.randbytes(_PAGE)
    return bytes(damaged)


def _check(paths: Paths, digests: set[str], marks: set[tuple[int, str]]) -> dict[str, int]:
    counts = dict.fromkeys(_NAMES, 0) | {"trials": 1}
    try:
        named = bool(list(check_library(paths, datetime.now(UTC), deep=True)))
        with Library.open(paths) as library:
            entries = library.threads()
            saves = {save.digest for entry in entries for save in entry.page.saves}
            done = set().union(*(_marks(library, entry.number) for entry in entries))
    except ThreadreaderError:
        return counts
    except Exception as problem:  # noqa: BLE001 - each is a finding
        print(repr(problem))
        return counts | {"raised": 1}
    kept, left = len(saves & digests), len(done & marks)
    lost = kept < len(digests) or left < len(marks)
    return counts | {"saves": kept, "marks": left, "unnamed": int(lost and not named)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 200)
