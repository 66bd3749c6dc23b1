"""Drafts into threads: any list of them, in any order, with lost parents and rings."""

from collections.abc import Sequence

import pytest
from bs4 import Tag
from bs4.element import NavigableString
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from threadreader.importer.assemble import ThreadBuilder
from threadreader.importer.document import Document
from threadreader.importer.draft import ArticleDraft, CommentDraft, Draft
from threadreader.importer.html.parser import parse_html
from threadreader.model.page import Note
from threadreader.model.thread import Author, Status, Thread

ADDRESS = "https://example.org/2012/03/bread/"


def tags(count: int, words: str = "words") -> list[Tag]:
    return list(parse_html(f"<p>{words}</p>" * count).find_all("p"))


def build(
    comments: Sequence[CommentDraft], article: ArticleDraft | None = None, declared: int | None = None
) -> tuple[Thread, tuple[Note, ...]]:
    document = Document(parse_html(""), url=ADDRESS, base=ADDRESS)
    builder = ThreadBuilder(Draft(article or ArticleDraft(title="Bread"), comments, declared), document)
    whole, notes = builder.comments(0, len(builder.thread.comments))
    return Thread(builder.thread.article, whole), builder.notes + notes


def shape(thread: Thread) -> str:
    return " ".join("." * depth + comment.id for comment, depth in zip(thread.comments, thread.depths, strict=True))


def keyed(*pairs: str) -> list[CommentDraft]:
    """Drafts written as `key` or `key<parent`."""
    elements = tags(len(pairs))
    return [
        CommentDraft(element=element, body=(element,), key=key or None, parent_key=parent or None)
        for element, (key, _, parent) in zip(elements, (pair.partition("<") for pair in pairs), strict=True)
    ]


def test_an_opening_post_is_dated_before_its_replies_in_their_order_of_day_and_month() -> None:
    opening, *others = ("03-08-2016, 03:30 AM", "03-09-2016, 08:44 AM", "06-04-2016, 11:57 AM", "06-05-2016, 03:19 PM")
    replies = [replace(draft, when_text=when) for draft, when in zip(keyed("a", "b", "c"), others, strict=True)]
    draft = Draft(ArticleDraft(title="Bread", when_text=opening), replies, opened=True)
    thread = ThreadBuilder(draft, Document(parse_html(""), url=ADDRESS, base=ADDRESS)).thread
    times = [thread.article.published_at, *(each.posted_at for each in thread.comments)]
    assert [when and when.iso for when in times] == [
        "2016-03-08T03:30:00",
        "2016-03-09T08:44:00",
        "2016-06-04T11:57:00",
        "2016-06-05T15:19:00",
    ]


def test_a_link_that_several_comments_have_is_the_address_of_none() -> None:
    links = ("#comment", "#comment", "#c-3")
    drafts = [replace(draft, permalink=link) for draft, link in zip(keyed("a", "b", "c"), links, strict=True)]
    assert [each.permalink for each in build(drafts)[0].comments] == [None, None, ADDRESS + "#c-3"]


def test_replies_stand_under_what_they_answer_in_page_order() -> None:
    thread, notes = build(keyed("a", "b", "c<a", "d<c", "e<a"))
    assert (shape(thread), notes) == ("a .c ..d .e b", ())


def test_a_parent_may_come_after_its_replies() -> None:
    assert shape(build(keyed("c<b", "b<a", "a"))[0]) == "a .b ..c"


def test_a_comment_that_is_only_referred_to_is_missing_where_its_first_reply_is() -> None:
    thread, notes = build(keyed("a", "b<gone", "c", "d<gone"))
    assert shape(thread) == "a gone .b .d c"
    assert thread.comments[1].status is Status.MISSING
    assert [note.where for note in notes] == ["b"]


def test_a_ring_is_broken_at_its_first_comment() -> None:
    thread, notes = build(keyed("a<c", "b<a", "c<b", "d<c"))
    assert shape(thread) == "a .b ..c ...d"
    assert [note.where for note in notes] == ["a"]


def test_a_comment_that_answers_itself_is_a_root() -> None:
    assert shape(build(keyed("a<a", "b<a"))[0]) == "a .b"


def test_the_same_element_twice_is_one_comment() -> None:
    first, second = keyed("a", "b")
    assert shape(build([first, second, first])[0]) == "a b"


def test_a_comment_that_the_page_holds_twice_is_one() -> None:
    one, again, other, answer = tags(4)
    words = [(NavigableString(each),) for each in ("Oak.", "Oak. ", "Larch.", "Elm.")]
    drafts = [
        CommentDraft(element=tag, body=body, key="a", author="Ann", when_text="May 1")
        for tag, body in zip((one, again, other), words, strict=False)
    ]
    drafts.append(CommentDraft(element=answer, body=words[3], key="b", parent_element=again))
    assert shape(build(drafts)[0]) == "a .b a-2"


def test_of_a_comment_that_stands_above_all_again_the_one_is_kept_that_answers() -> None:
    best, top, own, third, answer = tags(5)
    words = [(NavigableString(each),) for each in ("Oak.", "Elm.", "Oak.", "Oak.", "Larch.")]
    parents = (None, None, top, None, best)
    drafts = [
        CommentDraft(element=tag, body=body, key=key, author="Ann", when_text="May 1", parent_element=parent)
        for tag, body, key, parent in zip((best, top, own, third, answer), words, "abaac", parents, strict=True)
    ]
    thread, notes = build(drafts)
    assert shape(thread) == "b .a ..c"
    assert notes == ()


def test_what_is_shown_again_under_another_id_is_told_by_the_address_of_its_place() -> None:
    best, top, own = tags(3)
    words = [(NavigableString(each),) for each in ("Oak.", "Elm.", "Oak.")]
    drafts = [
        CommentDraft(best, words[0], key="date-7", author="Ann", permalink="#answer-7"),
        CommentDraft(top, words[1], author="Bob", permalink="#answer-5"),
        CommentDraft(own, words[2], author="Ann", permalink="#answer-7", parent_element=top),
    ]
    assert [each.text for each in build(drafts)[0].comments] == ["Elm.", "Oak."]


def test_the_answers_to_a_comment_that_the_page_holds_twice_are_held_once() -> None:
    lists = [tags(2), tags(2)]
    drafts = []
    for best, answer in lists:
        holder = Tag(name="div")
        for tag in (best, answer):
            holder.append(tag)
        drafts += [
            CommentDraft(best, (NavigableString("Oak."),), author="Ann", when_text="May 1, 2020 10:15"),
            CommentDraft(
                answer, (NavigableString("Elm."),), author="Bob", when_text="May 2, 2020 9:00", parent_element=best
            ),
        ]
    assert [each.text for each in build(drafts)[0].comments] == ["Oak.", "Elm."]


def without_ids(*said: tuple[str, str]) -> list[CommentDraft]:
    """Comments of one writer that have no ids: when, and what; the first stands in a box of its own."""
    box, thread = Tag(name="div"), Tag(name="div")
    drafts = []
    for number, (when, what) in enumerate(said):
        element = Tag(name="p")
        (thread if number else box).append(element)
        drafts.append(CommentDraft(element, (NavigableString(what),), author="Ann", when_text=when))
    return drafts


LONG = "Oak lasts longer than larch where the rain cannot run off."


def test_without_ids_the_same_words_of_one_writer_at_one_time_are_one_comment() -> None:
    drafts = without_ids(("May 1", LONG), ("May 2", "Elm."), ("May 1", LONG))
    assert [each.text for each in build(drafts)[0].comments] == ["Elm.", LONG]


def test_a_short_comment_is_shown_once_where_the_minute_is_the_same() -> None:
    drafts = without_ids(("May 1, 2020 10:15", "Oak."), ("May 2, 2020 9:00", "Elm."), ("May 1, 2020 10:15", "Oak."))
    assert [each.text for each in build(drafts)[0].comments] == ["Elm.", "Oak."]


@pytest.mark.parametrize(("when", "what"), [("2 days ago", "Thanks!"), ("", LONG)])
def test_what_may_have_been_said_twice_stays_twice(when: str, what: str) -> None:
    assert len(build(without_ids((when, what), (when, what)))[0].comments) == 2


def test_who_sent_a_comment_twice_has_two() -> None:
    drafts = without_ids(("May 3", "Elm."), ("May 1, 2020 10:15", LONG), ("May 1, 2020 10:15", LONG))
    assert [each.text for each in build(drafts)[0].comments] == ["Elm.", LONG, LONG]


def test_a_parent_may_be_named_by_its_element() -> None:
    one, two, elsewhere = tags(3)
    drafts = [
        CommentDraft(element=one, key="a"),
        CommentDraft(element=two, key="b", parent_element=one),
        CommentDraft(element=elsewhere, key="c", parent_element=tags(1)[0]),
    ]
    thread, notes = build(drafts)
    assert shape(thread) == "a .b c"
    assert [note.where for note in notes] == ["c"]


def test_a_key_that_is_taken_gets_a_number() -> None:
    thread, notes = build(keyed("a", "a", "a-2", "a"))
    assert [comment.id for comment in thread.comments] == ["a", "a-2", "a-2-2", "a-3"]
    assert len(notes) == 3


def test_an_id_that_is_made_is_the_same_in_the_next_save() -> None:
    [one, _] = tags(2)
    made = [CommentDraft(element=tag, body=(tag,), author="Ann", when_text="May 1") for tag in (one, *tags(1, "other"))]
    again = [CommentDraft(element=tag, body=(tag,), author="Ann", when_text="May 1") for tag in tags(1)]
    first, other = (comment.id for comment in build(made)[0].comments)
    assert build(again)[0].comments[0].id == first != other


def test_two_comments_with_the_same_author_and_text_are_two() -> None:
    made = [CommentDraft(element=tag, body=(tag,), author="Ann") for tag in tags(2)]
    one, two = (comment.id for comment in build(made)[0].comments)
    assert two == f"{one}-2"


def test_names_and_addresses_are_clean() -> None:
    (element,) = tags(1)
    draft = CommentDraft(
        element=element,
        key="a\x1b b",
        author=" \u202egpj.exe \x1b[2J\n, ",
        author_url="javascript:alert(1)",
        permalink="#comment-1",
    )
    comment = build([draft])[0].comments[0]
    assert comment.author is not None
    assert (comment.author.name, comment.author.url) == ("gpj.exe \u241b[2J", None)
    assert (comment.id, comment.permalink) == ("a\u241b-b", ADDRESS + "#comment-1")


def test_where_the_page_does_not_say_its_address_links_stay_as_they_are_written() -> None:
    (element,) = tags(1)
    draft = CommentDraft(element=element, author="Ann", author_url="member.php?u=3", permalink="#post12")
    (comment,), _ = ThreadBuilder(Draft(ArticleDraft(), (draft,)), Document(parse_html(""))).comments(0, 1)
    assert comment.author is not None
    assert (comment.author.url, comment.permalink) == ("member.php?u=3", "#post12")


def test_an_address_is_that_of_the_comment_or_of_who_wrote_it() -> None:
    comments = [
        CommentDraft(element=tag, author="Ann", author_url=url, permalink=url)
        for tag, url in zip(tags(2), ("#comment-4", "/user/ann"), strict=True)
    ]
    one, two = build(comments)[0].comments
    assert (one.author, one.permalink) == (Author("Ann"), ADDRESS + "#comment-4")
    assert (two.author, two.permalink) == (Author("Ann", "https://example.org/user/ann"), None)


def test_an_article_always_has_a_title_and_only_certain_times() -> None:
    article = build([], ArticleDraft(title=" \n", when_text="some day", authors=[("", None), ("Ann", "/ann")]))[
        0
    ].article
    assert (article.title, article.published_at) == ("Untitled page", None)
    assert [(author.name, author.url) for author in article.authors] == [("Ann", "https://example.org/ann")]


def test_the_time_of_an_article_is_in_iso_8601() -> None:
    article = build([], ArticleDraft(title="A", when="2012-03-01T15:42:00+00:00", when_text="March 1"))[0].article
    assert article.published_at is not None
    assert article.published_at.text == "2012-03-01T15:42:00+00:00"


@pytest.mark.slow
def test_a_chain_of_twenty_thousand_replies_is_a_thread() -> None:
    thread, _ = build(keyed("c0", *(f"c{number}<c{number - 1}" for number in range(1, 20_000))))
    assert thread.depths[-1] == 19_999


@st.composite
def wild_drafts(draw: st.DrawFn) -> list[CommentDraft]:
    """Drafts with repeated elements and keys, and parents that may be missing, themselves, or in a ring."""
    elements = [tags(1, f"word {number}")[0] for number in range(draw(st.integers(1, 8)))]
    keys = st.none() | st.sampled_from(["a", "b", "c", "a-2", "gone", " ", "\x1b"])
    return [
        CommentDraft(
            element=element,
            body=(element,),
            key=draw(keys),
            parent_key=draw(keys),
            parent_element=draw(st.none() | st.sampled_from(elements)),
            author=draw(st.none() | st.text(max_size=5)),
            author_url=draw(st.none() | st.text(max_size=9)),
            when_text=draw(st.none() | st.text(max_size=9)),
            status=draw(st.sampled_from(Status)),
        )
        for element in draw(st.lists(st.sampled_from(elements), max_size=10))
    ]


@given(wild_drafts())
def test_any_drafts_make_a_thread_with_each_of_them_once(drafts: list[CommentDraft]) -> None:
    thread, _ = build(drafts)
    elements = {id(draft.element): draft for draft in reversed(drafts)}
    referred = {draft.parent_key for draft in elements.values()} - {None} - {draft.key for draft in elements.values()}
    assert len(thread.comments) == len(elements) + len(referred)


@given(wild_drafts())
def test_every_parent_that_is_named_and_not_in_a_ring_is_kept(drafts: list[CommentDraft]) -> None:
    thread, notes = build(drafts)
    roots = sum(comment.parent_id is None for comment in thread.comments)
    distinct = {id(draft.element): draft for draft in reversed(drafts)}.values()
    unnamed = sum(draft.parent_key is None and draft.parent_element is None for draft in distinct)
    assert roots <= unnamed + len(notes)


def test_the_words_of_some_comments_are_made_without_those_of_others() -> None:
    drafts = keyed("a", "b<a", "c", "")
    builder = ThreadBuilder(Draft(ArticleDraft(title="Bread"), drafts), Document(parse_html("")))
    whole, _ = build(drafts)
    assert [comment.body for comment in builder.thread.comments] == [()] * 4
    assert [comment.id for comment in builder.thread.comments] == [comment.id for comment in whole.comments]
    assert builder.comments(1, 3)[0] + builder.comments(3, 4)[0] == whole.comments[1:]


@pytest.mark.parametrize(
    ("authors", "marked", "expected"),
    [
        ([("Ann Tolliver", None)], False, [True, False]),
        ([("Ann Tolliver", None), ("Bob", None)], False, [False, False]),
        ([("Ann Tolliver", None)], True, [False, True]),
        ([], False, [False, False]),
    ],
)
def test_who_is_called_as_the_one_author_wrote_the_article_unless_the_page_marks_that_itself(
    authors: Sequence[tuple[str, str | None]], marked: bool, expected: Sequence[bool]
) -> None:
    first, second = keyed("a", "b")
    drafts = [replace(first, author="Ann Tolliver"), replace(second, author="Ann", by_op=marked)]
    thread, _ = build(drafts, ArticleDraft(title="Bread", authors=authors))
    assert [comment.by_op for comment in thread.comments] == expected


def test_a_comment_shown_above_all_without_its_id_is_held_once() -> None:
    lists = [tags(1), tags(2)]
    for holder, inside in zip(tags(2), lists, strict=True):
        for tag in inside:
            holder.append(tag)
    (shown,), (own, other) = lists
    drafts = [
        CommentDraft(shown, (NavigableString("Oak."),), author="Ann", when_text="May 1, 2020 10:15"),
        CommentDraft(own, (NavigableString("Oak."),), author="Ann", when_text="May 1, 2020 10:15", key="a"),
        CommentDraft(other, (NavigableString("Elm."),), author="Bob", when_text="May 2, 2020 9:00", key="b"),
    ]
    assert shape(build(drafts)[0]) == "a b"


def test_two_comments_of_other_ids_that_say_the_same_at_one_time_are_two() -> None:
    one, two = tags(2)
    drafts = [
        CommentDraft(
            tag, (NavigableString("Gone."),), author="Ann", when_text="May 1, 2020 10:15", key=key, permalink="/ann"
        )
        for tag, key in ((one, "a"), (two, "b"))
    ]
    assert shape(build(drafts)[0]) == "a b"
