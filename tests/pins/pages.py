"""Every saved page, exported as JSON, and from that in the other formats.

A page is read by the command line in this process, or one of its copies, so that the program is loaded once.
"""

import io
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

from pins.record import Record

SUFFIXES = (".html", ".htm", ".mhtml", ".mht", ".txt", ".webarchive", ".maff", ".zip", ".gz", ".warc", ".wacz", ".har")
FORMATS = {"json": ".json", "text": ".text", "markdown": ".md", "html": ".html"}
"""The suffix of each format's export; they stand behind the whole name of a page."""

_FAST = 8
"""Of so many pages one is read where not all are."""


def find_pages(root: Path, *, fast: bool = False) -> list[str]:
    """The pages in a folder and all below it, by their relative paths; those of `gold` folders are none."""
    found = sorted(
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and path.name.endswith(SUFFIXES) and "gold" not in path.parent.name
    )
    return [page for page in found[::_FAST] if "large/" not in page] if fast else found


def export_pages(root: Path, pages: list[str], exports: Path) -> None:
    """Export pages below `root` into `exports`; beside a page that cannot be read there is a `.error`."""
    first = sorted(pages, key=lambda page: -(root / page).stat().st_size)
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, _prepare, (root, exports / "home")) as pool:
        for _ in pool.imap_unordered(_export, ((page, exports) for page in first)):
            pass


def pin_pages(exports: Path, pages: list[str], record: Record) -> None:
    """Pin what `export_pages` wrote."""
    for page in pages:
        for name, content in _exports_of(page, exports):
            record.add(name, content)


def _exports_of(page: str, exports: Path) -> Iterator[tuple[str, bytes]]:
    for suffix in (*FORMATS.values(), ".error"):
        file = exports / f"{page}{suffix}"
        if file.exists():
            yield f"{page}{suffix}", file.read_bytes()


def _prepare(root: Path, home: Path) -> None:
    os.environ |= {"THREADREADER_HOME": str(home), "TZ": "UTC"}
    # What is said of a page names it by a path that is the same everywhere.
    os.chdir(root)


def _export(work: tuple[str, Path]) -> None:
    page, exports = work
    target = exports / f"{page}{FORMATS['json']}"
    target.parent.mkdir(parents=True, exist_ok=True)
    said = _run("export", page, "--format", "json", "--output", str(target))
    if said:
        Path(f"{exports / page}.error").write_text(said, encoding="utf-8")
        return
    for name, suffix in FORMATS.items():
        if name != "json":
            said = _run("export", str(target), "--format", name, "--output", f"{exports / page}{suffix}")
            assert not said, said


def _run(*arguments: str) -> str:
    """Run a command; its exit code and what it complained of, "" where there is nothing to complain of."""
    from threadreader.__main__ import run

    sys.argv = ["threadreader", *arguments]
    with redirect_stderr(io.StringIO()) as said:
        try:
            status = run()
        except SystemExit as problem:
            status = problem.code if isinstance(problem.code, int) else 1
    return f"{status}: {said.getvalue()}" if status or said.getvalue() else ""
