"""Code as forums show it: lines of code, without the line over them that nobody wrote."""

import pytest

from threadreader.importer.blocks import to_blocks
from threadreader.importer.html.parser import parse_html
from threadreader.model.blocks import CodeBlock, Paragraph, text

CODE = "saw = 1\nplane(saw)"
BOXES = {
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


@pytest.mark.parametrize("html", BOXES.values(), ids=BOXES)
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
