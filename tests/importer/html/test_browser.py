"""The tree against the one that html5lib makes, which follows the standard by the letter."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString, PageElement, PreformattedString
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.charset import decode
from threadreader.importer.html.parser import BLOCKS, parse_as_browsers_do

_LARGEST = 200_000
"""Bytes of a page that html5lib still reads in a second."""

_DIFFERING = {"seed": 0, "software": 0, "saved": 1, "saved2": 2, "forums": 5, "blogs": 1, "boards": 0}
"""Pages in each folder whose tree is another one."""

_SMALL_PAGES = (
    "<p>one<p>two<div>three</p>four",
    "<ul><li>one<li>two<ul><li>three</ul><li>four",
    "<table><tr><td>one<td>two<tr><th>three</table>",
    "<table>astray<tr><td>in</table>after",
    "<b>bold<i>both</b>slanted</i>plain",
    "<a href=1>one<a href=2>two</a>",
    "<div><b>never closed</div><p>still bold",
    "<dl><dt>a<dd>b<dt>c</dl><select><option>x<option>y</select>",
    "<pre>\n\nkept</pre><textarea>\n<b>text</textarea>",
    "<title>a &amp; b</title>&lt;&eacute;&#x201c;&notin;&unknown; &amp",
    "<p class=' a  b ' CLASS=c id='&quot;x' checked data-x=1>attributes",
    "<a rel='nofollow ugc' class>x</a><td headers='a b'>y</td><br/><br></br><hr>",
    "text <!-- a comment --> more <!doctype html> <![CDATA[not here]]>",
    "<!-- before --><html lang=en><head><noscript><img src=a></noscript><title>t</title><body class=b>x</body>y",
    "<noscript><ol><li>a comment</ol></noscript><script>if (a < b) '</p>'</script>",
    "<ruby>\u6f22<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><math><mi>x</mi></math>",
    "<form><form><input></form></form></div></p></span>",
    "<pre><b>one</b>\n<div>two</div></pre> <i>three</i>\n<b>four</b>\u00a0<div>five</div>",
    "cut off <div class=a><p>in the <b>midd",
    "cut off <div class=a><a href='htt",
    "cut off <!-- in a comm",
    "",
)


def ours(html: str) -> BeautifulSoup:
    return parse_as_browsers_do(html.encode(errors="replace"))


def theirs(html: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BeautifulSoup(html, "html5lib")


def outline(soup: BeautifulSoup) -> Iterator[str]:
    """Every tag with its attributes, every string and every end; white space alone is one space, before blocks none."""
    stack: list[PageElement | str] = list(reversed(soup.contents))
    text = ""
    while stack:
        node = stack.pop()
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            text += node
            continue
        if text.strip(" \t\r\n\f"):
            yield text
        elif text and not (isinstance(node, Tag) and node.name in BLOCKS and not node.find_parent("pre")):
            yield " "
        text = ""
        if isinstance(node, Tag):
            yield f"<{node.name} {sorted(node.attrs.items())}>"
            stack += ["end", *reversed(node.contents)]
        elif not isinstance(node, Doctype):
            yield f"<!-- {node.strip()} -->" if isinstance(node, Comment) else str(node)


def without_what_is_not_text(soup: BeautifulSoup) -> BeautifulSoup:
    for tag in soup.find_all(["style", "svg"]):
        tag.extract()
    for tag in soup.find_all("script"):
        tag.clear()
    for tag in soup.find_all(["iframe", "template", "noframes"]):
        tag.clear()
    return soup


@pytest.mark.parametrize("html", _SMALL_PAGES)
def test_small_pages_give_the_tree_of_the_standard(html: str) -> None:
    assert list(outline(ours(html))) == list(outline(theirs(html)))


_PIECES = ("<p>", "</p>", "<div>", "</div>", "<li>", "<ul>", "</ul>", "<i>", "</i>", "a", "b")
_OPENED_AGAIN = 3
"""So many of the same tags are opened again in a next paragraph; html5lib with Beautiful Soup opens all of them."""


@given(st.lists(st.sampled_from(_PIECES)).filter(lambda pieces: pieces.count("<i>") <= _OPENED_AGAIN).map("".join))
def test_any_nesting_gives_the_tree_of_the_standard(html: str) -> None:
    assert list(outline(ours(html))) == list(outline(theirs(html)))


@given(st.text(st.sampled_from("<>/ab\"'= !-&;\n\x00\ud800é")))
def test_any_text_is_a_page(html: str) -> None:
    soup = ours(html)
    assert [tag.name for tag in soup.find_all(["html", "head", "body"])] == ["html", "head", "body"]


def test_links_between_nodes_are_those_of_beautiful_soup() -> None:
    html = "<ul><li>one<!--c--><b>two</b><li>three</ul>four"
    mine, other = ours(html), theirs(html)
    for name in ("parent", "next_element", "previous_element", "next_sibling", "previous_sibling"):
        found, wanted = ([str(getattr(node, name)) for node in soup.descendants] for soup in (mine, other))
        assert found == wanted


def test_white_space_before_a_block_is_no_node() -> None:
    body = ours("<body>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c</p> <i>d</i>\n<b>e</b>").body
    assert body is not None
    assert str(body) == "<body><ul><li>a</li><li>b</li>\n</ul><p>c</p> <i>d</i>\n<b>e</b></body>"
    assert ours("<pre><b>a</b>\n<div>b</div></pre>").get_text() == "a\nb"


def test_what_beautiful_soup_can_do_works() -> None:
    soup = ours("<div class='a b'><p id=x>one <b>two</b><br></p><script>no</script></div>")
    tag = soup.select_one("div.a > #x")
    assert isinstance(tag, Tag)
    assert (tag.get_text(), str(tag)) == ("one two", '<p id="x">one <b>two</b><br/></p>')
    assert str(tag.__copy__()) == str(tag)
    assert soup.get_text() == "one two"
    tag.append(soup.new_tag("i", string="three"))
    assert soup.get_text() == "one twothree"


@pytest.mark.slow
@pytest.mark.parametrize("of", _DIFFERING)
def test_real_pages_give_the_tree_of_the_standard(of: str, pages: Path) -> None:
    found = [page for page in sorted((pages / of / "pages").glob("*.html")) if page.stat().st_size < _LARGEST]
    assert found
    differing = []
    for page in found:
        html = decode(page.read_bytes()).utf8.decode().replace("\r\n", "\n").replace("\r", "\n")
        mine, other = (without_what_is_not_text(soup) for soup in (ours(html), theirs(html)))
        assert "".join(mine.get_text().split()) == "".join(other.get_text().split()), page
        if list(outline(mine)) != list(outline(other)):
            differing.append(page.name)
    assert len(differing) <= _DIFFERING[of], differing
