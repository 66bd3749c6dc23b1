"""Every fixture page is read by the adapter it lies under, into the thread that is drawn beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from golden import compare
from threadreader.importer import Imported, import_bytes
from threadreader.importer.choice import read
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms import find_adapters
from threadreader.model.blocks import BlockQuote, Blocks, walk
from threadreader.model.thread import Author, Comment, Kind, Status

HERE = Path(__file__).parent
PAGES = sorted(HERE.glob("*/*/page.html"))
CASES = [f"{page.parent.parent.name}/{page.parent.name}" for page in PAGES]


def draw(imported: Imported) -> str:
    """The whole of what was read, for the eye: everything that the page says, and the first words of each text."""
    article, page = imported.thread.article, imported.parsed.page
    by = ", ".join(map(_name, article.authors)) or "nobody"
    head = [
        f"# {article.title}",
        f"by {by}, {article.published_at.text if article.published_at else 'no time'}",
        f"site {page.site}, address {page.url}, language {page.language}, says {page.declared_count}",
        *_words(article.body),
    ]
    comments = [
        "    " * depth + line
        for comment, depth in zip(imported.thread.comments, imported.thread.depths, strict=True)
        for line in ["", *_draw(comment)]
    ]
    notes = [f"! {note.where}: {note.message}" for note in imported.parsed.notes]
    return "\n".join(line.rstrip() for line in [*head, *comments, "", *notes]).rstrip() + "\n"


def _draw(comment: Comment) -> list[str]:
    marks = [str(comment.kind)] if comment.kind is not Kind.COMMENT else []
    marks += [str(comment.status)] if comment.status is not Status.PRESENT else []
    marks += ["op"] if comment.by_op else []
    marks += [f"{comment.score:+}"] if comment.score is not None else []
    posted = comment.posted_at
    time = (posted.iso or f"no time in {posted.text!r}") if posted else "no time"
    name = _name(comment.author) if comment.author else "nobody"
    return [
        " ".join([f"{comment.id}: {name}", *(f"[{mark}]" for mark in marks), time, comment.permalink or "-"]),
        *_words(comment.body),
    ]


def _name(author: Author) -> str:
    return f"{author.name} <{author.url}>" if author.url else author.name


def _words(body: Blocks) -> list[str]:
    lines: list[str] = []
    for path, block in walk(body):
        words = block.spans if hasattr(block, "spans") else ()
        text = "".join(span.text for span in words)
        if isinstance(block, BlockQuote) or text:
            lines.append(f"{'  ' * len(path)}{type(block).__name__}: {text[:70]}".rstrip())
    return lines


@pytest.mark.parametrize("page", PAGES, ids=CASES)
def test_a_page_is_read_as_drawn(page: Path) -> None:
    compare(page.with_name("thread.txt"), draw(import_bytes(page.read_bytes(), page.name)))


@pytest.mark.parametrize("page", PAGES, ids=CASES)
def test_the_adapter_that_a_page_was_written_for_reads_it(page: Path) -> None:
    assert import_bytes(page.read_bytes(), page.name).parsed.save.adapter == page.parent.parent.name


def test_every_adapter_has_a_fixture_in_a_folder_of_its_name() -> None:
    assert {adapter.name for adapter in find_adapters()} == {page.parent.parent.name for page in PAGES}


@dataclass(frozen=True)
class Fixed:
    """An adapter that always finds the same."""

    name: str
    draft: Draft | Exception
    certainty: int = 50

    @property
    def tells(self) -> Mapping[str, int]:
        return {"p": self.certainty} if self.certainty else {"table": 100}

    def extract(self, document: Document) -> Draft:
        assert document.soup is not None
        if isinstance(self.draft, Exception):
            raise self.draft
        return self.draft


class AnyPage(Fixed):
    """An adapter that reads any page."""

    @property
    def tells(self) -> Mapping[str, int]:
        return {}


SENTENCES = parse_html(
    "".join(f"<p>{'kettle ' * number}boils over at noon, which is too late for tea.</p>" for number in range(12))
)


def document() -> Document:
    return Document(SENTENCES)


def drafts(count: int, *, author: str | None = "Ann", declared: int | None = None) -> Draft:
    comments = [
        CommentDraft(
            element=tag, body=(tag,), key=str(number), author=author and f"{author} {number}", when_text="2012-03-01"
        )
        for number, tag in enumerate(SENTENCES.find_all("p", limit=count))
    ]
    return Draft(ArticleDraft(title="A"), comments, declared)


@pytest.mark.parametrize("turned", [False, True])
def test_the_best_result_wins_in_any_order(turned: bool) -> None:
    adapters = [Fixed("few", drafts(2), 100), Fixed("many", drafts(5), 20), Fixed("none", Draft(ArticleDraft()), 90)]
    assert read(document(), adapters[::-1] if turned else adapters).adapter == "many"


def test_names_make_a_better_result_than_as_many_comments_without() -> None:
    adapters = [Fixed("nameless", drafts(4, author=None), 100), Fixed("named", drafts(4), 20)]
    assert read(document(), adapters).adapter == "named"


def test_a_result_that_agrees_with_the_page_s_own_count_is_better() -> None:
    adapters = [Fixed("all", drafts(10, declared=10), 20), Fixed("double", drafts(11, declared=2), 100)]
    assert read(document(), adapters).adapter == "all"


def test_without_comments_the_surest_adapter_reads_the_article() -> None:
    adapters = [Fixed("guess", Draft(ArticleDraft(title="x")), 1), Fixed("sure", Draft(ArticleDraft(title="y")), 70)]
    assert read(document(), adapters).draft.article.title == "y"


@pytest.mark.parametrize("problem", [KeyError("id"), AttributeError("name"), ValueError("no"), IndexError(3)])
def test_an_adapter_that_fails_is_a_note_and_the_next_one_reads(problem: Exception) -> None:
    reading = read(document(), [Fixed("broken", problem, 100), Fixed("whole", drafts(1), 10)])
    assert reading.adapter == "whole"
    assert [note.where for note in reading.notes] == ["adapter broken"]


def test_an_adapter_that_does_not_recognise_a_page_is_not_asked() -> None:
    assert read(document(), [Fixed("other", drafts(9), 0), Fixed("own", drafts(1), 10)]).adapter == "own"


@pytest.mark.parametrize(
    ("found", "every", "asked"), [(3, False, ["own"]), (3, True, ["own", "any"]), (2, False, ["own", "any"])]
)
def test_what_reads_any_page_is_asked_where_something_may_be_lacking(found: int, every: bool, asked: list[str]) -> None:
    own = Fixed("own", drafts(found, declared=3), 10)
    reading = read(document(), [AnyPage("any", drafts(1)), own], every=every)
    assert [each.adapter for each in reading.candidates] == asked


def test_a_page_of_no_platform_is_an_article() -> None:
    reading = read(Document(parse_html("<h1>Title</h1><p>Nothing but words.</p>")))
    assert (reading.adapter, list(reading.draft.comments)) == ("generic", [])
