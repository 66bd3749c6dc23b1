"""Pin what the program does, so that a change which is to change nothing can be checked.

    python tests/pins/pin.py [PART ...] [--fast] [--out FILE] [--compare FILE] [--keep FOLDER]

The parts are, in this order: `pages` (every page below the folder that THREADREADER_PAGES names, as each export),
`libraries` (libraries of every version, as they are opened), `stored` (a library that all pages are put in).
Without PART all are done. `--fast` takes an eighth of the pages, and does not do what needs all of them.

Before a change:   python tests/pins/pin.py --out before.json
After it:          python tests/pins/pin.py --compare before.json --keep differing

`--compare` names each output whose hash is another one, and ends with exit code 1 where there is any. Figures are never
compared, only shown beside those of before. `--keep` writes the outputs into a folder: all, or with `--compare` those
that differ; with a folder of the first run beside it, `diff -r` shows in what. The pages are not part of the project,
so neither are their hashes: make both with the same pages on the same machine.

The program is the one that `import threadreader` finds: PYTHONPATH=src is that of a checkout. Only the command line
is used, so that the code behind it may move.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from pins.libraries import pin_libraries, pin_stored  # noqa: E402 - found by the line above
from pins.pages import export_pages, find_pages, pin_pages  # noqa: E402 - found by the line above
from pins.record import Hashes, Record, differing, sum_of  # noqa: E402 - and this too

PAGES = "THREADREADER_PAGES"


@dataclass(slots=True)
class Run:
    """One run: where the pages are, if anywhere, where work lies, and what was pinned before."""

    pages: Path | None
    work: Path
    keep: Path | None
    before: Mapping[str, Any]
    fast: bool
    exported: bool = False

    @property
    def exports(self) -> Path:
        return self.work / "exports"

    def record(self, part: str) -> Record:
        """An empty record of a part."""
        hashes = self.before.get("hashes", {}).get(part, {})
        return Record(hashes, self.keep and self.keep / part)

    def root(self) -> Path:
        """The folder with the pages."""
        if not self.pages:
            raise SystemExit(f"{PAGES} does not name the folder with the pages")
        return self.pages

    def found(self) -> list[str]:
        """The pages, exported."""
        found = find_pages(self.root(), fast=self.fast)
        if not self.exported:
            export_pages(self.root(), found, self.exports)
            self.exported = True
        return found


def _pages(run: Run) -> Record:
    record = run.record("pages")
    pin_pages(run.exports, run.found(), record)
    return record


def _libraries(run: Run) -> Record:
    record = run.record("libraries")
    pin_libraries(run.work, record)
    return record


def _stored(run: Run) -> Record:
    record = run.record("stored")
    pin_stored(run.root(), run.work, record)
    return record


PINNED: dict[str, Callable[[Run], Record]] = {"pages": _pages, "libraries": _libraries, "stored": _stored}
"""The parts that are hashed."""

FAST = ("pages", "libraries")
"""Those that do not need all pages."""


def main() -> int:
    """Pin, and compare; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=PINNED, help=", ".join(PINNED))
    parser.add_argument(
        "--fast", action="store_true", help="an eighth of the pages, and no part that needs all of them"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the hashes there")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="hashes of another run")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write outputs there")
    arguments = parser.parse_args()
    before = json.loads(arguments.compare.read_text(encoding="utf-8")) if arguments.compare else {}
    hashes: dict[str, Hashes] = {}
    amiss: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pins-") as work:
        pages = os.environ.get(PAGES)
        run = Run(Path(pages).resolve() if pages else None, Path(work), arguments.keep, before, arguments.fast)
        for part in arguments.parts or (FAST if arguments.fast else PINNED):
            began = time.monotonic()
            record = PINNED[part](run)
            hashes[part] = record.hashes
            print(f"{part:12}{len(record.hashes):6} outputs  {record.sum[:16]}  {time.monotonic() - began:5.0f} s")
            amiss += _compare(part, before, record, fast=arguments.fast)
    if arguments.out:
        result = {"program": _program(), "hashes": hashes}
        arguments.out.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if amiss else 0


def _compare(part: str, before: Mapping[str, Any], record: Record, *, fast: bool) -> list[str]:
    if not before:
        return []
    known = before["hashes"].get(part)
    if known is None:
        return [f"{part} is not in what is compared"]
    if fast:
        known = {name: known[name] for name in known if name in record.hashes}
    lines = differing(known, record.hashes)
    print(f"{'':12}{'the same' if not lines else f'{len(lines)} differ'}: {sum_of(known)[:16]} before")
    for line in lines:
        print(f"    {line}")
    return lines


def _program() -> dict[str, str]:
    import threadreader

    return {"file": str(threadreader.__file__), "python": platform.python_version()}


if __name__ == "__main__":
    raise SystemExit(main())
