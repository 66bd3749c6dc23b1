"""The body of an article on a page of no known make, by the page's prose."""

import subprocess
import sys

import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.article.body import add_body
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


def find(html: str, *, comments: str | None = None, settled: bool = False) -> Draft:
    soup = parse_html(html)
    drafts = [CommentDraft(tag, (tag,)) for tag in soup.find_all(class_=comments)] if comments else []
    return add_body(Draft(ArticleDraft("Bread", is_settled=settled), drafts), soup)


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


def test_a_settled_article_stays_as_it_is() -> None:
    assert find(f"<body>{PARAGRAPHS}</body>", settled=True).article.body == ()


def test_a_page_without_words_has_no_article() -> None:
    assert find("<body><div></div></body>").article.body == ()


def test_a_deep_page_is_read() -> None:
    draft = find(f"<body>{'<div>' * 3000}{PARAGRAPHS}{'</div>' * 3000}</body>")
    assert text(blocks(draft)) == "\n\n".join(SENTENCES)


def test_a_large_page_is_searched_too() -> None:
    draft = find(f"<body>{'<p><a href=/>x</a></p>' * 20_001}<div>{PARAGRAPHS}</div></body>")
    assert text(blocks(draft)) == "\n\n".join(SENTENCES)


OTHERS = "".join(f"<p>{sentence} We read all of it twice, and so did they.</p>" for sentence in SENTENCES)


@pytest.mark.parametrize(
    "box",
    [
        "<div><h2>Reviews</h2>{}</div>",
        "<div><h3>Leave a comment</h3>{}</div>",
        "<div><h3>12 Kommentare</h3>{}</div>",
        "<div class=reader-comments>{}</div>",
        "<section id=customer-reviews>{}</section>",
        "<div class=cookie-banner>{}</div>",
        "<form>{}</form>",
        "<footer>{}</footer>",
        "<div role=complementary>{}</div>",
    ],
)
def test_prose_in_a_box_of_other_things_is_none_of_the_article(box: str) -> None:
    found = find(f"<body>{CHROME}<div>{PARAGRAPHS * 4}{box.format(OTHERS)}</div></body>")
    assert "twice" not in text(blocks(found))
    assert SENTENCES[3] in text(blocks(found))


@pytest.mark.parametrize("box", ["<div class=page-sidebar-right>{}</div>", "<form><h1>Bread</h1>{}</form>"])
def test_what_holds_most_of_a_page_is_no_box_on_it(box: str) -> None:
    assert text(blocks(find(f"<body>{box.format(PARAGRAPHS)}{CHROME}</body>"))).endswith(SENTENCES[3])


def test_lists_of_links_between_and_an_imprint_are_none_of_the_article() -> None:
    links = "".join(f'<li><a href="/{number}">More of the same, part {number}</a></li>' for number in range(5))
    imprint = "<div>\N{COPYRIGHT SIGN} 2012 The Bakery. All rights reserved.</div>"
    draft = find(f"<body><div>{PARAGRAPHS}<ul>{links}</ul>{PARAGRAPHS}{imprint}</div></body>")
    assert text(blocks(draft)) == "\n\n".join(SENTENCES * 2)


def test_paragraphs_of_links_are_of_the_article_beside_others() -> None:
    paragraph = '<p><a href="/1">What the neighbours say of it</a></p>'
    draft = find(f"<body>{CHROME}<div>{PARAGRAPHS}{paragraph}{PARAGRAPHS}{paragraph}</div></body>")
    assert text(blocks(draft)).count("neighbours") == 2


def test_chinese_prose_counts_by_what_it_says() -> None:
    sentence = "全村人醒来时第一批面包已经摆在窗台上、黑麦面团比小麦面团需要更多的水。"
    draft = find(f"<body>{CHROME}<div><div>{sentence}</div><div>{sentence}</div></div>{CHROME}</body>")
    assert text(blocks(draft)).split() == [sentence] * 2


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


_SOCKETS = """
import sys

events = []
sys.addaudithook(lambda event, _: events.append(event) if event.startswith("socket.") else None)
from threadreader.importer import prepare

prepare(several=True)
print(*events)
"""


def test_all_that_reads_pages_opens_no_socket_when_it_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _SOCKETS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
