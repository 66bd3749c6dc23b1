"""Pin what the program does, so that a change which is to change nothing can be checked.

    python tools/pins/pin.py [PART ...] [--fast] [--out FILE] [--compare FILE] [--keep FOLDER]

pages      every page below the folder that THREADREADER_PAGES names, exported as JSON, and that in the other formats
scores     what the programs that stand beside these pages say of the exports
libraries  libraries of every version of the program: their threads, what is found in them, and their tables afterwards
stored     a library that all pages are put in: what is said meanwhile, its tables, and each thread exported from it
screens    scripted sessions in a terminal, frame by frame: words, styles, the cursor and what was copied
figures    first paint, keys and memory of a large thread, what imports and a large library take

Without PART all are done but the figures, which want a machine with nothing else to do. `--fast` takes an eighth of the
pages, and of the rest what needs no more.

    python tools/pins/pin.py --out before.json --keep before      before a change
    python tools/pins/pin.py --compare before.json --keep after   after it: exit code 1 where something differs
    diff -r before after | grep -v '^Only in before'              in what

`--compare` names each output whose hash is another one. Figures are never compared, only shown beside those of before.
`--keep` writes outputs into a folder: all, or with `--compare` those that differ. The pages are not part of the
project, so neither are the hashes: both runs have to have the same pages, libraries and machine.

The program is the one that `import threadreader` finds: PYTHONPATH=src is that of a checkout. It is used by its command
line alone, so that the code behind that may move. Its clock stands where a session puts it: see `clock.py`.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from pins.figures import beside, take_figures  # noqa: E402 - found by the line above, as are the others
from pins.libraries import pin_libraries, pin_stored  # noqa: E402
from pins.pages import export_pages, find_pages, pin_pages  # noqa: E402
from pins.record import Hashes, Record, differing, sum_of  # noqa: E402
from pins.scores import pin_scores  # noqa: E402
from pins.screens import pin_screens  # noqa: E402

_PAGES = "THREADREADER_PAGES"
_FIGURES = "figures"


@dataclass(slots=True)
class Run:
    """One run: where the pages are, if anywhere, where work lies, what was pinned before, and what is said."""

    pages: Path | None
    work: Path
    keep: Path | None
    before: Mapping[str, Any]
    fast: bool
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def exports(self) -> Path:
        """Where the exports of pages are."""
        return self.work / "exports"

    def record(self, part: str) -> Record:
        """An empty record of a part."""
        return Record(self.before.get("hashes", {}).get(part, {}), self.keep and self.keep / part)

    def root(self) -> Path:
        """The folder with the pages."""
        if not self.pages:
            raise SystemExit(f"{_PAGES} does not name the folder with the pages")
        return self.pages

    def exported(self) -> list[str]:
        """The pages, all of which are exported then."""
        found = find_pages(self.root(), fast=self.fast)
        if not self.exports.exists():
            export_pages(self.root(), found, self.exports)
        return found


def _pages(run: Run, record: Record) -> None:
    pin_pages(run.exports, run.exported(), record)


def _scores(run: Run, record: Record) -> None:
    run.said["scores"] = list(pin_scores(run.root(), run.exported(), run.exports, run.work / "scores", record))


def _libraries(run: Run, record: Record) -> None:
    pin_libraries(run.work / "libraries", record)


def _stored(run: Run, record: Record) -> None:
    pin_stored(run.root(), run.work, record)


def _screens(run: Run, record: Record) -> None:
    pin_screens(run.work / "screens", record)


_PARTS: dict[str, Callable[[Run, Record], None]] = {
    "pages": _pages,
    "scores": _scores,
    "libraries": _libraries,
    "stored": _stored,
    "screens": _screens,
}
"""What is pinned, in the order in which it is done."""

_OF_SOME_PAGES = ("pages", "libraries", "screens")


def main() -> int:
    """Pin, and compare; the exit code."""
    arguments = _parser().parse_args()
    before = json.loads(arguments.compare.read_text(encoding="utf-8")) if arguments.compare else {}
    pages = os.environ.get(_PAGES)
    with tempfile.TemporaryDirectory(prefix="pins-") as work:
        run = Run(Path(pages).resolve() if pages else None, Path(work), arguments.keep, before, arguments.fast)
        wanted = arguments.parts or (_OF_SOME_PAGES if run.fast else _PARTS)
        hashes = {part: _pinned(part, run) for part in _PARTS if part in wanted}
    figures = take_figures(fast=run.fast) if _FIGURES in wanted else {}
    for name, lines in figures.items():
        _say(beside(before.get(_FIGURES, {}).get(name, []), lines))
    if arguments.out:
        result = {"program": _program(), "hashes": hashes, "said": run.said, _FIGURES: figures}
        arguments.out.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    differing_parts = [part for part in hashes if _compare(part, run, hashes[part])] if before else []
    return 1 if differing_parts else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", type=_part, help=", ".join((*_PARTS, _FIGURES)))
    parser.add_argument("--fast", action="store_true", help="an eighth of the pages, and what needs no more")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the hashes there")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="the hashes of another run")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write outputs there")
    return parser


def _part(name: str) -> str:
    if name not in (*_PARTS, _FIGURES):
        raise argparse.ArgumentTypeError(f"there is no part {name}")
    return name


def _pinned(part: str, run: Run) -> Hashes:
    began = time.monotonic()
    record = run.record(part)
    _PARTS[part](run, record)
    took = time.monotonic() - began
    print(f"{part:12}{len(record.hashes):6,} outputs{sum_of(record.hashes)[:16]:>20}{took:6.0f} s", flush=True)
    _say(run.said.get(part, []))
    return record.hashes


def _compare(part: str, run: Run, now: Hashes) -> bool:
    """Say what differs of a part; whether anything does."""
    known = run.before["hashes"].get(part, {})
    if run.fast:
        known = {name: known[name] for name in known if name in now}
    lines = differing(known, now)
    print(f"{part:12}{f'{len(lines):,} differ' if lines else 'the same'}")
    _say(lines)
    return bool(lines)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"    {line}", flush=True)


def _program() -> dict[str, str]:
    import threadreader

    return {"file": str(threadreader.__file__), "python": platform.python_version()}


if __name__ == "__main__":
    raise SystemExit(main())
