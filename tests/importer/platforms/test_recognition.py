"""Which adapters a page is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms import recognise


@dataclass(frozen=True)
class Telling:
    """An adapter that only says what it recognises."""

    name: str
    tells: Mapping[str, int] = field(default_factory=dict)

    def extract(self, document: Document) -> Draft:
        assert document.soup is not None
        return Draft(ArticleDraft())


NOTES = Telling("notes", {".note": 60, "meta[name=generator]": 30, "#notes": 40})
LETTERS = Telling("letters", {".letter": 90})


def found(html: str, *adapters: Telling) -> dict[str, tuple[int, tuple[str, ...]]]:
    document = Document(parse_html(html))
    return {each.adapter.name: (each.certainty, each.tells) for each in recognise(document, adapters)}


def test_certainty_is_the_sum_of_the_tells_that_are_there() -> None:
    page = '<!DOCTYPE html><meta name="generator" content="Notes 1.0"><p class="note"></p><p class="note"></p>'
    assert found(page, NOTES, LETTERS) == {"notes": (90, (".note", "meta[name=generator]"))}


def test_nothing_is_more_than_certain() -> None:
    page = '<meta name="generator" content="Notes 1.0"><div id="notes"><p class="note"></p></div>'
    assert found(page, NOTES)["notes"][0] == 100


def test_an_adapter_without_tells_reads_every_page_as_the_last_resort() -> None:
    assert found("<!-- nothing -->", NOTES, Telling("any")) == {"any": (1, ())}
    assert found("", Telling("any")) == {"any": (1, ())}
