"""Lines next to a quotation that say who is quoted."""

import pytest

from drawing import draw
from threadreader.importer.blocks import to_blocks
from threadreader.importer.blocks.credits import is_credit, names_on_page
from threadreader.importer.html.parser import parse_html
from threadreader.model.blocks import BlockQuote

CREDITS = (
    "Ann wrote:",
    "Ann Weir said:",
    "@ann:",
    "@Ann Weir said:",
    "#12:",
    "Originally posted by Ann",
    "Quote from: Ann Weir on May 3",
    "Zitat von Ann",
    "Цитата от Анна",
    "On 3 May 2020, at 10:05, Ann Weir <ann@example.org> wrote:",
    "On Sun, May 3, 2020 at 10:05 AM Ann Weir wrote:",
    "Sun, 3 May 2020 10:05 Ann Weir <ann@example.org>:",
    "2020-05-03 10:05 GMT+02:00 Ann Weir <ann@example.org>:",
    "Ann Weir (ann@example.org):",
    "Am 3. Mai 2020 um 10:05 schrieb Ann Weir:",
    "Le dim. 3 mai 2020 à 10:05, Ann Weir a écrit :",
    "El dom, 3 may 2020 a las 10:05, Ann Weir escribió:",
    "Il giorno dom 3 mag 2020 alle ore 10:05 Ann Weir ha scritto:",
    "Op zo 3 mei 2020 om 10:05 schreef Ann Weir:",
    "Em dom., 3 de mai. de 2020 às 10:05, Ann Weir escreveu:",
    "Den 3 maj 2020 kl. 10:05 skrev Ann Weir:",
    "3 мая 2020 г., в 10:05, Анна Вейр написал(а):",  # noqa: RUF001 - it looks like that
    "3 May 2020 Paz 10:05 tarihinde Ann Weir şunları yazdı:",  # noqa: RUF001 - it looks like that
    "Анна писала:",
    "アンさんは書きました\uff1a",
    "アンさんの発言:",
    "安妮 写道\uff1a",
    "2020年5月3日 安妮 寫道:",
    "앤님이 작성:",
    "Ann dijo:",
    "Ludwig van Weir schreef:",
)
NO_CREDITS = (
    "He wrote:",
    "As you said:",
    "I wrote to the council in May:",
    "The mayor of our town said:",
    "Sun Tzu, who was a general, a philosopher and a writer, said:",
    "For example:",
    "Ann",
    "@ann",
    "Ann wrote a book about kettles.",
    "On page 3 they wrote:",
    "Der Autor schreibt:",
    "Il dit:",
    "On m'a dit:",
    "我说\uff1a",
    "Use a list of <kettle>:",
    "",
)


@pytest.mark.parametrize("line", CREDITS)
def test_a_line_that_names_who_is_quoted_is_a_credit(line: str) -> None:
    assert is_credit(line)


@pytest.mark.parametrize("line", NO_CREDITS)
def test_a_sentence_of_a_comment_is_none(line: str) -> None:
    assert not is_credit(line)


def test_a_name_alone_is_one_where_somebody_of_that_name_wrote_here() -> None:
    is_name = names_on_page(["Ann Weir", "Bo", "kettle_42"])
    assert [is_credit(line, is_name) for line in ("Ann:", "Ann Weir:", "kettle_42 said", "Bo:", "An:", "Weir:")] == [
        *(True, True, True, True, False, False)
    ]


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<p>Yes.</p><p>Ann wrote:</p><blockquote>Oak.</blockquote>", ["Yes.", "> Ann wrote:", "  Oak."]),
        ("<p>Yes.<br>Ann wrote:</p><blockquote>Oak.</blockquote>", ["Yes.", "> Ann wrote:", "  Oak."]),
        ("<p>Yes.<br><br>Ann wrote:<br>&gt; Oak.<br>No.</p>", ["Yes.", "> Ann wrote:", "  Oak.", "No."]),
        ("<p>Ann wrote:</p><div><a href='#'>...</a></div><blockquote>Oak.</blockquote>", ["> Ann wrote:", "  Oak."]),
        ("<p>Ann wrote:</p><p>Show quoted text</p><blockquote>Oak.</blockquote>", ["> Ann wrote:", "  Oak."]),
        ("<blockquote><p>@ann said:</p><p>Oak.</p></blockquote>", ["> @ann said:", "  Oak."]),
        ("<blockquote><p>Ann said:<br>Oak.</p></blockquote>", ["> Ann said:", "  Oak."]),
        ("<blockquote><b>Ann said:</b> Oak.</blockquote>", ["> Ann said:", "  Oak."]),
        (
            "<p>On Sun, 3 May 2020 at 10:05, Ann Weir<br>&lt;ann@example.org&gt; wrote:<br>&gt; Oak.</p>",
            ["> On Sun, 3 May 2020 at 10:05, Ann Weir <ann@example.org> wrote:", "  Oak."],
        ),
        (
            "<p>&gt; On 3 May 2020, Bo wrote:<br>&gt;&gt; Elm.<br>&gt; Oak.<br>Yes.</p>",
            [">", "  > On 3 May 2020, Bo wrote:", "    Elm.", "  Oak.", "Yes."],
        ),
        (
            "<p>Yes! On 3 May 2020, Bo wrote:</p><blockquote>Oak.</blockquote>",
            ["Yes!", "> On 3 May 2020, Bo wrote:", "  Oak."],
        ),
        (
            "<ul><li>Ann wrote:<blockquote>Oak.</blockquote></li></ul>",
            ["list", "- > Ann wrote:", "    Oak."],
        ),
    ],
)
def test_it_is_the_attribution_and_none_of_the_words(html: str, drawn: list[str]) -> None:
    page = parse_html(f"<div>{html}</div>")
    assert draw(to_blocks(page.find_all("body"), None)) == drawn


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ann wrote:</p><p>Oak.</p>",
        "<p>As she wrote:</p><blockquote>Oak.</blockquote>",
        "<p>Ann wrote:</p><p>Yes.</p><blockquote>Oak.</blockquote>",
        "<blockquote>Ann wrote:</blockquote>",
        "<blockquote><p>Oak.</p><p>Ann wrote:</p></blockquote>",
    ],
)
def test_elsewhere_it_stays(html: str) -> None:
    page = parse_html(f"<div>{html}</div>")
    drawn = " ".join(draw(to_blocks(page.find_all("body"), None))).replace("> ", "").split()
    assert drawn == page.get_text(" ").split()


def test_the_link_of_a_line_leads_to_what_is_quoted() -> None:
    page = parse_html('<p><a href="/u/ann">Ann</a> <a href="/t/1#p7">said</a>:</p><blockquote>Oak.</blockquote>')
    (quote,) = to_blocks(page.find_all("body"), "https://example.org/")
    assert isinstance(quote, BlockQuote)
    assert (quote.attribution, quote.cite) == ("Ann said:", "https://example.org/t/1#p7")
