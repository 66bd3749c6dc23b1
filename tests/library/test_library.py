import os
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

from archives import response
from blog import ADDRESS, blog_page
from threadreader.errors import AdapterNotFoundError, ExportError, PageError, StoreError, ThreadNotFoundError
from threadreader.importer.container import BytesSource, open_container
from threadreader.library import reading, sandbox, versions, worker
from threadreader.library.exporting import load_for_export
from threadreader.library.files import FileSource, write_export
from threadreader.library.importing import ImportFailure, ImportResult, Joined, Skipped
from threadreader.library.library import Library
from threadreader.library.reading import OpenedPage, Parser, inspect_page, parse_save, start_reading
from threadreader.library.sandbox import SandboxedWorker
from threadreader.model.page import Changes
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store.threads import load_original
from threadreader.store.writing import ImportStatus, PackedThread


@pytest.fixture
def library(now: datetime) -> Iterator[Library]:
    with Library.open(find_paths(), clock=lambda: now) as opened:
        yield opened


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return _write(tmp_path / "bread.html", blog_page("First", "Second"))


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_page_is_imported_and_read(library: Library, page: Path, now: datetime) -> None:
    result = library.import_page(page)
    assert result.status is ImportStatus.NEW
    assert (result.entry.number, result.entry.comments, result.entry.people) == (1, 2, 1)
    assert (result.entry.page.title, result.entry.page.url, result.entry.imported_at) == ("Bread", ADDRESS, now)
    opened = library.open_thread(1)
    assert opened.article.title == "Bread"
    assert list(opened.texts()) == ["First", "Second"]


def test_what_a_page_lacks_is_said_in_a_line(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    assert library.lacking(1) == ""
    empty = b'<title>Rye</title><p>words</p><div id="disqus_thread"></div>'
    library.import_page(_write(tmp_path / "rye.html", empty))
    assert library.lacking(2) == "page: its comments come from Disqus and were not saved"


def test_a_known_file_is_not_even_read_as_a_page(library: Library, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library.import_page(page)
    monkeypatch.setattr("threadreader.importer.import_lazily", None)
    again = library.import_page(page)
    assert (again.status, again.entry) == (ImportStatus.DUPLICATE, first.entry)
    assert library.threads() == (first.entry,)


def test_the_same_bytes_under_another_name_are_known(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    assert library.import_page(_write(tmp_path / "copy.html", page.read_bytes())).status is ImportStatus.DUPLICATE


def test_another_save_of_the_page_adds_a_save(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    newer = library.import_page(_write(tmp_path / "newer.html", blog_page("First", "Second", "Third")))
    assert (newer.status, newer.entry.number, newer.entry.comments) == (ImportStatus.ADDED_SAVE, 1, 3)
    assert newer.changes == Changes(new=frozenset({CommentId("comment-3")}))
    assert library.open_thread(1).changes == newer.changes
    assert [save.name for save in newer.entry.page.saves] == ["bread.html", "newer.html"]


def test_a_page_of_comments_belongs_to_the_page(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    other = blog_page("Third", address=f"{ADDRESS}comment-page-2/#comments", first=3)
    entry = library.import_page(_write(tmp_path / "2.html", other)).entry
    assert (entry.number, entry.comments) == (1, 3)
    assert list(library.open_thread(1).texts()) == ["First", "Second", "Third"]


def test_nothing_of_an_older_save_is_lost(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    newer = library.import_page(_write(tmp_path / "newer.html", blog_page("First, edited")))
    assert str(newer.changes) == "1 edited, 1 gone"
    assert list(library.open_thread(1).texts()) == ["First, edited", "Second"]
    again = library.import_page(_write(tmp_path / "newest.html", blog_page("First, edited", "Second", "Third")))
    assert str(again.changes) == "1 new"


@pytest.mark.process
def test_files_are_put_together_whatever_order_they_come_in(library: Library, tmp_path: Path) -> None:
    pages = [blog_page(words, address=f"{ADDRESS}comment-page-{n}/", first=n) for n, words in enumerate("abc", 1)]
    folder = tmp_path / "thread"
    folder.mkdir()
    for name, number in (("x", 2), ("y", 3), ("z", 1)):
        _write(folder / f"{name}.html", pages[number - 1])
    (folder / "notes.bin").write_bytes(bytes(99))
    outcomes = list(library.import_pages([folder]))
    assert [type(outcome) for outcome in outcomes] == [ImportFailure, *[ImportResult] * 3, Joined]
    assert [each.is_passed_over for each in outcomes if isinstance(each, ImportFailure)] == [True]
    assert list(library.open_thread(1).texts()) == ["a", "b", "c"]
    assert library.threads()[0].page.title == "Bread"
    assert len(library.threads()[0].page.saves) == 3
    assert [type(outcome) for outcome in library.import_pages([folder])] == [ImportFailure, *[ImportResult] * 3]


def test_what_was_not_put_together_is_when_it_is_opened(library: Library, page: Path, tmp_path: Path) -> None:
    newer = _write(tmp_path / "newer.html", blog_page("First", "Second", "Third"))
    assert [type(outcome) for outcome in islice(library.import_pages([page, newer]), 2)] == [ImportResult] * 2
    assert library.threads()[0].comments == 2
    assert len(library.open_thread(1).skeleton) == 3
    assert library.threads()[0].comments == 3


def test_what_was_not_put_together_is_with_the_next_import(library: Library, page: Path, tmp_path: Path) -> None:
    newer = _write(tmp_path / "newer.html", blog_page("First", "Second", "Third"))
    assert len(list(islice(library.import_pages([page, newer]), 2))) == 2
    *_, last = library.import_pages([page])
    assert isinstance(last, Joined)
    assert (last.entry.comments, str(last.changes)) == (3, "1 new")


def test_a_save_is_read_once_more_and_not_again(
    library: Library, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(*words: str) -> int:
        read: list[str] = []

        def begin_counted(
            file: Path, parse: Parser[PackedThread], form: type[PackedThread], *, one: bool
        ) -> SandboxedWorker[OpenedPage | PackedThread]:
            read.append(file.name)
            return start_reading(file, parse, form, one=one)

        def read_counted(file: FileSource, now: datetime | None) -> ParsedPage:
            read.append(file.name)
            return parse_save(file, now)

        with monkeypatch.context() as patch:
            patch.setattr("threadreader.library.importing.start_reading", begin_counted)
            patch.setattr("threadreader.library.refresh.parse_save", read_counted)
            library.import_page(_write(tmp_path / "newer.html", blog_page(*words)))
        return len(read)

    library.import_page(page)
    assert [add("First", "Second", "Third"), add("First", "Second", "Third", "Fourth"), add("First")] == [2, 1, 1]


def test_the_pages_of_an_archive_that_hold_a_thread_are_imported(library: Library, tmp_path: Path) -> None:
    cheese = blog_page("Mild", title="Cheese", address="https://blog.example.org/cheese/")
    home = blog_page(title="Home", address="https://blog.example.org/")
    pages = {ADDRESS: blog_page("First"), "https://blog.example.org/": home, "https://blog.example.org/cheese/": cheese}
    crawl = _write(tmp_path / "crawl.warc", b"".join(response(url, html) for url, html in pages.items()))
    outcomes = list(library.import_pages([crawl]))
    assert [type(outcome) for outcome in outcomes] == [ImportResult, Skipped, ImportResult]
    assert [entry.page.title for entry in library.threads()] == ["Bread", "Cheese"]
    assert isinstance(outcomes[0], ImportResult)
    assert outcomes[0].name == f"{crawl}!/{ADDRESS}"


def test_what_belongs_to_a_page_is_kept_with_it(library: Library, tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(90)
    (tmp_path / "bread_files").mkdir()
    _write(tmp_path / "bread_files" / "loaf.png", picture)
    words = b'<p>It rises.</p><img src="bread_files/loaf.png" alt="A loaf">'
    page = _write(tmp_path / "bread.html", blog_page("First").replace(b"<p>It rises.</p>", words))
    library.import_page(page)
    (tmp_path / "bread_files" / "loaf.png").unlink()
    (save,) = library.threads()[0].page.saves
    kept = open_container(BytesSource(load_original(library.database, save.digest)))
    assert kept.resources["bread_files/loaf.png"].content == picture


def test_a_renamed_page_with_the_same_comments_is_the_same(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    renamed = blog_page("First", "Second", "Third", title="Bread, again")
    assert library.import_page(_write(tmp_path / "renamed.html", renamed)).status is ImportStatus.ADDED_SAVE
    other = blog_page("About cheese", title="Cheese", first=90)
    assert library.import_page(_write(tmp_path / "cheese.html", other)).status is ImportStatus.NEW


def test_one_bad_file_never_stops_the_rest(library: Library, page: Path, tmp_path: Path) -> None:
    results = list(library.import_pages([tmp_path / "missing.html", _write(tmp_path / "empty.html", b""), page]))
    assert [type(result) for result in results] == [ImportFailure, ImportFailure, ImportResult]
    assert len(library.threads()) == 1


def test_a_file_that_is_no_page_is_not_stored(library: Library, tmp_path: Path) -> None:
    picture = _write(tmp_path / "cat.png", b"\x89PNG\r\n\x1a\n" + bytes(500))
    with pytest.raises(PageError, match=r"cat\.png: "):
        library.import_page(picture)
    assert library.threads() == ()


def test_a_page_without_comments_is_stored(library: Library, tmp_path: Path) -> None:
    assert library.import_page(_write(tmp_path / "quiet.html", blog_page())).entry.comments == 0
    assert len(library.open_thread(1).skeleton) == 0


def test_names_of_files_are_cleaned(library: Library, tmp_path: Path) -> None:
    name = os.fsdecode(b"a\x1b]0;x\x07\xff.html")
    library.import_page(_write(tmp_path / name, blog_page("First")))
    assert library.threads()[0].page.saves[0].name == "a␛]0;x␇\N{REPLACEMENT CHARACTER}.html"


def _titled(library: Library, tmp_path: Path, *titles: str) -> None:
    for number, title in enumerate(titles, 1):
        content = blog_page(title, title=title, address=f"https://blog.example.org/{number}/")
        library.import_page(_write(tmp_path / f"{number}.html", content))


@pytest.mark.process
@pytest.mark.parametrize(
    ("reference", "number"),
    [("1", 1), ("2", 2), ("cheese", 2), ("CHEESE  and", 2), ("bread", 1), ("Bread", 1), ("buns", 3), ("1984", 4)],
)
def test_a_thread_is_found_by_number_or_title(library: Library, tmp_path: Path, reference: str, number: int) -> None:
    _titled(library, tmp_path, "Bread", "Cheese and wine", "Bread buns", "1984")
    assert library.find(reference).number == number


def test_a_title_that_fits_more_than_one_thread_names_them(library: Library, tmp_path: Path) -> None:
    _titled(library, tmp_path, "Bread", "Bread buns")
    with pytest.raises(ThreadNotFoundError, match="matches 2 titles: 1 'Bread', 2 'Bread buns'; use the number"):
        library.find("brea")


@pytest.mark.parametrize("reference", ["3", "0", "-1", "wine", "", " ", "9" * 30, "²"])
def test_what_is_not_found_says_so(library: Library, page: Path, reference: str) -> None:
    library.import_page(page)
    with pytest.raises(ThreadNotFoundError, match="see threadreader list"):
        library.find(reference)


def test_progress_survives_a_newer_save(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    place = Progress(CommentId("comment-2"), 1, frozenset({CommentId("comment-1")}), progress_label="#2 ann")
    library.save_progress(1, place, Progress())
    library.import_page(_write(tmp_path / "newer.html", blog_page("First", "Second", "Third")))
    assert library.load_progress(1) == place


def test_a_forgotten_thread_is_gone_and_its_number_too(library: Library, page: Path) -> None:
    library.import_page(page)
    library.forget(1)
    assert library.threads() == ()
    with pytest.raises(StoreError, match="has no thread 1"):
        library.open_thread(1)
    with pytest.raises(StoreError, match="has no thread 1"):
        library.forget(1)
    assert library.import_page(page).entry.number == 2


def test_an_older_reading_is_made_again(library: Library, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.import_page(page)
    with library.database.writing() as connection:
        connection.execute("UPDATE thread SET title = 'As read before'")
    assert library.open_thread(1).page.title == "As read before"
    newer = Versions(versions.VERSIONS.extractor + 1, versions.VERSIONS.linker)
    monkeypatch.setattr(versions, "VERSIONS", newer)
    before = library.open_thread(1)
    assert before.page.title == "As read before"
    library.bring_up_to_date(1)
    assert library.open_thread(1).page.title == "Bread"
    assert len(library.threads()[0].page.saves) == 1


def test_older_quote_links_are_made_again(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quoting = "\N{LEFT DOUBLE QUOTATION MARK}The dough of it rises slowly\N{RIGHT DOUBLE QUOTATION MARK} you say."
    content = blog_page(quoting, words="The dough of it rises slowly, as ever.")
    library.import_page(_write(tmp_path / "quoting.html", content))
    assert len(library.exported(1).quotes.links) == 1
    with library.database.writing() as connection:
        connection.execute("UPDATE thread SET quotes = X'00'")
    monkeypatch.setattr(versions, "VERSIONS", Versions(extractor=versions.VERSIONS.extractor, linker=9))
    assert library.needs_links(1)
    assert len(library.exported(1).quotes.links) == 1
    assert not library.needs_links(1)


def test_the_quotations_of_a_large_thread_can_be_linked_later(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoting = "\N{LEFT DOUBLE QUOTATION MARK}The dough of it rises slowly\N{RIGHT DOUBLE QUOTATION MARK} you say."
    content = blog_page(quoting, words="The dough of it rises slowly, as ever.")
    monkeypatch.setattr(reading, "_MAX_COMMENTS_LINKED_AT_IMPORT", 0)
    library.import_page(_write(tmp_path / "quoting.html", content))
    assert library.needs_links(1)
    assert library.open_thread(1).quotes.inside(CommentId("comment-1")) == ()
    assert list(worker.bring_up_to_date(library.file, 1)) == []
    assert len(library.exported(1).quotes.links) == 1
    assert not library.needs_links(1)


@pytest.mark.parametrize("processes", [1, 3])
def test_a_page_that_several_processes_read_is_read_as_by_one(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    page = _write(tmp_path / "large.html", blog_page(*(f"Word {number}" for number in range(100))))
    monkeypatch.setattr(reading, "_MAX_COMMENTS_LINKED_AT_IMPORT", 99)
    monkeypatch.setattr(sandbox, "available_cpus", lambda: processes)
    library.import_page(page)
    stored, fresh = library.exported(1), load_for_export([page])
    assert [comment.text for comment in stored.thread.comments] == [f"Word {number}" for number in range(100)]
    assert (stored.thread, stored.notes) == (fresh.thread, fresh.notes)


def test_a_stored_thread_and_its_page_export_the_same(library: Library, page: Path) -> None:
    library.import_page(page)
    stored, fresh = library.exported(1), load_for_export([page])
    assert (stored.thread, stored.quotes, stored.notes) == (fresh.thread, fresh.quotes, fresh.notes)
    assert (stored.page.id, stored.page.title) == (fresh.page.id, fresh.page.title)


def test_leaving_out_an_adapter_that_does_not_exist_is_an_error(library: Library, page: Path) -> None:
    library.import_page(page)
    without = ["wordpress", "nosuch"]
    with pytest.raises(AdapterNotFoundError, match=r"^nosuch: .*; the adapters are .*generic, .*wordpress"):
        load_for_export([page], without)
    with pytest.raises(AdapterNotFoundError, match=r"^nosuch: "):
        inspect_page(page, without)
    with pytest.raises(AdapterNotFoundError, match=r"^nosuch: "):
        library.inspect(1, ["nosuch"])


def test_a_thread_is_exported_to_a_file_named_after_it(library: Library, tmp_path: Path) -> None:
    _titled(library, tmp_path, "Bread: why / how? \u2014 Brot & Br\u00f6tchen")
    assert library.export_name(1) == "bread-why-how-brot-br\u00f6tchen.txt"
    write_export(library.export_file(1, "text"), tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("threadreader text\n")
    with pytest.raises(ExportError, match="already exists"):
        write_export(library.export_file(1, "text"), tmp_path / "out.txt")


def test_a_title_without_letters_still_gives_a_name(library: Library, tmp_path: Path) -> None:
    _titled(library, tmp_path, "???")
    assert library.export_name(1) == "thread-1.txt"


def test_the_words_that_a_reply_had_before_are_known(library: Library, page: Path, tmp_path: Path) -> None:
    library.import_page(page)
    assert library.open_thread(1).older(0) is None
    library.import_page(_write(tmp_path / "newer.html", blog_page("First, edited", "Second")))
    opened = library.open_thread(1)
    before = opened.older(0)
    assert before is not None
    assert (before.text, opened.older(1)) == ("First", None)


@pytest.mark.process
def test_a_thread_that_cannot_be_put_together_now_is_read_and_exported_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [tmp_path / name for name in ("old", "new")]
    pages[0].write_bytes(blog_page("First"))
    pages[1].write_bytes(blog_page("First", "Second"))

    def refuse(*_: object, **__: object) -> bool:
        raise StoreError("library.db", "cannot be written: the disk is full")

    with Library.open(find_paths()) as library:
        library.import_page(pages[0])
        with monkeypatch.context() as patch:
            patch.setattr("threadreader.store.writing.replace_thread", refuse)
            with pytest.raises(StoreError, match="the disk is full"):
                library.import_page(pages[1])
            assert list(library.open_thread(1).texts()) == ["First"]
            assert len(library.exported(1).thread.comments) == 1
        assert list(library.open_thread(1).texts()) == ["First", "Second"]
