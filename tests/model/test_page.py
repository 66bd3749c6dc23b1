from hypothesis import given

from strategies import pages
from threadreader.model.page import Page, PageId, Save


def test_the_newest_save_is_the_one_imported_last() -> None:
    first, second = (Save(digest, "page.html", "html", "wordpress") for digest in ("00", "ff"))
    assert Page(PageId("p"), "Bread", saves=(first, second)).newest is second


def test_a_page_that_is_not_stored_has_no_save() -> None:
    assert Page(PageId("p"), "Bread").newest is None


@given(pages)
def test_pages_are_values(page: Page) -> None:
    assert {page: 1}[Page(**{name: getattr(page, name) for name in page.__struct_fields__})] == 1
