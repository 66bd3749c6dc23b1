import pytest

from sketch import paragraph, sketch
from threadreader.model.blocks import Block, BlockQuote, CodeBlock, ListBlock, Marks, Paragraph, Span, Table
from threadreader.quotes import candidates
from threadreader.quotes.attribution import Names
from threadreader.quotes.candidates import Candidate, count_words, find_candidates, parse_body
from threadreader.quotes.quotation_marks import code_ranges

_NAMES = Names(("ann", "bob"))


def _candidates(*blocks: Block) -> list[Candidate]:
    return find_candidates(parse_body(blocks), _NAMES)


def _drawn(words: str) -> list[Candidate]:
    return find_candidates(parse_body(sketch(f"ann: {words}").comments[0].body), _NAMES)


def test_every_paragraph_of_a_quoted_block_is_a_candidate_of_its_own() -> None:
    one, two = _candidates(BlockQuote((paragraph("One."), paragraph("Two."))), paragraph("Three."))
    assert (one.quoted, one.path, one.sure) == ("One.", (0, 0), True)
    assert (two.quoted, two.path, two.sure) == ("Two.", (0, 1), True)


def test_lists_and_code_in_a_quoted_block_are_quoted() -> None:
    quote = BlockQuote((ListBlock(((paragraph("Item."),),)), CodeBlock("x = 1")))
    assert [c.quoted for c in _candidates(quote, paragraph("Why?"))] == ["Item.", "x = 1"]


def test_nested_quotations_have_their_own_attribution() -> None:
    inner = BlockQuote((paragraph("Inner."),), attribution="ann", cite="#1")
    outer = BlockQuote((inner, paragraph("Outer.")), attribution="bob", cite="#2")
    assert [(c.quoted, c.attribution, c.cite) for c in _candidates(outer, paragraph("So."))] == [
        ("Inner.", "ann", "#1"),
        ("Outer.", "bob", "#2"),
    ]


def test_a_comment_that_is_one_quoted_block_may_not_quote() -> None:
    assert [c.sure for c in _candidates(BlockQuote((paragraph("All of it."),)))] == [False]


def test_marks_around_a_quoted_block_are_not_quoted() -> None:
    (candidate,) = _candidates(BlockQuote((paragraph("“Quite so.”"),)), paragraph("Yes."))
    assert candidate.quoted == "Quite so."


def test_marks_with_a_partner_inside_stay() -> None:
    (candidate,) = _candidates(BlockQuote((paragraph("“Yes” is not “no”"),)), paragraph("Yes."))
    assert candidate.quoted == "“Yes” is not “no”"


def test_a_line_before_or_in_a_quoted_block_gives_the_attribution() -> None:
    before = _candidates(paragraph("ann wrote:"), BlockQuote((paragraph("Words."),)))
    inside = _candidates(BlockQuote((paragraph("ann wrote:"), paragraph("Words."))), paragraph("No."))
    assert [(c.quoted, c.attribution) for c in before] == [("Words.", "ann wrote")]
    assert [(c.quoted, c.attribution) for c in inside] == [("Words.", "ann wrote")]


def test_a_run_of_few_words_is_looked_for_nearby_and_a_shorter_one_not_at_all() -> None:
    assert [
        (c.quoted, c.near_only) for c in _drawn("A “real” and “very real thing” or “a thing of five words” here.")
    ] == [
        ("very real thing", True),
        ("a thing of five words", False),
    ]


def test_titles_stay_plain() -> None:
    assert _drawn("Have you read “The Old Man and the Harbour Street Mystery” yet?") == []


def test_a_paragraph_between_marks_is_surely_a_quotation() -> None:
    one, two = _candidates(
        paragraph("“Words that somebody else said.”"), paragraph("As “words that somebody else said” go.")
    )
    assert (one.sure, two.sure) == (True, False)


def test_runs_inside_a_quoted_block_belong_to_it() -> None:
    assert [
        c.quoted for c in _candidates(BlockQuote((paragraph("He “said so five times over” then."),)), paragraph("Y."))
    ] == ["He “said so five times over” then."]


def test_an_emphasised_paragraph_may_quote_word_for_word() -> None:
    words = Paragraph((Span("These are words of somebody else.", Marks.EMPHASIS),))
    (candidate,) = _candidates(words, paragraph("Mine."))
    assert (candidate.verbatim_only, candidate.sure) == (True, False)


def test_code_is_no_quotation() -> None:
    assert _candidates(CodeBlock('print("one two three four five six")')) == []
    code = Span('say("one two three four five six")', Marks.CODE)
    assert _candidates(Paragraph((Span("Try "), code, Span(" there.")))) == []


def test_code_between_quotation_marks_is_no_quotation() -> None:
    code = Span("sort the planks by length", Marks.CODE)
    assert _candidates(Paragraph((Span("Try “"), code, Span("” there.")))) == []
    assert _candidates(Table((((Span("“"), code, Span("”")), ()),))) == []


@pytest.mark.parametrize(
    "code", ['x = "a deck of old planks"', 'x="a deck of old planks"', 'say("""a deck of planks""")']
)
def test_strings_in_code_that_is_not_marked_as_such_are_no_quotations(code: str) -> None:
    assert _candidates(paragraph(f"Try {code} there.")) == []
    assert _candidates(paragraph('He says ("a deck of old planks") so.')) != []


def test_words_with_some_code_in_them_may_be_a_quotation() -> None:
    words = (Span("As you say, “the name "), Span('"deck"', Marks.CODE), Span(" says nothing of the wood”."))
    assert [c.quoted for c in _candidates(Paragraph(words))] == ['the name "deck" says nothing of the wood']


def test_among_much_code_only_what_is_mostly_code_is_no_quotation(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Block] = []

    def look(block: Block) -> list[tuple[int, int]]:
        looked.append(block)
        return code_ranges(block)

    monkeypatch.setattr(candidates, "code_ranges", look)
    code = Span('say("one two three")', Marks.CODE)
    inside = Span("sort the planks by length", Marks.CODE)
    words = (code, Span(" “some words of ann”, “"), inside, Span("”, “not "), code, Span(" but these many words”. "))
    found = _candidates(Paragraph(words * 20))
    assert [c.quoted for c in found] == ["some words of ann", f"not {code.text} but these many words"] * 20
    assert len(looked) == 1


def test_code_in_a_quoted_block_is_quoted() -> None:
    code = Paragraph((Span('say("one two three")', Marks.CODE),))
    assert [c.quoted for c in _candidates(BlockQuote((code,)), paragraph("Why?"))] == ['say("one two three")']


@pytest.mark.parametrize(("words", "many"), [(["橋", "を"], 1), (["the", "bridge"], 2)])
def test_unspaced_characters_count_half(words: list[str], many: float) -> None:
    assert count_words(words) == many


def test_what_a_comment_quotes_is_known_by_its_characters() -> None:
    body = parse_body((BlockQuote((paragraph("Quoted."),)), paragraph("He said “so it goes” then.")))
    assert body.is_quoted(0, 0, 7)
    assert body.is_quoted(1, 9, 19)
    assert not body.is_quoted(1, 0, 19)


def test_a_string_in_code_is_not_quoted_there() -> None:
    body = parse_body((Paragraph((Span("Set "), Span('x = "one two three"', Marks.CODE), Span(" “once”."))),))
    assert not body.is_quoted(0, 9, 22)
