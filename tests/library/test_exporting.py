import pytest

from export_sample import SAMPLE
from threadreader.library.exporting import export_names, lacking_in
from threadreader.model.page import Entry, Note, Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Article, Thread


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["On Bread", "on bread!", "On Bread 2"], ["on-bread", "on-bread-2", "on-bread-2-3"]),
        (["../..", "con", ""], ["thread-1", "thread-2", "thread-3"]),
    ],
)
def test_names_in_a_folder_do_not_clash(titles: list[str], names: list[str]) -> None:
    entries = [Entry(number, Page(PageId(title), title), 0, 0) for number, title in enumerate(titles, 1)]
    assert export_names(entries, ".md") == [f"{name}.md" for name in names]


def test_what_is_lacking_is_told() -> None:
    assert lacking_in(ParsedPage(SAMPLE.page, Thread(Article("Title")))) == ""
    whole = ParsedPage(SAMPLE.page, SAMPLE.thread, notes=(Note("page", "says that it has 31"),))
    assert lacking_in(whole) == "page: says that it has 31; missing parents: 1"
