"""Every saved page, exported as JSON, and from that in the other formats.

A page is read by the command line in this process, or one of its copies, so that the program is loaded once.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pins.program import run_here
from pins.record import Record

T = TypeVar("T")

FORMATS = {"json": ".json", "text": ".text", "markdown": ".md", "html": ".html"}
"""The suffix of each format's export; they stand behind the whole name of a page."""

_SUFFIXES = (".html", ".htm", ".mhtml", ".mht", ".txt", ".webarchive", ".maff", ".zip", ".gz", ".warc", ".wacz", ".har")
_FAST = 8
"""Of so many pages one is read where not all are."""


def find_pages(root: Path, *, fast: bool = False) -> list[str]:
    """The pages in a folder and all below it, by their relative paths; those of `gold` folders are none."""
    found = sorted(
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and path.name.endswith(_SUFFIXES) and "gold" not in path.parent.name
    )
    return [page for page in found[::_FAST] if "large/" not in page] if fast else found


def export_pages(root: Path, pages: list[str], exports: Path) -> None:
    """Export pages below `root` into `exports`; beside a page that cannot be read there is a `.error`."""
    largest_first = sorted(pages, key=lambda page: -(root / page).stat().st_size)
    in_copies(_export, ((page, exports) for page in largest_first), exports / "home", root)


def pin_pages(exports: Path, pages: list[str], record: Record) -> None:
    """Pin what `export_pages` wrote."""
    for page in pages:
        for name, content in _exports_of(page, exports):
            record.add(name, content)


def in_copies(work: Callable[[T], None], each: Iterable[T], home: Path, folder: Path) -> None:
    """Do some work in copies of this process, in which the program is in `home`, and the current folder another one."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with multiprocessing.get_context("fork").Pool(workers, _prepare, (home, folder)) as pool:
        for _ in pool.imap_unordered(work, each):
            pass


def _prepare(home: Path, folder: Path) -> None:
    os.environ |= {"THREADREADER_HOME": str(home), "TZ": "UTC"}
    # What is said of a page names it by a path that is the same everywhere.
    os.chdir(folder)


def _export(work: tuple[str, Path]) -> None:
    page, exports = work
    target = exports / f"{page}{FORMATS['json']}"
    target.parent.mkdir(parents=True, exist_ok=True)
    said = run_here(["export", page, "--format", "json", "--output", str(target)])
    if said:
        Path(f"{exports / page}.error").write_text(said, encoding="utf-8")
        return
    for name, suffix in FORMATS.items():
        if name != "json":
            said = run_here(["export", str(target), "--format", name, "--output", f"{exports / page}{suffix}"])
            assert not said, said


def _exports_of(page: str, exports: Path) -> Iterator[tuple[str, bytes]]:
    for suffix in (*FORMATS.values(), ".error"):
        file = exports / f"{page}{suffix}"
        if file.exists():
            yield f"{page}{suffix}", file.read_bytes()
