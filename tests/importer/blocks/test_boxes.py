"""Boxes of quotations and of code."""

import pytest

from drawing import draw
from threadreader.importer.blocks import to_blocks
from threadreader.importer.html.parser import parse_html
from threadreader.model.blocks import BlockQuote, CodeBlock, Paragraph, text

BASE = "https://example.org/forum/"
BOXES = {
    "xenforo": (
        (
            '<blockquote class="bbCodeBlock bbCodeBlock--quote" data-quote="Ann" data-source="post: 7">'
            '<div class="bbCodeBlock-title"><a href="/goto/post?id=7">Ann said:</a></div><div '
            'class="bbCodeBlock-content">'
            '<div class="bbCodeBlock-expandContent">Oak.</div><div class="bbCodeBlock-expandLink">'
            "<a>Click</a></div></div>"
            "</blockquote>"
        ),
        "Ann said:",
        "post-7",
    ),
    "xenforo without a head": ('<blockquote data-quote="Ann"><div>Oak.</div></blockquote>', "Ann", None),
    "xenforo 1": (
        (
            '<div class="bbCodeBlock bbCodeQuote" data-author="Ann"><aside><div class="attribution type">Ann said: '
            '<a href="goto/post?id=7#post-7">&uarr;</a></div><blockquote class="quoteContainer"><div class="quote">Oak.'
            '</div><div class="quoteExpand">Click to expand...</div></blockquote></aside></div>'
        ),
        "Ann said:",
        "https://example.org/forum/goto/post?id=7#post-7",
    ),
    "kunena 3": ('<div class="kmsgtext-quote"><b>Ann wrote:</b> Oak.</div>', "Ann wrote:", None),
    "smf 2.1": (
        (
            '<blockquote class="bbc_standard_quote"><cite><a href="index.php?msg=7">Quote from: Ann on May 6</a></cite>'
            "Oak.</blockquote>"
        ),
        "Quote from: Ann on May 6",
        "https://example.org/forum/index.php?msg=7",
    ),
    "phpbb": (
        (
            '<blockquote><div><cite><a href="u.php?u=1">Ann</a> wrote: <a '
            'href="viewtopic.php?p=7#p7">&uarr;</a><span>Mon'
            " May 6</span></cite>Oak.</div></blockquote>"
        ),
        "Ann wrote: Mon May 6",
        "https://example.org/forum/viewtopic.php?p=7#p7",
    ),
    "phpbb 2": (
        "<table><tr><td><span><b>Ann wrote:</b></span></td></tr><tr><td class='quote'>Oak.</td></tr></table>",
        "Ann wrote:",
        None,
    ),
    "vbulletin 3": (
        (
            '<div><div class="smallfont">Quote:</div><table><tr><td class="alt2"><div>Originally Posted by <strong>Ann'
            '</strong> <a href="showthread.php?p=7#post7"><img src="v.gif" alt="View Post"></a>'
            "</div><div>Oak.</div></td>"
            "</tr></table></div>"
        ),
        "Originally Posted by Ann",
        "https://example.org/forum/showthread.php?p=7#post7",
    ),
    "vbulletin 3 without a name": (
        '<div><div class="smallfont">Quote:</div><table><tr><td class="alt2">Oak.</td></tr></table></div>',
        None,
        None,
    ),
    "vbulletin 4": (
        (
            '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class='
            '"bbcode_quote_container"></div><div class="bbcode_postedby">Originally Posted by <strong>Ann</strong> '
            '<a href="showthread.php?p=7#post7"></a></div><div class="message">Oak.</div></div></div></div>'
        ),
        "Originally Posted by Ann",
        "https://example.org/forum/showthread.php?p=7#post7",
    ),
    "invision": (
        (
            '<blockquote class="ipsQuote" data-ipsquote-contentcommentid="7" data-ipsquote-username="Ann"><div class='
            '"ipsQuote_citation">On 5/6/2019 at 9 AM, Ann said:</div><div class="ipsQuote_contents"><p>Oak.</p></div>'
            "</blockquote>"
        ),
        "On 5/6/2019 at 9 AM, Ann said:",
        "comment-7",
    ),
    "invision 3": (
        (
            '<p class="citation">Ann said:<a href="?view=findpost&p=7"></a></p><div '
            'class="blockquote"><div class="quote">'
            "Oak.</div></div>"
        ),
        "Ann said:",
        "https://example.org/forum/?view=findpost&p=7",
    ),
    "invision 2": (
        '<div class="quotetop">QUOTE(Ann)</div><div class="quotemain">Oak.</div>',
        "QUOTE(Ann)",
        None,
    ),
    "smf": (
        (
            '<div class="quoteheader"><div class="topslice_quote"><a '
            'href="?topic=3.msg7#msg7">Quote from: Ann</a></div>'
            '</div><blockquote class="bbc_standard_quote">Oak.</blockquote><div class="quotefooter"></div>'
        ),
        "Quote from: Ann",
        "https://example.org/forum/?topic=3.msg7#msg7",
    ),
    "smf 1": (
        '<div class="quoteheader">Quote from: Ann</div><div class="quote">Oak.</div>',
        "Quote from: Ann",
        None,
    ),
    "a box that begins with its header": (
        '<div class="quote-block"><div class="quote-header"><a href="#post-7">Ann napisała:</a></div>Oak.</div>',
        "Ann napisała:",
        "https://example.org/forum/#post-7",
    ),
    "fluxbb": (
        '<div class="quotebox"><cite>Ann wrote:</cite><blockquote><div><p>Oak.</p></div></blockquote></div>',
        "Ann wrote:",
        None,
    ),
    "mybb": (
        (
            '<blockquote class="mycode_quote"><cite><span> (6 May)</span>Ann Wrote: <a '
            'href="showthread.php?pid=7#pid7">'
            "</a></cite>Oak.</blockquote>"
        ),
        "(6 May)Ann Wrote:",
        "https://example.org/forum/showthread.php?pid=7#pid7",
    ),
    "kunena": ('<b>Ann wrote:</b><div class="kmsgtext-quote">Oak.</div>', "Ann wrote:", None),
    "woltlab": (
        (
            '<blockquote class="quoteBox" cite="/t/3/?postID=7#post7"><div class="quoteBoxIcon">i</div>'
            '<div class="quoteBoxTitle"><span class="quoteBoxTitle"><a href="/t/3/#post7">Quote '
            "from Ann</a></span></div>"
            '<div class="quoteBoxContent"><p>Oak.</p></div></blockquote>'
        ),
        "Quote from Ann",
        "https://example.org/t/3/?postID=7#post7",
    ),
    "discourse": (
        (
            '<aside class="quote" data-username="ann" data-post="7"><div class="title"><div '
            'class="quote-controls"></div>'
            "ann:</div><blockquote><p>Oak.</p></blockquote></aside>"
        ),
        "ann:",
        "post_7",
    ),
    "discourse from another topic": (
        (
            '<aside class="quote" data-username="ann" data-post="7"><div class="title">ann: <a '
            'href="/t/other/9/7">Other'
            "</a></div><blockquote><p>Oak.</p></blockquote></aside>"
        ),
        "ann: Other",
        "https://example.org/t/other/9/7",
    ),
    "vanilla": (
        (
            '<blockquote class="UserQuote"><div class="QuoteAuthor">Ann said:</div><div '
            'class="QuoteText"><p>Oak.</p></div>'
            "</blockquote>"
        ),
        "Ann said:",
        None,
    ),
    "nodebb": (
        (
            '<p><a class="plugin-mentions-user" href="/user/ann">@ann</a> <a href="/post/7">said'
            "</a>:</p><blockquote>Oak."
            "</blockquote>"
        ),
        "@ann said:",
        "https://example.org/post/7",
    ),
    "redmine": (
        (
            '<p>Ann wrote in <a href="/boards/1/topics/1?r=7#message-7">message#7</a>:</p><blockquote><p>Oak.</p>'
            "</blockquote>"
        ),
        "Ann wrote in message#7:",
        "https://example.org/boards/1/topics/1?r=7#message-7",
    ),
}


def read(html: str) -> tuple[str, list[BlockQuote]]:
    page = parse_html(f"<div>{html}</div>")
    blocks = to_blocks(page.find_all("body"), BASE)
    return text(blocks), [block for block in blocks if isinstance(block, BlockQuote)]


@pytest.mark.parametrize(("html", "attribution", "cite"), BOXES.values(), ids=BOXES)
def test_a_box_is_a_quotation_with_its_source(html: str, attribution: str | None, cite: str | None) -> None:
    words, (quote,) = read(f"<p>Before.</p>{html}After.")
    assert words == "Before.\n\nOak.\n\nAfter."
    assert (quote.attribution, quote.cite) == (attribution, cite)


@pytest.mark.parametrize("platform", ["fluxbb", "discourse", "vbulletin 4", "phpbb 2", "smf"])
def test_a_box_in_a_box_is_a_quotation_in_a_quotation(platform: str) -> None:
    html, attribution, _ = BOXES[platform]
    _, (outer,) = read(html.replace("Oak.", f"{html}Larch."))
    inner, own = outer.blocks
    assert isinstance(inner, BlockQuote)
    assert (outer.attribution, inner.attribution, text((own,))) == (attribution, attribution, "Larch.")


@pytest.mark.parametrize(
    "html",
    [
        '<p>As I <a href="/2012/post">found</a>:</p><blockquote>Oak.</blockquote>',
        '<div class="quoteheader">Not over a quotation</div><p>Oak.</p>',
        '<div class="smallfont">Sizes:</div><table><tr><td>Oak</td><td>3</td></tr></table>',
        '<div class="quote">Oak.</div>',
        '<div class="quote-block">Oak.</div>',
        "<b>Note:</b><div>Oak.</div>",
    ],
)
def test_what_only_looks_like_a_head_keeps_its_words(html: str) -> None:
    page = parse_html(html)
    assert read(html)[0].split() == page.get_text(" ").replace(" :", ":").split()


def test_a_head_that_is_not_closed_does_not_hide_what_is_quoted() -> None:
    html = (
        '<aside class="quote" data-username="ann"><div class="title"><div class="quote-controls"/><a href="/t/5">On'
        " kettles</a></div><blockquote>Oak.</blockquote></aside>"
    )
    _, (quote,) = read(html)
    assert draw([quote]) == ["> ann", "  [On kettles](https://example.org/t/5)", "  >", "    Oak."]


CODE = "saw = 1\nplane(saw)"
CODE_BOXES = {
    "xenforo 2": (
        '<div class="bbCodeBlock bbCodeBlock--code"><div class="bbCodeBlock-title">Python:</div>'
        '<div class="bbCodeBlock-content"><pre class="bbCodeCode"><code>saw = 1\nplane(saw)</code></pre></div></div>'
    ),
    "xenforo 1": (
        '<div class="bbCodeBlock bbCodeCode"><div class="type">Code:</div><pre>saw = 1\nplane(saw)</pre></div>'
    ),
    "phpbb 3.0": (
        '<dl class="codebox"><dt>Code: <a href="#">Select all</a></dt>'
        "<dd><code>saw = 1<br />plane(saw)</code></dd></dl>"
    ),
    "phpbb 3.3": (
        '<div class="codebox"><p>Code: <a href="#">Select all</a></p><pre><code>saw = 1\nplane(saw)</code></pre></div>'
    ),
    "phpbb 2": (
        '<table><tr><td><span class="genmed"><b>Code:</b></span></td></tr>'
        '<tr><td class="code">saw = 1<br />plane(saw)</td></tr></table>'
    ),
    "subsilver 2": ('<div class="codetitle"><b>Code:</b></div><div class="codecontent">saw = 1<br />plane(saw)</div>'),
    "vbulletin 3": '<div class="smallfont">Code:</div><pre class="alt2">saw = 1\nplane(saw)</pre>',
    "vbulletin 4": (
        '<div class="bbcode_container"><div class="bbcode_description">Code:</div>'
        '<pre class="bbcode_code">saw = 1\nplane(saw)</pre></div>'
    ),
    "mybb": (
        '<div class="codeblock"><div class="title">Code:<br /></div>'
        '<div class="body"><code>saw = 1<br />plane(saw)</code></div></div>'
    ),
    "smf": (
        '<div class="codeheader">Code: <a class="codeoperation">[Select]</a></div>'
        '<code class="bbc_code">saw = 1<br />plane(saw)</code>'
    ),
    "smf 1": '<div class="codeheader">Code:</div><div class="code">saw = 1<br />plane(saw)</div>',
}


@pytest.mark.parametrize("html", CODE_BOXES.values(), ids=CODE_BOXES)
def test_a_box_of_code_is_the_code(html: str) -> None:
    blocks = to_blocks(parse_html(f"Before.{html}After.").contents, None)
    assert [type(block) for block in blocks] == [Paragraph, CodeBlock, Paragraph]
    code = blocks[1]
    assert isinstance(code, CodeBlock)
    assert code.text == CODE


@pytest.mark.parametrize(
    "html",
    [
        '<div class="title">Code:</div><p>of conduct</p>',
        "<p>Type <code>saw</code> and <code>plane</code>.</p>",
        '<div class="code">of honour</div>',
        '<table><tr><td class="code">7</td><td>a</td></tr><tr><td class="code">8</td><td>b</td></tr></table>',
        '<table><tr><td class="code">7</td><td>Oak for the deck</td></tr></table>',
    ],
)
def test_words_are_not_code_for_what_is_called_so(html: str) -> None:
    blocks = to_blocks(parse_html(html).contents, None)
    assert not any(isinstance(block, CodeBlock) for block in blocks)
    assert text(blocks)


@pytest.mark.parametrize("tag", ["code", "table"])
def test_tags_nested_thousands_of_levels_deep_take_no_time(tag: str) -> None:
    depth = 20_000
    assert "saw" in text(to_blocks(parse_html(f"<{tag}>" * depth + "saw").contents, None))
