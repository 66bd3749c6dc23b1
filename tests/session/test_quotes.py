from reading import reader
from threadreader.model.thread import Comment, CommentId
from threadreader.session import Session

TALK = """
# Title

One passage of the article, and another.

ann: > One passage of the article
bob: He said another. And > is no quotation here.

     > never said
"""
QUOTES = (("c1", "One passage of the article", ""), ("c2", "another", ""), ("c2", "never said", None))


def comment(session: Session, number: int) -> Comment:
    return session.opened.comment(number)


def test_a_quoted_block_names_its_source_and_an_unresolved_one_is_known() -> None:
    session = reader(TALK, QUOTES)
    first, second = (session.quoting.tails(comment(session, place)) for place in (0, 1))
    assert dict(first.sources) == {(0, 0): "↑ article · ¶1"}
    assert first.unresolved == frozenset()
    assert dict(second.sources) == {}, "words quoted in running text have no line for a tail"
    assert second.unresolved == {(1,), (1, 0)}


def test_a_paragraph_that_says_nothing_but_a_quotation_is_drawn_as_one() -> None:
    talk = TALK + "carl: “One passage of the article”\n\n      “another”, you say. No, never said by anybody."
    quotes = (("c3", "One passage of the article", ""), ("c3", "another", ""))
    tails = reader(talk, quotes).quoting.tails(reader(talk, quotes).opened.comment(2))
    assert tails.quoted == {(0,)}
    assert dict(tails.sources) == {(0,): "↑ article · ¶1"}
    unknown = reader(talk, (("c3", "One passage of the article", None),))
    assert unknown.quoting.tails(comment(unknown, 2)).unresolved == {(0,)}


def test_quoted_passages_that_overlap_count_as_one() -> None:
    quotes = (*QUOTES, ("c2", "He said another", None))
    session = reader(TALK, quotes)
    (first, second) = session.quoting.passages(None)
    assert (first.at.start, first.at.end, second.at.start, second.at.end) == (0, 26, 32, 39)
    assert not first.at.overlaps(second.at)
    assert first.at.overlaps(first.at)
    assert (first.times, second.times) == (1, 1)
    assert session.quoting.passages(CommentId("c1")) == ()


def test_quotations_are_taken_over_in_steps_and_shown_after_the_last() -> None:
    session, linked = reader(TALK), reader(TALK, QUOTES)
    assert not session.quoting.of(CommentId("c1"))
    session.opened = linked.opened
    before, tops = session.quoting, session.replies.tops()
    steps = session.relink_quotes()
    next(steps)
    assert session.quoting is before
    assert list(steps) == []
    assert session.quoting.tails(comment(session, 0)) == linked.quoting.tails(comment(linked, 0))
    assert session.replies.tops() == tops, "quotations change nothing of where replies are about to begin"
