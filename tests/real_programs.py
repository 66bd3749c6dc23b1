"""Exports in the programs that people open them with; `tests/install-programs` installs these.

    python -m real_programs [PAGE ...]

Without PAGE, of all pages below the folder that THREADREADER_PAGES names: an hour.
"""

import html
import json
import mailbox
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from markdown_it import MarkdownIt

from pins.pages import find_pages
from threadreader.errors import ThreadreaderError
from threadreader.library.exporting import load_for_export, render_export, render_file
from threadreader.model.save import ParsedPage

_PHONE = 360  # pixels
_HARNESS = """<!doctype html><iframe id="page" style="border: 0; width: {width}px" srcdoc="{page}"></iframe>
<script>document.getElementById("page").addEventListener("load", event => {{
  const inner = event.target.contentDocument, root = inner.documentElement;
  const lost = [...inner.querySelectorAll('a[href^="#"]')].filter(a => !inner.getElementById(a.hash.slice(1)));
  document.title = JSON.stringify({{
    sideways: root.scrollWidth - root.clientWidth, lost: lost.length, scripts: inner.scripts.length,
    requests: event.target.contentWindow.performance.getEntriesByType("resource").length}});
}});</script>"""


def run(*command: str, stdin: str | None = None, **variables: str) -> str:
    """What a program says on stdout; its exit code has to be 0."""
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, env=os.environ | variables, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:] or done.stdout[-2000:]
    return done.stdout


def chromium(page: ParsedPage, folder: Path) -> Iterator[str]:
    """On a phone nothing scrolls sideways, nothing is fetched, no script is there, and every link within lands."""
    file = folder / "harness.html"
    file.write_text(_HARNESS.format(width=_PHONE, page=html.escape(render_export(page, "html", 0))))
    flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom")
    title = re.search(r"<title>(.*?)</title>", run("chromium", *flags, file.as_uri()))
    found = json.loads(html.unescape(title[1])) if title else {"title": "none was set"}
    yield from (f"{name}: {value}" for name, value in found.items() if value)


def cmark(page: ParsedPage, _: Path) -> Iterator[str]:
    """Another program than the one that reads notes back shows the same words."""
    note = render_export(page, "markdown", 0).split("---\n", 2)[2]
    theirs = run("cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", stdin=note)
    ours = MarkdownIt("commonmark", {"maxNesting": 200}).enable(["table", "strikethrough"]).render(note)
    words = [re.sub(r"\s+", "", str(lxml_html.document_fromstring(each).text_content())) for each in (theirs, ours)]
    if words[0] != words[1]:
        place = next(n for n, (one, other) in enumerate(zip(*words, strict=False)) if one != other)
        yield f"words differ: {words[0][place - 20 : place + 40]!r} and {words[1][place - 20 : place + 40]!r}"


def pandoc(page: ParsedPage, _: Path) -> Iterator[str]:
    """A note becomes HTML without a warning."""
    note = render_export(page, "markdown", 0)
    run("pandoc", "-f", "gfm+yaml_metadata_block", "-t", "html", "--fail-if-warnings", stdin=note)
    yield from ()


def epubcheck(page: ParsedPage, folder: Path) -> Iterator[str]:
    """A book without an error and without a warning."""
    book = folder / "book.epub"
    book.write_bytes(bytes(render_file(page, "epub", 0)))  # type: ignore[arg-type]
    # Debian's is an archive, which by itself runs only where the kernel knows these.
    run("java", "-jar", os.path.realpath(shutil.which("epubcheck") or ""), "--failonwarnings", str(book))
    yield from ()


def notmuch(page: ParsedPage, folder: Path) -> Iterator[str]:
    """A mail program shows one thread as deep as ours."""
    (folder / "mails").write_text(render_export(page, "mbox", 0))
    mail_folder = folder / "mail"
    box = mailbox.Maildir(mail_folder)
    mails = mailbox.mbox(folder / "mails")
    for mail in mails:
        box.add(mail)
    mails.close()
    config = folder / "config"
    config.write_text(f"[database]\npath={mail_folder}\n[user]\nname=x\nprimary_email=x@example.org\n")
    run("notmuch", "new", NOTMUCH_CONFIG=str(config))
    threads = json.loads(run("notmuch", "show", "--format=json", "--body=false", "*", NOTMUCH_CONFIG=str(config)))
    if len(threads) != 1:
        yield f"{len(threads)} threads"
    depths = sorted(depth for thread in threads for depth in _depths(thread))
    wanted = sorted([0, *(depth + 1 for depth in page.thread.depths)])
    if depths != wanted:
        yield f"depths {depths[:20]}, not {wanted[:20]}"


def _depths(thread: list[Any]) -> Iterator[int]:
    waiting = [(node, 0) for node in thread]
    while waiting:
        (_, replies), depth = waiting.pop()
        yield depth
        waiting += [(reply, depth + 1) for reply in replies]


PROGRAMS: Mapping[str, Callable[[ParsedPage, Path], Iterator[str]]] = {
    "chromium": chromium,
    "cmark-gfm": cmark,
    "epubcheck": epubcheck,
    "notmuch": notmuch,
    "pandoc": pandoc,
}


def main() -> int:
    """Say of each page what is wrong in which program, and how many were right."""
    root = Path(os.environ.get("THREADREADER_PAGES", ""))
    paths = sys.argv[1:] or [str(root / page) for page in find_pages(root, fast=False)]
    right = dict.fromkeys(PROGRAMS, 0)
    for path in paths:
        try:
            page = load_for_export([Path(path)])
        except ThreadreaderError:
            continue
        for name, check in PROGRAMS.items():
            with tempfile.TemporaryDirectory() as folder:
                try:
                    problems = list(check(page, Path(folder)))
                except AssertionError as failure:
                    problems = [str(failure)[:300]]
            right[name] += not problems
            sys.stdout.writelines(f"{name} {path}: {problem}\n" for problem in problems)
            sys.stdout.flush()
    sys.stdout.write(f"right: {right}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
