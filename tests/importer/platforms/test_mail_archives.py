"""Plain text of mails as paragraphs, quotations and code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer.blocks import to_blocks
from threadreader.importer.html.parser import parse_html
from threadreader.importer.platforms.mail_archives import read_mail, sender
from threadreader.model.blocks import BlockQuote, CodeBlock, Paragraph, text


def kinds(mail: str) -> list[type]:
    return [type(block) for block in to_blocks(read_mail(parse_html(f"<pre>{mail}</pre>").find_all("pre")), None)]


def words(mail: str) -> str:
    return text(to_blocks(read_mail(parse_html(f"<pre>{mail}</pre>").find_all("pre")), None))


def test_quoted_lines_stand_between_paragraphs() -> None:
    assert kinds("Hello.\n&gt; one\n&gt; two\nThree\nfour.\n\nFive.") == [
        Paragraph,
        BlockQuote,
        Paragraph,
        Paragraph,
    ]


def test_indented_lines_and_patches_stay_as_they_are() -> None:
    assert kinds("    if x:\n        y()\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new") == [CodeBlock, CodeBlock]
    assert words("    if x:\n        y()") == "    if x:\n        y()"


def test_a_list_with_dashes_is_no_patch() -> None:
    assert kinds("- bread\n- salt") == [Paragraph]


def test_quoted_code_is_a_quotation() -> None:
    assert kinds("&gt;     if x:\n&gt;         y()") == [BlockQuote]


def test_a_signature_ends_a_mail() -> None:
    assert words("It does.\n\n-- \nAnn\nTea committee") == "It does."
    assert words("It --\ndoes.") == "It --\ndoes."


def test_links_in_a_mail_are_kept() -> None:
    (block,) = to_blocks(read_mail(parse_html('<pre>See <a href="https://e.org/">e</a>.</pre>').find_all("pre")), None)
    assert isinstance(block, Paragraph)
    assert [span.href for span in block.spans] == [None, "https://e.org/", None]


@given(st.text(st.sampled_from("ab \n\t>-+@."), max_size=200))
def test_no_word_of_a_mail_is_lost(mail: str) -> None:
    mail = mail.replace("--", "- ")
    assert "".join(words(mail.replace(">", "&gt;")).split()).replace(">", "") == "".join(mail.split()).replace(">", "")


def test_plain_text_in_sections_is_read_and_code_in_a_mail_of_html_is_kept() -> None:
    page = parse_html(
        "<main><section><pre>Bob:\n&gt; one</pre></section><div><p>Two.</p><pre>&gt; x</pre></div></main>"
    )
    blocks = to_blocks(read_mail(page.find_all("main")), None)
    assert [type(block) for block in blocks] == [Paragraph, BlockQuote, Paragraph, CodeBlock]


def test_plain_text_in_a_quotation_is_quoted_text() -> None:
    page = parse_html("<blockquote><pre>One.\n\nTwo.</pre><blockquote><pre>Three.</pre></blockquote></blockquote>")
    (quote,) = to_blocks(read_mail(page.find_all("blockquote", recursive=True)[:1]), None)
    assert isinstance(quote, BlockQuote)
    assert [type(block) for block in quote.blocks] == [Paragraph, Paragraph, BlockQuote]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ann Weir <ann@example.org>", "Ann Weir"),
        ('"Weir, Ann \\"Tea\\"" <ann@example.org>', 'Weir, Ann "Tea"'),
        ("ann@example.org (Ann Weir)", "Ann Weir"),
        ("ann at example.org (Ann Weir)", "Ann Weir"),
        ("Ann Weir (ann@example.org)", "Ann Weir"),
        ("<ann@example.org>", "ann@example.org"),
        ("ann at example.org", "ann at example.org"),
        ("Ann (tea) Weir", "Ann (tea) Weir"),
    ],
)
def test_a_sender_is_called_by_name(said: str, name: str) -> None:
    assert sender(said) == name
