import pytest
from hypothesis import given

from strategies import addresses, runs_of_spans, texts
from threadreader.export.text.inline import (
    escape,
    escape_before_address,
    escape_in_brackets,
    read_address,
    read_cell,
    read_segments,
    unescape,
    write_address,
    write_cell,
    write_segments,
)
from threadreader.model.blocks import LINE_BREAK, Marks, Span, Spans, merge


def kept(spans: Spans) -> Spans:
    return merge(LINE_BREAK if Marks.BREAK in span.marks else Span(span.text, href=span.href) for span in spans)


@pytest.mark.parametrize(
    ("spans", "written"),
    [
        ((), [""]),
        ((Span("a < b, [1], C:\\dir *"),), ["a < b, [1], C:\\dir *"]),
        ((Span("one", Marks.STRONG), Span(" two")), ["one two"]),
        ((Span("one"), LINE_BREAK, Span("two")), ["one", "two"]),
        ((Span("see "), Span("the page", href="https://e.org/")), ["see [the page] <https://e.org/>"]),
        ((Span("https://e.org/", href="https://e.org/"),), ["<https://e.org/>"]),
        ((Span("[1] "), Span("https://e.org/", href="https://e.org/")), ["[1\\] <https://e.org/>"]),
        ((Span("a [b", href="https://e.org/a>b"),), ["[a \\[b] <https://e.org/a\\>b>"]),
        ((Span("<https://e.org/>"),), ["\\<https://e.org/>"]),
        ((Span("a\\"), LINE_BREAK, Span(" b ")), ["a\\\\", "\\_b\\_"]),
    ],
)
def test_spans_as_text(spans: Spans, written: list[str]) -> None:
    assert write_segments(spans) == written
    assert read_segments(written) == kept(spans)


@given(runs_of_spans)
def test_spans_read_back_without_marks(spans: Spans) -> None:
    assert read_segments(write_segments(spans)) == kept(spans)


@given(runs_of_spans)
def test_cells_read_back(spans: Spans) -> None:
    written = write_cell(spans)
    assert read_cell(written) == kept(spans)
    assert written.replace("\\|", "").count("|") == 0


@given(texts)
def test_escaped_text_reads_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape(escape_in_brackets(text)) == text
    assert unescape(escape_before_address(text)) == text


@given(addresses)
def test_addresses_read_back(address: str) -> None:
    assert read_address(write_address(address)[2:-1]) == address


@pytest.mark.parametrize("address", [None, "", "javascript:alert(1)", "data:text/html,x"])
def test_an_address_that_is_not_safe_is_not_written(address: str | None) -> None:
    assert write_address(address) == ""


@pytest.mark.parametrize(
    "written", ["[] <https://e.org/>", "] <https://e.org/>", "[a <https://e.org/>", "[a]<https://e.org/>"]
)
def test_an_address_without_words_is_its_own_words(written: str) -> None:
    assert Span("https://e.org/", href="https://e.org/") in read_segments([written])


def test_an_address_that_is_not_safe_is_read_as_words() -> None:
    assert read_segments(["[a] <javascript:alert(1)>"]) == (Span("[a] <javascript:alert(1)>"),)
