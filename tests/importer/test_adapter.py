"""Recipes: adapters made of selectors, in one pass over a page."""

from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from threadreader.importer.adapter import Adapter, Pattern, Recipe, parents_by_depth
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft
from threadreader.model.thread import Kind, Status

RECIPE = Recipe(
    name="board",
    tells={".note": 60, "meta[name=generator][content^=Board]": 50},
    comment=".note",
    key=Pattern("id", r"^n-(\w+)$"),
    author=".who, .note @data-by",
    when="time @datetime, .when",
    permalink=".link a",
    body=".text",
    score=".points",
    by_op=".op",
    kinds={Kind.PINGBACK: ".note.ping"},
    statuses={Status.REMOVED: ".gone"},
    leave_out=".tools",
)


def document(html: str) -> Document:
    return Document(BeautifulSoup(html, "lxml"))


def extract(html: str, recipe: Recipe = RECIPE) -> list[CommentDraft]:
    return list(recipe.extract(document(html)).comments)


def words(draft: CommentDraft) -> str:
    return " ".join(node.get_text() for node in draft.body)


def test_a_recipe_is_an_adapter() -> None:
    adapter: Adapter = RECIPE
    assert adapter.name == "board"


def test_every_part_is_found_in_its_own_comment() -> None:
    (draft,) = extract("""
        <div class="note" id="n-7"><b class="who"><a href="/ann">Ann</a></b> <i class="op">op</i>
        <time datetime="2012-03-01">1 March</time> <span class="points">\N{MINUS SIGN}12 points</span>
        <span class="link"><a href="#n-7">#</a></span> <div class="text">Hello</div></div>""")
    assert (draft.key, draft.author, draft.author_url, draft.permalink) == ("7", "Ann", "/ann", "#n-7")
    assert (draft.when, draft.when_text, draft.score, draft.by_op) == ("2012-03-01", "1 March", -12, True)
    assert (words(draft), draft.kind, draft.status) == ("Hello", Kind.COMMENT, Status.PRESENT)


def test_replies_inside_a_comment_are_no_part_of_it() -> None:
    outer, inner = extract("""
        <div class="note" id="n-1"><div class="text">Out <div class="note" id="n-2"><b class="who">In</b>
        <div class="text">in</div></div></div></div>""")
    assert (outer.author, inner.author) == (None, "In")
    assert inner.parent_element is outer.element
    assert outer.leave_out is not None
    assert outer.leave_out(inner.element)


def test_the_first_alternative_that_matches_is_taken() -> None:
    named, marked = extract("""<p class="note" data-by="A"><b class="who">B</b></p><p class="note" data-by="C">x</p>""")
    assert (named.author, marked.author) == ("B", "C")


def test_what_a_writer_put_into_the_words_is_no_part_of_the_header() -> None:
    (draft,) = extract(
        """<div class="note"><div class="text"><b class="who">Not me</b></div><b class="who">Me</b></div>"""
    )
    assert draft.author == "Me"


def test_kinds_and_statuses_are_selectors() -> None:
    ping, gone = extract(
        """<p class="note ping"><i class="text">x</i></p><p class="note"><i class="gone text">y</i></p>"""
    )
    assert (ping.kind, gone.status, list(gone.body)) == (Kind.PINGBACK, Status.REMOVED, [])


def test_an_attribute_may_name_the_parent() -> None:
    recipe = replace(RECIPE, parent=Pattern("data-to", r"n-(\w+)"), nested=False)
    one, two = extract("""<p class="note" id="n-1"></p><p class="note" id="n-2" data-to="n-1"></p>""", recipe)
    assert (one.parent_key, two.parent_key, two.parent_element) == (None, "1", None)


def test_a_number_may_say_how_deep_a_comment_is() -> None:
    recipe = replace(RECIPE, depth=Pattern("style", r"(\d+)px"))
    drafts = extract("".join(f'<p class="note" style="left:{depth}px"></p>' for depth in (0, 20, 40, 20, 0)), recipe)
    places = [next((n for n, d in enumerate(drafts) if d.element is draft.parent_element), None) for draft in drafts]
    assert places == [None, 0, 1, 0, None]


@pytest.mark.parametrize(
    ("depths", "parents"),
    [([0, 1, 2, 1, 0], [-1, 0, 1, 0, -1]), ([5, 9, 7], [-1, 0, 0]), ([0, None, 1], [-1, -1, 0]), ([], [])],
)
def test_a_parent_is_the_last_comment_less_deep(depths: list[int | None], parents: list[int]) -> None:
    assert parents_by_depth(depths) == parents


def test_two_thousand_levels_of_replies_are_two_thousand_comments() -> None:
    depth = 2_000
    opened = "".join(
        f'<div class="note" id="n-{n}"><b class="who">A{n}</b><div class="text">T{n}</div>' for n in range(depth)
    )
    drafts = extract(opened + "</div>" * depth)
    assert [draft.author for draft in drafts] == [f"A{n}" for n in range(depth)]
    assert all(draft.parent_element is before.element for before, draft in pairwise(drafts))
