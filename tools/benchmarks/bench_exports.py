"""Costs of exports: CPU from the thread in memory to bytes, and how long Chromium takes to show the HTML.

`python -m benchmarks.bench_exports [COUNT]`: a made page of so many comments, 10,000 without it.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.made_page import made_page
from real_programs import CHROMIUM, run
from threadreader.export import FORMATS
from threadreader.importer import import_bytes
from threadreader.library.exporting import render_file
from threadreader.library.reading import with_quotes
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage

_RUNS = 5
_SHOWN = """<script>addEventListener("load", () => {
  document.body.getBoundingClientRect();
  document.title = `SHOWN ${performance.now()}`;
});</script></body>"""


def main(count: int) -> None:
    """Print a line for each format, with its time in that of HTML, and one of the browser; the medians of some runs."""
    thread = import_bytes(made_page(count), "made").thread
    page = with_quotes(ParsedPage(Page(PageId("made"), "Made", "https://made.example/"), thread))
    print(f"load {os.getloadavg()[0]:.1f}, {len(thread.comments):,} comments, {len(page.quotes.links):,} quotations")
    seconds: dict[str, float] = {}
    for name in sorted(FORMATS, key=lambda name: name != "html"):
        seconds[name] = _median(lambda name=name: _cpu(lambda: render_file(page, name, 0)))  # type: ignore[misc]
        size = len(render_file(page, name, 0)) / 1_000_000
        print(f"{name:>12}{seconds[name]:>8.2f} s{seconds[name] / seconds['html']:>8.2f}{size:>8.1f} MB", flush=True)
    export = str(render_file(page, "html", 0)).replace('http-equiv="Content-Security-Policy"', "")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(export.replace("</body>", _SHOWN))
        flags = (*CHROMIUM, f"--user-data-dir={folder}/profile", "--window-size=1280,900", "--dump-dom")
        shown = _median(lambda: _shown(run("chromium", *flags, file.as_uri())))
    print(f"{'Chromium':>12}{shown:>8.2f} s until it shows the HTML, load {os.getloadavg()[0]:.1f}")


def _median(measure: Callable[[], float]) -> float:
    return median(measure() for _ in range(_RUNS))


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _shown(dumped: str) -> float:
    found = re.search(r"<title>SHOWN ([\d.]+)", dumped)
    assert found, dumped[:500]
    return float(found[1]) / 1_000


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
