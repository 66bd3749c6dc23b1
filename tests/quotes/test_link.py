import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sketch import chain, paragraph, sketch
from strategies import threads
from threadreader.model.blocks import BlockQuote, block_at, block_text
from threadreader.model.quote import Anchor, Method, QuoteIndex
from threadreader.model.thread import Article, Author, Comment, CommentId, Kind, Thread
from threadreader.quotes import link_quotes
from threadreader.quotes.fold import fold_words

_WORDS = fold_words("oak larch deck bolt weir rope gauge board mill frost water nail saw plane tide stone arch rail")


def _covered(thread: Thread, anchor: Anchor) -> str:
    body = thread.article.body if anchor.owner is None else thread.comments[thread.position[anchor.owner]].body
    return block_text(block_at(body, anchor.path))[anchor.start : anchor.end]  # type: ignore[arg-type]  # has text


def _targets(index: QuoteIndex) -> list[str | None]:
    return [link.target.owner for link in index.links]


def test_words_only_quoted_are_no_source_while_they_stand_unquoted() -> None:
    thread = sketch("""
        ann: The deck was rotten from below.
        bob: > The deck was rotten from below.

             Whose deck?
          cem: > The deck was rotten from below.

               Ours.
    """)
    assert _targets(link_quotes(thread)) == ["c1", "c1"]


def test_words_only_quoted_are_a_source_where_they_stand_nowhere_else() -> None:
    thread = sketch("""
        bob: > The deck was rotten from below, says the report.

             Whose deck?
          cem: > The deck was rotten from below, says the report.

               Ours.
    """)
    index = link_quotes(thread)
    assert [(link.quote.at.owner, link.target.owner) for link in index.links] == [("c1", "c2"), ("c2", "c1")]
    later, earlier = index.links
    assert later.score < 0.9 < earlier.score


def test_the_nearest_of_equals_is_best_and_the_others_are_kept() -> None:
    thread = sketch("""
        ann: We shall see what the frost does.
        bob: We shall see what the frost does.
          cem: > We shall see what the frost does.

               We shall.
    """)
    index = link_quotes(thread)
    assert _targets(index) == ["c2"]
    assert index.runners_up == ()
    far = sketch("""
        ann: We shall see what the frost does.
        bob: We shall see what the frost does.
        cem: > We shall see what the frost does.

             We shall.
    """)
    assert _targets(link_quotes(far)) == ["c2"]
    assert [link.target.owner for link in link_quotes(far).runners_up] == ["c1"]


def test_a_pingback_quotes_nobody() -> None:
    thread = sketch(
        "# T\n\nWords of the article that somebody liked.\n\nann: “Words of the article that somebody liked.”"
    )
    ping = replace(thread.comments[0], kind=Kind.PINGBACK)
    assert len(link_quotes(thread).links) == 1
    assert link_quotes(Thread(thread.article, (ping,))) == QuoteIndex()


def test_a_citation_comes_before_nearness() -> None:
    thread = sketch("ann: The same words here.\nbob: The same words here.\ncem: Mine.")
    quote = BlockQuote((paragraph("The same words here."),), cite="https://example.org/#c1")
    cem = replace(thread.comments[2], body=(quote, paragraph("So.")))
    (link,) = link_quotes(Thread(thread.article, (*thread.comments[:2], cem))).links
    assert (link.target.owner, link.method) == ("c1", Method.CITED)


def test_a_citation_holds_even_where_the_words_were_rewritten() -> None:
    thread = sketch("ann: What I wrote at first is gone.\nbob: Mine.")
    quote = BlockQuote((paragraph("Some quite other words."),), cite="c1")
    bob = replace(thread.comments[1], body=(quote, paragraph("So.")))
    (link,) = link_quotes(Thread(thread.article, (thread.comments[0], bob))).links
    assert (link.target.owner, link.method) == ("c1", Method.CITED)
    assert link.score < 0.75


def test_a_citation_of_words_that_are_quoted_there_leads_to_who_said_them() -> None:
    drawn = sketch("ann: The deck was rotten.\nbob: > The deck was rotten.\n\n     Whose?\ncem: Mine.")
    quote = BlockQuote((paragraph("The deck was rotten."),), cite="c2")
    cem = replace(drawn.comments[2], body=(quote, paragraph("So.")))
    links = link_quotes(Thread(drawn.article, (*drawn.comments[:2], cem))).links
    assert [(link.quote.at.owner, link.target.owner) for link in links] == [("c2", "c1"), ("c3", "c1")]


def test_the_article_is_what_its_author_wrote() -> None:
    drawn = sketch("""
        # T

        The same words here.

        bob: The same words here.
        cem: ann wrote:

             > The same words here.
    """)
    thread = Thread(replace(drawn.article, authors=(Author("ann"),)), drawn.comments)
    assert _targets(link_quotes(thread)) == [None]


def test_quotations_of_one_comment_do_not_overlap() -> None:
    thread = sketch("""
        # T

        She said that the rope was wet and that nobody worked.

        ann: “that the rope was wet “and that nobody worked”” is what it says.

             Well.
    """)
    assert [quote.text for quote in link_quotes(thread).quotes] == ["that the rope was wet “and that nobody worked”"]


def test_a_thread_of_many_levels_is_no_trouble() -> None:
    deep = chain(3000)
    last = replace(deep.comments[-1], body=(BlockQuote((paragraph("Words of c1."),)), paragraph("So.")))
    index = link_quotes(Thread(deep.article, (*deep.comments[:-1], last)))
    assert _targets(index) == ["c1"]


@given(st.integers(), st.integers(0, 2))
@settings(deadline=None)
def test_an_edited_quotation_leads_to_what_it_quotes(seed: int, edits: int) -> None:
    chance = random.Random(seed)
    said = [" ".join(chance.choices(_WORDS, k=24)) for _ in range(6)]
    comments = [Comment(CommentId(f"c{number}"), None, None, (paragraph(words),)) for number, words in enumerate(said)]
    quoted = said[3].split()[4:18]
    for place in chance.sample(range(3, 11), edits):
        quoted[place] = "altogether"
    body = (BlockQuote((paragraph(" ".join(quoted)),)), paragraph("Indeed."))
    quoting = Comment(CommentId("q"), CommentId("c5"), None, body)
    thread = Thread(Article("T"), (*comments, quoting))
    index = link_quotes(thread)
    for link in index.links:
        assert link.target.owner == "c3"
        assert _covered(thread, link.target) in said[3]
    assert index.links or edits


@given(threads())
@settings(deadline=None)
def test_any_thread_has_sound_quotations(thread: Thread) -> None:
    index = link_quotes(thread)
    for quote in index.quotes:
        assert _covered(thread, quote.at) == quote.text
    for link in (*index.links, *index.runners_up):
        assert link.quote in index.quotes
        assert _covered(thread, link.target)
    places = [(thread.position[quote.at.owner or CommentId("")], quote.at) for quote in index.quotes]
    assert places == sorted(places)
    for (_, one), (_, two) in pairwise(places):
        assert (one.owner, one.path) != (two.owner, two.path) or one.end <= two.start
