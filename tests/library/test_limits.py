"""The bounds in docs/limits.md are those of the program."""

import re
from pathlib import Path

import pytest

from threadreader.importer import container
from threadreader.importer.container import MAX_FILE_BYTES, archives, compression, plain, zip_archive
from threadreader.library import files, images, sandbox, worker
from threadreader.library.sandbox import Limits

DOCS = Path(__file__).parents[2] / "docs" / "limits.md"
MB = 1 << 20

LEAST = Limits()
MORE = Limits.for_page(MB)
RATIO = compression._MAX_RATIO

BOUNDS = {
    "time to open and read": (LEAST.seconds, MORE.seconds - LEAST.seconds),
    "memory": (LEAST.memory // MB, (MORE.memory - LEAST.memory) // MB),
    "size of HTML, MHTML, web archives of Safari, HAR": (MAX_FILE_BYTES // MB,),
    "size of text and mails": (plain.MAX_TEXT_BYTES // MB,),
    "a picture or frame beside the page": (
        *(files._MAX_RESOURCE_BYTES // MB, plain._MAX_RESOURCES),
        plain.MAX_FRAME_DEPTH,
    ),
    "a picture that is drawn": (
        *(images._MAX_PIXELS, worker._IMAGE_LIMITS.seconds),
        worker._IMAGE_LIMITS.memory // MB,
    ),
    "gzip, Zstandard, Brotli": (
        *(MAX_FILE_BYTES // MB, RATIO),
        *(compression._MIN_BOMB_BYTES // MB, container._MAX_NESTING),
    ),
    "zip, MAFF, SingleFile, WACZ": (RATIO, zip_archive._MAX_MEMBERS),
    "zip with bzip2 or LZMA": (compression._MAX_LZMA_WINDOW // MB,),
    "HAR": (archives._MAX_ENTRIES, archives._MAX_VALUES),
    "web archives of Safari": (archives._MAX_OBJECTS, archives._MAX_RESOURCES, archives._MAX_DEPTH),
    "MHTML": (archives._MAX_PARTS, archives._MAX_DEPTH, archives._MAX_HEADER_BYTES),
}


def rows() -> dict[str, str]:
    """The bound of each kind of input, as the docs say it."""
    found = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize("what", BOUNDS)
def test_the_docs_say_the_bounds_that_hold(what: str) -> None:
    numbers = [int(number.replace(",", "")) for number in re.findall(r"(?<![\w-])\d[\d,]*", rows()[what])]
    assert numbers == list(BOUNDS[what])


def test_a_worker_may_have_what_the_largest_page_takes() -> None:
    assert sandbox.MAX_PAGE_BYTES == MAX_FILE_BYTES
