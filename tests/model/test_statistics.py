from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import index
from sketch import sketch
from strategies import parents as drawn_parents
from strategies import quote_indexes, threads
from threadreader.model.blocks import BlockQuote, Blocks, ListBlock, Paragraph, Rule, Span
from threadreader.model.quote import QuoteIndex
from threadreader.model.statistics import (
    MAX_ACTIVE,
    MAX_PERIODS,
    answers,
    gather,
    periods,
    shared_links,
    unanswered_questions,
)
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article, Comment, CommentId, Thread

TALK = """
# On clocks

The base rate was never four per cent.

ann: Who told you?
  bob: > Who told you?
       The registry.
    ann: Why?
  carl: Nobody!
bob: See [a](https://a.example/x) and [b](https://b.example/y).
carl: Also [a](https://a.example/x). And yours (who knows?)
dora: > Why?
eve: Never mind. What?!
"""


def body_of(thread: Thread, owner: CommentId | None) -> Blocks:
    return thread.article.body if owner is None else thread.comments[thread.position[owner]].body


def test_the_hours_of_a_day_and_the_years_of_a_decade_are_periods() -> None:
    day = periods(["2024-05-03T14:20:00", "2024-05-03T14:59:59+02:00", None, "2024-05-03T16:01:00"])
    assert [(each.start.hour, each.replies, each.first) for each in day] == [(14, 2, 0), (15, 0, None), (16, 1, 3)]
    decade = periods(["2014-05-03", "2024-05-03"])
    assert decade[0].start == datetime(2014, 5, 3)  # noqa: DTZ001 - wall clock
    assert len(decade) <= MAX_PERIODS
    assert periods([None, None]) == ()


@given(st.lists(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), min_size=1, max_size=20))  # noqa: DTZ001
def test_each_reply_is_in_one_period(times: list[datetime]) -> None:
    found = periods([time.isoformat(timespec="seconds") for time in times])
    assert len(found) <= MAX_PERIODS
    assert sum(each.replies for each in found) == len(times)
    lengths = {later.start - earlier.start for earlier, later in pairwise(found)}
    assert len(lengths) <= 1
    length = max(lengths, default=timedelta(hours=1))
    for each in found:
        inside = [at for at, time in enumerate(times) if each.start <= time < each.start + length]
        assert len(inside) == each.replies or each is found[-1]
        assert each.first is None or times[each.first] >= each.start


@given(drawn_parents(), st.data())
def test_answers_are_those_that_a_plain_count_finds(parents: list[int], data: st.DataObject) -> None:
    names = [data.draw(st.sampled_from(["", "ann", "bob", "carl"])) for _ in parents]
    found = answers(names, parents)
    assert sum(found.written) == sum(map(bool, names))
    for one, row in zip(found.names, found.counts, strict=True):
        for other, count in zip(found.names, row, strict=True):
            pairs = [(names[at], names[up]) for at, up in enumerate(parents) if up >= 0]
            assert count == pairs.count((one, other))
    assert [names.index(name) for name in found.names] == list(found.first)


def test_only_so_many_people_are_in_the_matrix() -> None:
    names = [f"person {number}" for number in range(MAX_ACTIVE + 5)] + ["person 24"]
    found = answers(names, [-1] * len(names))
    assert len(found.names) == len(found.counts) == MAX_ACTIVE
    assert found.names[0] == "person 24"


def test_quoted_passages_are_listed_with_their_quoters() -> None:
    thread = sketch(TALK)
    quotes = index(thread, [("c2", "Who told you?", "c1"), ("c7", "Why?", "c3")])
    found = gather(Skeleton.of(thread), quotes, lambda owner: body_of(thread, owner))
    assert [(each.words, each.times, list(each.quoters)) for each in found.quoted] == [
        ("Who told you?", 1, ["c2"]),
        ("Why?", 1, ["c7"]),
    ]
    assert list(found.branches) == [0]


@pytest.mark.slow
@given(st.data())
def test_of_any_thread_what_is_quoted_is_there(data: st.DataObject) -> None:
    thread = data.draw(threads())
    quotes: QuoteIndex = data.draw(quote_indexes(thread))
    found = gather(Skeleton.of(thread), quotes, lambda owner: body_of(thread, owner))
    assert sum(each.times for each in found.quoted) == len(quotes.links)
    assert {owner for each in found.quoted for owner in each.quoters} == {link.quote.at.owner for link in quotes.links}
    assert [each.times for each in found.quoted] == sorted((each.times for each in found.quoted), reverse=True)
    assert sum(thread.sizes[root] - 1 for root in found.branches) == sum(parent >= 0 for parent in thread.parents)


def test_questions_without_a_reply_are_those_at_the_end_in_own_words() -> None:
    thread = sketch(TALK)
    texts = [comment.text for comment in thread.comments]
    found = unanswered_questions(Skeleton.of(thread), texts, lambda owner: body_of(thread, owner))
    assert [thread.comments[position].id for position in found] == ["c3", "c6", "c8"]


def test_a_long_row_of_question_marks_takes_no_time() -> None:
    thread = sketch("ann: " + "? " * 100_000 + "...")
    texts = [comment.text for comment in thread.comments]
    assert unanswered_questions(Skeleton.of(thread), texts, lambda owner: body_of(thread, owner)) == [0]


def test_links_are_counted_by_who_shares_them() -> None:
    thread = sketch(TALK)
    links = partial(shared_links, Skeleton.of(thread), partial(body_of, thread))
    assert links(None) == {"https://a.example/x": [4, 5], "https://b.example/y": [4]}
    assert links("http://a.example/x/#c1") == {"https://b.example/y": [4]}


@pytest.mark.parametrize("is_in_list", [False, True])
def test_what_a_quotation_asks_or_links_to_is_nobodys_own_wherever_it_stands(is_in_list: bool) -> None:
    quoted = BlockQuote((Paragraph((Span("Why", href="https://a.example/x"), Span("?"))),))
    body: Blocks = (ListBlock(((quoted,),)),) if is_in_list else (quoted, Rule())
    thread = Thread(Article("Title"), (Comment(CommentId("c1"), None, None, body),))
    assert shared_links(Skeleton.of(thread), lambda owner: body_of(thread, owner), None) == {}
    assert unanswered_questions(Skeleton.of(thread), ["Why?"], lambda owner: body_of(thread, owner)) == []


def test_many_passages_of_one_text_are_found_in_one_pass() -> None:
    sentences = [f"The clock has struck {number} times." for number in range(300)]
    drawing = "\n".join(["# On clocks", "", " ".join(sentences), "", *(f"ann: > {each}" for each in sentences)])
    thread = sketch(drawing)
    quotes = index(thread, [(f"c{number}", each, "") for number, each in enumerate(sentences, 1)])
    found = gather(Skeleton.of(thread), quotes, lambda owner: body_of(thread, owner))
    assert [(each.words, list(each.quoters)) for each in found.quoted] == [
        (each, [f"c{number}"]) for number, each in enumerate(sentences, 1)
    ]
