"""What `export` writes is a page file as any other: it opens as the thread that was exported."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from blog import ADDRESS, blog_page
from export_sample import SAMPLE
from strategies import pages as pages_of
from strategies import threads
from threadreader.errors import PageError
from threadreader.library.exporting import load_for_export, render_file
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.reading import inspect_page, parse_save
from threadreader.model.page import Page
from threadreader.model.save import ParsedPage
from threadreader.paths import find_paths
from threadreader.store.writing import ImportStatus

_KINDS = ("seed", "software", "saved", "forums")
_LARGEST = 400_000


@pytest.fixture
def library(now: datetime) -> Iterator[Library]:
    with Library.open(find_paths(), clock=lambda: now) as opened:
        yield opened


def opened(written: str | bytes, name: str = "export") -> ParsedPage:
    """What a file with these words opens as."""
    content = written if isinstance(written, bytes) else written.encode()
    return load_for_export([FileSource(Path(name), content=content)])


def read(written: str) -> ParsedPage:
    """The same, not joined with other saves: that leaves out what nothing refers to."""
    return parse_save(FileSource(Path("export"), content=written.encode()), None)


def unsaved(page: Page) -> Page:
    return replace(page, saves=())


@st.composite
def exports(draw: st.DrawFn) -> ParsedPage:
    return ParsedPage(draw(pages_of), draw(threads(6)))


@pytest.mark.slow
@given(exports())
def test_a_thread_exported_as_json_opens_as_itself(exported: ParsedPage) -> None:
    again = read(str(render_file(exported, "json", 72)))
    assert (again.thread, unsaved(again.page)) == (exported.thread, unsaved(exported.page))


def test_json_of_an_export_is_that_export(tmp_path: Path) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First", "> First\n\nNot so.", "Third, of \u201cIt rises.\u201d"))
    written = str(render_file(load_for_export([page]), "json", 72))
    assert str(render_file(opened(written), "json", 72)) == written


@pytest.mark.parametrize("made", [bytes, gzip.compress, lambda data: b"\xef\xbb\xbf" + data])
def test_quotations_are_linked_again_whatever_became_of_the_file(made: Any) -> None:
    again = opened(made(str(render_file(SAMPLE, "json", 72)).encode()))
    assert again.thread.comments[0].id == SAMPLE.thread.comments[0].id
    assert len(again.quotes.links) >= 2


def test_lines_may_end_as_they_do_in_notepad() -> None:
    written = str(render_file(SAMPLE, "json", 72))
    assert opened(written.replace("\n", "\r\n")).thread == opened(written).thread


def test_what_a_forum_counts_is_no_more_than_it_was() -> None:
    page = replace(SAMPLE.page, declared_count=len(SAMPLE.thread.comments))
    whole = replace(SAMPLE, page=page, notes=())
    assert opened(str(render_file(whole, "json", 72))).notes == ()
    more = replace(whole, page=replace(page, declared_count=99))
    assert [note.where for note in opened(str(render_file(more, "json", 72))).notes] == ["page"]


def test_inspect_says_what_an_export_is() -> None:
    packed = FileSource(Path("x.json"), content=str(render_file(SAMPLE, "json", 72)).encode())
    imported = inspect_page(packed)
    assert (imported.parsed.save.container, imported.parsed.save.adapter) == ("threadreader json", "wordpress")
    assert imported.candidates[0].comments == len(SAMPLE.thread.comments)
    assert imported.parsed.notes == SAMPLE.notes


def test_an_export_is_a_save_of_its_page_and_hides_no_other(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First", "Second"))
    (tmp_path / "json").write_text(str(render_file(load_for_export([page]), "json", 72)))
    first = library.import_page(page)
    assert (first.status, first.entry.page.url, first.entry.comments) == (ImportStatus.NEW, ADDRESS, 2)
    assert library.import_page(tmp_path / "json").status is ImportStatus.ADDED_SAVE
    assert library.import_page(tmp_path / "json").status is ImportStatus.DUPLICATE
    assert [save.container for save in library.find("1").page.saves] == ["html", "html"]
    assert library.inspect(1).parsed.save.container == "threadreader json"


def test_an_export_keeps_the_name_of_a_page_without_an_address(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First", address=None).replace(b"<a href", b"<a title"))
    exported = load_for_export([page])
    assert exported.page.url is None
    assert opened(str(render_file(exported, "json", 72))).page.id == exported.page.id
    (tmp_path / "x.json").write_text(str(render_file(exported, "json", 72)))
    assert library.import_page(tmp_path / "x.json").entry.page.id == exported.page.id


def altered(where: str, value: Any) -> str:
    """The sample as JSON with something else at a place."""
    plain: Any = json.loads(str(render_file(SAMPLE, "json", 72)))
    *way, last = where.split(".")
    at = plain
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if last.isdigit() else last] = value
    return json.dumps(plain)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("version", 2),
        ("page", None),
        ("page.title", 5),
        ("page.declared_count", 10**40),
        ("page.saved_at", "yesterday"),
        ("article.blocks", "words"),
        ("article.blocks.0.kind", "applet"),
        ("article.blocks.0.kind", ["quote"]),
        ("article.blocks.0.spans.0.text", ["x"]),
        ("article.blocks.0.spans.0.marks", ["blinking"]),
        ("article.authors.0.name", " "),
        ("comments.0.id", None),
        ("comments.1.id", "comment-1"),
        ("comments.0.parent_id", "comment-99"),
        ("comments.0.score", True),
        ("comments.0.status", "gone"),
        ("comments", {}),
    ],
)
def test_json_that_is_no_thread_is_refused(where: str, value: Any) -> None:
    with pytest.raises(PageError, match=r"^some-file: is damaged, or from a newer threadreader \(") as refused:
        opened(altered(where, value), "some-file")
    assert "\n" not in str(refused.value)
    assert refused.value.cure


def test_words_may_be_mended_by_hand() -> None:
    spans: list[Any] = [{"text": "Mended.", "marks": [], "href": None}]
    assert opened(altered("article.blocks.0.spans", spans)).thread.article.text.startswith("Mended.\n\n")


def test_quotes_that_nest_without_end_are_refused() -> None:
    words = '{"kind": "paragraph", "spans": [{"text": "Deep.", "marks": [], "href": null}]}'
    nested = '{"kind": "quote", "attribution": null, "cite": null, "blocks": [' * 40 + words + "]}" * 40
    written = str(render_file(SAMPLE, "json", 72)).replace('"blocks": [', f'"blocks": [{nested}, ', 1)
    with pytest.raises(PageError, match="nest deeper than 32"):
        opened(written)
    with pytest.raises(PageError, match="is damaged"):
        opened('{"format": "threadreader", "page": ' + "[" * 100_000)


def test_what_a_file_claims_is_cleaned_as_a_page_is() -> None:
    hostile = opened(altered("page.title", "a\x1b]52;x\x07\u202eb")).page.title
    assert "\x1b" not in hostile
    assert "\u202e" not in hostile
    author = (
        opened(altered("comments.0.author", {"name": "x\x9b", "url": "javascript:alert(1)"})).thread.comments[0].author
    )
    assert author is not None
    assert (author.name, author.url) == ("x\ufffd", None)
    spans = [{"text": "click\x1b[2J", "marks": [], "href": "data:text/html,x"}]
    body = opened(altered("article.blocks.0.spans", spans)).thread.article.text
    assert body.startswith("click\u241b[2J")


@pytest.mark.slow
@pytest.mark.parametrize("of", _KINDS)
def test_real_pages_exported_open_as_they_were(of: str, pages: Path) -> None:
    odd = []
    for page in sorted((pages / of / "pages").glob("*.html"))[::4]:
        if page.stat().st_size > _LARGEST:
            continue
        exported = load_for_export([page])
        written = str(render_file(exported, "json", 72))
        if str(render_file(opened(written), "json", 72)) != written:
            odd.append(page.name)
    assert odd == []
