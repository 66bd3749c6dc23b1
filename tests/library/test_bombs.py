"""Small files that take more than the memory: one line each, and no process that grows."""

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from blog import blog_page
from bombs import (
    PLIST,
    brotli_bomb,
    gzip_bomb,
    overlapping_zip,
    quoting_zip,
    small_zip,
    twice_packed_bomb,
    zip_bomb,
    zstd_bomb,
)
from threadreader.errors import PageError
from threadreader.library.library import Library
from threadreader.paths import find_paths

MAX_MEGABYTES = 300

_MIB = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"

BOMBS: dict[str, Callable[[], bytes]] = {
    "zip, deflate": zip_bomb,
    "zip, bzip2": lambda: small_zip(zipfile.ZIP_BZIP2),
    "zip, lzma": lambda: small_zip(zipfile.ZIP_LZMA),
    "zip, overlapping": overlapping_zip,
    "zip, quoting": quoting_zip,
    "zip in gzip": lambda: gzip.compress(zip_bomb()),
    "gzip": gzip_bomb,
    "gzip in gzip": twice_packed_bomb,
    "zstd": zstd_bomb,
    "brotli": brotli_bomb,
    "har": lambda: b'{"log": {"entries": [' + b"{}," * 20_000_000 + b"{}]}}",
    "plist": lambda: PLIST + b"><plist><array>" + b"<dict/>" * 4_500_000 + b"</array></plist>",
    "table of 400,000 cells": lambda: b"<!DOCTYPE html><table>" + (b"<tr>" + b"<td>a" * 200) * 2000,
    "mhtml": lambda: _MIB + b"Subject: " + b"=?utf-8?q?a?= " * 200_000 + b"\r\n\r\n--x--",
}

# A process that loads no tests: its workers begin with what it has in memory.
_OPEN = """
import json, os, sys
from threadreader.errors import PageError
from threadreader.library.reading import check_page
from pathlib import Path

ended = []
wait4 = os.wait4
os.wait4 = lambda *arguments: ended.append(wait4(*arguments)) or ended[-1]
for name in sys.argv[1:]:
    message = ""
    try:
        check_page(Path(name))
    except PageError as error:
        message = str(error)
    here = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps([name, message, ended[-1][2].ru_maxrss // 1024, int(here) // 1024]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not say how much a process took")
def test_no_bomb_takes_the_memory_of_any_process(tmp_path: Path) -> None:
    for name, make in BOMBS.items():
        (tmp_path / name).write_bytes(make())
    files = [str(tmp_path / name) for name in BOMBS]
    done = subprocess.run([sys.executable, "-c", _OPEN, *files], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(name).name for name, *_ in lines] == list(BOMBS)
    for name, message, worker, here in lines:
        # Headers of any length are read.
        assert message.startswith(f"{name}: ") or Path(name).name == "mhtml"
        assert max(worker, here) < MAX_MEGABYTES, lines


def test_a_page_of_nothing_but_tags_is_refused_and_not_stored_in_part(tmp_path: Path) -> None:
    page = tmp_path / "crowded.html"
    page.write_bytes(blog_page("First").replace(b"First", b"<br>" * 200_000))
    with Library.open(find_paths()) as library:
        with pytest.raises(PageError, match=r"crowded.html: has too many tags for its size$"):
            library.import_page(page)
        assert library.count_threads() == 0
