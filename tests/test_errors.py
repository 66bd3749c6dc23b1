from pathlib import Path

from threadreader.errors import PageError, StoreError, ThreadreaderError


def test_an_error_says_what_is_wrong_with_what_and_what_to_do() -> None:
    assert str(PageError(Path("a.html"), "is empty", "save the page again")) == "a.html: is empty; save the page again"


def test_an_error_without_a_cure_ends_with_the_trouble() -> None:
    assert str(StoreError("library.db", "is damaged")) == "library.db: is damaged"


def test_errors_are_caught_together() -> None:
    assert issubclass(PageError, ThreadreaderError)
    assert issubclass(StoreError, ThreadreaderError)
