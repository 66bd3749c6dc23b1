"""Every way in that an attack on this program found, tried on a source tree: a line each, held or not.

`python -m attacks [--tree FOLDER] [WORDS ...]` tries all whose names contain the words, on this
tree where none is named. They succeed on 739e745 (`git worktree add --detach FOLDER 739e745`). Linux only.
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import bombs
from blog import blog_page
from terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; from threadreader.cli import main; sys.exit(main())"
_SECONDS, _MEGABYTES = 25, 300
"""Of a processor, and in any process: what a bomb may cost."""

_MEMORY_LIMIT = 3_000 << 20  # of the tree that does not hold, so that the machine does
_ENOUGH = 120  # seconds that are given to a command
_ENOUGH_WORK = 2 * _SECONDS  # of a processor: what takes more would not end
_BUG = "this is a bug"
_CODE = "from pathlib import Path; Path({marker!r}).touch()\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended or was stopped, with what it and its children took at most."""

    code: int | None
    output: str
    seconds: float
    megabytes: float

    @property
    def is_told(self) -> bool:
        """True if it ended, and not by a bug."""
        return self.code is not None and _BUG not in self.output and "Traceback" not in self.output

    def __str__(self) -> str:
        end = "did not end" if self.code is None else f"exit {self.code}"
        *_, last = self.output.strip().splitlines() or [""]
        return f"{end}, {self.seconds:.1f} s, {self.megabytes:.0f} MB: {last[-120:]}"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of its own for a try, with the tree that is tried."""

    tree: Path
    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        home = {name: str(self.folder / "home") for name in ("HOME", "THREADREADER_HOME")}
        home["BROWSER"] = "true"
        return home | {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(self.tree / "src")}

    @property
    def library(self) -> Path:
        return self.folder / "home" / "library.db"

    def write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-P", "-c", _START, *map(str, arguments)]

    def run(self, *arguments: object, prefix: tuple[str, ...] = ()) -> Ran:
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                [*prefix, *self.command(*arguments)],
                cwd=self.folder,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_set_limits,  # noqa: PLW1509 - no threads
            )
            code, usage = _wait(process.pid)
            output.seek(0)
            text = output.read().decode(errors="replace")
        return Ran(code, text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def stock(self, count: int = 2) -> None:
        """Import so many pages."""
        for number in range(count):
            address = f"https://b.example/{number}/"
            page = self.write(f"{number}.html", blog_page("First", "Second", title=f"Page {number}", address=address))
            self.run("import", page)

    def screen(self, *arguments: object) -> Terminal:
        return Terminal(["env", "-C", str(self.folder), *self.command(*arguments)], environment=self.variables)


def _set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (_ENOUGH_WORK,) * 2)


def _wait(pid: int) -> tuple[int | None, resource.struct_rusage]:
    """The exit code, None if it had to be stopped; and what was used."""
    end = time.monotonic() + _ENOUGH
    while time.monotonic() < end:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return None if code in {-signal.SIGXCPU, -signal.SIGKILL} else code, usage
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return None, os.wait4(pid, 0)[2]


# F1: files in the current folder.


def module_beside_a_large_page(place: Place) -> str:
    place.write("big.html", blog_page(*(f"Comment {number}." for number in range(1200))))
    return _runs_module(place, "json", ["big.html"], "")


def module_as_a_link_is_opened(place: Place) -> str:
    place.write("small.html", blog_page("See LINK").replace(b"LINK", b'<a href="https://a.example/x">it</a>'))
    return _runs_module(place, "webbrowser", ["small.html"], "O\r")


_IN_BACKGROUND = 40
"""Seconds in which what the program does beside reading has begun."""


def _runs_module(place: Place, module: str, arguments: list[str], keys: str) -> str:
    marker = place.folder / "ran"
    place.write(f"{module}.py", _CODE.format(marker=str(marker)).encode())
    with place.screen("open", *arguments) as terminal:
        terminal.wait_for_frame()
        terminal.settle(4)
        for key in keys:
            terminal.write(key)
            terminal.settle(1)
        end = time.monotonic() + _IN_BACKGROUND
        while time.monotonic() < end and not marker.exists():
            terminal.settle()
    return f"{module}.py ran" if marker.exists() else ""


# F2: escapes of a library.

_ESCAPES = "\x1b]0;PWN\x07\x1b]52;c;UFdO\x07"


def escapes_of_a_library(place: Place) -> str:
    place.stock()
    with closing(sqlite3.connect(place.library)) as connection, connection:
        for table, column in (("thread", "title"), ("thread", "site"), ("save", "name")):
            connection.execute(f"UPDATE {table} SET {column} = ? || coalesce({column}, '')", (_ESCAPES,))
    written = place.run("list").output
    with place.screen() as terminal:
        terminal.wait_for_frame()
        terminal.settle(3)
        written += terminal.output.decode(errors="replace")
    found = written.count("\x1b]52;c;UFdO") + written.count("\x1b]0;PWN")
    return f"{found} escapes were written" if found else ""


# F3: small files that take all memory or time.


def bomb(place: Place, *, name: str, content: Callable[[], bytes]) -> str:
    place.write(name, content())
    ran = place.run("import", name)
    held = ran.is_told and ran.seconds < _SECONDS and ran.megabytes < _MEGABYTES
    return "" if held else str(ran)


def _har() -> bytes:
    entries = b"{}," * 20_000_000
    return b'{"log":{"version":"1.2","entries":[' + entries[:-1] + b"]}}"


def _plist() -> bytes:
    return bombs.PLIST + b"<plist><array>" + b"<true/>" * 4_700_000 + b"</array></plist>"


def _mhtml() -> bytes:
    head = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nSubject: " + b"=?utf-8?q?=3D?= " * 60_000
    return head + b"\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n--x--"


def _table() -> bytes:
    row = b"<tr>" + b"<td>a" * 201
    return b"<!DOCTYPE html><html><body><table>" + row * 2000 + b"</table></body></html>"


_BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip by bzip2": ("a.zip", partial(bombs.small_zip, zipfile.ZIP_BZIP2, 1 << 30)),
    "zip by LZMA": ("a.zip", partial(bombs.small_zip, zipfile.ZIP_LZMA)),
    "zip by deflate": ("a.zip", bombs.zip_bomb),
    "zip whose members overlap": ("a.zip", bombs.overlapping_zip),
    "zip whose members quote each other": ("a.zip", partial(bombs.quoting_zip, 400)),
    "packed twice": ("a.gz", bombs.twice_packed_bomb),
    "gzip": ("a.gz", bombs.gzip_bomb),
    "Brotli": ("a.br", bombs.brotli_bomb),
    "Zstandard": ("a.zst", bombs.zstd_bomb),
    "HAR of 60 MB": ("a.har", _har),
    "property list of 32 MB": ("a.webarchive", _plist),
    "header of MHTML": ("a.mhtml", _mhtml),
    "table of 400,000 cells": ("a.html", _table),
}

# F4: libraries of somebody else.

_ENDLESS = (
    "CREATE TRIGGER t AFTER INSERT ON save BEGIN SELECT max(n) FROM"
    " (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c); END"
)
_LIBRARIES = {
    "a trigger that deletes": (
        "CREATE TRIGGER t AFTER INSERT ON save BEGIN DELETE FROM page WHERE number < new.page; END"
    ),
    "a trigger without end": _ENDLESS,
    "a trigger that fails": "CREATE TRIGGER t BEFORE INSERT ON save BEGIN SELECT raise(ABORT, 'no'); END",
    "a table that is a view": "ALTER TABLE reading RENAME TO other; CREATE VIEW reading AS SELECT * FROM other",
    "no bodies": "DROP TABLE bodies",
    "no index of words": "DROP TABLE word_index",
    "a title of bytes": "UPDATE thread SET title = X'00FF'",
    "a count in words": "UPDATE thread SET comments = 'many'",
    "a time that is none": "UPDATE save SET saved_at = 'notatime'",
    "a negative version": "PRAGMA user_version = -7",
    "an index on zeroblob": "CREATE INDEX more ON page (length(zeroblob(900000000) || id))",
    "a number at the end": (
        "PRAGMA foreign_keys = OFF; UPDATE page SET number = 9223372036854775807 WHERE number = 2;"
        "UPDATE save SET page = 9223372036854775807 WHERE page = 2;"
        "UPDATE thread SET page = 9223372036854775807 WHERE page = 2"
    ),
    "huge numbers": "UPDATE thread SET comments = 4611686018427387904, id = 4611686018427387904 WHERE id = 2",
    "a bomb for an index of a thread": "UPDATE thread SET skeleton = BOMB",
}


def hostile_backup(place: Place, *, script: str) -> str:
    """`restore` of it is refused, the library stays, and an import goes on."""
    place.stock()
    backup = place.folder / "backup.db"
    place.run("backup", backup)
    _change(backup, script)
    restored = place.run("restore", backup)
    if not restored.is_told:
        return f"restore: {restored}"
    place.write("more.html", blog_page("First", title="More", address="https://b.example/more/"))
    place.run("import", "more.html")
    listed = place.run("list")
    titles = listed.output.count("Page ") + listed.output.count("More")
    return "" if listed.is_told and titles == len(("0", "1", "more")) else f"list: {titles} threads, {listed}"


def hostile_library(place: Place, *, script: str) -> str:
    """A synced one is read, refused or mended by every command, in a line."""
    place.stock()
    _change(place.library, script)
    for command in ("list", "search First", "export 1", "import more.html", "check --deep", "list"):
        place.write("more.html", blog_page("First", title="More", address="https://b.example/more/"))
        ran = place.run(*command.split())
        if not ran.is_told:
            return f"{command}: {ran}"
    return ""


def _change(file: Path, script: str) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(2000)), packer.flush()])
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script.replace("BOMB", f"X'{bomb.hex()}'") if "BOMB" in script else script)


# F5 to F9.


def huge_number_in_an_export(place: Place) -> str:
    place.write("page.html", blog_page("First"))
    place.run("export", "page.html", "--format", "json", "--output", "bad.json")
    text = (place.folder / "bad.json").read_text()
    changed = re.sub(r'("declared_count": )\w+', r"\g<1>99999999999999999999999", text)
    place.write("bad.json", changed.encode())
    place.write("good.html", blog_page("Second", title="Good", address="https://b.example/good/"))
    place.run("import", "bad.json", "good.html")
    listed = place.run("list")
    return "" if "Good" in listed.output else f"the page behind it was not imported: {listed}"


def quick_keys(place: Place, *, keys: tuple[str, ...]) -> str:
    place.write("page.html", blog_page("First", "Second"))
    with place.screen("open", "page.html") as terminal:
        terminal.wait_for_frame()
        terminal.settle(3)
        terminal.write("".join(keys))
        terminal.settle(8)
        shown = terminal.output.decode(errors="replace")
    ended = re.search(r"\w*(?:Error|NoMatches|Exception)\b.*", shown)
    return ended[0][:100] if ended else ""


def outside_of_the_folder(place: Place, *, link: bool) -> str:
    """A page in a home that is called like a host shows a file that is not in its folder."""
    place.write("john.doe/secret.html", blog_page(*(f"Secret {number}" for number in range(12))))
    frame = b'<iframe src="../secret.html"></iframe>'
    page = place.write("john.doe/Downloads/a.html", blog_page().replace(b"<ol", frame + b"<ol"))
    if link:
        page.with_name("inner.html").symlink_to("../secret.html")
        page.write_bytes(page.read_bytes().replace(b"../secret.html", b"inner.html"))
    shown = place.run("export", page).output.count("Secret")
    return f"{shown} comments of another file" if shown else ""


def code_for_notes(place: Place) -> str:
    said = '<pre><code class="language-dataviewjs">dv.x()</code></pre><p><code>$= dv.y()</code> <% tp.z() %></p>'
    place.write("page.html", blog_page("First").replace(b"<p>First</p>", said.encode()))
    written = place.run("export", "page.html", "--format", "markdown").output
    found = [code for code in ("```dataviewjs", "`$=", "<% tp") if code in written]
    return f"written: {found}" if found else ""


def quotes_in_html(place: Place) -> str:
    name = b'<b class="fn">a" onmouseover="x()</b>'
    place.write("page.html", blog_page("First").replace(b'<b class="fn">ann</b>', name))
    written = place.run("export", "page.html", "--format", "html").output
    return "an attribute broke out" if re.search(r'<[^>]*"\s*onmouseover="', written) else ""


def sockets(place: Place) -> str:
    words = "".join(f"<p>{'Words of an article that is long enough. ' * 9}</p>" for _ in range(9))
    place.write("page.html", f"<html><body><h1>Title</h1><div>{words}</div></body></html>".encode())
    for command in ("inspect page.html", "import page.html"):
        trace = place.folder / "trace"
        place.run(*command.split(), prefix=("strace", "-f", "-e", "trace=network", "-o", str(trace)))
        if found := re.findall(r".*AF_INET.*", trace.read_text(errors="replace")):
            return f"{command}: {found[0]}"
    return ""


def nested_settings(place: Place) -> str:
    place.write("home/config.toml", b"a=" + b"[" * 20_000)
    place.write("home/sites/a.toml", b"a=" + b"[" * 20_000)
    place.write("page.html", blog_page("First"))
    ran = [place.run(*command.split()) for command in ("list", "where", "inspect page.html")]
    return next((str(each) for each in ran if not each.is_told), "")


_KILLS = 60


def killed_backup(place: Place) -> str:
    """What a killed backup leaves is removed by the next."""
    place.stock()
    for _ in range(_KILLS):
        process = subprocess.Popen(place.command("backup", "copy.db", "--force"), cwd=place.folder, env=place.variables)
        end = time.monotonic() + _ENOUGH
        while process.poll() is None and time.monotonic() < end and not list(place.folder.glob(".threadreader-*")):
            time.sleep(0.0005)
        process.kill()
        process.wait()
        if list(place.folder.glob(".threadreader-*")):
            break
    else:
        return f"in {_KILLS} tries none was killed at the right moment"
    for file in place.folder.glob(".threadreader-*"):
        # As if it was long ago.
        os.utime(file, (0, 0))
    place.run("backup", "copy.db", "--force")
    left = list(place.folder.glob(".threadreader-*"))
    return f"left: {[file.name for file in left]}" if left else ""


def system_file(place: Place, *, name: str) -> str:
    ran = place.run("inspect", name)
    return "" if ran.is_told and name in ran.output else str(ran)


_ACCOUNTS = "author-karlheinz comment-author-jsmith tag-layoffs"
_RECORD = '{"@type": "Comment", "author": "Jane Roe <janeroe@corp.example>", "byUser": {"hansmeier": "<confidential>"}}'


def words_in_a_report(place: Place) -> str:
    page = blog_page("First").decode().replace("<body", f"<body class='{_ACCOUNTS}'", 1)
    place.write("page.html", f"{page}<script type='application/ld+json'>{_RECORD}</script>".encode())
    place.run("report", "page.html", "-o", "report.html")
    written = (place.folder / "report.html").read_text()
    left = re.findall("karlheinz|jsmith|layoffs|janeroe|hansmeier|confidential", written)
    return f"{left} in the report" if left else ""


def escapes_in_a_report(place: Place) -> str:
    form = "&#27;]52;;1234&#7;&#x9b;&#x202e;\x1b[2J"
    place.write("page.html", blog_page(form, title=form))
    written = place.run("report", "page.html", "-o", "-").output
    found = re.search("[\x1b\x07\x80-\x9f\u202e]", written)
    return f"{found[0]!r} in the report" if found else ""


def attacks() -> Iterator[tuple[str, Callable[[Place], str]]]:
    """Each try by its name."""
    yield "F1 json.py beside a page of 1,200 comments", module_beside_a_large_page
    yield "F1 webbrowser.py as a link is opened", module_as_a_link_is_opened
    yield "F2 escapes of a library on the terminal", escapes_of_a_library
    for name, (file, content) in _BOMBS.items():
        yield f"F3 {name}", partial(bomb, name=file, content=content)
    for name, script in _LIBRARIES.items():
        yield f"F4 backup with {name}", partial(hostile_backup, script=script)
        yield f"F4 library with {name}", partial(hostile_library, script=script)
    yield "F5 a number of 23 digits in an export", huge_number_in_an_export
    for keys in ((":", "\r", "\r"), (":", "z", "M", "\x1b[5~", "\x1b[6~", "\r"), ("?", "/", "x", "\x1b", "\x1b", "q")):
        yield f"F6 quick keys {json.dumps(''.join(keys))}", partial(quick_keys, keys=keys)
    yield "F7 a frame outside of the folder", partial(outside_of_the_folder, link=False)
    yield "F7 a symbolic link out of the folder", partial(outside_of_the_folder, link=True)
    yield "F8 code that note programs run", code_for_notes
    yield "A1, A8 accounts and words of JSON in a report", words_in_a_report
    yield "A2 escapes in a report", escapes_in_a_report
    yield "row 33 quotation marks in an HTML export", quotes_in_html
    yield "F9 sockets", sockets
    yield "F9 nested settings and recipes", nested_settings
    yield "F9 what a killed backup leaves", killed_backup
    for name in ("/proc/kmsg", "/proc/self/mem"):
        yield f"F9 {name}", partial(system_file, name=name)


def main() -> int:
    """Try them, and count those that did not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--tree", type=Path, default=ROOT)
    arguments = parser.parse_args()
    held = tried = 0
    for name, attack in attacks():
        if all(word in name for word in arguments.words):
            folder = Path(tempfile.mkdtemp(prefix="threadreader-attack-"))
            try:
                trouble = attack(Place(arguments.tree.resolve(), folder))
            except (OSError, ValueError, sqlite3.Error) as problem:
                trouble = f"not tried: {problem}"
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            tried += 1
            held += not trouble
            print(f"{'held    ' if not trouble else 'NOT HELD'} {name}{': ' if trouble else ''}{trouble}", flush=True)
    print(f"{held} of {tried} held")
    return min(tried - held, 1)


if __name__ == "__main__":
    sys.exit(main())
