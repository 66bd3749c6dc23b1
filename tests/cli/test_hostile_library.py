"""A library from somebody else, with escape sequences in every field: none of them reaches the terminal."""

import re
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime

import pytest

from keeping import keep_read
from terminal import Terminal
from threadreader.library.library import Library
from threadreader.library.versions import VERSIONS
from threadreader.model.blocks import BlockQuote, CodeBlock, Image, Paragraph, Span
from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
from threadreader.paths import find_paths

pytestmark = pytest.mark.process

HOSTILE = "\x1b]52;c;UFdO\x07\x1b]0;PWN\x07\x1b[77;66H\x9b55;44H\x1bc\x0e\u202e\n\t"
WORDS = "tide and clock"
ESCAPE = "\x1b[27u"  # as terminals send it that tell it from the beginning of another key
QUIET = 0.15  # seconds
_CSI = re.compile(rb"\x1b\[[<>=?]?[\d;]*\$?(?:[a-zA-Z]|\Z)")
# The shape of the pointer, and the question for the background.
_POINTER = re.compile(rb"\x1b\]22;[a-z-]*\x07|\x1b=|\x1b>|\x1b\]11;\?\x1b\\")
_HOSTILE_CSI = (b"77;66", b"55;44")
_CONTROLS = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae")


def named(name: str) -> str:
    return f"{HOSTILE}{name}"


def comment(number: int) -> Comment:
    body = (
        Paragraph((Span(f"The {WORDS} of {number}", href="https://a.example/x"),)),
        BlockQuote((Paragraph((Span("said before"),)),), named("attribution"), named("cite")),
        CodeBlock("code()", named("language")),
        Image("cid:picture", "alt"),
    )
    above = CommentId(named(f"c{number - 1}")) if number % 3 > 1 else None
    return Comment(
        CommentId(named(f"c{number}")),
        above,
        Author(named(f"name{number % 4}"), named("url")),
        body,
        Moment(named("a while ago"), datetime(2024, 5, number, tzinfo=UTC) if number % 2 else None),
        named("permalink"),
    )


@pytest.fixture(autouse=True)
def _hostile() -> None:
    article = Article(named("title"), (Paragraph((Span("Of the " + WORDS),)),), (Author(named("author")),))
    thread = Thread(article, tuple(map(comment, range(1, 9))))
    save = Save(named("digest"), named("name"), named("container"), named("adapter"))
    page = Page(PageId(named("id")), named("title"), named("url"), named("site"), named("language"), 9, (save,))
    read = ParsedPage(page, thread, notes=(Note(named("where"), named("message")),), versions=VERSIONS)
    with Library.open(find_paths()) as library:
        keep_read(library.database, read, b"page")
        ids = [comment.id for comment in thread.comments]
        progress = Progress(
            cursor=ids[2],
            starred=frozenset(ids[:3]),
            marks={HOSTILE[0]: Bookmark(ids[1]), "a": Bookmark(ids[1])},
            view={named("key"): named("value")},
            progress_label=named("progress_label"),
        )
        library.save_progress(1, progress, Progress(), opened=library.open_thread(1))
    with closing(sqlite3.connect(find_paths().library)) as connection, connection:
        connection.execute("UPDATE entry SET most_quoted = ?", (f'["{WORDS}\\u001b]0;PWN\\u0007", 3]',))


def assert_clean(output: bytes) -> None:
    """Only cursor positions, colours, modes and pointer shapes, none of which came from the library."""
    sequences = _CSI.findall(output)
    assert sequences
    assert not [each for each in sequences if any(part in each for part in _HOSTILE_CSI)]
    rest = _POINTER.sub(b"", _CSI.sub(b"", output))
    assert not [rest[max(0, at.start() - 40) : at.end() + 20] for at in _CONTROLS.finditer(rest)]


IN_LIBRARY: Mapping[str, tuple[list[str], str]] = {
    "sorted": (["S", "S"], ""),
    "hits": (["/", "tide", "\r"], "tide"),
    "starred": ([ESCAPE, "*"], "open here"),
    "filter": ([ESCAPE, "&", "tit", "\r"], "tit"),
    "removal": (["D"], "deletes"),
    "import": ([ESCAPE, "i"], "Import file"),
    "export": ([ESCAPE, "s"], "Export"),
    "help": ([ESCAPE, "?"], "Keys"),
    "palette": ([ESCAPE, ":"], "ind an action"),
    "thread": ([ESCAPE, "\r"], "name1"),
}
IN_THREAD: Mapping[str, tuple[list[str], str]] = {
    "conversation": (["c", "zM", "zR", "T", "S", "gs", "gd"], ""),
    "article": ([ESCAPE, "\t", "W", "w", "w"], ""),
    "people": (["\t", "@", "j", " "], ""),
    "map": ([ESCAPE, "t", "j"], ""),
    "newest": ([ESCAPE, "gn", "j"], ""),
    "saves": ([ESCAPE, "gS", " ", "c", "D"], "only save"),
    "by time": ([ESCAPE, "gt", "gt"], ""),
    "quotations": (["J", "x", ESCAPE, "<", ESCAPE, ">"], ""),
    "labels": ([ESCAPE, "f"], ""),
    "page": ([ESCAPE, "O"], "no address known"),
    "link": ([ESCAPE, "o"], "a.example"),
    "picture": ([ESCAPE, "I"], ""),
    "search": ([ESCAPE, "/", "tide", "\r", "n"], "tide"),
    "matches": ([ESCAPE, "&", "tide", "\r"], "tide"),
    "marks": ([ESCAPE, "'", "a"], ""),
    "export": (["s"], "Export"),
    "palette": ([ESCAPE, ":", "copy"], "copy"),
}


@pytest.mark.parametrize(
    ("command", "screens"), [([], IN_LIBRARY), (["open", "1"], IN_THREAD)], ids=["library", "thread"]
)
def test_no_screen_writes_an_escape_of_the_library(
    command: list[str], screens: Mapping[str, tuple[list[str], str]]
) -> None:
    with Terminal([sys.executable, "-m", "threadreader", *command], rows=40, columns=130) as terminal:
        terminal.wait_for_frame()
        terminal.settle(QUIET)
        output = b""
        for keys, words in screens.values():
            output += terminal.output
            terminal._forget()
            for each in keys:
                terminal.write(each)
                terminal.settle(QUIET)
            try:
                terminal.wait_for(words)
            except EOFError as end:
                raise EOFError(f"the program ended: {(output + terminal.output)[-600:]!r}") from end
        terminal.settle(QUIET)
        assert_clean(output + terminal.output)


def test_a_first_frame_writes_none_either() -> None:
    with Terminal([sys.executable, "-m", "threadreader", "open", "1"], rows=40, columns=130) as terminal:
        terminal.wait_for("name1")
        assert_clean(terminal.output)


def test_what_is_copied_has_none() -> None:
    import base64

    with Terminal([sys.executable, "-m", "threadreader", "open", "1"], rows=40, columns=130) as terminal:
        terminal.wait_for_frame()
        terminal.press("yq")
        terminal.settle()
        (copied,) = re.findall(rb"\x1b\]52;c;([\w+/=]+)\x07", terminal.output)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", base64.b64decode(copied).decode())
