import pytest
from msgspec.structs import replace

from sketch import sketch
from threadreader.model.thread import Author, CommentId, Thread
from threadreader.quotes.candidates import Candidate
from threadreader.quotes.query import Citations, Query
from threadreader.quotes.sources import Sources


def _query(words: str) -> Query:
    return Query(Candidate((0,), f"> {words}", 2, 2 + len(words)), 0)


@pytest.mark.parametrize(
    "gap", [" … ", " ... ", " [...] ", " […] ", " (...) ", " [snip] ", "… ", " . . . ", " [they] "]
)
def test_ellipses_and_bracketed_insertions_part_a_quotation(gap: str) -> None:
    query = _query(f"one two{gap}three four.")
    assert [part.candidate.quoted for part in query.elided] == ["one two", "three four."]


@pytest.mark.parametrize("written", ["[T]he deck was oil[ed]", "The [deck] was oiled", "the deck[s] was oiled"])
def test_letters_put_for_others_are_part_of_their_words(written: str) -> None:
    assert _query(written).words in (["the", "deck", "was", "oiled"], ["the", "decks", "was", "oiled"])


def test_the_number_of_a_note_is_part_of_no_word() -> None:
    assert [part.words for part in _query("The deck[1] was oiled").elided] == [["the", "deck"], ["was", "oiled"]]


def test_a_quotation_without_them_is_one_part() -> None:
    query = _query("one. two. 3.5 (four) [5")
    assert query.elided == [query]


def test_an_ellipsis_at_either_end_leaves_nothing_out_inside() -> None:
    assert not _query("… one two …").is_elided
    assert _query("one … two").is_elided
    assert not _query("one [they] two").is_elided


def test_sentences_and_lines_are_parts_of_parts() -> None:
    words = [part.candidate.quoted for part in _query("One two. Three? “Four!” Five\nsix … seven").sentences]
    assert words == ["One two.", "Three?", "“Four!”", "Five", "six", "seven"]


def test_edges_are_what_stands_around_the_words() -> None:
    assert _query("(so it goes)…").edges == ("(", ")…")


@pytest.mark.parametrize(
    ("cite", "owner"),
    [
        ("comment-120", "comment-120"),
        ("https://example.org/page/#comment-120", "comment-120"),
        ("https://example.org/showthread.php?p=121#post121", "comment-121"),
        ("post: 121", "comment-121"),
        ("https://example.org/post/121", "comment-121"),
        ("https://example.org/goto/post?id=121", "comment-121"),
        ("https://example.org/index.php?topic=34.msg121#msg121", "comment-121"),
        ("https://example.org/viewtopic.php?p=120#p120", "comment-120"),
        ("121", "comment-121"),
        ("https://example.org/elsewhere", None),
        ("https://example.org/2012/121", None),
        ("https://example.org/page/rain-121", None),
        ("comment-999", None),
        (None, None),
    ],
)
def test_a_citation_leads_to_a_comment_by_id_address_or_number(cite: str | None, owner: str | None) -> None:
    drawn = sketch("ann: One.\nbob: Two.")
    ids = (CommentId("comment-120"), CommentId("comment-121"))
    comments = tuple(replace(comment, id=one) for comment, one in zip(drawn.comments, ids, strict=True))
    found = Citations(Sources(Thread(drawn.article, comments))).find(cite)
    assert (found and found.owner) == owner


@pytest.mark.parametrize(
    ("cite", "named", "owner"),
    [
        ("post: 119", {"zoe"}, "the article"),
        ("post: 119", set(), "the article"),
        ("post: 119", {"ann"}, None),
        ("post: 122", {"zoe"}, None),
        ("post: 0", set(), None),
    ],
)
def test_an_id_below_all_comments_is_the_opening_post(cite: str, named: set[str], owner: str | None) -> None:
    drawn = sketch("# T\n\nFirst of all.\n\nann: One.\nbob: Two.")
    ids = (CommentId("post-120"), CommentId("post-121"))
    comments = tuple(replace(comment, id=one) for comment, one in zip(drawn.comments, ids, strict=True))
    sources = Sources(Thread(replace(drawn.article, authors=(Author("Zoe"),)), comments))
    found = Citations(sources).find(cite, frozenset(named))
    assert (found and (found.owner or "the article")) == owner
