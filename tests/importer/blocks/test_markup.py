import re

import pytest
from bs4 import Tag
from bs4.element import NavigableString
from hypothesis import given
from hypothesis import strategies as st

from drawing import draw
from threadreader.importer.blocks import to_blocks
from threadreader.importer.html.parser import parse_html
from threadreader.model.blocks import MAX_NESTING, BlockPath, BlockQuote, Blocks, ListBlock, text, walk

_BASE = "https://example.org/2012/bread/"


def read(html: str, base: str | None = _BASE) -> Blocks:
    return to_blocks(parse_html(html).contents, base)


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("  Some \n\t words  ", ["Some words"]),
        ("<p>one</p>\n<p>two</p>", ["one", "two"]),
        ("before<p>in</p>after<div>more</div>", ["before", "in", "after", "more"]),
        ("<div><div>a</div><div>b</div></div>", ["a", "b"]),
        ("a <b>b</b> c", ["a {strong: b} c"]),
        ("a<b> b </b> c", ["a{strong:  b }c"]),
        ("un<b>believ</b>able", ["un{strong: believ}able"]),
        ("<i>a</i> <i>b</i>", ["{emphasis: a} {emphasis: b}"]),
        ("<b>a<i>b</i></b>", ["{strong: a}{emphasis+strong: b}"]),
        ("<code>x</code><kbd>y</kbd>", ["{code: xy}"]),
        ("<del>a</del><u>b</u><sub>c</sub><sup>d</sup>", ["{strike: a}{underline: b}{subscript: c}{superscript: d}"]),
        ("<span class='Spoiler'>a</span>", ["{spoiler: a}"]),
        ("<q>a</q>", ["\u201ca\u201d"]),
        ("<ruby>漢<rt>kan</rt></ruby><ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>", ["漢(kan)字(ji)"]),
        ("<p>&nbsp;</p><p>\u200b</p><p><br></p>", []),
        ("a&nbsp;b&nbsp;", ["a\u00a0b"]),
        ("a<br>b<br/>\n c", ["a/b/c"]),
        ("<br>a<br><br>b<br>&nbsp;<br><br>c<br>", ["a", "b", "c"]),
        ("<b>a<br>b</b>", ["{strong: a}/{strong: b}"]),
        ("a<button>Like</button>b<script>x()</script>c<style>d</style>", ["a bc"]),
        ("a<form>b<input></form>c<template>d</template><!-- e -->", ["a", "c"]),
        ("<div><template shadowrootmode=open><p>a</p>b</template></div>", ["a", "b"]),
        ("<div style='display:none'>a</div><p hidden>b", ["a", "b"]),
        ("<details><summary>a</summary>b</details>", ["a", "b"]),
        ("a\x1b[31m\x9b\u202eb", ["a\u241b[31m\ufffd\ufffdb"]),
        ("a&#27;b&#x202e;c&lt;d&amp;e", ["a\u241bb\ufffdc<d&e"]),
        ("<h2>a <i>b</i></h2>c<h6><div>d</div>e</h6>", ["h2 a {emphasis: b}", "c", "h6 d", "h6 e"]),
        ("a<hr>b", ["a", "rule", "b"]),
    ],
)
def test_text(html: str, drawn: list[str]) -> None:
    assert draw(read(html)) == drawn


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<a href='https://a.org/x y'>a</a>", ["[a](https://a.org/x%20y)"]),
        ("<a href='../c#d'>a <b>b</b></a>", [f"[a ]({_BASE[:-6]}c#d)[{{strong: b}}]({_BASE[:-6]}c#d)"]),
        ("<a href='//b.org'>a</a>", ["[a](https://b.org)"]),
        ("<a href='mailto:ann@a.org'>a</a>", ["[a](mailto:ann@a.org)"]),
        ("<a href='java\nscript:x()'>a</a><a>b</a><a href='ftp://c'>c</a>", ["abc"]),
        ("<a href='http://'>a</a><a href='http://[x'>b</a>", ["ab"]),
        ("<a href='//[x'>b</a>", ["b"]),
        ("<a href='/a'><p>a</p><p>b</p></a>", ["[a](https://example.org/a)", "[b](https://example.org/a)"]),
        ("<a href='https://a.org/\x1b]52;c;x\x07'>a</a>", ["[a](https://a.org/%1B]52;c;x)"]),
    ],
)
def test_links(html: str, drawn: list[str]) -> None:
    assert draw(read(html)) == drawn


def test_without_an_address_of_the_page_links_stay_as_they_are_written() -> None:
    html = "<a href='/a'>a</a> <a href='ann.php?id=3'>b</a> <a href='#c5'>c</a> <a href='https://d.org'>d</a>"
    assert draw(read(html, base=None)) == ["[a](/a) [b](ann.php?id=3) [c](#c5) [d](https://d.org)"]


@pytest.mark.parametrize(
    "href", ["#", "file:///etc/passwd", "C:\\\\windows", "vbscript:x", "java\nscript:alert(1)", "http:nowhere", " "]
)
def test_without_an_address_of_the_page_nothing_else_is_a_link(href: str) -> None:
    assert draw(read(f"<a href='{href}'>a</a>", base=None)) == ["a"]


def test_an_address_that_only_lacks_its_scheme_is_whole() -> None:
    assert draw(read("<a href='//b.org/c'>b</a>", base=None)) == ["[b](https://b.org/c)"]


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<ul><li>a<li><p>b</p><p>c</p></ul>", ["list", "- a", "- b", "  c"]),
        ("<ol start=3><li>a<ul><li>b</ul></ol>", ["list 3", "- a", "  list", "  - b"]),
        ("<ol start=x><li>a</ol>", ["list 1", "- a"]),
        ("<ul><li>a</li><ul><li>b</ul>c<li></li></ul>", ["list", "- a", "  list", "  - b", "  c"]),
        ("<ul>a<li>b</ul>", ["list", "- a", "- b"]),
        ("<li>a</li><li>b</li>", ["a", "b"]),
        ("<ul><li> </li></ul>", []),
        ("<dl><dt>a<dd>b<dd>c</dl>", ["{strong: a}", "b", "c"]),
        ("<blockquote>a<p>b</blockquote>c", [">", "  a", "  b", "c"]),
        (
            "<blockquote cite='/x'>a<blockquote>b</blockquote></blockquote>",
            ["> https://example.org/x", "  a", "  >", "    b"],
        ),
        ("<blockquote> <p> </p></blockquote>", []),
        ("<pre>\n a\r\n\tb  </pre>", ["code None: ' a\\n\\tb'"]),
        ("<pre><code class='hljs language-C++'>a &lt; b</code></pre>", ["code c++: 'a < b'"]),
        ("<pre class='brush: php; x'>a<br>b<div>c</div><div>d</div>e\x1b</pre>", ["code php: 'a\\nbc\\nd\\ne\u241b'"]),
        ("a<pre>&gt; b</pre><pre> </pre>", ["a", "code None: '> b'"]),
    ],
)
def test_blocks_in_blocks(html: str, drawn: list[str]) -> None:
    assert draw(read(html)) == drawn


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        (
            "<table><caption>t</caption><thead><tr><td>a<td>b</thead><tr><td>1<td><b>2</b></table>",
            ["t", "table 1", "  a | b", "  1 | {strong: 2}"],
        ),
        ("<table><tr><th>a<th>b<tr><th>1<td>2<br>3</table>", ["table 1", "  a | b", "  1 | 2/3"]),
        ("<table><tr><td>a<td><tr><td colspan=2>b</table>", ["table 0", "  a | ", "  b | "]),
        ("<table><tr><td><p>a</p><p>b</p><td>c</table>", ["table 0", "  a/b | c"]),
        ("<table><tr><td>a<tr><td>b</table>", ["a", "b"]),
        ("<table><tr><td><ul><li>a</ul><td>b</table>", ["list", "- a", "b"]),
        ("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>", ["a", "table 0", "  b | c"]),
        ("<table><tr><td> <td></table>", []),
    ],
)
def test_tables(html: str, drawn: list[str]) -> None:
    assert draw(read(html)) == drawn


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("a <img src=b.png alt='c  d'> e", ["a", f"image {_BASE}b.png 'c d'", "e"]),
        ("<img src='data:image/gif;base64,R0' data-src=/b.png>", ["image https://example.org/b.png ''"]),
        ("<img srcset='/b.png 1x, /c.png 2x'>", ["image https://example.org/b.png ''"]),
        ("<img src='data:x' alt=a><img src='data:x'><img>", ["image 'a'"]),
        ("<img data-src=/b.png><noscript><img src=/b.png></noscript>", ["image https://example.org/b.png ''"]),
        ("<a href=/large.jpg><img src=/small.jpg></a>", ["image https://example.org/large.jpg ''"]),
        ("<a href=/b-jpg.12/><img src=/small.jpg></a>", ["image https://example.org/b-jpg.12/ ''"]),
        ("<a href='/attachment.php?a=1'><img src=/s.jpg></a>", ["image https://example.org/attachment.php?a=1 ''"]),
        ("<a href=/page><img src=/small.jpg></a>", ["image https://example.org/small.jpg ''"]),
        ("a <img src='page_files/a.gif' alt=':D'> <img src=data:image/gif;base64,x alt='😅'>", ["a :D 😅"]),
        (
            "a <img class=inlineimg src=b.gif alt='' title=Wink> <img class=mceSmilie alt=;) src=clear.png>",
            ["a Wink ;)"],
        ),
        ("a<img class=inlineimg src=/b.png alt=Loaf title=Loaf>", ["a", "image https://example.org/b.png 'Loaf'"]),
        ("a<img class=emoji alt='👍' src=x>b <img src=/smilies/smile.gif alt=':)'>", ["a👍b :)"]),
        ("a<img class='avatar photo' src=x alt=Ann><img width=1 height=1 src=y><img src=/spacer.gif>b", ["ab"]),
        (
            "<figure><img src=/a.png><figcaption>b <i>c</i></figcaption></figure>",
            ["image https://example.org/a.png '' b {emphasis: c}"],
        ),
        ("<figure><pre>a</pre><figcaption>b</figcaption></figure>", ["code None: 'a'", "b"]),
        (
            "<div class=wp-caption><img src=/a.png><p class=wp-caption-text>b</p></div>",
            ["image https://example.org/a.png '' b"],
        ),
        ("a<iframe src=//v.org/1></iframe>b", ["a", "image https://v.org/1 'v.org'", "b"]),
        (
            "<object data=x:y>a</object><object data=/f.swf>b</object>",
            ["a", "image https://example.org/f.swf 'example.org'"],
        ),
        ("<video><source src=/a.mp4>No video?</video>", ["image https://example.org/a.mp4 'example.org'"]),
        ("<iframe srcdoc='<p>x'></iframe><iframe width=1 src=//t.org/1></iframe><iframe src=about:blank></iframe>", []),
    ],
)
def test_pictures_and_what_is_embedded(html: str, drawn: list[str]) -> None:
    assert draw(read(html)) == drawn


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        (
            "<a href=https://v.org/1><img src=/a.jpg alt=b></a>",
            ["image https://example.org/a.jpg 'b' [\u2197](https://v.org/1)"],
        ),
        ("<a href=https://v.org/1><img src=/a.jpg></a>", ["image https://example.org/a.jpg ''"]),
        ("<a href=/b.jpg><img src=/a.jpg></a>", ["image https://example.org/b.jpg ''"]),
        (
            "<figure><a href=/page><img src=/a.png alt=d></a><figcaption>c</figcaption></figure>",
            ["image https://example.org/a.png 'd' c/[\u2197](https://example.org/page)"],
        ),
    ],
)
def test_a_picture_names_its_target(html: str, drawn: list[str]) -> None:
    soup = parse_html(html)
    assert draw(to_blocks(soup.contents, _BASE, pictures_lead=True)) == drawn


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<p>a</p><p>\u2014 <cite>Ann</cite></p>", ["> Ann", "  a"]),
        (
            "<p>a</p><footer>\u2014 Ann, <cite><a href=/b>Book</a></cite></footer>",
            ["> \u2014 Ann, Book https://example.org/b", "  a"],
        ),
        ("<cite>Ann wrote:</cite>a", ["> Ann wrote:", "  a"]),
        ("<div><cite>Ann wrote:<br></cite>a</div>", ["> Ann wrote:", "  a"]),
        ("a <cite>Ann</cite>", ["> Ann", "  a"]),
        ("I like <cite>Bread</cite> a lot", [">", "  I like {emphasis: Bread} a lot"]),
        ("<p>I like <cite>Bread</cite></p>", [">", "  I like {emphasis: Bread}"]),
        ("<cite>Bread</cite> is good", [">", "  {emphasis: Bread} is good"]),
        ("<cite>Ann</cite>", ["Ann"]),
    ],
)
def test_who_is_quoted(html: str, drawn: list[str]) -> None:
    assert draw(read(f"<blockquote>{html}</blockquote>")) == drawn


def test_a_footer_elsewhere_is_text() -> None:
    assert draw(read("a<footer>b <cite>c</cite></footer>")) == ["a", "b {emphasis: c}"]


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<p>&gt; a b</p><p>c</p>", [">", "  a b", "c"]),
        ("<p>&gt;a<br>&gt; b<br>c</p>", [">", "  a/b", "c"]),
        ("<p>a<br>&gt; b<br>&nbsp;&gt;&gt; c<br>d</p>", ["a", ">", "  b", "  >", "    c", "d"]),
        ("<p>&gt; a</p><p>&gt; b</p>", [">", "  a", "  b"]),
        ("<p>&gt; a<br>&gt;<br>&gt; b</p>", [">", "  a", "  b"]),
        ("<p>&gt; <i>a</i> b", [">", "  {emphasis: a} b"]),
        ("<p><b>&gt;</b>&gt; a", [">", "  >", "    a"]),
        ("<p>&gt; a\n&gt; b", [">", "  a/b"]),
        ("<p>&gt; a\n\nb", [">", "  a", "b"]),
        ("<p>a\n\n&gt; b <i>c</i>\n d\r\n\r\ne", ["a", ">", "  b {emphasis: c} d", "e"]),
        ("<p>a\n\nb", ["a b"]),
        ("<p>a\n\n>>> b", ["a >>> b"]),
        ("<p>&gt; a<br />\n&gt; b", [">", "  a/b"]),
        ("<p>\n&gt; a<br>\n&gt;<br>\n&gt; b", [">", "  a", "  b"]),
        ("<ul><li>&gt; a</ul>", ["list", "- >", "    a"]),
        ("<p>&gt;", [">"]),
        ("<p>a<br>&gt;<br>b", ["a/>/b"]),
        ("<p>a &gt; b\n> c", ["a > b > c"]),
        ("<p>&gt;:( no<br>-&gt; there<br>&gt;.&lt;<br>&gt;= 3<br>&gt;&gt;1234", [">:( no/-> there/>.</>= 3/>>1234"]),
        ("<p><code>&gt; a</code>", [">", "  {code: a}"]),
    ],
)
def test_quotations_typed_with_a_sign(html: str, drawn: list[str]) -> None:
    assert draw(read(html)) == drawn


def test_what_is_left_out_is_skipped_with_all_that_is_in_it() -> None:
    soup = parse_html("<p>a<span class=x>b<b>c</b></span>d</p>e<div class=x>f</div>g<pre>h<i class=x>i</i></pre>")
    blocks = to_blocks(soup.contents, None, lambda tag: tag.get("class") == ["x"])
    assert draw(blocks) == ["ad", "e", "g", "code None: 'h'"]


def test_nodes_next_to_each_other_are_one_text() -> None:
    soup = parse_html("<div>a <b>b</b> c<p>d</p>e</div>")
    assert soup.div is not None
    assert draw(to_blocks(soup.div.contents[:3], None)) == ["a {strong: b} c"]


@pytest.mark.parametrize(
    "tag", ["div", "blockquote", "ul><li", "b", "table><tr><td", "figure", "dl><dd", "p>&gt; x<div"]
)
def test_any_depth_is_read(tag: str) -> None:
    depth = 5_000
    blocks = read(f"<{tag}>" * depth + "the words")
    assert text(blocks).endswith("the words")
    assert max(_nesting(blocks)) <= MAX_NESTING


def _nesting(blocks: Blocks) -> list[int]:
    """Quotes and lists that each block is nested in, itself included."""
    depth: dict[BlockPath, int] = {}
    for path, block in walk(blocks):
        above = [depth[path[:end]] for end in range(1, len(path)) if path[:end] in depth]
        depth[path] = (above[-1] if above else 0) + isinstance(block, BlockQuote | ListBlock)
    return [*depth.values()]


def test_long_text_of_small_pieces_is_read_in_one_go() -> None:
    assert len(text(read("<i>a</i><b>b</b>c<br>" * 10_000))) == 4 * 10_000 - 1
    assert len(read("<p>&gt; a<p>&gt;&gt; b" * 5_000)) == 1


_INLINE_TAGS = ("span", "b", "i", "a", "code", "br", "cite", "q", "img", "custom-tag")
_BLOCK_TAGS = ("p", "div", "pre", "hr", "dl", "dt", "dd", "blockquote", "footer", "h1", "h3", "figure", "figcaption")
_LIST_TAGS = ("ul", "ol", "li", "table", "thead", "tr", "td", "th")
_TAGS = (*_INLINE_TAGS, *_BLOCK_TAGS, *_LIST_TAGS)
_ATTRIBUTES = st.sampled_from(
    (
        *(
            "",
            " class=spoiler",
            " class=emoji",
            " class=wp-caption",
            " class=wp-caption-text",
            " start=5",
            " colspan=3",
        ),
        *(" href=https://a.org/x", " href='x y'", " href=javascript:x", " src=https://a.org/p.png", " alt='\x1b w '"),
    )
)
_TEXTS = st.sampled_from(
    ("word", " word ", "&gt; word", "\n>", ">", "<br>", "&nbsp;", "\x1b", "&#x202e;", "\u2028", "\n", " ")
)
_PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(_TAGS), _ATTRIBUTES),
    st.builds("</{}>".format, st.sampled_from(_TAGS)),
    _TEXTS,
    st.text(max_size=5),
)
_SOUPS = st.lists(_PIECES, max_size=40).map("".join)


@given(_SOUPS, st.sampled_from((None, _BASE)))
def test_any_soup_gives_blocks_with_every_word_and_link(html: str, base: str | None) -> None:
    soup = parse_html(html)
    blocks = to_blocks(soup.contents, base)
    content = text(blocks)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", content)
    everything = " ".join(
        (content, *(block.attribution or "" for _, block in walk(blocks) if isinstance(block, BlockQuote)))
    )
    shown = "".join(
        string for string in soup.descendants if type(string) is NavigableString and not _is_in_code(string)
    )
    assert everything.count("word") >= shown.count("word")
    for link in soup.find_all("a", href="https://a.org/x"):
        if link.get_text(strip=True).strip("> \u00a0").isalpha() and not _is_in_code(link):
            assert "https://a.org/x" in repr(blocks)


def _is_in_code(node: Tag | NavigableString) -> bool:
    return node.find_parent("pre") is not None
