"""Recipes: adapters made of selectors, in one pass over a page."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms.recipe import Adapter, Pattern, Recipe
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
    return Document(parse_html(html))


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


@pytest.mark.parametrize(("notes", "has_none"), [("", True), ('<p class="note"><b class="who">Ann</b></p>', False)])
def test_a_page_that_lists_threads_has_no_comments_but_those_it_shows(notes: str, *, has_none: bool) -> None:
    recipe = replace(RECIPE, listing="body.front")
    drafts = (recipe.extract(Document(parse_html(f"<body class='{name}'>{notes}"))) for name in ("front", "other"))
    assert [draft.has_none for draft in drafts] == [has_none, False]


def test_an_attribute_may_name_the_parent() -> None:
    recipe = replace(RECIPE, parent=Pattern("data-to", r"n-(\w+)"), nested=False)
    one, two = extract("""<p class="note" id="n-1"></p><p class="note" id="n-2" data-to="n-1"></p>""", recipe)
    assert (one.parent_key, two.parent_key, two.parent_element) == (None, "1", None)


def test_a_number_may_say_how_deep_a_comment_is() -> None:
    recipe = replace(RECIPE, depth=Pattern("style", r"(\d+)px"))
    drafts = extract(
        "".join(f'<p class="note" style="left:{depth}px"><b class="who">Ann</b></p>' for depth in (0, 20, 40, 20, 0)),
        recipe,
    )
    places = [next((n for n, d in enumerate(drafts) if d.element is draft.parent_element), None) for draft in drafts]
    assert places == [None, 0, 1, 0, None]


def test_two_thousand_levels_of_replies_are_two_thousand_comments() -> None:
    depth = 2_000
    opened = "".join(
        f'<div class="note" id="n-{n}"><b class="who">A{n}</b><div class="text">T{n}</div>' for n in range(depth)
    )
    drafts = extract(opened + "</div>" * depth)
    assert [draft.author for draft in drafts] == [f"A{n}" for n in range(depth)]
    assert all(draft.parent_element is before.element for before, draft in pairwise(drafts))


def test_what_is_around_comments_may_say_how_deep_they_are() -> None:
    recipe = replace(RECIPE, indent=".in", nested=False)
    first, reply, deeper, last = extract(
        """<p class="note" id="n-1"></p><div class="in"><p class="note" id="n-2"></p>
        <div class="in"><p class="note" id="n-3"></p></div></div><p class="note" id="n-4"></p>""",
        recipe,
    )
    assert (reply.parent_element, deeper.parent_element) == (first.element, reply.element)
    assert (first.parent_element, last.parent_element) == (None, None)


def test_a_spacer_may_say_how_deep_a_comment_is() -> None:
    recipe = replace(RECIPE, depth=Pattern("width", inside="img.gap"), nested=False)
    first, reply = extract(
        """<p class="note" id="n-1"><img class="gap" width="0"></p><p class="note" id="n-2">
        <img class="gap" width="40"></p>""",
        recipe,
    )
    assert reply.parent_element is first.element


@pytest.mark.parametrize(("chat", "second"), [(True, "Ann"), (False, None)])
def test_in_a_chat_a_message_without_a_name_goes_on_with_the_last(chat: bool, second: str | None) -> None:
    html = (
        "<p>Before.</p><div class=c><b class=a>Ann</b><p class=b>One.</p></div><div class=c><p class=b>Two.</p></div>"
        "<div class=c><b class=a>Bob</b><p class=b>Three.</p></div>"
    )
    recipe = Recipe("x", {}, comment=".c", author=".a", body=".b", chat=chat)
    draft = recipe.extract(document(html))
    assert [each.author for each in draft.comments] == ["Ann", second, "Bob"]
    assert draft.article.is_settled == chat


def test_a_link_to_itself_is_not_the_parent_s() -> None:
    recipe = replace(RECIPE, parent=Pattern("href", r"#(\d+)$", inside=".link a"), key=Pattern("id", r"(\d+)"))
    draft, root = extract(
        """<p class="note" id="2"><i class="link"><a href="#1">to Ann</a> <a href="#2">#</a></i></p>
        <p class="note" id="3"><i class="link"><a href="#3">#</a></i></p>""",
        recipe,
    )
    assert (draft.parent_key, draft.permalink) == ("1", "#2")
    assert (root.parent_key, root.permalink) == (None, "#3")


@pytest.mark.parametrize(
    ("before", "key"),
    [('<a name="c9"></a>', "c9"), ('<a id="c9"></a>\n', "c9"), ("<a href='/' id='c9'></a>", None), ("<a>c9</a>", None)],
)
def test_the_empty_anchor_before_a_comment_names_it(before: str, key: str | None) -> None:
    (draft,) = extract(before + '<div class="note"><b class="who">Ann</b></div>')
    assert draft.key == key


def test_what_is_left_out_of_the_words_may_say_who_and_when() -> None:
    recipe = replace(RECIPE, leave_out=".when")
    (draft,) = extract(
        '<div class="note"><b class="who">Ann</b><p class="text"><i class="when">noon</i> Hi</p></div>', recipe
    )
    assert draft.when_text == "noon"


def test_without_a_tag_for_the_words_they_are_what_stands_beside_the_name() -> None:
    recipe = replace(RECIPE, body="")
    (draft,) = extract('<div class="note"><h4>Title</h4><p>Hello.</p><p>By <b class="who">Ann</b></p></div>', recipe)
    assert words(draft) == "Title Hello."


def test_what_has_no_name_no_words_and_no_key_is_no_comment() -> None:
    assert extract('<div class="note"><p class="text"> </p></div>') == []


def test_a_name_in_running_words_has_no_address() -> None:
    recipe = replace(RECIPE, author_words=r"^By (.+?) on")
    (draft,) = extract('<div class="note"><p class="who">By Ann on <a href="#n-1">Monday</a></p></div>', recipe)
    assert (draft.author, draft.author_url) == ("Ann", None)


def test_the_time_may_be_part_of_an_address() -> None:
    recipe = replace(RECIPE, when="a @href", when_words=r"from=([\dT:-]+Z)")
    (draft,) = extract('<div class="note" id="n-1"><a href="/t?from=2019-05-04T10%3A42%3A00Z&x">ago</a></div>', recipe)
    assert (draft.when, draft.when_text) == ("2019-05-04T10:42:00Z", "ago")


def test_a_recipe_may_say_where_the_page_s_count_is() -> None:
    counts = '<a class="n">12 points</a> <a class="n">3 comments</a> <h2 id="comments">9 comments</h2>'
    page = f'<body><h1>Rye</h1>{counts}<p class="note" id="n-1"></p></body>'
    assert replace(RECIPE, count=".n").extract(document(page)).declared_count == 3
    assert replace(RECIPE, count=".none").extract(document(page)).declared_count == 9


def test_a_comment_that_names_its_time_shows_no_other_words_for_it() -> None:
    recipe = replace(RECIPE, when=".note @data-at")
    (draft,) = extract('<div class="note" id="n-7" data-at="2012-03-01"><p class="text">Hello</p></div>', recipe)
    assert (draft.when, draft.when_text) == ("2012-03-01", None)
