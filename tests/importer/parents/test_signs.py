"""Trees of comments drawn in every way that pages show them, in markup of different kinds, and read again."""

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import parents
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.parser import parse_html
from threadreader.importer.parents import complete_parents

Sign = Callable[[int, int, int], tuple[str, str]]
"""The attributes of a comment and what stands before its words, by its number, its depth and its parent."""


def attributes(pattern: str, *, of_root: str = "") -> Sign:
    """A sign in attributes; each number in braces is computed from the depth."""

    def sign(_number: int, depth: int, _parent: int) -> tuple[str, str]:
        computed = re.sub(r"\{(-?\d+)([+-]\d+)?\}", lambda each: str(int(each[1]) * depth + int(each[2] or 0)), pattern)
        return (computed if depth else of_root or computed), ""

    return sign


def link(before: str) -> Sign:
    """A link to the parent, in words that say so."""
    return lambda _number, _depth, parent: (
        "",
        f"<small>{before} <a href='#c{parent}'>#{parent}</a></small>" * (parent >= 0),
    )


ON_ANY: dict[str, Sign] = {
    "class": attributes("class='c level-{1}'"),
    "class of replies alone": attributes("class='c reply-level-{1}'", of_root="class='c'"),
    "class in another language": attributes("class='niveau_{1+1} c'"),
    "utility class": attributes("class='c pl-{4} pt-2'", of_root="class='c pt-2'"),
    "utility class in brackets": attributes("class='c md:ml-[{12}px]'", of_root="class='c'"),
    "columns": attributes("class='c col-md-{-1+20} offset-md-{1}'"),
    "padding": attributes("style='padding-left: {24}px; color: red'"),
    "padding of one in four": attributes("style='padding:0 0 0 {2}em'"),
    "margin in percent": attributes("style='margin-left:{3}%'"),
    "margin in rem": attributes("style='margin-inline-start:{1}.5rem'"),
    "margin of a page from right to left": attributes("style='margin-right:{40}px'"),
    "margin of replies alone": attributes("style='margin-left:{20}px'", of_root="style=''"),
    "computed margin": attributes("style='margin-left: calc({1} * 20px)'"),
    "variable": attributes("style='--depth: {1}'"),
    "width in style": attributes("style='width: {-3+100}%'"),
    "width": attributes("width='{-20+600}'"),
    "data": attributes("data-depth='{1+1}'"),
    "label for readers": attributes("aria-level='{1+1}'"),
    "name of the parent": lambda _number, _depth, parent: (f"data-parent-id='c{parent}'" * (parent >= 0), ""),
    "spacer": lambda _number, depth, _parent: ("", f"<img src='/i/spacer.gif' height=1 width={20 * depth}>"),
    "link": link("In reply to"),
    "link in another language": link("Als Antwort auf"),
}

MARKUPS = {
    "blocks": ("<div class='list'>", "<div {}><div class='head'>{}<b>Ann</b></div><p>{}</p></div>", "</div>"),
    "tables": ("<form>", "<table {}><tr><td>{}<b>Ann</b></td></tr><tr><td>{}</td></tr></table>", "</form>"),
    "lists": ("<ul>", "<li {}>{}<a href='/u/ann'>Ann</a><br>{}</li>", "</ul>"),
}


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    """The parent of each comment; the last one is a root again, so that no sign is left for good."""
    found = draw(parents())
    return [*found, -1]


def drawn(tree: Sequence[int], markup: str, sign: Sign, noise: str) -> str:
    """A page of a tree in one kind of markup."""
    begin, comment, end = MARKUPS[markup]
    depths: list[int] = []
    pieces: list[str] = []
    for number, parent in enumerate(tree):
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
        given_attributes, before = sign(number, depths[number], parent)
        classed = given_attributes if "class=" in given_attributes else f"class='c' {given_attributes}"
        classed = classed.replace("class='", f"class='{noise} ", 1)
        pieces.append(comment.format(f"id='c{number}' {classed}", before, f"Words of number {number}."))
    return f"<body>{begin}{''.join(pieces)}{end}<p>Imprint</p>"


def read(html: str) -> list[int]:
    """The parents that the elements of class `c` have."""
    soup = parse_html(html.encode())
    elements = soup.select(".c")
    drafts = [CommentDraft(element, key=str(element["id"])) for element in elements]
    indices = {id(element): index for index, element in enumerate(elements)}
    return [indices.get(id(draft.parent_element), -1) for draft in complete_parents(drafts, soup)]


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("way", ON_ANY)
@given(tree=trees(), noise=st.text("bfgjkqvwxz", min_size=1, max_size=6))
def test_a_tree_is_read_as_it_is_drawn(markup: str, way: str, tree: list[int], noise: str) -> None:
    assert read(drawn(tree, markup, ON_ANY[way], noise)) == tree


@pytest.mark.parametrize("cell", ["<td class='indent'></td>", "<td>&nbsp;</td>", "<td width=20><img src='s.gif'></td>"])
@given(tree=trees())
def test_empty_cells_before_a_comment_are_its_depth(cell: str, tree: list[int]) -> None:
    depths: list[int] = []
    for parent in tree:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    rows = (f"<tr class=c id=c{number}>{cell * depth}<td>Ann<td>Words." for number, depth in enumerate(depths))
    assert read(f"<table>{''.join(rows)}</table>") == tree


def nested(tree: Sequence[int], open_: str, close: str) -> str:
    """A tree whose comments stand in each other."""
    depths = [-1]
    path: list[int] = []
    html: list[str] = []
    for number, parent in enumerate(tree):
        while path and path[-1] != parent:
            path.pop()
            html.append(close)
        html.append(open_.format(number))
        path.append(number)
        depths.append(len(path))
    return "".join(html) + close * len(path)


@pytest.mark.parametrize(
    ("begin", "open_", "close", "end"),
    [
        ("<div>", "<div class=c id=c{0}><p>Words {0}.</p>", "</div>", "</div>"),
        ("<ul>", "<li class=c id=c{0}><p>Words {0}.</p><ul>", "</ul></li>", "</ul>"),
        ("<div>", "<div class=c id=c{0}><p>Words {0}.</p></div><div class=children>", "</div>", "</div>"),
        ("<dl>", "<dt class=c id=c{0}>Words {0}.</dt><dd><dl>", "</dl></dd>", "</dl>"),
        ("<table><tr><td>", "<table class=c id=c{0}><tr><td>Words {0}.<tr><td>", "</table>", "</table>"),
    ],
)
@given(tree=trees())
def test_comments_in_each_other_are_a_tree(begin: str, open_: str, close: str, end: str, tree: list[int]) -> None:
    assert read(f"<body>{begin}{nested(tree, open_, close)}{end}") == tree


@pytest.mark.parametrize(
    "rows",
    [
        [f"class='c star-{n}'" for n in (1, 5, 3, 4, 1, 2, 5, 1)],
        [f"class='c group-{n}'" for n in (1, 2, 1, 1, 2, 2, 1, 1)],
        [f"class='c {name}'" for name in ("odd", "even", "odd", "even", "odd")],
        [f"class='c' id=x{n}" for n in (1, 2, 3, 4, 5)],
        [f"class='c' style='width:{n}%'" for n in (80, 100, 60, 20, 100, 40)],
        [f"class='c post-{n}'" for n in (10, 11, 12, 13, 14)],
        ["class='c op'", *["class='c reply'"] * 5],
    ],
)
def test_what_only_looks_like_depths_is_no_evidence(rows: list[str]) -> None:
    html = "".join(f"<div {row} id=c{at}>Words.</div>" for at, row in enumerate(rows))
    assert set(read(html.replace(" id=x", " data-x="))) == {-1}


def test_how_wide_a_picture_in_the_head_of_a_comment_is_tells_no_depth() -> None:
    heads = (f"<dt class=c id=c{at}>{'<img src=a.png width=16>' * (at % 3 > 0)}Ann</dt><dd>Words." for at in range(7))
    assert set(read(f"<dl>{''.join(heads)}</dl>")) == {-1}
