import random
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sketch import chain, paragraph, sketch
from strategies import threads
from threadreader.model.blocks import BlockQuote, block_at, block_text
from threadreader.model.quote import Anchor, Method, QuoteIndex
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Author, Comment, CommentId, Kind, Thread
from threadreader.quotes import link_quotes
from threadreader.quotes.words import fold_words

_WORDS = fold_words("oak larch deck bolt weir rope gauge board mill frost water nail saw plane tide stone arch rail")


def _covered(thread: Thread, anchor: Anchor) -> str:
    body = thread.article.body if anchor.owner is None else thread.comments[thread.position[anchor.owner]].body
    return block_text(block_at(body, anchor.path))[anchor.start : anchor.end]


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


def test_what_many_say_far_away_leads_to_none_of_them() -> None:
    said = "We shall see what the frost does."
    four, five = ("".join(f"abe{n}: {said}\n" for n in range(many)) for many in (4, 5))
    quoting = f"zoe: > {said}\n\n     We shall."
    (link,) = link_quotes(sketch(four + quoting)).links
    assert link.target.owner == "c4"
    lost = link_quotes(sketch(five + quoting))
    assert [quote.text for quote in lost.quotes] == [said]
    assert lost.links == lost.runners_up == ()


def test_what_many_say_leads_to_the_one_who_is_answered_or_named() -> None:
    said = "We shall see what the frost does."
    five = "".join(f"abe{n}: {said}\n" for n in range(5))
    answering = sketch(f"{five}  zoe: > {said}\n\n       We shall.")
    assert _targets(link_quotes(answering)) == ["c5"]
    naming = sketch(f"{five}zoe: abe1 wrote:\n\n     > {said}\n\n     We shall.")
    assert _targets(link_quotes(naming)) == ["c2"]


def test_a_greeting_leads_where_the_rest_of_its_block_leads_however_many_say_it() -> None:
    five = "".join(f"a{n}: Good day to you all.\n\n    The plank of a{n} is split.\n" for n in range(5))
    thread = sketch(f"{five}zoe: > Good day to you all.\n     >\n     > The plank of a1 is split.\n\n     Mine too.")
    assert _targets(link_quotes(thread)) == ["c2", "c2"]


def _timed(thread: Thread, *hours: int) -> Thread:
    moments = [Moment("", datetime(2012, 3, 1, hour)) for hour in hours]  # noqa: DTZ001 - wall clock
    comments = [replace(c, posted_at=moment) for c, moment in zip(thread.comments, moments, strict=True)]
    return Thread(thread.article, tuple(comments))


def test_words_in_running_text_do_not_come_from_what_was_written_later() -> None:
    thread = sketch("""
        ann: They say “one plank at a time and no more” down here.
        bob: I carry one plank at a time and no more.
    """)
    assert _targets(link_quotes(_timed(thread, 11, 10))) == ["c2"]
    assert link_quotes(_timed(thread, 10, 11)) == QuoteIndex()


def test_a_quoted_block_leads_to_what_was_written_later_as_doubtful_where_its_words_are_the_same() -> None:
    thread = sketch("""
        ann: > I carry one plank at a time and no more.

             Well done.
        bob: I carry one plank at a time and no more.
    """)
    (earlier,) = link_quotes(_timed(thread, 11, 10)).links
    (later,) = link_quotes(_timed(thread, 10, 11)).links
    assert later.score < 0.9 < earlier.score
    edited = sketch("""
        ann: > The worst of the planks were carried up from the old mill before any of the others.

             Well done.
        bob: The best of the planks were carried up from the old mill before any of the others.
    """)
    assert _targets(link_quotes(_timed(edited, 11, 10))) == ["c2"]
    assert link_quotes(_timed(edited, 10, 11)).links == ()


def test_few_words_that_are_not_where_their_citation_leads_come_from_nowhere() -> None:
    thread = sketch("# T\n\nThe boards:\n\nann: What I wrote is gone.\nbob: Mine.")
    quote = BlockQuote((paragraph("The boards:"), paragraph("Six of larch, of which two are split.")), cite="c1")
    bob = replace(thread.comments[1], body=(quote, paragraph("So.")))
    index = link_quotes(Thread(thread.article, (thread.comments[0], bob)))
    assert [quote.text in [link.quote.text for link in index.links] for quote in index.quotes] == [False, True]


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


@pytest.mark.slow
@given(threads())
@settings(deadline=None)
def test_any_thread_has_sound_quotations(thread: Thread) -> None:
    index = link_quotes(thread)
    for quote in index.quotes:
        assert _covered(thread, quote.at) == quote.text
    for link in (*index.links, *index.runners_up):
        assert link.quote in index.quotes
        assert _covered(thread, link.target)
    sources = [(thread.position[quote.at.owner or CommentId("")], quote.at) for quote in index.quotes]
    assert sources == sorted(sources)
    for (_, one), (_, two) in pairwise(sources):
        assert (one.owner, one.path) != (two.owner, two.path) or one.end <= two.start


_REPEATED = """
    ann: Hello.

         We oiled the deck in spring.
    bob: Hello.

         We shall see what the frost does.
    cem: {quoted}

         So.
"""


def _links(thread: Thread) -> list[tuple[str, str | None]]:
    return [(link.quote.text, link.target.owner) for link in link_quotes(thread).links]


def test_what_several_say_leads_where_the_rest_of_its_block_leads() -> None:
    quoted = "> Hello.\n         >\n         > We oiled the deck in spring."
    assert _links(sketch(_REPEATED.format(quoted=quoted))) == [("Hello.", "c1"), ("We oiled the deck in spring.", "c1")]


def test_a_block_of_one_paragraph_has_nothing_to_follow() -> None:
    assert _links(sketch(_REPEATED.format(quoted="> We shall see what the frost does."))) == [
        ("We shall see what the frost does.", "c2")
    ]


def test_a_paragraph_that_is_not_in_the_common_source_keeps_its_own() -> None:
    quoted = "> We oiled the deck in spring.\n         >\n         > We shall see what the frost does."
    assert _links(sketch(_REPEATED.format(quoted=quoted))) == [
        ("We oiled the deck in spring.", "c1"),
        ("We shall see what the frost does.", "c2"),
    ]


def test_what_somebody_says_again_leads_beside_what_the_rest_of_its_block_leads_to() -> None:
    thread = sketch("""
        ann: So far.

             The deck is split.

             So far.

             The rope is wet.

             So far.
        bob: > So far.
             >
             > The rope is wet.
             >
             > So far.

             And then?
        cem: > The deck is split.
             >
             > So far.

             And then?
    """)
    paths = [link.target.path for link in link_quotes(thread).links]
    assert paths == [(2,), (3,), (4,), (1,), (2,)]
