"""Recipes drafted from pages: by them alone, the pages are read as they were."""

import tomllib

import pytest

from threadreader.importer import Imported, import_bytes
from threadreader.importer.container import BytesSource, open_container
from threadreader.importer.html.parser import parse_html
from threadreader.importer.html.tree import element_index
from threadreader.importer.platforms import find_adapters
from threadreader.importer.platforms.plugins import find_additional
from threadreader.importer.recipe_draft import draft_recipe
from threadreader.importer.recipe_draft.selectors import Group, select_all, select_first

NAMES = ("Ada Moor", "Bertil", "Cleo", "Dov Hansen", "Ada Moor", "Efua", "Bertil", "Gro")
OTHERS = [adapter.name for adapter in find_adapters()]


def _page(post: str, depths: tuple[int, ...] = (0,) * 8, head: str = "") -> bytes:
    posts = "".join(
        post.format(number=100 + index, name=name, day=index + 1, depth=depth, margin=20 * depth)
        for index, (name, depth) in enumerate(zip(NAMES, depths, strict=True))
    )
    return (
        f"<html><head><title>Keeping bees in town</title>{head}</head><body><div id=main><h1>Keeping bees in town</h1>"
        f"<p class=lead>{'Bees do well on roofs, as long as there is water near. ' * 12}</p></div>"
        f"<div id=talk><h2>8 comments</h2>{posts}</div><div class=foot><span class=who>nobody</span></div>"
        "</body></html>"
    ).encode()


FLAT = (
    '<div class="entry" id="e{number}"><div class="top"><span class="who">{name}</span> '
    '<span class="date">{day} May 2024, 10:1{day}</span> <a class="perma" href="#e{number}">link</a></div>'
    '<div class="words"><p>On the roof of number {number} they found lime trees, for {day} summers.</p></div></div>'
)
INDENTED = (
    '<div class="entry lvl-{depth}" id="e{number}" style="margin-left:{margin}px"><b class="who">{name}</b> '
    '<i class="date">2024-05-0{day} 10:00</i>'
    '<p class="words">On the roof of number {number} they found lime trees, and stayed for {day} summers.</p></div>'
)
NAMING = (
    '<div class="entry" id="e{number}"><b class="who">{name}</b> <i class="date">2024-05-0{day} 10:00</i>'
    '<div class="to"><a href="#e100">to the first</a></div>'
    '<div class="words"><p>On the roof of number {number} they found lime trees, for {day} summers.</p></div></div>'
)
BARE = (
    '<div class="entry" id="e{number}"><b class="who">{name}</b> on {day} May 2024 says:<div class="words">'
    "<p>On the roof of number {number} they found lime trees, for {day} summers.</p></div></div>"
)
SAYING = FLAT.replace("{name}</span>", "{name} says:</span>")


def _draft(page: bytes) -> str:
    return draft_recipe(open_container(BytesSource(page, "page.html")))


def _read(page: bytes, recipe: str | None = None) -> Imported:
    """The page as it is read, or as it is read by a recipe alone."""
    if recipe is None:
        return import_bytes(page, "page.html")
    additional = find_additional({"page.toml": recipe})
    assert additional.notes == ()
    return import_bytes(page, "page.html", without=OTHERS, additional=additional)


def _comments(read: Imported) -> list[tuple[object, ...]]:
    return [
        (each.author and each.author.name, each.posted_at and each.posted_at.iso, parent, each.text)
        for each, parent in zip(read.thread.comments, read.thread.parents, strict=True)
    ]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(_page(FLAT), id="flat"),
        pytest.param(_page(INDENTED, (0, 1, 2, 1, 0, 1, 1, 0)), id="indented"),
        pytest.param(_page(NAMING), id="naming the parent"),
        pytest.param(_page(BARE), id="a time without an element"),
        pytest.param(_page(SAYING), id="words beside the name"),
    ],
)
def test_the_page_is_read_the_same_by_its_recipe(page: bytes) -> None:
    read = _read(page)
    assert len(read.thread.comments) == 8
    by_recipe = _read(page, _draft(page))
    assert by_recipe.parsed.save.adapter == "my-site"
    assert _comments(by_recipe) == _comments(read)


def test_selectors_are_short_and_complete() -> None:
    recipe = tomllib.loads(_draft(_page(FLAT)))
    assert (recipe["comment"], recipe["body"], recipe["author"], recipe["when"]) == (
        ".entry",
        ".words",
        ".who",
        ".date",
    )
    assert recipe["tells"] == {".entry": 60}


def test_the_address_of_the_site_tells_and_names_it() -> None:
    head = '<link rel="canonical" href="https://www.bees.example.org/town/">'
    recipe = tomllib.loads(_draft(_page(FLAT, head=head)))
    assert recipe["name"] == "bees-example-org"
    assert recipe["tells"] == {"link[rel=canonical][href*='//www.bees.example.org']": 60, ".entry": 40}


def test_what_is_not_covered_is_said_beside() -> None:
    page = _page(FLAT).replace(b'<span class="who">Gro</span>', b'<em title="x">Gro</em>', 1)
    draft = _draft(page)
    read = _read(page)
    lacking = sum(comment.author is None for comment in _read(page, draft).thread.comments)
    assert lacking <= sum(comment.author is None for comment in read.thread.comments) + 1
    assert draft.startswith("# Drafted from a page with 8 comments, read by generic")


def test_a_page_without_comments_makes_no_recipe() -> None:
    with pytest.raises(ValueError, match="no comments"):
        _draft(b"<html><body><h1>Bees</h1><p>They do well on roofs.</p></body></html>")


class TestSelectors:
    def test_others_are_avoided(self) -> None:
        soup = parse_html("<div id=a><p class='x y'>1</p><p class='x y'>2</p></div><div><p class=x>3</p></div>")
        elements = element_index(soup).elements
        selection = select_all([each for each in elements if "y" in each.attrs.get("class", ())], elements)
        assert (selection.alternatives, selection.found, selection.others) == ((".y",), 2, 0)

    def test_alternatives_are_added_for_the_rest(self) -> None:
        soup = parse_html("<p class=one>1</p><p class=one>2</p><p class=two>3</p><p>4</p>")
        elements = element_index(soup).elements
        selection = select_all([each for each in elements if each.attrs.get("class")], elements)
        assert (selection.alternatives, selection.found, selection.others) == ((".one", ".two"), 3, 0)

    def test_the_first_of_each_group_counts(self) -> None:
        soup = parse_html("<div><b>Ann</b><b>x</b></div><div><b>Bo</b><b>y</b></div>")
        groups = [
            Group(element_index(each).elements, lambda tag: tag.get_text() in {"Ann", "Bo"} and tag.name == "b")
            for each in soup.find_all("div")
        ]
        assert select_first(groups).alternatives == ("b",)


@pytest.mark.parametrize("sign", ["'", "\U0001f41d'", "\\d\"'", "\u202e'", "\x7f'", "\x9b31m", "\u00e9'"])
def test_it_is_toml_without_control_characters_whatever_stands_beside_names(sign: str) -> None:
    page = _page(FLAT.replace("{name}</span>", "{name} " + sign + " says</span>"))
    recipe = _draft(page)
    assert tomllib.loads(recipe)["author"] in (".who", ".top")
    assert recipe.replace("\n", "").isprintable()
