"""Exports in the programs that people open them with; `tools/install-programs` installs these.

    python -m real_programs [--in PROGRAM ...] [PAGE ...]

Without PAGE, of all pages below the folder that THREADREADER_PAGES names: an hour.
"""

import argparse
import html
import json
import mailbox
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import html5lib
import yaml
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from pins.pages import find_pages
from threadreader.errors import ThreadreaderError
from threadreader.export.annotations import Passages
from threadreader.export.markdown import part_templates
from threadreader.library.exporting import load_for_export, render_file
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line

Problem: TypeAlias = tuple[int, str]
"""The number of a page, and what is wrong with it."""

Check: TypeAlias = Callable[[Sequence[ParsedPage], Path], Iterator[Problem]]

_PHONE, _DESK = 360, 1280  # pixels
_AT_ONCE = 40  # pages that one start of a program looks at: starting takes longer than most of them
_CHARS_AT_ONCE = 3_000_000  # and a browser that looks at more takes gigabytes
_SECONDS = 1_800  # for one run of a program: axe-core looks long at ten thousand comments
_TERMINAL_COLUMNS, _TERMINAL_ROWS = 240, 1_000
CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
_MEASURE = """async window => {
  const page = window.document, root = page.documentElement;
  const lost = [...page.querySelectorAll('a[href^="#"]')].filter(a => !page.getElementById(a.hash.slice(1)));
  const counts = {
    "pixels to scroll sideways": root.scrollWidth - root.clientWidth, "links without a target": lost.length,
    "scripts": page.scripts.length, "requests": window.performance.getEntriesByType("resource").length};
  return Object.entries(counts).filter(([, count]) => count).map(([name, count]) => `${count} ${name}`);
}"""
_AXE = """async window => {
  window.eval(axe_source);
  const found = await window.axe.run({resultTypes: ["violations"]});
  const grave = found.violations.filter(each => ["serious", "critical"].includes(each.impact));
  return grave.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 150)}`);
}"""
_FRAME = """<!doctype html><meta charset="utf-8">
<iframe id="frame" style="border: 0; width: WIDTHpx; height: 900px"></iframe><script>
const pages = PAGES, axe_source = AXE, look = LOOK, found = [], frame = document.getElementById("frame");
const next = () => {
  if (found.length < pages.length) frame.srcdoc = pages[found.length];
  else document.title = JSON.stringify(found);
};
frame.addEventListener("load", async () => {
  found.push(await look(frame.contentWindow).catch(problem => [String(problem)]));
  next();
});
next();
</script>"""


def run(*command: str, stdin: str | None = None, **variables: str) -> str:
    """What a program says on stdout; its exit code has to be 0."""
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, env=os.environ | variables, timeout=_SECONDS
    )
    assert done.returncode == 0, done.stderr[-2000:] or done.stdout[-2000:]
    return done.stdout


def chromium(pages: Sequence[ParsedPage], folder: Path) -> Iterator[Problem]:
    """On a phone nothing scrolls sideways, nothing is fetched, no script is there, and every link within lands."""
    return _in_browser((str(render_file(page, "html", 0)) for page in pages), _MEASURE, _PHONE, folder)


def axe(pages: Sequence[ParsedPage], folder: Path) -> Iterator[Problem]:
    """People who do not see a page can use it: nothing is serious or critical."""
    exports = (str(render_file(page, "html", 0)) for page in pages)
    allowing = (export.replace('http-equiv="Content-Security-Policy"', "") for export in exports)
    return _in_browser(allowing, _AXE, _DESK, folder, axe_script().read_text())  # type: ignore[union-attr]


def _in_browser(exports: Iterable[str], look: str, width: int, folder: Path, axe_source: str = "") -> Iterator[Problem]:
    """The problems that a function sees in pages which a browser opens in a frame, one after the other."""
    flags = (*CHROMIUM, f"--user-data-dir={folder / 'profile'}", f"--virtual-time-budget={_SECONDS * 1000}")
    file, first = folder / "frame.html", 0
    for some in _batches(exports):
        pages, source = (json.dumps(each).replace("<", "\\u003c") for each in (some, axe_source))
        frame = _FRAME.replace("WIDTH", str(width)).replace("LOOK", look).replace("AXE", source)
        file.write_text(frame.replace("PAGES", pages))
        title = re.search(r"<title>(.*?)</title>", run("chromium", *flags, "--dump-dom", file.as_uri()), re.DOTALL)
        assert title, "the browser gave up"
        found = json.loads(html.unescape(title[1]))
        yield from ((first + number, problem) for number, problems in enumerate(found) for problem in problems)
        first += len(some)


def _batches(exports: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for each in exports:
        if some and (len(some) == _AT_ONCE or sum(map(len, some)) + len(each) > _CHARS_AT_ONCE):
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def nu(pages: Sequence[ParsedPage], folder: Path) -> Iterator[Problem]:
    """The checker of the W3C finds no error in HTML."""
    # Its stack is for patterns over long text.
    checker = ("java", "-Xss64m", "-jar", str(nu_checker()), "--exit-zero-always", "--stdout", "--format", "json")
    waiting = enumerate(pages)
    while some := list(islice(waiting, _AT_ONCE)):
        files = [folder / f"{number}.html" for number, _ in some]
        for file, (_, page) in zip(files, some, strict=True):
            file.write_text(str(render_file(page, "html", 0)))
        for each in json.loads(run(*checker, "--errors-only", *map(str, files)))["messages"]:
            place = f"{each.get('lastLine')}:{each.get('firstColumn')}"
            yield int(Path(each["url"]).stem), f"{place}: {each['message'][:200]}"


def cmark(page: ParsedPage, _: Path) -> Iterator[str]:
    """Another program than the one that reads notes back shows the same words."""
    note = str(render_file(page, "markdown", 0)).split("---\n", 2)[2]
    theirs = run("cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", stdin=note)
    ours = MarkdownIt("commonmark", {"maxNesting": 200}).enable(["table", "strikethrough"]).render(note)
    words = [re.sub(r"\s+", "", str(lxml_html.document_fromstring(each).text_content())) for each in (theirs, ours)]
    if words[0] != words[1]:
        place = next(n for n, (one, other) in enumerate(zip(*words, strict=False)) if one != other)
        yield f"words differ: {words[0][place - 20 : place + 40]!r} and {words[1][place - 20 : place + 40]!r}"


def pandoc(page: ParsedPage, _: Path) -> Iterator[str]:
    """A note becomes HTML without a warning."""
    note = str(render_file(page, "markdown", 0))
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
    (folder / "mails").write_text(str(render_file(page, "mbox", 0)))
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


def neomutt(page: ParsedPage, folder: Path) -> Iterator[str]:
    """A mail program on a terminal draws the tree."""
    (folder / "mails").write_text(str(render_file(page, "mbox", 0)))
    (folder / "muttrc").write_text(
        "set sort=threads sort_aux=mailbox-order header_cache='' folder='' record='' index_format='%C/%s'\n"
        "set mbox_type=mbox read_only=yes wait_key=no collapse_unread=no hide_thread_subject=yes hide_missing=no\n"
    )
    count = len(page.thread.comments) + 1
    size = ("-x", str(_TERMINAL_COLUMNS), "-y", str(min(count, _TERMINAL_ROWS) + 3))
    tmux = ("tmux", "-S", str(folder / "tmux"), "-f", "/dev/null")
    mutt = ("neomutt", "-n", "-F", str(folder / "muttrc"), "-f", str(folder / "mails"))
    run(*tmux, "-u", "new-session", "-d", *size, "env", "LC_ALL=C.UTF-8", f"HOME={folder}", *mutt)
    try:
        drawn = _drawn(lambda: run(*tmux, "capture-pane", "-p"), min(count, _TERMINAL_ROWS))
    finally:
        run(*tmux, "kill-server")
    wanted = [0, *(depth + 1 for depth in page.thread.depths)]
    # Beyond the right edge there is no tree to see.
    pairs = zip(drawn, wanted, strict=False)
    wrong = [(shown, depth) for shown, depth in pairs if depth * 2 < _TERMINAL_COLUMNS // 2 and shown != depth]
    if wrong or len(drawn) < min(count, _TERMINAL_ROWS):
        yield f"{len(drawn)} of {count} mails, drawn and wanted depths {wrong[:10]}"


def _drawn(screen: Callable[[], str], count: int) -> list[int]:
    """The depths of the mails that a terminal shows, once it shows so many, or does not in a minute."""
    end = time.monotonic() + 60
    while True:
        rows = re.findall(r"^\s*\d+/([^A-Za-z0-9\n]*?>|)", screen(), re.MULTILINE)
        if len(rows) >= count or time.monotonic() > end:
            return [row.index(">") // 2 if row else 0 for row in rows]
        time.sleep(0.1)


def axe_script() -> Path | None:
    """The file of axe-core, None where it is not installed."""
    return _node_file("axe-core/axe.min.js")


def nu_checker() -> Path | None:
    """The file of the Nu HTML checker, None where it is not installed."""
    return _node_file("vnu-jar/build/dist/vnu.jar")


@cache
def _node_file(name: str) -> Path | None:
    if not shutil.which("npm"):
        return None
    file = Path(run("npm", "root", "-g").strip()) / name
    return file if file.exists() else None


def html5(page: ParsedPage, _: Path) -> Iterator[str]:
    """A parser that follows the standard word for word finds no error in HTML."""
    parser = html5lib.HTMLParser()
    parser.parse(str(render_file(page, "html", 0)))
    yield from (f"{where}: {code} {names}" for where, code, names in parser.errors[:5])


def front_matter(page: ParsedPage, _: Path) -> Iterator[str]:
    """What is before a note is YAML, with the title and the names as they are."""
    facts = yaml.safe_load(str(render_file(page, "markdown", 0)).split("---\n", 2)[1])
    article = page.thread.article
    shown = [str(facts["title"]), *map(str, facts.get("author", []))]
    wanted = [clean_line(each) for each in (article.title or page.page.title, *(by.name for by in article.authors))]
    if shown != [part_templates(each) for each in wanted]:
        yield f"{shown} for {wanted}"


def annotations(page: ParsedPage, _: Path) -> Iterator[str]:
    """Every selector finds its passage again, by its place and by its words."""
    thread = page.thread
    for passage, _comment in Passages(page).quoted():
        text = thread.article.text if passage.owner is None else thread.comments[thread.position[passage.owner]].text
        if text[passage.start : passage.end] != passage.text:
            yield f"another passage than {passage.text[:50]!r}"
        if text.count(passage.before + passage.text + passage.behind) != 1:
            places = text.count(passage.before + passage.text + passage.behind)
            yield f"{places} places of {passage.text[:50]!r} in {passage.owner}"


def _each(check: Callable[[ParsedPage, Path], Iterator[str]]) -> Check:
    """A check of many pages from one of a page."""

    def check_all(pages: Sequence[ParsedPage], folder: Path) -> Iterator[Problem]:
        for number, page in enumerate(pages):
            with tempfile.TemporaryDirectory(dir=folder) as own:
                try:
                    yield from ((number, problem) for problem in check(page, Path(own)))
                except AssertionError as failure:
                    yield number, str(failure)[:300]

    return check_all


PROGRAMS: Mapping[str, Check] = {
    "chromium": chromium,
    "cmark-gfm": _each(cmark),
    "epubcheck": _each(epubcheck),
    "neomutt": _each(neomutt),
    "notmuch": _each(notmuch),
    "pandoc": _each(pandoc),
}
"""Checks by the programs that they need."""

CHECKS: Mapping[str, Check] = {
    **PROGRAMS,
    "annotations": _each(annotations),
    "axe-core": axe,
    "html5lib": _each(html5),
    "nu": nu,
    "yaml": _each(front_matter),
}


def is_missing(name: str) -> bool:
    """True if what a check needs is not installed."""
    if name == "axe-core":
        return axe_script() is None or not shutil.which("chromium")
    if name == "nu":
        return nu_checker() is None or not shutil.which("java")
    return name in PROGRAMS and not shutil.which(name)


def main() -> int:
    """Say of each page what is wrong in which program, and how many were right."""
    root = Path(os.environ.get("THREADREADER_PAGES", ""))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--in", action="append", choices=sorted(CHECKS), dest="names")
    arguments = parser.parse_args()
    read = dict(_read(arguments.pages or [str(root / page) for page in find_pages(root, fast=False)]))
    paths, pages = list(read), list(read.values())
    for name in arguments.names or CHECKS:
        if is_missing(name):
            sys.stdout.write(f"{name}: not installed\n")
            continue
        wrong: set[int] = set()
        with tempfile.TemporaryDirectory() as folder:
            for number, problem in CHECKS[name](pages, Path(folder)):
                wrong.add(number)
                sys.stdout.write(f"{name} {paths[number]}: {problem}\n")
        sys.stdout.write(f"{name}: {len(pages) - len(wrong)} of {len(pages)}\n")
        sys.stdout.flush()
    return 0


def _read(paths: Iterable[str]) -> Iterator[tuple[str, ParsedPage]]:
    for path in paths:
        with suppress(ThreadreaderError):
            yield path, load_for_export([Path(path)])


if __name__ == "__main__":
    sys.exit(main())
