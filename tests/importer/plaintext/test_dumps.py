"""Dumps of real pages, as they were made and as the browsers of this machine make them, against the pages."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from threadreader.importer import Imported, import_bytes
from threadreader.library.exporting import load_for_export

Outline = tuple[str | None, int | None, str]

_BROWSERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "w3m": ("w3m", "-dump", "-cols", "80", "-I", "UTF-8", "-O", "UTF-8", "-T", "text/html"),
        "lynx": ("lynx", "-dump", "-width=80", "-display_charset=utf-8"),
        "links": ("links", "-dump", "-codepage", "utf-8", "-width", "80"),
    }
)
_PAGES = (
    *("wp-footbridge-default", "wp-footbridge-twentyten", "wp-footbridge-twentytwentyfive", "wp-footbridge-oceanwp"),
    *("wp-footbridge-de_DE-twentysixteen", "wp-footbridge-ar-twentyten", "hn-footbridge", "wp-footbridge-astra"),
)
_WITHOUT_DEPTHS = ("table.w3m.txt", "table.links.txt")
"""Where the page says by the width of a picture how far a comment is in, these two leave that out."""


def _read(path: Path) -> Imported:
    return import_bytes(path.read_bytes(), path.name)


def _outline(imported: Imported) -> list[Outline]:
    """Each comment: its author, whom it answers, its words, without what dumps cannot keep: white space and signs."""
    indices = {comment.id: index for index, comment in enumerate(imported.thread.comments)}
    return [
        (
            re.sub(r"\s", "", comment.author.name) if comment.author else None,
            indices[comment.parent_id] if comment.parent_id else None,
            re.sub(r"\W+", "", comment.text),
        )
        for comment in imported.thread.comments
    ]


def _without_parents(outline: list[Outline]) -> list[Outline]:
    return [(author, None, words) for author, _, words in outline]


def test_dumps_that_came_with_a_page_have_its_comments(pages: Path) -> None:
    folder = pages / "containers"
    site = {path.stem: import_bytes(path.read_bytes(), path.name) for path in (folder / "site").glob("*.html")}
    site["thread"] = _read(folder / "site" / "embed" / "thread.html")
    dumps = [path for path in sorted((folder / "text").iterdir()) if not path.name.startswith("disqus.")]
    assert len(dumps) > 8
    for path in dumps:
        got, wanted = _outline(_read(path)), _outline(site[path.name.partition(".")[0]])
        if "innertext" in path.name:
            assert got == _without_parents(wanted), path.name
        elif path.name in _WITHOUT_DEPTHS:
            assert _without_parents(got) == _without_parents(wanted), path.name
        else:
            assert got == wanted, path.name


@pytest.mark.parametrize("browser", _BROWSERS)
def test_what_the_browsers_here_dump_has_the_thread_of_the_page(browser: str, pages: Path) -> None:
    if not shutil.which(browser):
        pytest.skip(f"{browser} is not installed")
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    for name in _PAGES:
        page = pages / "software" / "pages" / f"{name}.html"
        command = [*_BROWSERS[browser], page.as_uri() if browser == "links" else str(page)]
        dumped = subprocess.run(command, check=True, capture_output=True, env=environment, timeout=60).stdout
        assert _outline(import_bytes(dumped, f"{name}.txt")) == _outline(_read(page)), name


def test_the_page_that_was_left_as_text_alone_has_all_its_comments(pages: Path) -> None:
    gold = json.loads((pages / "seed" / "text-gold" / "seed.json").read_text(encoding="utf-8"))
    exported = load_for_export([pages / "seed" / "seed.txt"])
    thread = exported.thread
    wanted = [re.sub(r"\W+", "", comment["text"]) for comment in gold["comments"]]
    words = [re.sub(r"\W+", "", comment.text) for comment in thread.comments]
    assert [word.startswith(want) for word, want in zip(words, wanted, strict=True)] == [True] * 26
    assert [parent if parent >= 0 else None for parent in thread.parents] == [c["parent"] for c in gold["comments"]]
    assert len(exported.quotes.links) >= sum(len(comment["quotes"]) for comment in gold["comments"])
