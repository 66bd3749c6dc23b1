"""Files of one thread, told from those of others and put together."""

import json
import os
import re
from pathlib import Path

import pytest

from blog import ADDRESS, blog_page
from sketch import outline
from threadreader.errors import ExportError
from threadreader.library.exporting import load_for_export
from threadreader.library.library import Library
from threadreader.paths import find_paths

PAGES = os.environ.get("THREADREADER_PAGES")


def write(folder: Path, name: str, content: bytes) -> Path:
    """A page file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def pages(folder: Path) -> list[Path]:
    """The three comment pages of a post, the newest one last."""
    return [
        write(folder, f"{number}.html", blog_page(*words, address=f"{ADDRESS}comment-page-{number}/", first=first))
        for number, first, words in ((1, 1, ("One", "Two")), (2, 3, ("Three",)), (3, 4, ("Four", "Five")))
    ]


def test_the_pages_of_a_thread_are_one_thread_whatever_order_they_are_named_in(tmp_path: Path) -> None:
    one, two, three = pages(tmp_path)
    exported = load_for_export([three, one, two])
    assert [comment.text for comment in exported.thread.comments] == ["One", "Two", "Three", "Four", "Five"]
    assert (exported.page.url, exported.page.title, exported.notes) == (ADDRESS, "Bread", ())
    assert len(exported.page.saves) == 3


def test_a_folder_means_the_pages_in_it(tmp_path: Path) -> None:
    pages(tmp_path / "thread")
    write(tmp_path / "thread", "notes.bin", bytes(900))
    write(tmp_path / "thread" / "1_files", "frame.html", blog_page("Other", title="Cheese"))
    assert len(load_for_export([tmp_path / "thread"]).thread.comments) == 5


def test_a_page_that_is_lacking_is_said(tmp_path: Path) -> None:
    one, _, three = pages(tmp_path)
    exported = load_for_export([one, three])
    assert [note.message for note in exported.notes] == ["page 2 of 3 missing"]


def test_a_newer_save_of_a_page_takes_nothing_away(tmp_path: Path) -> None:
    old, new = write(tmp_path, "old.html", blog_page("One", "Two")), write(tmp_path, "new.html", blog_page("One"))
    assert outline(load_for_export([old, new]).thread) == "comment-1\ncomment-2"


def test_files_of_two_threads_are_an_error_that_names_them(tmp_path: Path) -> None:
    bread = write(tmp_path, "bread.html", blog_page("One"))
    cheese = write(
        tmp_path, "cheese.html", blog_page("One", title="Cheese", address="https://blog.example.org/cheese/")
    )
    with pytest.raises(ExportError, match=r"^cheese\.html: is not the same thread as bread\.html; .* 2 threads; "):
        load_for_export([bread, cheese])


def test_another_page_at_the_same_address_is_not_mixed_in(tmp_path: Path) -> None:
    bread = write(tmp_path, "bread.html", blog_page("One"))
    other = write(tmp_path, "other.html", blog_page("Else", title="Cheese", first=90))
    with pytest.raises(ExportError, match="2 threads"):
        load_for_export([bread, other])


def test_pages_of_a_site_that_gives_all_one_address_and_title_are_not_mixed(tmp_path: Path) -> None:
    one = write(tmp_path, "one.html", blog_page("One", "Two", "Three"))
    other = write(tmp_path, "other.html", blog_page("Else", "More", "Other", first=90))
    with pytest.raises(ExportError, match="2 threads"):
        load_for_export([one, other])


def test_a_row_of_the_comments_that_another_save_shows_as_a_tree_is_not_mixed_in(tmp_path: Path) -> None:
    row = blog_page("One", "Two", "Three")
    tree = row.replace(b'</article></li><li id="comment-2"', b'</article><ul class="children"><li id="comment-2"')
    tree = re.sub(rb'(id="comment-[23]" class="comment depth-)1', rb"\g<1>2", tree)
    tree = tree.replace(b"</ol></div></body>", b"</ul></li></ol></div></body>")
    files = [write(tmp_path, "row.html", row), write(tmp_path, "tree.html", tree)]
    with pytest.raises(ExportError, match="2 threads"):
        load_for_export(files)


def test_a_folder_without_a_page_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "empty", "cat.png", b"\x89PNG\r\n\x1a\n" + bytes(90))
    with pytest.raises(ExportError, match="is a folder without pages"):
        load_for_export([tmp_path / "empty"])


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="THREADREADER_PAGES names no folder of saved pages")
@pytest.mark.parametrize(
    ("name", "count", "linear"),
    [
        ("wp-big180-pc20-twentyten", 4, False),
        ("wp-big180-pc50-twentytwentyfive", 2, False),
        ("mybb-footbridge", 4, True),
        ("nodebb-footbridge", 2, True),
        ("redmine-forum-footbridge", 2, True),
    ],
)
def test_the_pages_of_saved_threads_give_what_each_has(name: str, count: int, linear: bool) -> None:
    software = Path(PAGES or "", "software")
    names = [f"{name}-p{number}" for number in range(1, count + 1)]
    wanted: dict[str, tuple[str, str | None]] = {}
    for page in names:
        comments = json.loads((software / "gold" / f"{page}.json").read_bytes())["comments"]
        for each in comments:
            parent = None if each["parent"] is None else comments[each["parent"]]["id"]
            wanted[each["id"]] = each["author"], parent
    exported = load_for_export([software / "pages" / f"{page}.html" for page in reversed(names)])
    found = {c.id.removeprefix("post_"): (c.author and c.author.name, c.parent_id) for c in exported.thread.comments}
    assert len(found) == len(wanted)
    assert exported.notes == ()
    if linear:
        assert [author for author, _ in found.values()] == [author for author, _ in wanted.values()]
    else:
        assert found == wanted
    with Library.open(find_paths()) as library:
        list(library.import_pages(software / "pages" / f"{page}.html" for page in names))
        stored = library.exported(1)
    assert (stored.thread, stored.notes) == (exported.thread, exported.notes)
    assert len(stored.page.saves) == count
