"""The body of an article on a page of no known make, extracted and located in the page's own elements."""

import subprocess
import sys

import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.article.body import add_body
from threadreader.importer.article.outline import locate, read_outline
from threadreader.importer.blocks import to_blocks
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.model.blocks import Blocks, CodeBlock, Image, Table, text

SENTENCES = (
    "The oven was lit before dawn, and by the time the village woke the first loaves stood on the sill.",
    "Rye needs more water than wheat, which nobody tells you until the dough is already too stiff to turn.",
    "We baked on four Saturdays in a row, and wrote down what the weather was and how long each batch took.",
    "What we learned is that the cellar is too cold in March, and that a warm stone is worth two hours of waiting.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
CHROME = '<div class="x1"><a href="/1">Home</a> <a href="/2">Recipes</a> <a href="/3">Contact</a></div>'


def find(html: str, *, comments: str | None = None, declared: str | None = None, settled: bool = False) -> Draft:
    soup = parse_html(html)
    drafts = [CommentDraft(tag, (tag,)) for tag in soup.find_all(class_=comments)] if comments else []
    return add_body(Draft(ArticleDraft("Bread", is_settled=settled), drafts), soup, declared)


def blocks(draft: Draft) -> Blocks:
    return to_blocks(draft.article.body, None, draft.article.leave_out)


def test_the_words_are_found_whatever_the_tags_are_called() -> None:
    found = blocks(find(f"<body>{CHROME}<div><div class=q7>{PARAGRAPHS}</div></div>{CHROME}</body>"))
    assert text(found) == "\n\n".join(SENTENCES)


def test_the_words_are_found_in_a_shadow_root() -> None:
    root = f'<x-app><template shadowrootmode="open">{CHROME}<div class=q7>{PARAGRAPHS}</div></template></x-app>'
    assert text(blocks(find(f"<body>{root}<template><p>{'Not shown. ' * 99}</template></body>"))) == "\n\n".join(
        SENTENCES
    )


@pytest.mark.parametrize(
    "dialog", ["<dialog open>{}</dialog>", "<div role=dialog>{}</div>", "<p aria-modal=true>{}</p>"]
)
def test_a_question_that_lies_above_the_page_is_none_of_its_words(dialog: str) -> None:
    asked = "We and 412 partners keep on your device what we know of you, to show you bread that you may like."
    page = f"<body>{CHROME}<div><p>{SENTENCES[0]}</p></div>{dialog.format(f'<span>{asked}</span>' * 3)}</body>"
    assert text(blocks(find(page))) == SENTENCES[0]


def test_a_page_that_is_shown_above_another_has_its_words() -> None:
    page = f"<body>{CHROME}<div role=dialog><h1>Rye</h1>{PARAGRAPHS}</div>{CHROME}</body>"
    assert SENTENCES[1] in text(blocks(find(page)))


def test_pictures_code_and_tables_between_are_kept_as_the_page_has_them() -> None:
    one, two, three, four = (f"<p>{sentence}</p>" for sentence in SENTENCES)
    figure = '<figure><img src="https://example.org/a.jpg" alt="Loaf"><figcaption>A loaf</figcaption></figure>'
    code = '<pre><code class="language-python">x = 1\n  y = 2</code></pre>'
    table = "<table><tr><th>Flour</th><th>Water</th></tr><tr><td>Rye</td><td>700</td></tr></table>"
    heading = "<h2>Flour</h2>"
    kinds = "<ul><li>Rye: 980, and dark.</li><li>Wheat: 550.</li></ul>"
    page = f"<body>{CHROME}<div>{one}{figure}{two}{code}{heading}{kinds}{three}{table}{four}</div>{CHROME}</body>"
    found = blocks(find(page))
    assert [block.caption[0].text for block in found if isinstance(block, Image)] == ["A loaf"]
    assert [block.text for block in found if isinstance(block, CodeBlock)] == ["x = 1\n  y = 2"]
    assert sum(isinstance(block, Table) for block in found) == 1
    assert "Flour" in text(found)
    assert "Rye: 980, and dark.\nWheat: 550." in text(found)
    assert "Recipes" not in text(found)


def test_comments_are_not_the_article_even_where_they_are_longer() -> None:
    thread = "".join(f'<div class="reply"><p>{sentence} I disagree.</p></div>' * 3 for sentence in SENTENCES)
    draft = find(f"<body><div>{PARAGRAPHS}</div><div>{thread}</div></body>", comments="reply")
    assert text(blocks(draft)) == "\n\n".join(SENTENCES)


def test_what_the_page_tells_machines_leads_to_what_it_shows() -> None:
    wide = "".join(f"<p>{sentence} This is another text altogether.</p>" for sentence in SENTENCES * 2)
    declared = " ".join(SENTENCES)
    draft = find(
        f"<body><div>{wide}</div><div><ul><li>{'</li><li>'.join(SENTENCES)}</li></ul></div></body>", declared=declared
    )
    assert text(blocks(draft)) == "\n".join(SENTENCES)


def test_what_a_page_tells_but_does_not_show_is_not_believed() -> None:
    declared = "Something that stands nowhere on this page, as long as it may be. " * 5
    assert text(blocks(find(f"<body><div>{PARAGRAPHS}</div></body>", declared=declared))) == "\n\n".join(SENTENCES)


def test_a_settled_article_stays_as_it_is() -> None:
    assert find(f"<body>{PARAGRAPHS}</body>", settled=True).article.body == ()


def test_a_page_without_words_has_no_article() -> None:
    assert find("<body><div></div></body>").article.body == ()


def test_a_deep_page_is_read() -> None:
    draft = find(f"<body>{'<div>' * 3000}{PARAGRAPHS}{'</div>' * 3000}</body>")
    assert text(blocks(draft)) == "\n\n".join(SENTENCES)


def test_a_large_page_is_not_searched() -> None:
    assert find(f"<body>{'<p>x</p>' * 20_001}{PARAGRAPHS}</body>").article.body == ()


MARKUP = st.lists(
    st.sampled_from(
        (
            "<div>",
            "</div>",
            "<p>",
            "<b>",
            "</b>",
            "<br>",
            "<table><tr><td>",
            "<o:p>",
            "<a href=x>",
            "&#11;",
            "\x01",
            "é",
        )
    )
    | st.sampled_from(SENTENCES)
    | st.text(max_size=20),
    max_size=30,
)


@given(MARKUP)
def test_any_page_is_read(pieces: list[str]) -> None:
    draft = find("".join(pieces))
    assert all(isinstance(node, Tag) for node in draft.article.body)


@given(MARKUP, st.lists(st.sampled_from(SENTENCES) | st.text(max_size=30), max_size=5))
def test_any_words_are_traced(pieces: list[str], words: list[str]) -> None:
    outline = read_outline(parse_html("".join(pieces)), lambda _: False)
    assert outline is not None
    found = locate(outline, words)
    assert found is None or found.size > 0


def test_a_page_of_very_many_tags_is_left_as_it_was_found() -> None:
    page = parse_html("<p>words</p>" * 5)
    assert read_outline(page, lambda _: False, max_elements=5) is None
    assert read_outline(page, lambda _: False, max_elements=50) is not None


_SOCKETS = """
import sys

events = []
sys.addaudithook(lambda event, _: events.append(event) if event.startswith("socket.") else None)
{work}
assert "justext" in sys.modules
print(*events)
"""


_WHOLE = """
from threadreader.importer.article.body import import_trafilatura
assert import_trafilatura().bare_extraction
import trafilatura
page = "<html><head><title>A</title></head><body><p>Written on 2012-03-04</p></body></html>"
print(trafilatura.extract_metadata(page).date)
"""


def test_another_program_gets_the_whole_of_trafilatura() -> None:
    done = subprocess.run([sys.executable, "-c", _WHOLE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2012-03-04"


@pytest.mark.parametrize(
    ("work", "is_caught"),
    [
        ("from threadreader.importer import prepare; prepare(several=True)", False),
        ("from threadreader.importer.article.body import import_trafilatura; import_trafilatura()", False),
        ("import trafilatura", True),
    ],
)
def test_what_extracts_an_article_opens_no_socket(work: str, is_caught: bool) -> None:
    command = [sys.executable, "-c", _SOCKETS.format(work=work)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ("socket.__new__" in done.stdout) is is_caught
